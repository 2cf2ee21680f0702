//! `cargo xtask bench`: time and memory of the release build, against the budgets.
//!
//! A cold build of 1,000 apps makes some 14,000 files, so the file system counts: `TMPDIR=/dev/shm cargo xtask bench`
//! measures without a disk.

mod diff;
mod kustomize;
mod validate;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::measure::{self, Measured};
use crate::{Failure, binary, generate, root};

/// What to measure.
#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct Args {
    #[command(subcommand)]
    only: Option<Only>,
    /// Leave out the 10,000 apps.
    #[arg(long)]
    quick: bool,
    /// Measure this binary instead of building one: to compare two revisions.
    #[arg(long, value_name = "PATH")]
    bin: Option<PathBuf>,
    /// A kustomize binary to compare with.
    #[arg(long, value_name = "PATH")]
    kustomize: Option<PathBuf>,
}

/// A part of what can be measured.
#[derive(Debug, clap::Subcommand)]
enum Only {
    /// Compare an environment with a git revision, and two sets of manifests, as dyff does
    Diff(diff::Args),
    /// Build kustomizations, and compare with kustomize on the same
    Kustomize(kustomize::Args),
    /// Check manifests, and compare with kubeconform on the same
    Validate(validate::Args),
}

const MIB: u64 = 1 << 20;
const ENVIRONMENT: &str = "environments/prod";

/// Runs everything and prints a table; fails when a budget is missed.
pub(crate) fn run(args: &Args) -> Result<(), Failure> {
    match &args.only {
        Some(Only::Diff(args)) => return diff::run(args),
        Some(Only::Kustomize(args)) => return kustomize::run(args),
        Some(Only::Validate(args)) => return validate::run(args),
        None => {}
    }
    let binary = binary(args.bin.as_deref())?;
    let mut table = Table::start();

    let size = std::fs::metadata(&binary)?.len();
    table.row(
        "size of the binary",
        &mebibytes(size),
        "20 MiB",
        size < 20 * MIB,
    );
    let start = measure::best(20, || measure::run(&root(), &binary, &["--version"]))?;
    table.time("start-up", start, Some(5), None);
    example(&binary, &mut table)?;

    let scratch = tempfile::tempdir()?;
    let thousand = generated(&binary, 1_000, scratch.path(), &mut table)?;
    if !args.quick {
        let many = generated(&binary, 10_000, scratch.path(), &mut table)?;
        let ratio = many.cost() / thousand.cost();
        table.row(
            "cost per object, 10,000 : 1,000",
            &format!("{ratio:.2}"),
            "1.3",
            ratio < 1.3,
        );
    }
    if let Some(kustomize) = &args.kustomize {
        against_kustomize(&binary, kustomize, scratch.path(), &mut table)?;
    }
    match table.missed {
        0 => Ok(()),
        missed => Err(format!("{missed} budgets are missed").into()),
    }
}

/// A project that was built, with what its cold build took.
struct Built {
    folder: PathBuf,
    objects: usize,
    cold: Measured,
}

impl Built {
    /// Seconds of the processors per object.
    fn cost(&self) -> f64 {
        self.cold.cpu.as_secs_f64() / self.objects.max(1) as f64
    }
}

/// Measures the repository's own example, in a copy.
fn example(binary: &Path, table: &mut Table) -> Result<(), Failure> {
    let scratch = tempfile::tempdir()?;
    for folder in ["base", "overlays", "environments"] {
        copy(&root().join(folder), &scratch.path().join(folder))?;
    }
    let built = project(binary, scratch.path(), 10)?;
    table.time("example, cold", built.cold, Some(30), None);
    let unchanged = measure::best(10, || {
        measure::run(scratch.path(), binary, &["build", ENVIRONMENT])
    })?;
    table.time("example, nothing changed", unchanged, Some(15), None);
    Ok(())
}

/// Generates a project of so many apps and measures it.
fn generated(
    binary: &Path,
    apps: usize,
    scratch: &Path,
    table: &mut Table,
) -> Result<Built, Failure> {
    let folder = scratch.join(apps.to_string());
    generate::run(apps, &folder)?;
    let budget = (apps == 1_000).then_some(1_000);
    let runs = if apps > 1_000 { 2 } else { 5 };
    let built = project(binary, &folder, runs)?;
    let name = |what: &str| format!("{apps} apps, {} objects, {what}", built.objects);
    let peak = (apps == 1_000).then_some(400 * MIB);
    let compiled = measure::best(runs, || {
        measure::run(
            &folder,
            binary,
            &["build", ENVIRONMENT, "--dry-run", "--out", "nowhere"],
        )
    })?;
    table.time(&name("not written"), compiled, None, None);
    table.time(&name("cold"), built.cold, budget, peak);
    let unchanged = measure::best(runs, || {
        measure::run(&folder, binary, &["build", ENVIRONMENT])
    })?;
    table.time(&name("unchanged"), unchanged, budget, peak);
    let check = measure::best(runs, || {
        measure::run(&folder, binary, &["check", ENVIRONMENT])
    })?;
    table.time(&name("check"), check, budget, peak);
    Ok(built)
}

/// Builds a project from nothing, several times: each time into a new folder, since deleting and making files anew
/// would measure the file system. The last one becomes `rendered`.
fn project(binary: &Path, folder: &Path, runs: usize) -> Result<Built, Failure> {
    let mut run = 0;
    let cold = measure::best(runs, || {
        run += 1;
        let out = format!("rendered-{run}");
        measure::run(folder, binary, &["build", ENVIRONMENT, "--out", &out])
    })?;
    let rendered = folder.join("rendered");
    std::fs::rename(folder.join(format!("rendered-{run}")), &rendered)?;
    let objects = objects(&rendered)?.len();
    Ok(Built {
        folder: folder.to_owned(),
        objects,
        cold,
    })
}

/// Returns the files that hold an object each, sorted.
fn objects(rendered: &Path) -> Result<Vec<PathBuf>, Failure> {
    let mut files = Vec::new();
    for entry in walkdir::WalkDir::new(rendered).sort_by_file_name() {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy();
        let in_unit = entry
            .path()
            .components()
            .any(|part| part.as_os_str() == "units");
        if in_unit && name.ends_with(".yaml") && name != "kustomization.yaml" {
            files.push(entry.path().to_owned());
        }
    }
    Ok(files)
}

/// Builds an overlay over the same objects with kustomize: they are its base, and one patch changes the Deployments.
///
/// Its time grows with the square of their number: the 9,800 objects of a thousand apps would take it half an hour.
fn against_kustomize(
    binary: &Path,
    kustomize: &Path,
    scratch: &Path,
    table: &mut Table,
) -> Result<(), Failure> {
    let built = generated(binary, 100, scratch, table)?;
    let scratch = tempfile::tempdir()?;
    let (base, overlay) = (scratch.path().join("base"), scratch.path().join("overlay"));
    std::fs::create_dir_all(&base)?;
    std::fs::create_dir_all(&overlay)?;
    let mut resources = String::from("resources:\n");
    for (number, file) in objects(&built.folder.join("rendered"))?.iter().enumerate() {
        std::fs::copy(file, base.join(format!("{number}.yaml")))?;
        resources.push_str(&format!("- {number}.yaml\n"));
    }
    std::fs::write(base.join("kustomization.yaml"), resources)?;
    std::fs::write(overlay.join("kustomization.yaml"), OVERLAY)?;
    let theirs = measure::best(3, || measure::run(&overlay, kustomize, &["build", "."]))?;
    let name = format!("kustomize build, {} objects", built.objects);
    table.time(&name, theirs, None, None);
    let ratio = theirs.cpu.as_secs_f64() / built.cold.cpu.as_secs_f64();
    table.row(
        "kustomize : ekscompile, cold, processor",
        &format!("{ratio:.0}"),
        "20",
        ratio >= 20.0,
    );
    Ok(())
}

const OVERLAY: &str = "resources: [../base]
labels: [{pairs: {environment: prod}}]
patches:
- target: {kind: Deployment}
  patch: |-
    - {op: replace, path: /spec/revisionHistoryLimit, value: 10}
";

fn copy(from: &Path, to: &Path) -> Result<(), Failure> {
    let status = Command::new("cp").arg("-R").arg(from).arg(to).status()?;
    match status.success() {
        true => Ok(()),
        false => Err(format!("`cp -R {} …` failed", from.display()).into()),
    }
}

fn mebibytes(bytes: u64) -> String {
    format!("{:.1} MiB", bytes as f64 / MIB as f64)
}

fn ratio(one: Duration, other: Duration) -> f64 {
    one.as_secs_f64() / other.as_secs_f64().max(1e-6)
}

fn milliseconds(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1000.0)
}

/// Prints rows and counts the budgets that are missed.
#[derive(Default)]
struct Table {
    missed: usize,
}

impl Table {
    /// Prints the names of the columns.
    fn start() -> Self {
        println!(
            "{:<44} {:>10} {:>10} {:>10} {:>10}",
            "", "time", "processor", "peak", "budget"
        );
        Table::default()
    }

    /// A row of a measurement, with its budgets in milliseconds and bytes.
    fn time(&mut self, name: &str, measured: Measured, most_ms: Option<u64>, most: Option<u64>) {
        let budget = most_ms.map(|ms| format!("{ms} ms")).unwrap_or_default();
        let within = most_ms.is_none_or(|ms| measured.wall < Duration::from_millis(ms))
            && most.is_none_or(|bytes| measured.peak < bytes);
        let [wall, cpu] = [measured.wall, measured.cpu].map(milliseconds);
        self.print(
            name,
            [&wall, &cpu, &mebibytes(measured.peak), &budget],
            within,
        );
    }

    /// A row of a single value.
    fn row(&mut self, name: &str, value: &str, budget: &str, within: bool) {
        self.print(name, [value, "", "", budget], within);
    }

    fn print(&mut self, name: &str, columns: [&str; 4], within: bool) {
        let [value, cpu, peak, budget] = columns;
        let verdict = if within { "" } else { "  MISSED" };
        self.missed += usize::from(!within);
        println!("{name:<44} {value:>10} {cpu:>10} {peak:>10} {budget:>10}{verdict}");
    }
}
