//! What was typed to what it means, for the options that every command has.

use std::path::{Path, PathBuf};

use anstream::ColorChoice;
use clap::ValueEnum;

use super::printer::Printer;

/// Options of every command.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Global options")]
pub(super) struct GlobalArgs {
    /// Work as if started in this folder: relative paths start there, and it or a folder above is the project
    #[arg(short = 'C', long, value_name = "DIR", global = true)]
    project: Option<PathBuf>,
    /// Print no summaries, only findings
    #[arg(short, long, global = true)]
    quiet: bool,
    /// When to use colours; `auto` asks the terminal and NO_COLOR
    #[arg(long, value_name = "WHEN", default_value = "auto", global = true)]
    color: Colour,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Colour {
    Auto,
    Always,
    Never,
}

/// What the options of every command mean.
#[derive(Debug)]
pub(super) struct Settings {
    /// Where output goes.
    pub(super) printer: Printer,
    /// The folder that relative paths start from, absolute.
    pub(super) here: PathBuf,
    /// Whether that folder was given by `-C`.
    pub(super) given: bool,
}

impl Settings {
    /// Decides.
    pub(super) fn new(args: &GlobalArgs) -> Self {
        let colour = match args.color {
            Colour::Auto => ColorChoice::Auto,
            Colour::Always => ColorChoice::Always,
            Colour::Never => ColorChoice::Never,
        };
        // A current folder that was deleted has no path; then nothing is found, and said so.
        let current = std::env::current_dir().unwrap_or_default();
        let here = match &args.project {
            Some(project) => current.join(project),
            None => current,
        };
        Settings {
            printer: Printer::new(args.quiet, colour),
            // Links are resolved once here, so that paths compare.
            here: here.canonicalize().unwrap_or(here),
            given: args.project.is_some(),
        }
    }

    /// Returns an argument as an absolute path, with `.` and `..` resolved by their letters alone: the file may not exist.
    pub(super) fn absolute(&self, path: &Path) -> PathBuf {
        normalize(&self.here.join(path))
    }

    /// Returns a path as it is called from the current folder, where it lies below; else as it is.
    pub(super) fn relative(&self, path: &Path) -> String {
        let below = path.strip_prefix(&self.here).unwrap_or(path);
        below.display().to_string()
    }
}

/// Resolves `.` and `..` without asking the disk.
pub(super) fn normalize(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            std::path::Component::CurDir => {}
            std::path::Component::ParentDir => {
                out.pop();
            }
            part => out.push(part),
        }
    }
    out
}
