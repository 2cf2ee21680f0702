//! The same input gives the same bytes, wherever and however it is built; and building again writes nothing.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "support/tree.rs"]
mod tree;

use std::path::Path;
use std::process::Command;
use std::time::SystemTime;

use tempfile::TempDir;

/// Returns a copy of the example, without what was rendered.
fn example() -> TempDir {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let scratch = tempfile::tempdir().unwrap();
    for folder in ["base", "overlays", "environments"] {
        tree::copy(&root.join(folder), &scratch.path().join(folder)).unwrap();
    }
    scratch
}

/// Builds every environment from `folder` of a project.
fn build(project: &Path, folder: &str, environment: &[(&str, &str)]) {
    let output = Command::new(env!("CARGO_BIN_EXE_ekscompile"))
        .args(["build", "--all"])
        .current_dir(project.join(folder))
        .envs(environment.iter().copied())
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

fn rendered(project: &Path) -> tree::Tree {
    let tree = tree::read(&project.join("rendered")).unwrap();
    assert!(
        tree.len() > 100,
        "the example renders more than a few files"
    );
    tree
}

#[test]
fn neither_folder_nor_environment_changes_a_byte() {
    let here = example();
    build(here.path(), "", &[]);
    let expected = rendered(here.path());

    let machines: [(&str, &[(&str, &str)]); 4] = [
        (
            "",
            &[("TZ", "Pacific/Kiritimati"), ("RAYON_NUM_THREADS", "1")],
        ),
        (
            "base/apps",
            &[("LANG", "tr_TR.UTF-8"), ("LC_ALL", "tr_TR.UTF-8")],
        ),
        ("environments/prod", &[("RAYON_NUM_THREADS", "4")]),
        (
            "",
            &[
                ("HOME", "/nowhere"),
                ("USER", "nobody"),
                ("TMPDIR", "/nowhere"),
            ],
        ),
    ];
    for (folder, environment) in machines {
        let there = example();
        build(there.path(), folder, environment);
        let actual = rendered(there.path());
        assert!(
            actual == expected,
            "built in `{folder}` with {environment:?}:\n{}",
            tree::difference("rendered", &expected, &actual)
        );
    }
}

#[test]
fn building_again_writes_nothing() {
    let project = example();
    build(project.path(), "", &[]);
    let before = times(project.path());
    build(project.path(), "", &[]);
    let after = times(project.path());
    assert_eq!(before, after);
}

/// Returns the time at which each rendered file and folder was changed.
fn times(project: &Path) -> Vec<(String, SystemTime)> {
    let entries = walkdir::WalkDir::new(project.join("rendered")).sort_by_file_name();
    let entries = entries.into_iter().map(Result::unwrap);
    entries
        .map(|entry| {
            let time = entry.metadata().unwrap().modified().unwrap();
            (entry.path().to_string_lossy().into_owned(), time)
        })
        .collect()
}

#[test]
fn the_committed_tree_is_what_the_sources_give() {
    let project = example();
    build(project.path(), "", &[]);
    let committed = tree::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("rendered")).unwrap();
    let built = rendered(project.path());
    assert!(
        committed == built,
        "run `cargo run --release -- build --all` and commit rendered/:\n{}",
        tree::difference("rendered", &committed, &built)
    );
}
