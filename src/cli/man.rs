//! `ekscompile man`.

use super::{Exit, Settings, Stop};

/// Print a manual page, roff
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  ekscompile man | man -l -
  ekscompile man build > ekscompile-build.1")]
pub(super) struct Args {
    /// The page of this command instead of the one of the whole program
    #[arg(value_name = "COMMAND", value_parser = commands())]
    command: Option<String>,
}

/// Returns the names of all commands, without asking clap for them: it is just asking us.
fn commands() -> clap::builder::PossibleValuesParser {
    clap::builder::PossibleValuesParser::new(super::COMMANDS)
}

pub(super) fn run(args: &Args, settings: &Settings) -> Result<Exit, Stop> {
    let mut command = super::command();
    command.build();
    if let Some(name) = &args.command
        && let Some(sub) = command.find_subcommand(name)
    {
        // `build` has given it the name `ekscompile-…`.
        command = sub.clone();
    }
    let mut page = Vec::new();
    clap_mangen::Man::new(command)
        .render(&mut page)
        .map_err(Stop::Stdout)?;
    settings.printer.data(&String::from_utf8_lossy(&page))?;
    Ok(Exit::Clean)
}
