//! `cargo xtask bench diff`: an environment against a git revision, and two sets of manifests against `dyff between`.
//!
//! The revision holds a rendering that is equal, one that differs in every object, and nothing in between: the first is
//! settled by hashes, the second is all the work there can be. For dyff, one file on each side holds the same apps, and every
//! app has another image.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::validate::{EACH, app};
use super::{ENVIRONMENT, MIB, Table, objects, ratio};
use crate::measure::{self, Measured};
use crate::{Failure, binary, generate};

/// What to measure.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Measure this binary instead of building one: to compare two revisions.
    #[arg(long, value_name = "PATH")]
    bin: Option<PathBuf>,
    /// A dyff binary to compare with.
    #[arg(long, value_name = "PATH")]
    dyff: Option<PathBuf>,
}

/// Numbers of objects that are given to both programs.
const SIZES: [usize; 2] = [1_000, 10_000];

/// A label that nearly all rendered objects have, and what it was before everything changed.
const LABEL: (&str, &str) = (
    "app.kubernetes.io/managed-by: ekscompile",
    "app.kubernetes.io/managed-by: hand",
);

/// Measures everything and prints a table; fails when a target is missed.
pub(crate) fn run(args: &Args) -> Result<(), Failure> {
    let ours = binary(args.bin.as_deref())?;
    let mut table = Table::start();
    let small = against_git(&ours, 100, &mut table)?;
    let large = against_git(&ours, 1_000, &mut table)?;
    let growth = large / small;
    table.row(
        "cost per object, 10,000 : 1,000",
        &format!("{growth:.2}"),
        "1.3",
        growth < 1.3,
    );
    for size in SIZES {
        two_files(&ours, args.dyff.as_deref(), size, &mut table)?;
    }
    match table.missed {
        0 => Ok(()),
        missed => Err(format!("{missed} targets are missed").into()),
    }
}

/// Compares an environment of so many apps with a revision, and returns the seconds of the processors for each object where
/// every object differs.
fn against_git(binary: &Path, apps: usize, table: &mut Table) -> Result<f64, Failure> {
    let scratch = tempfile::tempdir()?;
    let folder = scratch.path().join("project");
    generate::run(apps, &folder)?;
    measure::run(&folder, binary, &["build", ENVIRONMENT])?;
    let files = objects(&folder.join("rendered"))?;
    git(&folder, &["init", "--quiet"])?;
    // Otherwise git packs in the background, meanwhile.
    git(&folder, &["config", "maintenance.auto", "false"])?;
    commit(&folder)?;
    let (budget, peak) = match apps {
        1_000 => (Some(1_500), Some(400 * MIB)),
        _ => (None, None),
    };
    let diff = || measure::run(&folder, binary, &["diff", ENVIRONMENT]);
    let name = |what: &str| format!("{} objects against git, {what}", files.len());
    table.time(&name("equal"), measure::best(5, diff)?, budget, peak);
    for file in &files {
        let text = std::fs::read_to_string(file)?;
        std::fs::write(file, text.replace(LABEL.0, LABEL.1))?;
    }
    commit(&folder)?;
    let changed = measure::best(3, diff)?;
    table.time(&name("all changed"), changed, budget, peak);
    Ok(changed.cpu.as_secs_f64() / files.len().max(1) as f64)
}

/// Commits everything, packed as it is in a clone.
fn commit(folder: &Path) -> Result<(), Failure> {
    git(folder, &["add", "--all"])?;
    let author = [
        "-c",
        "user.name=bench",
        "-c",
        "user.email=bench@example.com",
    ];
    let commit = ["commit", "--quiet", "--message", "bench"];
    git(folder, &[&author[..], &commit[..]].concat())?;
    git(folder, &["repack", "-a", "-d", "--quiet"])
}

fn git(folder: &Path, arguments: &[&str]) -> Result<(), Failure> {
    let status = Command::new("git")
        .args(arguments)
        .current_dir(folder)
        .status()?;
    match status.success() {
        true => Ok(()),
        false => Err(format!("`git {}` failed", arguments.join(" ")).into()),
    }
}

/// Compares two files with both programs.
fn two_files(
    ours: &Path,
    dyff: Option<&Path>,
    size: usize,
    table: &mut Table,
) -> Result<(), Failure> {
    let scratch = tempfile::tempdir()?;
    let apps: Vec<String> = (0..size / EACH).map(app).collect();
    let before = apps.join("---\n");
    let folder = scratch.path();
    std::fs::write(
        folder.join("after.yaml"),
        before.replace("image: ", "image: new/"),
    )?;
    std::fs::write(folder.join("before.yaml"), before)?;
    let run = |program: &Path, command: &str| -> Result<Measured, Failure> {
        measure::best(3, || {
            measure::run(folder, program, &[command, "before.yaml", "after.yaml"])
        })
    };
    let our = run(ours, "diff")?;
    table.time(
        &format!("{size} objects in two files, ekscompile"),
        our,
        None,
        None,
    );
    let Some(dyff) = dyff else {
        return Ok(());
    };
    let their = run(&dyff.canonicalize()?, "between")?;
    table.time(
        &format!("{size} objects in two files, dyff"),
        their,
        None,
        None,
    );
    let (work, time) = (ratio(their.cpu, our.cpu), ratio(their.wall, our.wall));
    table.row(
        "dyff : ekscompile, work (time)",
        &format!("{work:.1} ({time:.1})"),
        "20",
        work >= 20.0,
    );
    Ok(())
}
