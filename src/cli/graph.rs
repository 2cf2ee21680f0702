//! `ekscompile graph`.

use std::path::PathBuf;

use clap::ValueEnum;
use serde_json::Map;

use super::environments;
use super::findings::{FailOn, Format as FindingsFormat};
use super::progress::Progress;
use super::{Exit, Findings, Settings, Stop};
use crate::compile::compile;
use crate::diag::{Code, Diagnostic, did_you_mean};
use crate::order::Plan;
use crate::report::graph::{self, Graph, Level, View};
use crate::session::Session;

/// Show units and objects, which needs which, and why
///
/// Units stand in the order in which they are applied. Each edge leads from what needs to what must be ready before, and
/// names the line of the spec that says so. What follows from other edges is left out, except in JSON. Nothing is
/// written; with errors, the graph shows what is known, and the exit code is 1.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  ekscompile graph prod
  ekscompile graph prod --focus Deployment/shop/api --reasons
  ekscompile graph prod --format mermaid --units
  ekscompile graph prod --format svg > prod.svg
  ekscompile graph prod --format dot | dot -Tpdf > prod.pdf
  ekscompile graph prod --format json | jq -r '.unitEdges[] | select(.direct) | .from + \" \" + .to'")]
pub(super) struct Args {
    /// The environment, by name or by the path of its folder
    ///
    /// May be left out inside the folder of an environment, and where the project has only one.
    #[arg(value_name = "ENV")]
    environment: Option<PathBuf>,
    /// How to print the graph
    #[arg(long, value_name = "FORMAT", default_value = "tree")]
    format: Format,
    /// Show units alone; so it is without this flag where there are more than 60 objects, except in JSON
    #[arg(long)]
    units: bool,
    /// Show every object, however many there are
    #[arg(long, conflicts_with = "units")]
    objects: bool,
    /// Show only this, what it needs and what needs it: an object `Deployment/api` or `Deployment/shop/api`, a component
    /// `api`, `app/api` or `app/shop/api`, or a unit `90-shop.api`
    #[arg(long, value_name = "NAME")]
    focus: Option<String>,
    /// Show every reason of each edge of the tree, not only the first
    #[arg(long)]
    reasons: bool,
}

/// How a graph is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For terminals.
    #[value(alias = "terminal")]
    Tree,
    /// For Markdown on GitHub and GitLab, in a fence of that name.
    Mermaid,
    /// For Graphviz.
    Dot,
    /// A picture that needs nothing else.
    Svg,
    /// For programs; `ekscompile schema graph` prints its JSON Schema.
    Json,
}

pub(super) fn run(args: &Args, settings: &Settings) -> Result<Exit, Stop> {
    let printer = &settings.printer;
    let (project, environment) = environments::one(args.environment.as_deref(), settings)?;
    let session = Session::new(&project);
    let progress = Progress::start(printer);
    progress.show(format!("compiling {environment}"));
    let compiled = compile(&session, &environment, &[]);
    drop(progress);
    let mut findings = Findings::new(FindingsFormat::Text, printer);
    findings.add(&session.finish(), &session.sources);
    findings.print(printer, Map::new())?;
    if let Some(compiled) = &compiled {
        let plan = &compiled.plan;
        let focus = args.focus.as_deref().map(|word| find(plan, word));
        let view = View {
            level: level(args),
            focus: focus.transpose()?,
            incomplete: findings.has_errors(),
        };
        let graph = Graph::new(&environment, plan, &session.sources, &view);
        printer.data(&text(&graph, args))?;
        if args.format == Format::Mermaid && graph.drawn_edges() > graph::MOST_MERMAID_EDGES {
            printer.say(format_args!(
                "{environment}: {} edges, and Mermaid draws {} unless `maxEdges` allows more; `--units` and `--focus` show fewer",
                graph.drawn_edges(),
                graph::MOST_MERMAID_EDGES
            ));
        }
    }
    if findings.has_errors() {
        let outcome = match compiled {
            Some(_) => "the graph shows what is known",
            None => "there is no graph",
        };
        printer.error(format_args!("{}; {outcome}", findings.counts()));
    }
    Ok(findings.exit(FailOn::Error))
}

/// Returns the level that is asked for. Programs get everything: what a graph holds must not depend on its size.
fn level(args: &Args) -> Option<Level> {
    match (args.units, args.objects, args.format) {
        (true, _, _) => Some(Level::Units),
        (_, true, _) | (_, _, Format::Json) => Some(Level::Objects),
        _ => None,
    }
}

fn text(graph: &Graph, args: &Args) -> String {
    match args.format {
        Format::Tree => graph::tree(graph, args.reasons),
        Format::Mermaid => graph::mermaid(graph),
        Format::Dot => graph::dot(graph),
        Format::Svg => graph::svg(graph),
        Format::Json => format!("{:#}\n", graph::json(graph)),
    }
}

/// Returns the objects that a word means.
fn find(plan: &Plan, word: &str) -> Result<Vec<usize>, Stop> {
    let found = graph::find(plan, word);
    if !found.is_empty() {
        return Ok(found);
    }
    let names = graph::names(plan);
    let meant = did_you_mean(word, names.iter().map(String::as_str));
    let finding = Diagnostic::new(
        Code::UnknownFocus,
        format!("expected an object, a component or a unit of the environment, found `{word}`"),
    )
    .help("`--focus Deployment/shop/api`, `--focus app/api` or `--focus 90-shop.api`")
    .maybe_help(meant.map(|meant| format!("did you mean `{meant}`?")));
    Err(Stop::usage(finding))
}
