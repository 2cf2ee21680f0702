//! Rendering for programs: JSON, SARIF 2.1.0, GitHub annotations, JUnit.
//!
//! In: [`Finding`]s, which are [`Diagnostic`]s with their places looked up, so that findings of several environments,
//! each with texts of its own, can be sorted and printed together. Out: text. Counting and exit codes are the command
//! line's business.

mod github;
mod junit;
mod sarif;

pub use github::github;
pub use junit::junit;
pub use sarif::sarif;

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::{Code, Diagnostic, Label, Severity};
use crate::text::{Place, Sources};

/// A finding that needs no texts any more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The code.
    #[serde(serialize_with = "display")]
    pub code: Code,
    /// How bad it is.
    #[serde(serialize_with = "word")]
    pub severity: Severity,
    /// The sentence.
    pub message: String,
    /// Explanations and what to do about it.
    pub help: Option<String>,
    /// What is concerned, as `Kind/namespace/name`.
    pub object: Option<String>,
    /// The JSON pointer below that object.
    pub pointer: Option<String>,
    /// Where.
    pub location: Option<Location>,
    /// The rendered files that hold the object, one for each environment that has this finding; in JSON, a key that is
    /// there when they are.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub outputs: Vec<String>,
    /// Other places that explain it.
    pub related: Vec<Related>,
    /// Sentences that explain it; in JSON, a key `notes` that is there when they are.
    #[serde(skip)]
    pub notes: Vec<String>,
}

/// A place; a finding about a whole file has no lines.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Location {
    /// The path below the project root, with `/` between its parts.
    pub file: String,
    /// Lines and columns, from 1; columns count characters.
    #[serde(flatten)]
    pub region: Option<Region>,
}

/// Lines and columns, from 1; columns count characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Region {
    /// The first line.
    pub line: usize,
    /// The first column.
    pub column: usize,
    /// The last line.
    pub end_line: usize,
    /// The column behind the last character.
    pub end_column: usize,
}

/// Another place that explains a finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Related {
    /// What is there.
    pub message: String,
    /// Where.
    pub location: Location,
}

fn display<S: serde::Serializer>(code: &Code, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(code)
}

fn word<S: serde::Serializer>(severity: &Severity, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(severity.word())
}

impl From<Place> for Location {
    fn from(place: Place) -> Self {
        Location {
            file: place.file,
            region: Some(Region {
                line: place.line,
                column: place.column,
                end_line: place.end_line,
                end_column: place.end_column,
            }),
        }
    }
}

impl Finding {
    /// Looks up the places of a finding.
    pub fn new(finding: &Diagnostic, sources: &Sources) -> Self {
        let location = |label: &Label| Location::from(sources.place(label.span));
        let whole_file = || {
            finding
                .file
                .clone()
                .map(|file| Location { file, region: None })
        };
        Finding {
            code: finding.code,
            severity: finding.severity,
            message: finding.message.clone(),
            help: finding.help.clone(),
            object: finding.object.clone(),
            pointer: finding.pointer.clone(),
            location: finding.primary.as_ref().map(location).or_else(whole_file),
            outputs: finding.output.iter().cloned().collect(),
            related: finding
                .related
                .iter()
                .map(|label| Related {
                    message: label.text.clone(),
                    location: location(label),
                })
                .collect(),
            notes: finding.notes.clone(),
        }
    }

    /// Returns whether this says what `other` says, of whatever rendered file.
    pub fn repeats(&self, other: &Finding) -> bool {
        let said = |finding: &Finding| (finding.code, finding.severity);
        said(self) == said(other)
            && self.message == other.message
            && self.location == other.location
            && self.object == other.object
            && self.pointer == other.pointer
            && self.related == other.related
            && self.notes == other.notes
            && self.help == other.help
    }

    /// Returns message, notes, rendered files and help as lines of one text, for formats that have one field for all of them.
    fn whole_text(&self) -> String {
        let mut text = self.message.clone();
        for note in &self.notes {
            text.push_str("\nnote: ");
            text.push_str(note);
        }
        for output in &self.outputs {
            text.push_str("\noutput: ");
            text.push_str(output);
        }
        if let Some(help) = &self.help {
            text.push_str("\nhelp: ");
            text.push_str(help);
        }
        text
    }
}

/// Renders `{"findings": […], "summary": {…}}`. The summary counts errors, warnings and notes; `more` is added to it.
pub fn json(findings: &[Finding], more: Map<String, Value>) -> String {
    let count = |severity| {
        findings
            .iter()
            .filter(|finding| finding.severity == severity)
            .count()
    };
    let mut summary = Map::new();
    summary.insert("errors".to_owned(), count(Severity::Error).into());
    summary.insert("warnings".to_owned(), count(Severity::Warning).into());
    summary.insert("notes".to_owned(), count(Severity::Note).into());
    summary.extend(more);
    let findings: Vec<Value> = findings.iter().map(finding_json).collect();
    pretty(&json!({ "findings": findings, "summary": summary }))
}

fn finding_json(finding: &Finding) -> Value {
    // Only keys and strings of ours: serialising them cannot fail.
    let mut value = serde_json::to_value(finding).unwrap_or_default();
    if let (Some(map), false) = (value.as_object_mut(), finding.notes.is_empty()) {
        map.insert("notes".to_owned(), finding.notes.clone().into());
    }
    value
}

/// Renders with two spaces a level and a newline at the end.
fn pretty(value: &Value) -> String {
    format!("{value:#}\n")
}

/// Findings with everything that a format may stumble over.
#[cfg(test)]
fn tricky() -> Vec<Finding> {
    use crate::text::Span;
    let sources = Sources::default();
    let file = sources.add("base/ä b,c:1%.yaml", "a: 1\nb: \"é<&>\"\n");
    let other = sources.add("environments/prod/api.yaml", "b: 2\n");
    let findings = [
        Diagnostic::new(
            Code::InvalidYaml,
            "50% of `<a & \"b\">` is 'c', not ::d\r\ne\u{1}",
        )
        .at(Span::new(file, 8, 15))
        .related(Span::new(other, 0, 1), "set here: <1>")
        .on("App/shop/api")
        .pointer("/spec/a~1b")
        .note("a note")
        .help("x: \"]]>\"\ny: 1"),
        Diagnostic::new(Code::InvalidYaml, "it cannot be read").in_file("base/x.yaml"),
        {
            let mut nowhere = Diagnostic::new(Code::InvalidYaml, "nowhere");
            nowhere.severity = Severity::Warning;
            nowhere
        },
    ];
    findings
        .iter()
        .map(|finding| Finding::new(finding, &sources))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_has_exactly_the_promised_shape() {
        let mut more = Map::new();
        more.insert("environments".to_owned(), json!(["prod"]));
        let value: Value = serde_json::from_str(&json(&tricky(), more)).unwrap();
        assert_eq!(
            value["summary"],
            json!({ "errors": 2, "warnings": 1, "notes": 0, "environments": ["prod"] })
        );
        assert_eq!(
            value["findings"][0],
            json!({
                "code": "EK0101",
                "severity": "error",
                "message": "50% of `<a & \"b\">` is 'c', not ::d\r\ne\u{1}",
                "help": "x: \"]]>\"\ny: 1",
                "object": "App/shop/api",
                "pointer": "/spec/a~1b",
                "location": { "file": "base/ä b,c:1%.yaml", "line": 2, "column": 4, "endLine": 2, "endColumn": 10 },
                "related": [{
                    "message": "set here: <1>",
                    "location": { "file": "environments/prod/api.yaml", "line": 1, "column": 1, "endLine": 1, "endColumn": 2 },
                }],
                "notes": ["a note"],
            })
        );
        assert_eq!(
            value["findings"][1]["location"],
            json!({ "file": "base/x.yaml" })
        );
        assert_eq!(value["findings"][2]["location"], Value::Null);
    }
}
