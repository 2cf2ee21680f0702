//! What goes where: data to stdout, talk to stderr.

use std::io::{self, IsTerminal as _, Write as _};

use anstream::{AutoStream, ColorChoice};

use super::stop::Stop;

/// The columns of what is not a terminal.
const WIDTH: usize = 120;

/// Prints; decided once from `--quiet` and `--color`.
#[derive(Debug)]
pub(super) struct Printer {
    quiet: bool,
    terminal: bool,
    stderr: ColorChoice,
    width: usize,
}

impl Printer {
    /// Asks the terminal for its width, and whether it has colours (`NO_COLOR`, `CLICOLOR_FORCE`, `TERM`).
    pub(super) fn new(quiet: bool, colour: ColorChoice) -> Self {
        let stderr = io::stderr();
        let choice = match colour {
            ColorChoice::Auto => AutoStream::choice(&stderr),
            chosen => chosen,
        };
        let width = if stderr.is_terminal() {
            rustix::termios::tcgetwinsize(&stderr).map_or(WIDTH, |size| size.ws_col.into())
        } else {
            WIDTH
        };
        Printer {
            quiet,
            terminal: stderr.is_terminal(),
            stderr: choice,
            // A terminal may say that it has no columns.
            width: if width < 40 { WIDTH } else { width },
        }
    }

    /// Returns whether stderr takes colours.
    pub(super) fn has_colours(&self) -> bool {
        !matches!(self.stderr, ColorChoice::Never)
    }

    /// Returns the columns of stderr.
    pub(super) fn width(&self) -> usize {
        self.width
    }

    /// Returns whether somebody watches stderr, and wants to be told what goes on.
    pub(super) fn is_watched(&self) -> bool {
        self.terminal && !self.quiet
    }

    /// Writes data to stdout.
    pub(super) fn data(&self, text: &str) -> Result<(), Stop> {
        let mut stdout = io::stdout().lock();
        stdout
            .write_all(text.as_bytes())
            .and_then(|()| stdout.flush())
            .map_err(Stop::Stdout)
    }

    /// Writes a line to stderr, unless it should be quiet.
    pub(super) fn say(&self, line: impl std::fmt::Display) {
        if !self.quiet {
            // Where stderr is closed, nobody listens.
            let _ = writeln!(io::stderr().lock(), "{line}");
        }
    }

    /// Writes rendered findings to stderr, also when quiet.
    pub(super) fn talk(&self, text: &str) {
        let _ = io::stderr().lock().write_all(text.as_bytes());
    }

    /// Writes the line that says what failed.
    pub(super) fn error(&self, message: impl std::fmt::Display) {
        let (on, off) = if self.has_colours() {
            ("\u{1b}[1m\u{1b}[91m", "\u{1b}[0m")
        } else {
            ("", "")
        };
        self.talk(&format!("{on}error{off}: {message}\n"));
    }
}
