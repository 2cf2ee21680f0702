//! `cargo xtask bench validate`: checking the same manifests with `ekscompile validate`, all rules on, and with kubeconform.
//!
//! The manifests are apps of eight objects, one file each, that refer to each other and have no mistake: a finding would be
//! paid for by one side only. What counts is the processor time: other programs that run meanwhile lengthen it least.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use super::{Table, ratio};
use crate::measure;
use crate::{Failure, binary};

/// What to measure.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Measure this binary instead of building one: to compare two revisions.
    #[arg(long, value_name = "PATH")]
    bin: Option<PathBuf>,
    /// A kubeconform binary to compare with; it needs `--schemas`.
    #[arg(long, value_name = "PATH", requires = "schemas")]
    kubeconform: Option<PathBuf>,
    /// Where kubeconform finds its schemas, as its `-schema-location` takes it.
    #[arg(long, value_name = "TEMPLATE")]
    schemas: Option<String>,
}

/// Objects of an app.
pub(super) const EACH: usize = 8;

/// Numbers of objects.
const SIZES: [usize; 4] = [EACH, 1_000, 50_000, 100_000];

/// Runs both on every tree and prints a table; fails when a target is missed.
pub(crate) fn run(args: &Args) -> Result<(), Failure> {
    let ours = binary(args.bin.as_deref())?;
    let theirs = args.kubeconform.as_ref();
    let theirs = theirs.map(|path| path.canonicalize()).transpose()?;
    let mut table = Table::start();
    let mut before = None;
    for size in SIZES {
        let scratch = tempfile::tempdir()?;
        for app in 0..size / EACH {
            write(scratch.path(), app)?;
        }
        let runs = if size <= 1_000 { 10 } else { 3 };
        let our = measure::best(runs, || {
            measure::run(scratch.path(), &ours, &["validate", "."])
        })?;
        let budget = (size == EACH).then_some(10);
        table.time(&format!("{size} objects, ekscompile"), our, budget, None);
        if let (Some(theirs), Some(schemas)) = (&theirs, &args.schemas) {
            let arguments = ["-strict", "-schema-location", schemas, "."];
            let runs = if size <= 1_000 { 5 } else { 2 };
            let their = measure::best(runs, || measure::run(scratch.path(), theirs, &arguments))?;
            table.time(&format!("{size} objects, kubeconform"), their, None, None);
            let (work, time) = (ratio(their.cpu, our.cpu), ratio(their.wall, our.wall));
            let said = format!("{work:.1} ({time:.1})");
            let (budget, within) = match size {
                50_000.. => ("10", work >= 10.0),
                _ => ("", true),
            };
            table.row(
                "kubeconform : ekscompile, work (time)",
                &said,
                budget,
                within,
            );
        }
        if let (100_000, Some(half)) = (size, before) {
            let growth = ratio(our.cpu, half) / 2.0;
            let within = growth < 1.3;
            table.row(
                "cost per object, 100,000 : 50,000",
                &format!("{growth:.2}"),
                "1.3",
                within,
            );
        }
        before = Some(our.cpu);
    }
    match table.missed {
        0 => Ok(()),
        missed => Err(format!("{missed} targets are missed").into()),
    }
}

/// Writes the file of an app; a hundred share a namespace and its folder.
fn write(folder: &Path, app: usize) -> Result<(), Failure> {
    let namespace = format!("team-{}", app / 100);
    let folder = folder.join(&namespace);
    std::fs::create_dir_all(&folder)?;
    let mut text = String::new();
    if app.is_multiple_of(100) {
        let _ = write!(
            text,
            "apiVersion: v1\nkind: Namespace\nmetadata: {{name: {namespace}, labels: {{elbv2.k8s.aws/pod-readiness-gate-inject: enabled}}}}\n---\n"
        );
    }
    text.push_str(&self::app(app));
    Ok(std::fs::write(
        folder.join(format!("app-{app}.yaml")),
        text,
    )?)
}

/// Returns the objects of an app.
pub(super) fn app(number: usize) -> String {
    let objects = APP.replace("NAMESPACE", &format!("team-{}", number / 100));
    objects.replace("APP", &format!("app-{number}"))
}

const APP: &str = include_str!("app.yaml");
