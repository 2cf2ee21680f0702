//! `cargo xtask real-trees`: kustomizations of real repositories, built with a real program and with ours.
//!
//! Nothing is fetched: what names a remote base fails in both.

use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::compare::{Difference, Pair, Verdict};
use ekscompile::load::kustomization::FILE_NAMES;

use crate::Failure;
use crate::tree::{self, Ours, Tool};

/// Programs to compare with.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum RealTrees {
    /// Build every kustomization below some folders with kustomize and with ours
    Kustomize(Args),
}

/// Which trees, and what becomes of them.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The kustomize binary.
    #[arg(long, value_name = "PATH")]
    kustomize: PathBuf,
    #[command(flatten)]
    ours: Ours,
    /// Keep both answers, where they differ, below this folder.
    #[arg(long, value_name = "FOLDER")]
    keep: Option<PathBuf>,
    /// Folders to look through.
    #[arg(required = true)]
    folders: Vec<PathBuf>,
}

/// Builds everything, and prints what differs.
pub(crate) fn run(real: &RealTrees) -> Result<(), Failure> {
    let RealTrees::Kustomize(args) = real;
    let ours = args.ours.tool()?;
    let theirs = Tool::new(&args.kustomize, &["build"])?;
    let pair = Pair { ours, theirs };
    let mut trees = Vec::new();
    for folder in &args.folders {
        let root = folder.canonicalize()?;
        let found = kustomizations(&root)?;
        trees.extend(found.into_iter().map(|folder| (root.clone(), folder)));
    }
    let verdicts = tree::at_once(|| {
        let verdicts = trees
            .par_iter()
            .map(|(root, folder)| pair.compare_in(root, folder, &[]));
        verdicts.collect::<Result<Vec<_>, _>>()
    })??;
    let (mut errors, mut different) = (0, 0);
    for ((root, folder), verdict) in trees.iter().zip(&verdicts) {
        match verdict {
            Verdict::Equal => {}
            Verdict::BothFail => errors += 1,
            Verdict::Different(difference) => {
                different += 1;
                println!("{}: {}", folder.display(), difference.brief());
                if let Some(keep) = &args.keep {
                    let parent = root.parent().unwrap_or(root);
                    let name = folder
                        .strip_prefix(parent)?
                        .to_string_lossy()
                        .replace('/', "_");
                    write(difference, &keep.join(name))?;
                }
            }
        }
    }
    let equal = trees.len() - different;
    println!("{equal} equal ({errors} errors), {different} different");
    match different {
        0 => Ok(()),
        _ => Err("the programs differ".into()),
    }
}

/// Returns the folders below one, itself included, that have a kustomization, sorted.
fn kustomizations(root: &Path) -> Result<Vec<PathBuf>, Failure> {
    let mut folders = Vec::new();
    for entry in walkdir::WalkDir::new(root).sort_by_file_name() {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy();
        if let Some(parent) = entry.path().parent()
            && FILE_NAMES.contains(&name.as_ref())
        {
            folders.push(parent.to_owned());
        }
    }
    folders.sort();
    folders.dedup();
    Ok(folders)
}

/// Writes what both programs said.
pub(super) fn write(difference: &Difference, folder: &Path) -> Result<(), Failure> {
    std::fs::create_dir_all(folder)?;
    let Difference { ours, theirs, .. } = difference;
    for (name, said) in [("kustomize", theirs), ("ekscompile", ours)] {
        std::fs::write(folder.join(format!("{name}.stdout")), &said.stdout)?;
        std::fs::write(folder.join(format!("{name}.stderr")), &said.stderr)?;
    }
    Ok(std::fs::write(
        folder.join("difference"),
        difference.full(),
    )?)
}
