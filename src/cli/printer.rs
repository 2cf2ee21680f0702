//! What goes where: data to stdout, talk to stderr.

use std::io::{self, IsTerminal, Write as _};
use std::os::fd::AsFd;

use anstream::stream::RawStream;
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
    stdout: ColorChoice,
    data_width: usize,
}

impl Printer {
    /// Asks the terminal for its width, and whether it has colours (`NO_COLOR`, `CLICOLOR_FORCE`, `TERM`).
    pub(super) fn new(quiet: bool, colour: ColorChoice) -> Self {
        let (stderr, stdout) = (io::stderr(), io::stdout());
        Printer {
            quiet,
            terminal: stderr.is_terminal(),
            stderr: choice(&stderr, colour),
            width: width(&stderr),
            stdout: choice(&stdout, colour),
            data_width: width(&stdout),
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

    /// Returns whether stdout takes colours.
    pub(super) fn data_has_colours(&self) -> bool {
        !matches!(self.stdout, ColorChoice::Never)
    }

    /// Returns the columns of stdout.
    pub(super) fn data_width(&self) -> usize {
        self.data_width
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

fn choice(stream: &impl RawStream, colour: ColorChoice) -> ColorChoice {
    match colour {
        ColorChoice::Auto => AutoStream::choice(stream),
        chosen => chosen,
    }
}

fn width(stream: &(impl IsTerminal + AsFd)) -> usize {
    if !stream.is_terminal() {
        return WIDTH;
    }
    let width = rustix::termios::tcgetwinsize(stream).map_or(WIDTH, |size| size.ws_col.into());
    // A terminal may say that it has no columns.
    if width < 40 { WIDTH } else { width }
}
