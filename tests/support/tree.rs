//! Folders as maps from path to content.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

/// Paths below a folder, with `/` between the parts, and what the files hold.
pub(crate) type Tree = BTreeMap<String, Vec<u8>>;

/// Reads every file below a folder; a folder that is not there is empty.
pub(crate) fn read(root: &Path) -> io::Result<Tree> {
    let mut tree = Tree::new();
    if !root.exists() {
        return Ok(tree);
    }
    for entry in walkdir::WalkDir::new(root) {
        let entry = entry?;
        if entry.file_type().is_file() {
            let path = entry.path().strip_prefix(root).unwrap_or(entry.path());
            let path = path.to_string_lossy().replace('\\', "/");
            tree.insert(path, std::fs::read(entry.path())?);
        }
    }
    Ok(tree)
}

/// Copies every file below `from` to the same path below `to`.
pub(crate) fn copy(from: &Path, to: &Path) -> io::Result<()> {
    write(to, &read(from)?)
}

/// Writes files below a folder; others there stay.
pub(crate) fn write(root: &Path, tree: &Tree) -> io::Result<()> {
    for (path, content) in tree {
        let path = root.join(path);
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::write(path, content)?;
    }
    Ok(())
}

/// Says in what `actual` differs from `expected`.
pub(crate) fn difference(what: &str, expected: &Tree, actual: &Tree) -> String {
    let text = |content: &Vec<u8>| String::from_utf8_lossy(content).into_owned();
    let gone = expected.keys().filter(|path| !actual.contains_key(*path));
    let lines = gone.map(|path| format!("{what}/{path} is expected and not there"));
    let others = actual
        .iter()
        .filter_map(|(path, content)| match expected.get(path) {
            Some(same) if same == content => None,
            Some(other) => Some(format!(
                "{what}/{path} differs:\n{}",
                diff(&text(other), &text(content))
            )),
            None => Some(format!("{what}/{path} is there and not expected")),
        });
    lines.chain(others).collect::<Vec<_>>().join("\n")
}

/// Returns the differing lines of two texts, with a few around them.
pub(crate) fn diff(expected: &str, actual: &str) -> String {
    similar::TextDiff::from_lines(expected, actual)
        .unified_diff()
        .header("expected", "actual")
        .to_string()
}
