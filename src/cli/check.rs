//! `ekscompile check`.

use std::path::PathBuf;

use serde_json::{Map, Value, json};

use super::environments::{Chosen, EnvironmentArgs, choose_staged};
use super::findings::FindingsArgs;
use super::progress::Progress;
use super::rendered::{Rendered, Request};
use super::{Exit, Findings, Settings, Stop};
use crate::diag::plural;

/// Check environments and their rendered trees; write nothing
///
/// Compiles in memory, prints every finding, and compares with the rendered tree: files that are missing, stale, foreign
/// or edited by hand are findings too.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  ekscompile check --all
  ekscompile check --all --staged
  ekscompile check prod --format sarif > findings.sarif")]
pub(super) struct Args {
    #[command(flatten)]
    environments: EnvironmentArgs,
    /// Compile what is staged for the next commit, and compare with the trees that are staged: for pre-commit hooks
    #[arg(long)]
    staged: bool,
    /// Compare with the trees below this folder instead of `rendered`
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    #[command(flatten)]
    pub(super) findings: FindingsArgs,
}

pub(super) fn run(args: &Args, settings: &Settings) -> Result<Exit, Stop> {
    let printer = &settings.printer;
    let chosen = choose_staged(&args.environments, args.staged, settings)?;
    let mut findings = Findings::new(args.findings.format, printer);
    let progress = Progress::start(printer);
    let request = Request {
        chosen: &chosen,
        out: args.out.as_deref(),
        sets: &[],
        settings,
        progress: &progress,
    };
    let rendered = request.render(&mut findings);
    // What comes of specs with errors says nothing about the tree.
    let comparable = !findings.has_errors();
    let mut differences = Vec::with_capacity(rendered.len());
    for rendered in rendered.iter().filter(|_| comparable) {
        progress.show(format!("comparing {}", rendered.shown));
        differences.push(compare(rendered, &chosen, &mut findings));
    }
    drop(progress);
    let mut summary = Map::new();
    let environments = rendered.iter().zip(&differences);
    summary.insert(
        "environments".to_owned(),
        environments
            .map(|(rendered, count)| json_of(rendered, *count))
            .collect(),
    );
    findings.print(printer, summary)?;
    for (rendered, count) in rendered.iter().zip(&differences) {
        if let Some(count) = count {
            printer.say(line(rendered, *count));
        }
    }
    if findings.fail(args.findings.fail_on) {
        printer.error(findings.counts());
    }
    Ok(findings.exit(args.findings.fail_on))
}

/// Adds the differences of an environment to the findings, and counts them; nothing where its folder cannot be compared.
fn compare(rendered: &Rendered, chosen: &Chosen, findings: &mut Findings) -> Option<usize> {
    match rendered.compare(chosen) {
        Ok(differences) => {
            for difference in &differences {
                findings.add_one(&difference.diagnostic(&rendered.shown, chosen.compared()));
            }
            Some(differences.len())
        }
        Err(error) => {
            findings.add_write(&rendered.finding(&error), error.is_io());
            None
        }
    }
}

fn line(rendered: &Rendered, differences: usize) -> String {
    let state = match differences {
        0 => "is current".to_owned(),
        count => format!("has {}", plural(count, "difference")),
    };
    format!(
        "{}: {} in {}, {} {state}",
        rendered.environment,
        plural(rendered.objects, "object"),
        plural(rendered.units, "unit"),
        rendered.shown,
    )
}

fn json_of(rendered: &Rendered, differences: Option<usize>) -> Value {
    json!({
        "name": rendered.environment,
        "out": rendered.shown,
        "objects": rendered.objects,
        "units": rendered.units,
        "differences": differences,
    })
}
