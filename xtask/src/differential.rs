//! `cargo xtask differential`: random input to a real program and to ours, which have to say the same.
//!
//! Everything is decided by the seed. A tree that the programs disagree on is made smaller for as long as they do, and
//! kept with both answers.

mod compare;
mod generate;
mod grammar;
mod kustomization;
mod random;
mod real;
mod record;
mod shrink;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::Failure;
use crate::tree::{self, Ours, Tool};
use compare::{Difference, Pair, Verdict};
use grammar::Grammar;
pub(crate) use random::Random;
pub(crate) use real::{RealTrees, run as run_real};

/// Programs to compare with.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Differential {
    /// Build random folders with kustomize and with ours
    Kustomize(Args),
}

/// How many trees, and what becomes of them.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The kustomize binary.
    #[arg(long, value_name = "PATH")]
    kustomize: PathBuf,
    #[command(flatten)]
    ours: Ours,
    /// How many trees to make.
    #[arg(long, default_value_t = 2000)]
    trees: u64,
    /// Another seed makes other trees.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Make only the tree of this number.
    #[arg(long, value_name = "NUMBER")]
    tree: Option<u64>,
    /// How many of the trees that differ to make small and to print.
    #[arg(long, value_name = "N", default_value_t = 10)]
    show: usize,
    /// Keep those trees, with both answers, below this folder.
    #[arg(long, value_name = "FOLDER")]
    keep: Option<PathBuf>,
    /// Instead of comparing, record what kustomize says to a choice of the trees, as `conformance kustomize` reads it.
    #[arg(long, value_name = "FILE")]
    record: Option<PathBuf>,
    /// How many trees to record.
    #[arg(long, value_name = "N", default_value_t = 60)]
    pick: usize,
}

/// A tree to build.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tree {
    /// Texts by path.
    pub(crate) files: BTreeMap<String, String>,
    /// The folder to build.
    pub(crate) folder: String,
    /// Flags of `kustomize build`.
    pub(crate) flags: Vec<String>,
    /// What the tree is made of: names of pieces.
    pub(crate) features: BTreeSet<&'static str>,
}

/// Compares, and prints what differs.
pub(crate) fn run(differential: &Differential) -> Result<(), Failure> {
    let Differential::Kustomize(args) = differential;
    let theirs = Tool::new(&args.kustomize, &["build"])?;
    let numbers: Vec<u64> = match args.tree {
        Some(number) => vec![number],
        None => (0..args.trees).collect(),
    };
    let grammar = Grammar::new();
    let trees = numbers
        .iter()
        .map(|number| generate::tree(&grammar, args.seed, *number));
    let trees: Vec<Tree> = trees.collect();
    if let Some(file) = &args.record {
        return record::run(&trees, &theirs, args.pick, file);
    }
    let ours = args.ours.tool()?;
    let pair = Pair { ours, theirs };

    let verdicts = tree::at_once(|| {
        let verdicts = trees.par_iter().map(|tree| pair.compare(tree));
        verdicts.collect::<Result<Vec<_>, _>>()
    })??;
    let errors = verdicts
        .iter()
        .filter(|verdict| matches!(verdict, Verdict::BothFail))
        .count();
    let named = numbers.iter().zip(&trees).zip(&verdicts);
    let different: Vec<(u64, &Tree)> = named
        .filter(|(_, verdict)| matches!(verdict, Verdict::Different(_)))
        .map(|((number, tree), _)| (*number, tree))
        .collect();

    let shown = different.get(..args.show).unwrap_or(&different);
    let small = tree::at_once(|| {
        let small = shown
            .par_iter()
            .map(|(_, tree)| shrink::shrink(tree, &pair));
        small.collect::<Result<Vec<_>, _>>()
    })??;
    for ((number, _), (tree, difference)) in shown.iter().zip(&small) {
        println!("tree {number}: {}", difference.brief());
        if let Some(folder) = &args.keep {
            keep(
                tree,
                difference,
                &folder.join(format!("{}-{number:05}", args.seed)),
            )?;
        }
    }
    let equal = verdicts.len() - different.len();
    println!(
        "{equal} equal ({errors} errors), {} different",
        different.len()
    );
    match different.is_empty() {
        true => Ok(()),
        false => Err("the programs differ".into()),
    }
}

/// Writes a tree and what both programs said to it, in place of what was there.
pub(crate) fn keep(tree: &Tree, difference: &Difference, folder: &Path) -> Result<(), Failure> {
    if folder.exists() {
        std::fs::remove_dir_all(folder)?;
    }
    let files = tree.files.iter();
    let files = files.map(|(path, text)| (format!("in/{path}"), text.clone().into_bytes()));
    tree::write(&files.collect(), folder)?;
    let command = format!(
        "kustomize build in/{} {}\n",
        tree.folder,
        tree.flags.join(" ")
    );
    std::fs::write(folder.join("command"), command)?;
    real::write(difference, folder)
}
