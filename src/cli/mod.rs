//! The command line: what was typed to what is done, and the talk around it.
//!
//! In: arguments. Out: data on stdout, talk on stderr, an exit code: 0 clean, 1 findings or differences, 2 usage or
//! unreadable input, 3 I/O, 101 a bug of ours. One file a command: its `Args`, whose comments are the help text, and its
//! `run`. Nothing here knows what a spec means.

mod build;
mod check;
mod completions;
mod diff;
mod environments;
mod explain;
mod findings;
mod graph;
mod init;
mod kustomize;
mod man;
mod printer;
mod progress;
mod rendered;
mod schema;
mod settings;
mod stop;
mod validate;
mod watch;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};

use findings::Findings;
use settings::{GlobalArgs, Settings};
use stop::{Exit, Stop};

/// Compiles small app and platform specs into complete, ordered, validated Kubernetes manifests for Amazon EKS
#[derive(Debug, Parser)]
#[command(
    name = "ekscompile",
    version,
    max_term_width = 100,
    propagate_version = false,
    disable_help_subcommand = true,
    after_help = "Exit codes: 0 clean, 1 findings or differences, 2 usage or unreadable input, 3 I/O, 101 a bug of ours.\n\
                  `ekscompile explain EK0101` prints the manual page of a code."
)]
struct Cli {
    #[command(flatten)]
    global: GlobalArgs,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Init(init::Args),
    Build(build::Args),
    Check(check::Args),
    Diff(diff::Args),
    Validate(validate::Args),
    Watch(watch::Args),
    Kustomize(kustomize::Args),
    Explain(explain::Args),
    Graph(graph::Args),
    Schema(schema::Args),
    Completions(completions::Args),
    Man(man::Args),
}

/// The names of the commands, as `man` takes them.
const COMMANDS: [&str; 12] = [
    "init",
    "build",
    "check",
    "diff",
    "validate",
    "watch",
    "kustomize",
    "explain",
    "graph",
    "schema",
    "completions",
    "man",
];

/// Runs the command that these arguments ask for; the first one is the program.
pub fn main(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => {
            // Where help cannot be printed, nobody reads it.
            let _ = error.print();
            let code = if error.use_stderr() {
                Exit::Usage
            } else {
                Exit::Clean
            };
            return code.into();
        }
    };
    let settings = Settings::new(&cli.global);
    let outcome = match &cli.command {
        Command::Init(args) => init::run(args, &settings),
        Command::Build(args) => build::run(args, &settings),
        Command::Check(args) => check::run(args, &settings),
        Command::Diff(args) => diff::run(args, &settings),
        Command::Validate(args) => validate::run(args, &settings),
        Command::Watch(args) => watch::run(args, &settings),
        Command::Kustomize(args) => kustomize::run(args, &settings),
        Command::Explain(args) => explain::run(args, &settings),
        Command::Graph(args) => graph::run(args, &settings),
        Command::Schema(args) => schema::run(args, &settings),
        Command::Completions(args) => completions::run(args, &settings),
        Command::Man(args) => man::run(args, &settings),
    };
    outcome
        .unwrap_or_else(|stop| stop.tell(&settings.printer, cli.command.format()))
        .into()
}

impl Command {
    /// Returns the format of findings that was asked for, where the command has the choice.
    fn format(&self) -> findings::Format {
        match self {
            Command::Build(args) => args.findings.format,
            Command::Check(args) => args.findings.format,
            Command::Validate(args) => args.findings.format,
            Command::Kustomize(args) => args.findings.format,
            _ => findings::Format::Text,
        }
    }
}

/// Lets a panic say that it is our bug, and ends the process with 101 whatever thread it came from.
pub fn report_panics() {
    std::panic::set_hook(Box::new(|panic| {
        use std::io::Write as _;
        let _ = writeln!(
            std::io::stderr(),
            "{panic}\n\nThis is a bug of ekscompile {}; no file is left half written. Please report this text and the command that led to it",
            env!("CARGO_PKG_VERSION"),
        );
        #[expect(
            clippy::exit,
            reason = "release builds abort on panic, whose exit code is not ours to choose"
        )]
        std::process::exit(101);
    }));
}

/// Returns the whole command line as clap knows it, for completions, manual pages and the reference.
fn command() -> clap::Command {
    Cli::command()
}
