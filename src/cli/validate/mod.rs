//! `ekscompile validate`.

mod definitions;
mod environment;
pub(super) mod input;
mod parts;

use std::path::PathBuf;

use self::input::Manifests;
use super::findings::FindingsArgs;
use super::kustomize::open;
use super::{Exit, Findings, Settings, Stop};
use crate::diag::{Code, Diagnostic, plural};
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
  ekscompile validate --kubernetes-version 1.33 --upgrade-to 1.37 rendered/prod
  ekscompile validate --environment prod vendor/keda
  ekscompile validate --crd-dir vendor/keda/crds rendered/prod")]
pub(super) struct Args {
    /// Files, folders (their `.yaml`, `.yml` and `.json` files, and kustomizations built), or `-` for stdin
    #[arg(value_name = "PATH", default_value = "-")]
    paths: Vec<PathBuf>,
    /// Report what an upgrade to this minor version would take away, APIs and fields
    #[arg(long, value_name = "VERSION")]
    upgrade_to: Option<Minor>,
    /// The environment by whose policy, `ignore`, `externals` and cluster the manifests are judged
    #[arg(long, value_name = "ENV")]
    environment: Option<PathBuf>,
    /// The minor version of Kubernetes that the manifests are for; that of the environment, or the newest
    #[arg(long, value_name = "VERSION")]
    kubernetes_version: Option<Minor>,
    /// A folder of CustomResourceDefinitions that the cluster has; may be given again. Those among the manifests are known
    #[arg(long, value_name = "DIR")]
    crd_dir: Vec<PathBuf>,
    #[command(flatten)]
    pub(super) findings: FindingsArgs,
}

pub(super) fn run(args: &Args, settings: &Settings) -> Result<Exit, Stop> {
    let project = open(settings)?;
    let session = Session::new(&project);
    let Manifests { objects, variants } = input::read(&session, &args.paths, settings);
    let definitions = definitions::read(&session, &args.crd_dir, settings);
    let mut findings = Findings::new(args.findings.format, &settings.printer);
    let target = match &args.environment {
        Some(name) => environment::read(name, &session.sources, &mut findings, settings)?,
        None => None,
    };
    let cluster = target.as_ref().map(|target| &target.cluster);
    let minor = args
        .kubernetes_version
        .or_else(|| Minor::of_cluster(cluster?));
    let minor = minor.unwrap_or(Minor::NEWEST);
    let is_read = target.is_some() == args.environment.is_some();
    if let Some(newer) = args.upgrade_to.filter(|newer| is_read && *newer <= minor) {
        return Err(Stop::usage(no_upgrade(minor, newer)));
    }
    // By a policy that cannot be read, nothing can be judged.
    if is_read {
        let target = target.as_ref();
        validate::variants(&session, minor, target, &objects, &variants, &definitions);
        if let Some(newer) = args.upgrade_to {
            validate::upgrade(&session, minor, newer, &objects);
        }
    }
    let count = objects.len();
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
    std::mem::forget((objects, definitions));
    Ok(findings.exit(args.findings.fail_on))
}

fn no_upgrade(from: Minor, to: Minor) -> Diagnostic {
    let message = format!("expected a version above `{from}`, found `--upgrade-to {to}`");
    Diagnostic::new(Code::NoUpgrade, message)
        .note(format!("`{from}` is the version that the manifests are for: `--kubernetes-version`, or that of the environment, or the newest"))
        .help("name the version that the cluster has, `--kubernetes-version`")
}
