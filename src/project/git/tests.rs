//! Repositories made for one test each, asked for everything.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::*;
use crate::project::{Place, Project, ReadError};

/// Runs git in a folder, with nothing of the tester's configuration.
fn git(folder: &Path, arguments: &str) -> String {
    let output = Command::new("git")
        .args(arguments.split_whitespace())
        .current_dir(folder)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .envs(["AUTHOR", "COMMITTER"].into_iter().flat_map(|who| {
            [
                (format!("GIT_{who}_NAME"), "somebody"),
                (format!("GIT_{who}_EMAIL"), "somebody@example.com"),
                (format!("GIT_{who}_DATE"), "2026-01-01T00:00:00Z"),
            ]
        }))
        .output()
        .unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "git {arguments}: {stderr}");
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

fn write(folder: &Path, path: &str, content: &str) {
    let path = folder.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, content).unwrap();
}

/// Makes a repository with one commit of these files.
fn repository(files: &[(&str, &str)]) -> tempfile::TempDir {
    let scratch = tempfile::tempdir().unwrap();
    git(scratch.path(), "init --quiet --initial-branch=main");
    for (path, content) in files {
        write(scratch.path(), path, content);
    }
    git(scratch.path(), "add --all");
    git(scratch.path(), "commit --quiet --message=first");
    scratch
}

fn paths(tree: &Tree) -> Vec<&str> {
    tree.iter().map(|(path, _)| path).collect()
}

#[test]
fn ids_are_those_of_git() {
    let text = |id: ObjectId| id.to_string();
    assert_eq!(
        text(blob_id(b"", Algorithm::Sha1)),
        "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"
    );
    assert_eq!(
        text(blob_id(b"", Algorithm::Sha256)),
        "473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813"
    );
    let id = blob_id(b"a: 1\n", Algorithm::Sha1);
    assert_eq!(ObjectId::parse(&id.to_string()), Some(id));
    for wrong in [
        "",
        "e69d",
        &"g".repeat(40),
        &"a".repeat(41),
        &"é".repeat(20),
    ] {
        assert_eq!(ObjectId::parse(wrong), None, "{wrong}");
    }
}

#[test]
fn a_revision_and_the_index_are_listed_and_read() {
    let files = [
        ("deploy/base/a.yaml", "a: 1\n"),
        ("deploy/base/b/c d\té\".yaml", "b: 2\n"),
        ("deploy/basement.yaml", "c: 3\n"),
        ("outside.yaml", "d: 4\n"),
    ];
    for format in [Algorithm::Sha1, Algorithm::Sha256] {
        let scratch = match format {
            Algorithm::Sha1 => repository(&files),
            Algorithm::Sha256 => {
                let scratch = tempfile::tempdir().unwrap();
                git(scratch.path(), "init --quiet --object-format=sha256");
                files
                    .iter()
                    .for_each(|(path, content)| write(scratch.path(), path, content));
                git(scratch.path(), "add --all");
                git(scratch.path(), "commit --quiet --message=first");
                scratch
            }
        };
        let root = scratch.path();
        // Staged, not committed; and changed again since.
        write(root, "deploy/base/a.yaml", "a: 5\n");
        git(root, "add --all");
        write(root, "deploy/base/a.yaml", "a: 6\n");
        write(root, "deploy/base/untracked.yaml", "");

        let repository = Repository::open(&root.join("deploy")).unwrap();
        assert_eq!(repository.algorithm(), format);
        assert_eq!(repository.folder(), "deploy");
        let head = repository.resolve("HEAD").unwrap();
        for (at, first) in [(At::Revision(&head), "a: 1\n"), (At::Index, "a: 5\n")] {
            let tree = repository.tree(at, "base").unwrap();
            assert_eq!(paths(&tree), ["a.yaml", "b/c d\té\".yaml"]);
            let ids: Vec<ObjectId> = tree.iter().map(|(_, entry)| entry.id).collect();
            let contents = repository.read(&ids).unwrap();
            assert_eq!(contents, [first.as_bytes(), b"b: 2\n"]);
            assert_eq!(blob_id(first.as_bytes(), format), ids[0]);

            let whole = repository.tree(at, "").unwrap();
            assert_eq!(whole.len(), 3);
            let below: Vec<&str> = whole.below("base").map(|(path, _)| path).collect();
            assert_eq!(below, paths(&tree));
            assert!(repository.tree(at, "rendered/prod").unwrap().is_empty());
        }
    }
}

#[test]
fn ten_thousand_contents_block_no_pipe() {
    let scratch = repository(&[("large", &"x".repeat(1 << 20)), ("small", "y")]);
    let repository = Repository::open(scratch.path()).unwrap();
    let tree = repository.tree(At::Index, "").unwrap();
    let ids: Vec<ObjectId> = tree.iter().map(|(_, entry)| entry.id).collect();
    let again = std::iter::repeat_n(ids[1], 10_000);
    let many: Vec<ObjectId> = ids.iter().copied().chain(again).collect();
    let contents = repository.read(&many).unwrap();
    assert_eq!((contents.len(), contents[0].len()), (10_002, 1 << 20));
    assert!(contents[1..].iter().all(|content| content == b"y"));

    let missing = blob_id(b"nowhere", Algorithm::Sha1);
    // The first answer is wrong, and more questions and answers wait than both pipes hold.
    let many: Vec<ObjectId> = [missing].into_iter().chain(many).collect();
    let error = repository.read(&many).unwrap_err();
    assert!(matches!(error, GitError::Unreadable { id, .. } if id == missing));
}

#[test]
fn revisions_are_found_or_guessed() {
    let scratch = repository(&[("a", "")]);
    let root = scratch.path();
    git(root, "tag v1.4.2");
    git(root, "update-ref refs/remotes/origin/topic HEAD");
    let repository = Repository::open(root).unwrap();
    let head = repository.resolve("HEAD").unwrap();
    for name in ["main", "v1.4.2", "origin/topic", &head.commit.to_string()] {
        assert_eq!(repository.resolve(name).unwrap().commit, head.commit);
    }
    for (name, meant) in [
        ("mian", Some("main")),
        ("v1.4.3", Some("v1.4.2")),
        ("topic", Some("origin/topic")),
        ("nothing-like-it", None),
        ("HEAD~1", None),
        ("main..v1.4.2", None),
        ("HEAD:a", None),
        ("--all", None),
        ("", None),
    ] {
        match repository.resolve(name) {
            Err(GitError::UnknownRevision { similar, .. }) => {
                assert_eq!(similar.as_deref(), meant, "{name}");
            }
            other => panic!("{name}: {other:?}"),
        }
    }
}

#[test]
fn what_is_only_intended_to_be_added_is_not_staged() {
    let scratch = repository(&[("a", "1")]);
    let root = scratch.path();
    write(root, "empty", "");
    git(root, "add empty");
    write(root, "later", "2");
    git(root, "add --intent-to-add later");
    let repository = Repository::open(root).unwrap();
    assert_eq!(
        paths(&repository.tree(At::Index, "").unwrap()),
        ["a", "empty"]
    );
}

#[test]
fn an_unfinished_merge_names_its_files() {
    let scratch = repository(&[("deploy/a", "1")]);
    let root = scratch.path();
    git(root, "checkout --quiet -b topic");
    write(root, "deploy/a", "2");
    git(root, "commit --quiet --all --message=theirs");
    git(root, "checkout --quiet main");
    write(root, "deploy/a", "3");
    git(root, "commit --quiet --all --message=ours");
    let merge = Command::new("git")
        .args(["merge", "topic"])
        .current_dir(root)
        .output();
    assert!(!merge.unwrap().status.success());
    let repository = Repository::open(root).unwrap();
    match repository.tree(At::Index, "deploy") {
        Err(GitError::Unmerged { paths }) => assert_eq!(paths, ["deploy/a"]),
        other => panic!("{other:?}"),
    }
    assert!(repository.tree(At::Index, "elsewhere").unwrap().is_empty());
}

#[cfg(unix)]
#[test]
fn links_submodules_and_pointers_are_answered() {
    use std::os::unix::fs::symlink;
    let pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n";
    let scratch = repository(&[("real/a.yaml", "a: 1"), ("large.bin", pointer)]);
    let root = scratch.path();
    for (target, link) in [
        ("real/a.yaml", "file"),
        ("real", "folder"),
        ("../file", "real/up"),
        ("../../etc", "out"),
        ("/etc", "absolute"),
        ("loop", "loop"),
        ("gone", "broken"),
    ] {
        symlink(target, root.join(link)).unwrap();
    }
    git(root, "add --all");
    let head = git(root, "rev-parse HEAD");
    git(
        root,
        &format!("update-index --add --cacheinfo 160000,{head},vendor/other"),
    );

    let repository = Repository::open(root).unwrap();
    let project = GitProject::open(repository, At::Index).unwrap();
    for path in [
        "real/a.yaml",
        "file",
        "folder/a.yaml",
        "folder/up",
        "./file",
    ] {
        let place = Ok(Place::File("real/a.yaml".to_owned()));
        assert_eq!(project.locate(path), place, "{path}");
        assert_eq!(project.read(path).unwrap(), b"a: 1", "{path}");
    }
    let folder = Ok(Place::Folder("real".to_owned()));
    assert_eq!(project.locate("folder/"), folder);
    assert_eq!(
        project.list("folder").unwrap(),
        ["folder/a.yaml", "folder/up"]
    );
    assert_eq!(project.names("folder").unwrap(), ["a.yaml", "up"]);
    assert_eq!(project.list("nowhere").unwrap(), Vec::<String>::new());
    assert_eq!(project.read("folder"), Err(ReadError::Folder));
    assert_eq!(project.read("large.bin"), Err(ReadError::Pointer));
    for path in ["out", "absolute/passwd", "../a"] {
        assert_eq!(project.read(path), Err(ReadError::Outside), "{path}");
    }
    for path in ["broken", "real/a.yaml/b", "real/nothing"] {
        assert_eq!(project.read(path), Err(ReadError::NotFound), "{path}");
    }
    assert!(matches!(project.read("loop"), Err(ReadError::Io(_))));
    let submodule = Err(ReadError::Submodule("vendor/other".to_owned()));
    for path in ["vendor/other", "vendor/other/base.yaml"] {
        assert_eq!(project.read(path), submodule, "{path}");
    }
    assert!(
        !project
            .list("")
            .unwrap()
            .iter()
            .any(|path| path.contains("vendor"))
    );
}

#[test]
fn where_there_is_nothing_to_ask_it_says_so() {
    let scratch = tempfile::tempdir().unwrap();
    let error = Repository::open(scratch.path()).unwrap_err();
    assert!(matches!(error, GitError::NoRepository { .. }), "{error}");

    git(scratch.path(), "init --quiet --bare bare");
    let error = Repository::open(&scratch.path().join("bare")).unwrap_err();
    assert!(matches!(error, GitError::Bare { .. }), "{error}");

    let origin = repository(&[("a", "1")]);
    write(origin.path(), "a", "2");
    git(origin.path(), "commit --quiet --all --message=second");
    let from = format!("file://{}", origin.path().display());
    git(
        scratch.path(),
        &format!("clone --quiet --depth=1 {from} shallow"),
    );
    let shallow = Repository::open(&scratch.path().join("shallow")).unwrap();
    assert!(shallow.resolve("HEAD").is_ok());
    let error = shallow.resolve("HEAD~1").unwrap_err();
    assert!(matches!(error, GitError::Shallow { .. }), "{error}");
}
