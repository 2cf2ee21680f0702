//! Findings that a case expects, written into its input as comments:
//!
//! ```yaml
//! spec: {replica: 3}
//! # error[EK0203] 1:8-1:15 unknown key `replica`
//! ```
//!
//! Severity, code, lines and columns of the place (from 1, the end is exclusive), and a part of the message. The place is
//! left out where a finding is about the file as a whole.

use std::path::Path;

use libtest_mimic::Failed;
use serde_json::Value;

/// One finding, expected or reported.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Annotation {
    file: String,
    severity: String,
    code: String,
    place: String,
    message: String,
}

impl std::fmt::Display for Annotation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Annotation {
            file,
            severity,
            code,
            place,
            message,
        } = self;
        let space = if place.is_empty() { "" } else { " " };
        write!(f, "{file}: {severity}[{code}] {place}{space}{message}")
    }
}

/// Reads the annotations of every file below a folder.
pub(crate) fn read_all(root: &Path) -> Result<Vec<Annotation>, Failed> {
    let mut all = Vec::new();
    for (path, content) in crate::tree::read(root)? {
        let text = String::from_utf8_lossy(&content);
        let comments = text
            .lines()
            .filter_map(|line| line.split_once("# ").map(|(_, comment)| comment));
        all.extend(comments.filter_map(|comment| parse(&path, comment.trim())));
    }
    Ok(all)
}

/// Reads an annotation that names its file, from a `cmd` file.
pub(crate) fn in_cmd(comment: &str) -> Option<Annotation> {
    let (path, comment) = comment.split_once(": ")?;
    parse(path, comment)
}

fn parse(file: &str, comment: &str) -> Option<Annotation> {
    let (severity, rest) = comment.split_once('[')?;
    if !["error", "warning", "note"].contains(&severity) {
        return None;
    }
    let (code, rest) = rest.split_once(']')?;
    let rest = rest.trim_end_matches("#}").trim();
    let (first, others) = rest.split_once(' ').unwrap_or((rest, ""));
    let is_place = first.starts_with(|c: char| c.is_ascii_digit()) && first.contains(':');
    let (place, message) = if is_place {
        (first, others)
    } else {
        ("", rest)
    };
    Some(Annotation {
        file: file.to_owned(),
        severity: severity.to_owned(),
        code: code.to_owned(),
        place: place.to_owned(),
        message: message.trim().to_owned(),
    })
}

/// Reads what `--format json` printed: every finding that has a file of the project.
pub(crate) fn from_json(text: &str, root: &Path) -> Result<Vec<Annotation>, Failed> {
    let output: Value = serde_json::from_str(text)
        .map_err(|error| format!("--format json printed no JSON: {error}\n{text}"))?;
    let findings = output["findings"]
        .as_array()
        .ok_or("--format json printed no `findings`")?;
    let found = findings.iter().filter_map(|finding| {
        let location = finding.get("location").filter(|value| !value.is_null())?;
        let file = location["file"].as_str()?.to_owned();
        let number = |key: &str| location[key].as_u64();
        let place = number("line").map(|line| {
            let column = number("column").unwrap_or_default();
            let end_line = number("endLine").unwrap_or_default();
            let end_column = number("endColumn").unwrap_or_default();
            format!("{line}:{column}-{end_line}:{end_column}")
        });
        Some(Annotation {
            file,
            severity: finding["severity"].as_str()?.to_owned(),
            code: finding["code"].as_str()?.to_owned(),
            place: place.unwrap_or_default(),
            message: finding["message"].as_str()?.to_owned(),
        })
    });
    Ok(found
        .filter(|finding| {
            !finding.file.starts_with("rendered/") && root.join(&finding.file).exists()
        })
        .collect())
}

/// Says which findings were not expected, and which expected ones did not come; in a form that can be pasted.
pub(crate) fn difference(expected: &[Annotation], actual: &[Annotation]) -> Option<String> {
    let mut left: Vec<&Annotation> = expected.iter().collect();
    let mut unexpected = Vec::new();
    for finding in actual {
        match left.iter().position(|wanted| wanted.expects(finding)) {
            Some(at) => {
                left.remove(at);
            }
            None => unexpected.push(format!("  not annotated: {finding}")),
        }
    }
    let missing = left
        .iter()
        .map(|wanted| format!("  did not come:  {wanted}"));
    let lines: Vec<String> = unexpected.into_iter().chain(missing).collect();
    (!lines.is_empty()).then(|| {
        format!(
            "the findings are not those of the annotations:\n{}",
            lines.join("\n")
        )
    })
}

impl Annotation {
    fn expects(&self, finding: &Annotation) -> bool {
        self.file == finding.file
            && self.severity == finding.severity
            && self.code == finding.code
            && self.place == finding.place
            && finding.message.contains(&self.message)
    }
}
