//! What the command is about, on one line of the terminal, while it takes long.
//!
//! In: a text at each step. Out: after a second, the latest text on stderr, written over the one before, and taken away at
//! the end. Nothing where stderr is no terminal, and nothing with `--quiet`. Nobody waits for it.

use std::io::{self, Write};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use super::printer::Printer;

/// How long a command may take before it says what it does.
const PATIENCE: Duration = Duration::from_secs(1);
/// How often the line is brought up to date.
const PACE: Duration = Duration::from_millis(100);

/// The line; dropping it takes it away.
#[derive(Debug)]
pub(super) struct Progress {
    shared: Arc<Mutex<String>>,
    /// The thread that writes, and what tells it to end by being dropped.
    writer: Option<(Sender<()>, JoinHandle<()>)>,
}

impl Progress {
    /// Begins to wait.
    pub(super) fn start(printer: &Printer) -> Progress {
        let shared = Arc::new(Mutex::new(String::new()));
        let writer = printer.is_watched().then(|| {
            let (sender, receiver) = channel();
            let (text, width) = (Arc::clone(&shared), printer.width());
            let handle = std::thread::spawn(move || {
                write(&mut io::stderr(), &text, &receiver, width, PATIENCE);
            });
            (sender, handle)
        });
        Progress { shared, writer }
    }

    /// Says what comes next.
    pub(super) fn show(&self, text: String) {
        *self.shared.lock().unwrap_or_else(PoisonError::into_inner) = text;
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some((sender, handle)) = self.writer.take() {
            drop(sender);
            // What the thread could not write, nobody misses.
            let _ = handle.join();
        }
    }
}

/// Writes the text over itself until the sender is gone, beginning after `patience`.
fn write(
    out: &mut impl Write,
    text: &Mutex<String>,
    end: &Receiver<()>,
    width: usize,
    patience: Duration,
) {
    let mut line = Line::default();
    let mut wait = patience;
    while end.recv_timeout(wait) == Err(RecvTimeoutError::Timeout) {
        wait = PACE;
        let text = text.lock().unwrap_or_else(PoisonError::into_inner).clone();
        line.show(out, &text, width);
    }
    line.clear(out);
}

/// A line that is written over, without the control sequences that some terminals lack.
#[derive(Debug, Default)]
struct Line {
    shown: String,
}

impl Line {
    fn show(&mut self, out: &mut impl Write, text: &str, width: usize) {
        // A line that wraps cannot be written over.
        let text: String = text.chars().take(width.saturating_sub(1)).collect();
        if text != self.shown {
            self.clear(out);
            // Where stderr is closed, nobody looks.
            let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
            self.shown = text;
        }
    }

    fn clear(&mut self, out: &mut impl Write) {
        if !self.shown.is_empty() {
            let blank = " ".repeat(self.shown.chars().count());
            let _ = write!(out, "\r{blank}\r").and_then(|()| out.flush());
            self.shown.clear();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_text_takes_the_place_of_the_one_before() {
        let (mut line, mut out) = (Line::default(), Vec::new());
        for text in ["one prod", "one prod", "two", ""] {
            line.show(&mut out, text, 80);
        }
        line.clear(&mut out);
        let written = String::from_utf8(out).expect("it is text");
        assert_eq!(written, "one prod\r        \rtwo\r   \r");
    }

    #[test]
    fn a_line_is_not_wider_than_the_terminal() {
        let (mut line, mut out) = (Line::default(), Vec::new());
        line.show(&mut out, "compiling prod", 8);
        assert_eq!(String::from_utf8(out).expect("it is text"), "compili");
    }

    #[test]
    fn what_is_quick_says_nothing() {
        let (sender, receiver) = channel();
        let mut out = Vec::new();
        let text = Mutex::new("compiling prod".to_owned());
        drop(sender);
        write(&mut out, &text, &receiver, 80, Duration::from_secs(60));
        assert!(out.is_empty());
    }

    #[test]
    fn what_takes_long_is_shown_and_taken_away() {
        /// Ends the command as soon as something is shown of it.
        struct Eager(Option<Sender<()>>, Vec<u8>);

        impl Write for Eager {
            fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
                self.0 = None;
                self.1.write(bytes)
            }

            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }

        let (sender, receiver) = channel();
        let mut out = Eager(Some(sender), Vec::new());
        let text = Mutex::new("writing".to_owned());
        write(&mut out, &text, &receiver, 80, Duration::from_millis(1));
        assert_eq!(out.1, b"writing\r       \r");
    }
}
