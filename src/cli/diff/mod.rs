//! `ekscompile diff`.

mod before;
mod documents;
mod environment;
mod manifests;

use std::path::PathBuf;

use clap::ValueEnum;
use rustc_hash::FxHashMap;

use self::before::Against;
pub(super) use self::environment::beside;
use super::environments::{self, EnvironmentArgs};
use super::{Exit, Findings, Settings, Stop, findings, rendered};
use crate::diag::{Code, Diagnostic};
use crate::diff::{Input, Risk};
use crate::k8s::ObjectId;
use crate::report;
use crate::report::diff::Compared;
use crate::report::diff::terminal::Look;
use crate::session::Session;

/// Show what a change does: which objects, which pods, how risky, and which line caused it
///
/// Compares what the specs compile to now with the rendering that is committed, or with any revision or folder. Given two
/// files or folders of plain manifests, it compares these.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  ekscompile diff prod
  ekscompile diff --all --against origin/main --format markdown
  ekscompile diff --all --format html -o diff.html
  ekscompile diff prod --fail-on high
  ekscompile diff rendered/staging rendered/prod
  ekscompile diff before.yaml after.yaml")]
pub(super) struct Args {
    #[command(flatten)]
    environments: EnvironmentArgs,
    /// What to compare with: a git revision, a folder of rendered trees, or `index`, what is staged in git
    #[arg(long, value_name = "REV|DIR|index")]
    against: Option<PathBuf>,
    /// Compile what is staged for the next commit instead of the working tree
    #[arg(long)]
    staged: bool,
    /// The rendered trees are below this folder instead of `rendered`
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// How to print the differences
    #[arg(long, value_name = "FORMAT", default_value = "terminal")]
    format: Format,
    /// A file to write instead of stdout
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// The least risk that makes the exit code 1
    #[arg(long, value_name = "RISK")]
    fail_on: Option<FailOn>,
    /// Make the exit code 1 where there are differences
    #[arg(long)]
    exit_code: bool,
}

/// How differences are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people, like `terraform plan`.
    Terminal,
    /// For the comment of a pull request.
    Markdown,
    /// For programs; `ekscompile schema diff` describes it.
    Json,
    /// For a browser: one page that holds everything and fetches nothing.
    Html,
}

/// What fails the command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum FailOn {
    Low,
    Medium,
    High,
    DataLoss,
}

impl FailOn {
    fn risk(self) -> Risk {
        match self {
            FailOn::Low => Risk::Low,
            FailOn::Medium => Risk::Medium,
            FailOn::High => Risk::High,
            FailOn::DataLoss => Risk::DataLoss,
        }
    }
}

pub(super) fn run(args: &Args, settings: &Settings) -> Result<Exit, Stop> {
    let mut findings = Findings::new(findings::Format::Text, &settings.printer);
    let compared = match manifests::both(args.environments.paths(), settings) {
        Some((before, after)) => {
            let compared = manifests::compare(before, after, settings, &mut findings)?;
            compared.into_iter().collect()
        }
        None => {
            let chosen = environments::choose_staged(&args.environments, args.staged, settings)?;
            let root = chosen.project.root();
            let top = rendered::top(&chosen, args.out.as_deref(), settings);
            let against = Against::choose(args.against.as_deref(), root, &top, settings)?;
            environment::compare(&chosen, &top, &against, settings, &mut findings)
        }
    };
    findings.print(&settings.printer, serde_json::Map::new())?;
    print(&compared, args, settings)?;
    if findings.has_errors() {
        settings.printer.error(findings.counts());
        return Ok(findings.exit(findings::FailOn::Error));
    }
    Ok(match fails(args, &compared) {
        true => Exit::Found,
        false => Exit::Clean,
    })
}

/// Prints the differences, or writes them where `--output` says.
fn print(compared: &[Compared], args: &Args, settings: &Settings) -> Result<(), Stop> {
    let mut look = look(settings);
    look.colours &= args.output.is_none();
    let text = match args.format {
        Format::Terminal => report::diff::terminal::text(compared, look),
        Format::Markdown => report::diff::markdown::markdown(compared),
        Format::Json => format!("{:#}\n", report::diff::json::json(compared)),
        Format::Html => report::diff::html::html(compared),
    };
    let Some(output) = &args.output else {
        return settings.printer.data(&text);
    };
    let output = settings.absolute(output);
    std::fs::write(&output, text).map_err(Stop::write(output))
}

/// Returns a line for each object that changes.
pub(super) fn short(compared: &[Compared], settings: &Settings) -> String {
    report::diff::terminal::short(compared, look(settings))
}

fn look(settings: &Settings) -> Look {
    Look {
        colours: settings.printer.data_has_colours(),
        width: settings.printer.data_width(),
    }
}

/// Reports objects of which one side has several; only the first of them is compared.
fn report_twice(session: &Session<'_>, input: &Input<'_>) {
    for side in [&input.before, &input.after] {
        let mut first: FxHashMap<&ObjectId, &str> = FxHashMap::default();
        first.reserve(input.same.len() + side.len());
        for placed in input.same.iter().chain(side) {
            let id = &placed.object.id;
            if let Some(file) = first.insert(id, placed.file) {
                let message = match file.is_empty() {
                    true => format!("`{id}` is there twice"),
                    false => format!("`{id}` stands in `{file}` and in `{}`", placed.file),
                };
                let finding = Diagnostic::new(Code::ComparedTwice, message).on(id);
                session.report(finding.at(placed.object.node.head()));
            }
        }
    }
}

fn fails(args: &Args, compared: &[Compared]) -> bool {
    let is_risky = |limit: FailOn| compared.iter().any(|one| one.diff.risk() >= limit.risk());
    let differs = || compared.iter().any(|one| !one.diff.changes.is_empty());
    args.fail_on.is_some_and(is_risky) || args.exit_code && differs()
}
