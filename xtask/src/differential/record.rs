//! Records what kustomize says to a choice of trees: a sample that shows much and can be read.

use std::collections::BTreeSet;
use std::path::Path;

use rayon::prelude::*;
use serde_json::{Value as Json, json};

use super::Tree;
use crate::Failure;
use crate::tree::{self, Files, Said, Tool};

/// One of so many recorded trees is one that kustomize refuses.
const ERRORS: usize = 5;

/// Runs kustomize on all trees, chooses, and writes the file.
pub(super) fn run(trees: &[Tree], theirs: &Tool, pick: usize, file: &Path) -> Result<(), Failure> {
    let answers = tree::at_once(|| {
        let answers = trees.par_iter().map(|tree| build(tree, theirs));
        answers.collect::<Result<Vec<_>, _>>()
    })??;
    let all: Vec<(usize, &Tree, &Said)> = trees
        .iter()
        .zip(&answers)
        .enumerate()
        .map(|(n, (tree, said))| (n, tree, said))
        .collect();
    let (good, bad): (Vec<_>, Vec<_>) = all.into_iter().partition(|(_, _, said)| said.succeeded());
    let mut seen = BTreeSet::new();
    let mut chosen = choose(&good, pick - pick / ERRORS, &mut seen);
    chosen.extend(choose(&bad, pick / ERRORS, &mut seen));
    let cases: Vec<Json> = chosen
        .iter()
        .map(|(number, tree, said)| case(*number, tree, said))
        .collect();
    std::fs::write(file, format!("{}\n", serde_json::to_string_pretty(&cases)?))?;
    let errors = chosen.iter().filter(|(_, _, said)| !said.succeeded());
    println!(
        "{} trees recorded, {} of them errors",
        chosen.len(),
        errors.count()
    );
    Ok(())
}

fn build(tree: &Tree, theirs: &Tool) -> Result<Said, Failure> {
    let (_scratch, root) = tree::scratch()?;
    let files = tree.files.iter();
    let files: Files = files
        .map(|(path, text)| (path.clone(), text.clone().into_bytes()))
        .collect();
    tree::write(&files, &root)?;
    theirs.build(&root, &root.join(&tree.folder), &tree.flags)
}

type Answered<'t> = (usize, &'t Tree, &'t Said);

/// Takes trees one by one, each time the one that shows most, for its length, of what none before it did: pieces of the
/// grammar, and pairs of them.
fn choose<'t>(
    trees: &[Answered<'t>],
    count: usize,
    seen: &mut BTreeSet<(&'static str, &'static str)>,
) -> Vec<Answered<'t>> {
    let mut left = trees.to_vec();
    let mut chosen = Vec::new();
    while chosen.len() < count {
        let worth = |(_, tree, _): &Answered<'_>| {
            let new = pairs(tree).filter(|pair| !seen.contains(pair));
            // A piece that was never there is worth a hundred new pairs.
            let new: usize = new.map(|(a, b)| if a == b { 100 } else { 1 }).sum();
            let lines: usize = tree.files.values().map(|text| text.lines().count()).sum();
            new * 1000 / (lines + 20)
        };
        let best = left
            .iter()
            .enumerate()
            .max_by_key(|(at, tree)| (worth(tree), std::cmp::Reverse(*at)));
        let Some((at, _)) = best else { break };
        let tree = left.remove(at);
        seen.extend(pairs(tree.1));
        chosen.push(tree);
    }
    chosen.sort_by_key(|(number, _, _)| *number);
    chosen
}

fn pairs(tree: &Tree) -> impl Iterator<Item = (&'static str, &'static str)> {
    let features = &tree.features;
    features
        .iter()
        .flat_map(move |a| features.range(*a..).map(move |b| (*a, *b)))
}

fn case(number: usize, tree: &Tree, said: &Said) -> Json {
    let mut case = json!({
        "name": format!("tree-{number:05}"),
        "shows": tree.features,
        "files": tree.files,
        "run_path": tree.folder,
        "args": tree.flags,
    });
    match said.succeeded() {
        true => {
            case["expects"] = json!("bytes");
            case["stdout"] = json!(said.stdout_text());
        }
        false => {
            case["expects"] = json!("error");
            case["stderr"] = json!(said.message());
        }
    }
    case
}
