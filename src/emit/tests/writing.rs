use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::json;
use tempfile::TempDir;

use super::render;
use crate::emit::{
    Difference, DifferenceKind, INDEX, Limit, Rendering, Summary, WriteError, WriteOptions,
    compare, write,
};
use crate::order::fixtures::object;

/// Renders that many ConfigMaps of one app, with this content.
fn configs(count: usize, content: &str) -> Rendering {
    let config = |number: usize| {
        let head = format!("v1 ConfigMap shop/c{number:03}");
        object("App/shop/api", &head, json!({"data": {"a": content}}))
    };
    render(json!({}), (0..count).map(config).collect()).0
}

fn path(number: usize) -> String {
    format!("units/90-shop.api/31-configmap-c{number:03}.yaml")
}

/// Every file below a folder, hidden ones too, with its content.
fn tree(out: &Path) -> BTreeMap<String, Vec<u8>> {
    walkdir::WalkDir::new(out)
        .into_iter()
        .map(Result::unwrap)
        .filter(|entry| !entry.file_type().is_dir())
        .map(|entry| {
            let below = entry.path().strip_prefix(out).unwrap();
            let bytes = fs::read(entry.path()).unwrap_or_default();
            (below.to_str().unwrap().to_owned(), bytes)
        })
        .collect()
}

fn put(rendering: &Rendering, out: &Path) -> Summary {
    write(rendering, out, &WriteOptions::default()).unwrap()
}

fn differences(rendering: &Rendering, out: &Path) -> Vec<(String, DifferenceKind)> {
    let differences = compare(rendering, out).unwrap();
    let pair = |Difference { path, kind }| (path, kind);
    differences.into_iter().map(pair).collect()
}

fn kustomization() -> String {
    "units/90-shop.api/kustomization.yaml".into()
}

#[test]
fn only_what_differs_is_written_and_what_is_gone_goes() {
    let out = TempDir::new().unwrap();
    let first = put(&configs(4, "1"), out.path());
    assert_eq!((first.created.len(), first.unchanged), (5, 0));
    assert_eq!(compare(&configs(4, "1"), out.path()).unwrap(), []);
    let before = tree(out.path());
    assert_eq!(
        before.len(),
        6,
        "the files and the index, nothing temporary: {:?}",
        before.keys()
    );

    let again = put(&configs(4, "1"), out.path());
    assert_eq!(
        again,
        Summary {
            unchanged: 5,
            ..Summary::default()
        }
    );
    assert_eq!(tree(out.path()), before);

    let fewer = put(&configs(3, "1"), out.path());
    assert_eq!(fewer.deleted, [path(3)]);
    assert_eq!(fewer.updated, [kustomization()]);
    assert_eq!(fewer.unchanged, 3);
    let other = object("App/web/web", "v1 ConfigMap web/c", json!({}));
    let (other, _) = render(json!({}), vec![other]);
    let options = WriteOptions {
        allow_destroy: true,
        ..WriteOptions::default()
    };
    write(&other, out.path(), &options).unwrap();
    assert!(
        !out.path().join("units/90-shop.api").exists(),
        "empty folders go"
    );
}

#[test]
fn a_dry_run_says_the_same_and_writes_nothing() {
    let out = TempDir::new().unwrap();
    let below = out.path().join("rendered/prod");
    let options = WriteOptions {
        dry_run: true,
        ..WriteOptions::default()
    };
    let said = write(&configs(2, "1"), &below, &options).unwrap();
    assert!(!below.exists());
    assert_eq!(said, put(&configs(2, "1"), &below));
}

#[test]
fn check_tells_every_kind_of_difference() {
    let out = TempDir::new().unwrap();
    put(&configs(5, "1"), out.path());
    fs::write(out.path().join(path(0)), "edited").unwrap();
    fs::remove_file(out.path().join(path(1))).unwrap();
    fs::write(out.path().join("units/90-shop.api/mine.yaml"), "mine").unwrap();
    fs::write(
        out.path().join(".gitattributes"),
        "hidden files are nobody's business",
    )
    .unwrap();
    let mut rendering = configs(4, "1");
    let stale = rendering.files.get_mut(&path(2)).unwrap();
    stale.bytes = b"new".to_vec();
    assert_eq!(
        differences(&rendering, out.path()),
        [
            (path(0), DifferenceKind::HandEdited),
            (path(1), DifferenceKind::Missing),
            (path(2), DifferenceKind::Stale),
            (path(4), DifferenceKind::Obsolete),
            (kustomization(), DifferenceKind::Stale),
            (
                "units/90-shop.api/mine.yaml".into(),
                DifferenceKind::Foreign
            ),
        ]
    );
}

#[test]
fn a_lost_index_alone_is_stale_and_a_build_restores_it() {
    let out = TempDir::new().unwrap();
    put(&configs(2, "1"), out.path());
    fs::remove_file(out.path().join(INDEX)).unwrap();
    let rendering = configs(2, "1");
    assert_eq!(
        differences(&rendering, out.path()),
        [(INDEX.into(), DifferenceKind::Stale)]
    );
    put(&rendering, out.path());
    assert_eq!(differences(&rendering, out.path()), []);
}

#[test]
fn edited_files_are_overwritten_with_a_word_and_never_deleted() {
    let out = TempDir::new().unwrap();
    put(&configs(5, "1"), out.path());
    for number in [0, 4] {
        fs::write(out.path().join(path(number)), "edited").unwrap();
    }
    let summary = put(&configs(4, "1"), out.path());
    assert_eq!(summary.overwritten, [path(0)]);
    assert_eq!(summary.kept, [path(4)]);
    assert!(summary.deleted.is_empty());
    assert_eq!(fs::read(out.path().join(path(4))).unwrap(), b"edited");
    assert_eq!(
        differences(&configs(4, "1"), out.path()),
        [(path(4), DifferenceKind::Foreign)]
    );
}

#[test]
fn foreign_files_stay_and_stop_a_build_only_where_they_are_in_the_way() {
    let out = TempDir::new().unwrap();
    fs::create_dir_all(out.path().join("units/90-shop.api")).unwrap();
    fs::write(out.path().join("notes.txt"), "mine").unwrap();
    let summary = put(&configs(2, "1"), out.path());
    assert_eq!(summary.foreign, ["notes.txt"]);
    fs::write(out.path().join(path(2)), "mine").unwrap();
    let before = tree(out.path());
    let error = write(&configs(3, "2"), out.path(), &WriteOptions::default()).unwrap_err();
    let WriteError::Foreign { paths } = &error else {
        panic!("{error}");
    };
    assert_eq!(paths, &[out.path().join(path(2))]);
    assert!(!error.is_io());
    assert_eq!(tree(out.path()), before);
}

#[test]
fn a_foreign_file_in_place_of_a_folder_stops_a_build() {
    let out = TempDir::new().unwrap();
    fs::write(out.path().join("units"), "mine").unwrap();
    let error = write(&configs(1, "1"), out.path(), &WriteOptions::default()).unwrap_err();
    assert!(matches!(error, WriteError::Foreign { .. }), "{error}");
    assert_eq!(fs::read(out.path().join("units")).unwrap(), b"mine");
}

#[test]
fn many_deletions_need_a_word() {
    let out = TempDir::new().unwrap();
    put(&configs(50, "1"), out.path());
    let before = tree(out.path());
    let error = write(&configs(20, "1"), out.path(), &WriteOptions::default()).unwrap_err();
    assert!(
        matches!(&error, WriteError::MassDeletion { deleted, owned: 51, .. } if deleted.len() == 30),
        "{error}"
    );
    let limited = |count, limit| {
        let mut rendering = configs(count, "1");
        rendering.limit = Some(limit);
        write(&rendering, out.path(), &WriteOptions::default())
    };
    assert!(limited(49, Limit::Files(0)).is_err());
    assert!(limited(20, Limit::Percent(50)).is_err());
    assert!(write(&Rendering::default(), out.path(), &WriteOptions::default()).is_err());
    assert_eq!(tree(out.path()), before);
    put(&configs(41, "1"), out.path());
    limited(10, Limit::Percent(80)).unwrap();
    let options = WriteOptions {
        allow_destroy: true,
        ..WriteOptions::default()
    };
    let summary = write(&Rendering::default(), out.path(), &options).unwrap();
    assert_eq!(summary.deleted.len(), 11);
    assert_eq!(tree(out.path()).len(), 1, "the index stays");
}

#[cfg(unix)]
#[test]
fn links_are_not_followed() {
    let (out, elsewhere) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let link =
        |from: &Path, to: &str| std::os::unix::fs::symlink(from, out.path().join(to)).unwrap();
    link(elsewhere.path(), "units");
    let error = write(&configs(1, "1"), out.path(), &WriteOptions::default()).unwrap_err();
    assert!(
        matches!(&error, WriteError::Link { path } if path.ends_with("units")),
        "{error}"
    );
    assert_eq!(tree(elsewhere.path()).len(), 0);
    fs::remove_file(out.path().join("units")).unwrap();

    put(&configs(1, "1"), out.path());
    let target = elsewhere.path().join("target");
    fs::write(&target, "theirs").unwrap();
    fs::remove_file(out.path().join(path(0))).unwrap();
    link(&target, &path(0));
    let error = write(&configs(1, "1"), out.path(), &WriteOptions::default()).unwrap_err();
    assert!(matches!(error, WriteError::Link { .. }), "{error}");
    fs::remove_file(out.path().join(path(0))).unwrap();

    // A link where a temporary file would be: removed with the leftovers, not written through.
    link(
        &target,
        "units/90-shop.api/.ekscompile-tmp-31-configmap-c000.yaml",
    );
    put(&configs(1, "2"), out.path());
    assert_eq!(fs::read(&target).unwrap(), b"theirs");
}

#[test]
fn one_build_at_a_time() {
    let out = TempDir::new().unwrap();
    put(&configs(1, "1"), out.path());
    let held = fs::File::open(out.path()).unwrap();
    held.try_lock().unwrap();
    let error = write(&configs(1, "2"), out.path(), &WriteOptions::default()).unwrap_err();
    assert!(error.is_io());
    let message = error.to_string();
    assert!(
        message.contains("is being written by another run"),
        "{message}"
    );
    #[cfg(target_os = "linux")]
    assert!(
        message.ends_with(&format!("process {}", std::process::id())),
        "{message}"
    );
    drop(held);
    put(&configs(1, "2"), out.path());
}

/// What a build that is killed leaves: the journal, some files staged, some in place, the old index.
#[test]
fn the_next_build_owns_what_a_killed_one_left() {
    let out = TempDir::new().unwrap();
    put(&configs(2, "1"), out.path());
    let before = tree(out.path());
    put(&configs(4, "2"), out.path());
    let after = tree(out.path());
    // Back to the old index with the journal of the second build; one new file is in place, one waits.
    fs::write(out.path().join(INDEX), &before[INDEX]).unwrap();
    let journal: Vec<u8> = after[INDEX]
        .iter()
        .copied()
        .skip_while(|byte| *byte != b'\n')
        .collect();
    fs::write(out.path().join(".ekscompile-tmp-journal"), journal).unwrap();
    fs::write(out.path().join(path(0)), &before[&path(0)]).unwrap();
    fs::remove_file(out.path().join(path(2))).unwrap();
    fs::write(
        out.path().join("units/90-shop.api/.ekscompile-tmp-x"),
        "half",
    )
    .unwrap();

    // The third build says neither of the new files, so it must take them away, and calls nothing edited.
    let summary = put(&configs(2, "3"), out.path());
    assert_eq!(summary.deleted, [path(3)]);
    assert_eq!(
        (summary.overwritten.len(), summary.foreign.len()),
        (0, 0),
        "{summary:?}"
    );
    let left = tree(out.path());
    assert_eq!(left.len(), 4, "{:?}", left.keys());
    assert_eq!(differences(&configs(2, "3"), out.path()), []);
}

#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_written_is_left_as_it_was() {
    use std::os::unix::fs::PermissionsExt;

    let out = TempDir::new().unwrap();
    put(&configs(2, "1"), out.path());
    let unit = out.path().join("units/90-shop.api");
    fs::set_permissions(&unit, fs::Permissions::from_mode(0o555)).unwrap();
    let denied = fs::write(unit.join("probe"), "").is_err();
    let before = tree(out.path());
    let result = write(&configs(2, "2"), out.path(), &WriteOptions::default());
    fs::set_permissions(&unit, fs::Permissions::from_mode(0o755)).unwrap();
    if !denied {
        eprintln!("skipped: this user may write everywhere");
        return;
    }
    let error = result.unwrap_err();
    assert!(error.is_io());
    assert!(error.to_string().starts_with("cannot write"), "{error}");
    assert_eq!(tree(out.path()), before);
}

/// A disk that is full for one file: its temporary name is taken by a folder, which fails as late as a full disk does.
#[test]
fn a_failure_while_staging_leaves_the_tree_as_it_was() {
    let out = TempDir::new().unwrap();
    put(&configs(2, "1"), out.path());
    let before = tree(out.path());
    let taken = out
        .path()
        .join("units/90-shop.api/.ekscompile-tmp-31-configmap-c002.yaml");
    fs::create_dir(&taken).unwrap();
    let error = write(&configs(9, "2"), out.path(), &WriteOptions::default()).unwrap_err();
    assert!(
        matches!(
            error,
            WriteError::Io {
                action: "write",
                ..
            }
        ),
        "{error}"
    );
    assert_eq!(tree(out.path()), before);
    fs::remove_dir(&taken).unwrap();
    put(&configs(9, "2"), out.path());
    assert_eq!(differences(&configs(9, "2"), out.path()), []);
}
