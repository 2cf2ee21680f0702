//! Paths that rules about volumes and mounts judge alike.

use crate::validate::judge::Judge;
use crate::yaml::Node;

/// Says that a path leads up.
pub(super) fn no_backsteps(path: &Node, judge: &mut Judge<'_, '_>) {
    if path
        .as_str()
        .is_some_and(|path| path.split('/').any(|part| part == ".."))
    {
        judge.says(
            path,
            format!("expected a path without `..`, found {}", path.brief()),
        );
    }
}

/// Says that a path leads up or begins at the root.
pub(super) fn descending(path: &Node, judge: &mut Judge<'_, '_>) {
    if path.as_str().is_some_and(|path| path.starts_with('/')) {
        judge.says(
            path,
            format!(
                "expected a path without `/` in front, found {}",
                path.brief()
            ),
        );
    }
    no_backsteps(path, judge);
}

/// Says that a path is none for a file of a volume: names that begin with `..` are the volume's own.
pub(super) fn file_path(path: &Node, judge: &mut Judge<'_, '_>) {
    descending(path, judge);
    let reserved = |path: &str| path.starts_with("..") && path != ".." && !path.starts_with("../");
    if path.as_str().is_some_and(reserved) {
        judge.says(
            path,
            format!(
                "expected a path that does not begin with `..`, found {}",
                path.brief()
            ),
        );
    }
}
