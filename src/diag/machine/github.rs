//! GitHub Actions workflow commands, which show findings beside the lines of a pull request.

use std::fmt::Write as _;

use super::Finding;
use crate::diag::Severity;

/// Renders one `::error file=…::message` line for each finding.
///
/// Source: <https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands>, and for the escapes
/// `packages/core/src/command.ts` of actions/toolkit.
pub fn github(findings: &[Finding]) -> String {
    let mut out = String::new();
    for finding in findings {
        let command = match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "notice",
        };
        let mut properties = Vec::new();
        if let Some(location) = &finding.location {
            properties.push(format!("file={}", property(&location.file)));
            if let Some(region) = location.region {
                properties.push(format!("line={}", region.line));
                properties.push(format!("endLine={}", region.end_line));
                // Columns are refused where the lines differ.
                if region.line == region.end_line {
                    properties.push(format!("col={}", region.column));
                    properties.push(format!("endColumn={}", region.end_column));
                }
            }
        }
        properties.push(format!("title={}", finding.code));
        let _ = writeln!(
            out,
            "::{command} {}::{}",
            properties.join(","),
            data(&finding.whole_text())
        );
    }
    out
}

/// Escapes the message.
fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// Escapes the value of a property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_finding_is_one_line_with_its_escapes() {
        let expected = "\
::error file=base/ä b%2Cc%3A1%25.yaml,line=2,endLine=2,col=4,endColumn=10,title=EK0101::50%25 of `<a & \"b\">` is 'c', not ::d%0D%0Ae\u{1}%0Anote: a note%0Ahelp: x: \"]]>\"%0Ay: 1
::error file=base/x.yaml,title=EK0101::it cannot be read
::warning title=EK0101::nowhere
";
        assert_eq!(github(&super::super::tricky()), expected);
    }
}
