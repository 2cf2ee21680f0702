//! Tasks of the repository, run as `cargo xtask TASK`: what contributors need and users do not.
#![expect(
    clippy::print_stdout,
    reason = "tasks talk to the person or the log that runs them"
)]

mod bench;
mod ci;
mod codegen;
mod conformance;
mod differential;
mod generate;
mod measure;
mod oracle;
mod tree;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;

/// Why a task failed, in words; tasks have no findings.
type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Tasks of the repository.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
enum Task {
    /// Run what `.ci/run` runs
    Ci,
    /// Write a realistic project of N apps
    Gen {
        /// The number of Apps; workers, cron jobs and databases come on top.
        #[arg(long, value_name = "N")]
        apps: usize,
        /// The folder to write it to; it must be empty or absent.
        folder: PathBuf,
    },
    /// Measure time and memory of the release build, and compare with the budgets
    Bench(bench::Args),
    /// Run recorded answers of other programs against ours
    #[command(subcommand)]
    Conformance(conformance::Conformance),
    /// Give random input to a real program and to ours, and compare
    #[command(subcommand)]
    Differential(differential::Differential),
    /// Build kustomizations of real repositories with a real program and with ours, and compare
    #[command(subcommand)]
    RealTrees(differential::RealTrees),
    /// Hold our output against the judgement of a real program, called by path
    #[command(subcommand)]
    Oracle(oracle::Oracle),
    /// Write a file of the repository that is made from published documents
    #[command(subcommand)]
    Codegen(codegen::Codegen),
    /// Run a command and print its time and peak memory as JSON
    #[command(hide = true)]
    Measure {
        /// Kill the command when it has had so many seconds of the processors.
        #[arg(long, value_name = "SECONDS")]
        limit: Option<u64>,
        /// The command and its arguments.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true, required = true)]
        command: Vec<std::ffi::OsString>,
    },
}

fn main() -> ExitCode {
    let result = match Task::parse() {
        Task::Ci => ci::run(),
        Task::Gen { apps, folder } => generate::run(apps, &folder),
        Task::Bench(args) => bench::run(&args),
        Task::Conformance(conformance) => conformance::run(&conformance),
        Task::Differential(differential) => differential::run(&differential),
        Task::RealTrees(real) => differential::run_real(&real),
        Task::Oracle(oracle) => oracle::run(&oracle),
        Task::Codegen(codegen) => codegen::run(&codegen),
        Task::Measure { limit, command } => measure::wrap(&command, limit),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            println!("error: {failure}");
            ExitCode::FAILURE
        }
    }
}

/// Returns the root of the repository.
fn root() -> PathBuf {
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    here.parent().map_or(here.clone(), Into::into)
}

/// Returns the binary that was given, or else builds the release one.
fn binary(given: Option<&Path>) -> Result<PathBuf, Failure> {
    match given {
        Some(path) => Ok(path.canonicalize()?),
        None => release_binary(),
    }
}

/// Builds the release binary and returns its path.
fn release_binary() -> Result<PathBuf, Failure> {
    let status = std::process::Command::new(env!("CARGO"))
        .args([
            "build",
            "--quiet",
            "--release",
            "--locked",
            "--package",
            "ekscompile",
        ])
        .current_dir(root())
        .status()?;
    if !status.success() {
        return Err("the release build failed".into());
    }
    Ok(root().join("target/release/ekscompile"))
}
