//! Makes a tree smaller for as long as the programs disagree on it in the same way.
//!
//! What can go is a flag, the layers above a folder, a file, or a line with all that belongs to it; so this needs to know nothing of what the files
//! say, and works for trees that were not generated.

use super::Tree;
use super::compare::{Difference, Pair, Verdict};
use super::grammar::belongs;
use crate::Failure;

/// How often to ask both programs at most.
const QUESTIONS: usize = 600;

/// Returns the smallest tree that was found, and the disagreement about it.
pub(crate) fn shrink(tree: &Tree, pair: &Pair) -> Result<(Tree, Difference), Failure> {
    let first = match pair.compare(tree)? {
        Verdict::Different(difference) => *difference,
        _ => return Err("the programs do not disagree each time".into()),
    };
    let mut best = (tree.clone(), first);
    let mut questions = 0;
    loop {
        let before = best.0.clone();
        for step in [lower, without_files, without_blocks, without_flags] {
            // The place where the last try was, counted from the end: what stands behind it is settled.
            let mut settled = 0;
            while questions < QUESTIONS {
                let Some(smaller) = step(&best.0, settled) else {
                    break;
                };
                questions += 1;
                match pair.compare(&smaller)? {
                    Verdict::Different(difference) if difference.is_like(&best.1) => {
                        best = (smaller, *difference);
                    }
                    _ => settled += 1,
                }
            }
        }
        if best.0 == before || questions >= QUESTIONS {
            return Ok(best);
        }
    }
}

/// The tree with another of its folders to build.
fn lower(tree: &Tree, settled: usize) -> Option<Tree> {
    let folders = tree
        .files
        .keys()
        .filter_map(|path| path.strip_suffix("/kustomization.yaml"));
    let mut below = folders.filter(|folder| folder.len() > tree.folder.len());
    let mut lower = tree.clone();
    lower.folder = below.nth(settled)?.to_owned();
    Some(lower)
}

/// The tree without one file, or nothing when all were tried.
fn without_files(tree: &Tree, settled: usize) -> Option<Tree> {
    let index = tree.files.len().checked_sub(settled + 1)?;
    let path = tree.files.keys().nth(index)?.clone();
    let mut smaller = tree.clone();
    smaller.files.remove(&path);
    Some(smaller)
}

/// The tree without one flag.
fn without_flags(tree: &Tree, settled: usize) -> Option<Tree> {
    let index = tree.flags.len().checked_sub(settled + 1)?;
    let mut smaller = tree.clone();
    smaller.flags.remove(index);
    Some(smaller)
}

/// The tree without one line of a file and what belongs to it. From the end, so that the lines behind a place that was
/// tried keep their number.
fn without_blocks(tree: &Tree, settled: usize) -> Option<Tree> {
    let mut left = settled;
    for (path, text) in tree.files.iter().rev() {
        let lines: Vec<&str> = text.lines().collect();
        if left >= lines.len() {
            left -= lines.len();
            continue;
        }
        let start = lines.len() - 1 - left;
        let head = lines[start];
        let block = lines[start + 1..]
            .iter()
            .take_while(|line| belongs(line, head))
            .count();
        let kept = lines[..start].iter().chain(&lines[start + 1 + block..]);
        let kept: String = kept.map(|line| format!("{line}\n")).collect();
        let mut smaller = tree.clone();
        smaller.files.insert(path.clone(), kept);
        return Some(smaller);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(files: &[(&str, &str)]) -> Tree {
        let files = files
            .iter()
            .map(|(path, text)| (path.to_string(), text.to_string()));
        Tree {
            files: files.collect(),
            flags: vec!["--reorder=none".to_owned()],
            ..Tree::default()
        }
    }

    #[test]
    fn every_line_is_tried_with_its_block() {
        let tree = tree(&[("a", "x:\n  y: 1\n"), ("b", "l:\n- p: 1\n  q: 2\n- r\n")]);
        let tries: Vec<(String, String)> = (0..)
            .map_while(|settled| without_blocks(&tree, settled))
            .map(|smaller| (smaller.files["a"].clone(), smaller.files["b"].clone()))
            .collect();
        let expected = [
            ("x:\n  y: 1\n", "l:\n- p: 1\n  q: 2\n"),
            ("x:\n  y: 1\n", "l:\n- p: 1\n- r\n"),
            ("x:\n  y: 1\n", "l:\n- r\n"),
            ("x:\n  y: 1\n", ""),
            ("x:\n", "l:\n- p: 1\n  q: 2\n- r\n"),
            ("", "l:\n- p: 1\n  q: 2\n- r\n"),
        ];
        let expected = expected.map(|(a, b)| (a.to_owned(), b.to_owned()));
        assert_eq!(tries, expected);
    }

    #[test]
    fn layers_go_from_above() {
        let mut tree = tree(&[("a/kustomization.yaml", ""), ("a/b/kustomization.yaml", "")]);
        tree.folder = "a".to_owned();
        let lowest = lower(&tree, 0).unwrap();
        assert_eq!(lowest.folder, "a/b");
        assert_eq!(lower(&tree, 1), None);
        assert_eq!(lower(&lowest, 0), None);
    }

    #[test]
    fn files_and_flags_go_one_by_one() {
        let tree = tree(&[("a", ""), ("b", "")]);
        let tries: Vec<Tree> = (0..)
            .map_while(|settled| without_files(&tree, settled))
            .collect();
        assert_eq!(tries.len(), 2);
        assert!(!tries[0].files.contains_key("b"));
        assert!(without_flags(&tree, 0).is_some_and(|smaller| smaller.flags.is_empty()));
        assert_eq!(without_flags(&tree, 1), None);
    }
}
