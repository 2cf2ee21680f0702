//! `ekscompile completions`.

use super::{Exit, Settings, Stop};

/// Print a completion script for a shell
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  ekscompile completions bash > ~/.local/share/bash-completion/completions/ekscompile
  ekscompile completions zsh > \"${fpath[1]}/_ekscompile\"
  ekscompile completions fish > ~/.config/fish/completions/ekscompile.fish")]
pub(super) struct Args {
    /// The shell
    #[arg(value_name = "SHELL")]
    shell: clap_complete::Shell,
}

pub(super) fn run(args: &Args, settings: &Settings) -> Result<Exit, Stop> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut super::command(), "ekscompile", &mut script);
    settings.printer.data(&String::from_utf8_lossy(&script))?;
    Ok(Exit::Clean)
}
