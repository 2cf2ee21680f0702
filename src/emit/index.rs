//! The index: which files a build wrote, so that the next one may replace and delete them, and no others.
//!
//! One line a file, sorted by path, behind a line that names the format: `<sha256>  <path>  <owner>`. Two branches that
//! both build conflict only in the lines that differ; the conflict itself is readable too, since lines that are not
//! understood are left out and both sides count.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::Rendering;
use crate::order::names::hex;

/// The name of the index in the rendered folder. Not `.yaml` and not `.json`, and above every path that is synced, so
/// that no consumer reads it.
pub const INDEX: &str = "ekscompile.index";

/// What stands while a build writes: the files that it is about to write, so that a build that is killed in between
/// still owns them.
pub(super) const JOURNAL: &str = ".ekscompile-tmp-journal";

const HEADER: &str = "ekscompile.index 1";

/// For each path the hashes that a build of ours has given it.
pub(super) type Owned = BTreeMap<String, Vec<[u8; 32]>>;

/// Returns the text of the index.
pub(super) fn text(rendering: &Rendering) -> String {
    let mut text = String::with_capacity(rendering.files.len() * 160);
    text.push_str(HEADER);
    text.push('\n');
    for (path, file) in &rendering.files {
        line(&mut text, path, &file.hash, &file.owner.to_string());
    }
    text
}

/// Adds a line.
pub(super) fn line(text: &mut String, path: &str, hash: &[u8; 32], owner: &str) {
    // Writing to a string cannot fail.
    let _ = writeln!(text, "{}  {path}  {owner}", hex(hash));
}

/// Reads an index or a journal into `owned`. Lines that are not understood are left out: what they owned is foreign then,
/// and foreign files are never touched.
pub(super) fn read(text: &str, owned: &mut Owned) {
    for line in text.lines() {
        let mut parts = line.splitn(3, "  ");
        let (Some(hash), Some(path)) = (parts.next().and_then(unhex), parts.next()) else {
            continue;
        };
        if !is_inside(path) {
            continue;
        }
        let hashes = owned.entry(path.to_owned()).or_default();
        if !hashes.contains(&hash) {
            hashes.push(hash);
        }
    }
}

/// Returns who asked for each file of an index, `App/shop/api`, by its path. Of a file that stands there twice, as in a
/// merge conflict, the later line counts.
pub(super) fn owners(text: &str) -> BTreeMap<String, String> {
    let line = |line: &str| {
        let mut parts = line.splitn(3, "  ");
        let (hash, path, owner) = (parts.next()?, parts.next()?, parts.next()?);
        unhex(hash)?;
        Some((path.to_owned(), owner.to_owned()))
    };
    text.lines().filter_map(line).collect()
}

/// Returns whether a path of an index stays in the folder: an index may have been written by anybody.
fn is_inside(path: &str) -> bool {
    !path.is_empty()
        && !path.contains(['\\', '\0'])
        && path.split('/').all(|part| !matches!(part, "" | "." | ".."))
}

fn unhex(text: &str) -> Option<[u8; 32]> {
    let bytes = text.as_bytes();
    if bytes.len() != 64 {
        return None;
    }
    let digit = |byte: u8| (byte as char).to_digit(16);
    let mut hash = [0; 32];
    for (at, pair) in bytes.chunks_exact(2).enumerate() {
        hash[at] = u8::try_from(digit(pair[0])? * 16 + digit(pair[1])?).ok()?;
    }
    Some(hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_index_with_a_merge_conflict_keeps_both_sides_and_nothing_outside() {
        let (a, b) = (hex(&[1; 32]), hex(&[2; 32]));
        let text = format!(
            "{HEADER}\n<<<<<<< ours\n{a}  units/x.yaml  App/shop/x\n=======\n{b}  units/x.yaml  App/shop/x\n>>>>>>> theirs\n\
             {a}  ../../etc/passwd  App/shop/x\n{a}  /etc/passwd  App\nff  units/y.yaml  App\n"
        );
        let mut owned = Owned::new();
        read(&text, &mut owned);
        assert_eq!(
            owned.into_iter().collect::<Vec<_>>(),
            [("units/x.yaml".to_owned(), vec![[1; 32], [2; 32]])]
        );
    }
}
