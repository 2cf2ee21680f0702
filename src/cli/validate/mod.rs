//! `ekscompile validate`.

mod input;
mod objects;

use std::path::PathBuf;

use super::findings::{FindingsArgs, plural};
use super::kustomize::open;
use super::{Exit, Findings, Settings, Stop};
use crate::k8s::Minor;
use crate::session::Session;
use crate::validate;

/// Check plain manifests, whoever made them
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  ekscompile validate rendered/prod
  ekscompile validate overlays/prod
  helm template charts/api | ekscompile validate -
  ekscompile validate --crd-dir vendor/keda/crds rendered/prod")]
pub(super) struct Args {
    /// Files, folders (their `.yaml`, `.yml` and `.json` files, and kustomizations built), or `-` for stdin
    #[arg(value_name = "PATH", default_value = "-")]
    paths: Vec<PathBuf>,
    /// The minor version of Kubernetes that the manifests are for
    #[arg(long, value_name = "VERSION", default_value_t = Minor::NEWEST)]
    kubernetes_version: Minor,
    /// A folder of CustomResourceDefinitions that the cluster has; may be given again. Those among the manifests are known
    #[arg(long, value_name = "DIR")]
    crd_dir: Vec<PathBuf>,
    #[command(flatten)]
    pub(super) findings: FindingsArgs,
}

pub(super) fn run(args: &Args, settings: &Settings) -> Result<Exit, Stop> {
    let project = open(settings)?;
    let session = Session::new(&project);
    let sets = input::read(&session, &args.paths, settings);
    let definitions = input::definitions(&session, &args.crd_dir, settings);
    for set in &sets {
        validate::manifests(&session, args.kubernetes_version, set, &definitions);
    }
    let count: usize = sets.iter().map(Vec::len).sum();
    let mut findings = Findings::new(args.findings.format, &settings.printer);
    findings.add(&session.finish(), &session.sources);
    let mut summary = serde_json::Map::new();
    summary.insert("objects".to_owned(), count.into());
    findings.print(&settings.printer, summary)?;
    let counts = match findings.counts() {
        counts if counts.is_empty() => "no findings".to_owned(),
        counts => counts,
    };
    let line = format!("{}, {counts}", plural(count, "object"));
    if findings.fail(args.findings.fail_on) {
        settings.printer.error(line);
    } else {
        settings.printer.say(line);
    }
    // The process ends here. Giving back every node of many thousand objects would take longer than checking them.
    std::mem::forget((sets, definitions));
    Ok(findings.exit(args.findings.fail_on))
}
