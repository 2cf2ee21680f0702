//! Findings of one command, over all its environments, and the options that say how to print them.

use clap::ValueEnum;
use serde_json::{Map, Value};

use super::printer::Printer;
use super::stop::{Exit, Stop};
use crate::diag::machine::{self, Finding};
use crate::diag::{Code, Diagnostic, Report, Secrets, Severity, plural, terminal};
use crate::text::Sources;

/// Options of the commands that have findings.
#[derive(Debug, clap::Args)]
pub(super) struct FindingsArgs {
    /// How to print findings: `text` on stderr, the others on stdout
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(super) format: Format,
    /// The least severity that makes the exit code 1
    #[arg(long, value_name = "SEVERITY", default_value = "error")]
    pub(super) fail_on: FailOn,
}

/// How findings are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people.
    Text,
    /// One object: `{"findings": […], "summary": {…}}`.
    Json,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// Annotations of a GitHub workflow.
    Github,
    /// JUnit XML.
    Junit,
}

/// What fails a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum FailOn {
    Error,
    Warning,
}

/// The findings of a command. Those that several environments share are told once.
pub(super) struct Findings {
    format: Format,
    colour: bool,
    width: usize,
    items: Vec<(Finding, String)>,
    /// Whether a rendered folder could not be read or written.
    io: bool,
}

impl Findings {
    /// Returns no findings yet.
    pub(super) fn new(format: Format, printer: &Printer) -> Self {
        Findings {
            format,
            colour: printer.has_colours(),
            width: printer.width(),
            items: Vec::new(),
            io: false,
        }
    }

    /// Adds the findings of a run.
    pub(super) fn add(&mut self, report: &Report, sources: &Sources) {
        let mut secrets = Secrets::default();
        for finding in report.findings() {
            let covered = secrets.cover(finding, sources);
            self.push(covered.as_ref().unwrap_or(finding), sources);
        }
    }

    /// Adds a finding that has no place in a text.
    pub(super) fn add_one(&mut self, finding: &Diagnostic) {
        self.push(finding, &Sources::default());
    }

    /// Adds what went wrong with a rendered folder; `io` says that the system is at fault.
    pub(super) fn add_write(&mut self, finding: &Diagnostic, io: bool) {
        self.io |= io;
        self.add_one(finding);
    }

    fn push(&mut self, finding: &Diagnostic, sources: &Sources) {
        let text = match (self.format, finding.severity) {
            (Format::Text, Severity::Error | Severity::Warning) => {
                terminal::render(finding, sources, self.colour, self.width)
            }
            _ => String::new(),
        };
        self.items.push((Finding::new(finding, sources), text));
    }

    /// Sorts by place and drops what is there twice.
    fn settle(&mut self) {
        self.items.sort_by(|(a, _), (b, _)| {
            let key = |finding: &Finding| (finding.location.clone(), finding.code);
            key(a).cmp(&key(b)).then_with(|| a.message.cmp(&b.message))
        });
        self.items.dedup_by(|(again, _), (kept, _)| {
            let repeats = again.repeats(kept);
            if repeats {
                kept.outputs.append(&mut again.outputs);
            }
            repeats
        });
    }

    /// Counts those of one severity.
    pub(super) fn count(&self, severity: Severity) -> usize {
        self.items
            .iter()
            .filter(|(finding, _)| finding.severity == severity)
            .count()
    }

    /// Returns whether there is an error.
    pub(super) fn has_errors(&self) -> bool {
        self.count(Severity::Error) > 0
    }

    /// Returns whether they fail the command.
    pub(super) fn fail(&self, on: FailOn) -> bool {
        self.has_errors() || on == FailOn::Warning && self.count(Severity::Warning) > 0
    }

    /// Returns how the command ends.
    pub(super) fn exit(&self, on: FailOn) -> Exit {
        let unreadable = |(finding, _): &(Finding, String)| {
            matches!(finding.code, Code::UnreadableFile | Code::UnreadableInput)
        };
        if self.io {
            Exit::Io
        } else if self.items.iter().any(unreadable) {
            Exit::Usage
        } else if self.fail(on) {
            Exit::Found
        } else {
            Exit::Clean
        }
    }

    /// Returns `2 errors and 1 warning`.
    pub(super) fn counts(&self) -> String {
        let some = |count: usize, word: &str| (count > 0).then(|| plural(count, word));
        let parts: Vec<String> = [
            some(self.count(Severity::Error), "error"),
            some(self.count(Severity::Warning), "warning"),
        ]
        .into_iter()
        .flatten()
        .collect();
        parts.join(" and ")
    }

    /// Prints them: as text to stderr, with an empty line behind each, or for programs to stdout. `summary` joins the
    /// summary of JSON.
    pub(super) fn print(
        &mut self,
        printer: &Printer,
        summary: Map<String, Value>,
    ) -> Result<(), Stop> {
        self.settle();
        let findings = || -> Vec<Finding> {
            self.items
                .iter()
                .map(|(finding, _)| finding.clone())
                .collect()
        };
        let text = match self.format {
            Format::Text => {
                let mut text = String::new();
                for (_, rendered) in self.items.iter().filter(|(_, text)| !text.is_empty()) {
                    text.push_str(rendered);
                    text.push('\n');
                }
                printer.talk(&text);
                return Ok(());
            }
            Format::Json => machine::json(&findings(), summary),
            Format::Sarif => machine::sarif(&findings()),
            Format::Github => machine::github(&findings()),
            Format::Junit => machine::junit(&findings()),
        };
        printer.data(&text)
    }
}
