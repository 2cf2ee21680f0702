//! SARIF 2.1.0, which code scanning services read.
//!
//! Source: <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{Finding, Location, pretty};
use crate::diag::{Code, Severity};

/// Renders a log with one run; its rules are the codes that occur, with their manual pages.
pub fn sarif(findings: &[Finding]) -> String {
    let codes: BTreeSet<Code> = findings.iter().map(|finding| finding.code).collect();
    let codes: Vec<Code> = codes.into_iter().collect();
    let rules: Vec<Value> = codes.iter().map(|code| rule(*code)).collect();
    let results: Vec<Value> = findings
        .iter()
        .map(|finding| result(finding, &codes))
        .collect();
    pretty(&json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "ekscompile",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            }},
            // Our columns count characters; the format would assume UTF-16 units.
            "columnKind": "unicodeCodePoints",
            "originalUriBaseIds": { "%SRCROOT%": { "description": { "text": "The root of the project" } } },
            "results": results,
        }],
    }))
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

fn rule(code: Code) -> Value {
    json!({
        "id": code.id(),
        "shortDescription": { "text": code.title() },
        "fullDescription": { "text": code.title() },
        "help": { "text": code.page(), "markdown": code.page() },
        "defaultConfiguration": { "level": level(code.severity()) },
    })
}

fn result(finding: &Finding, codes: &[Code]) -> Value {
    let mut result = json!({
        "ruleId": finding.code.id(),
        "ruleIndex": codes.binary_search(&finding.code).unwrap_or_default(),
        "level": level(finding.severity),
        "message": { "text": finding.whole_text() },
    });
    let mut place = json!({});
    if let Some(location) = &finding.location {
        place["physicalLocation"] = physical(location);
    }
    if let Some(object) = &finding.object {
        let pointer = finding.pointer.as_deref().unwrap_or_default();
        place["logicalLocations"] = json!([{
            "name": object,
            "fullyQualifiedName": format!("{object}{pointer}"),
            "kind": "object",
        }]);
    }
    if place != json!({}) {
        result["locations"] = json!([place]);
    }
    if !finding.related.is_empty() {
        let related = finding.related.iter().enumerate().map(|(index, related)| {
            json!({
                "id": index + 1,
                "message": { "text": related.message },
                "physicalLocation": physical(&related.location),
            })
        });
        result["relatedLocations"] = related.collect();
    }
    result
}

fn physical(location: &Location) -> Value {
    let mut physical = json!({
        "artifactLocation": { "uri": uri(&location.file), "uriBaseId": "%SRCROOT%" },
    });
    if let Some(region) = location.region {
        physical["region"] = json!({
            "startLine": region.line,
            "startColumn": region.column,
            "endLine": region.end_line,
            "endColumn": region.end_column,
        });
    }
    physical
}

/// Returns a path as a relative URI reference: everything but unreserved characters and `/` is percent-encoded.
fn uri(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                out.push(byte as char);
            }
            byte => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_point_at_their_rule_and_place() {
        let log: Value = serde_json::from_str(&sarif(&super::super::tricky())).unwrap();
        let run = &log["runs"][0];
        assert_eq!(log["version"], "2.1.0");
        assert_eq!(run["tool"]["driver"]["rules"].as_array().unwrap().len(), 1);
        assert!(
            run["tool"]["driver"]["rules"][0]["help"]["markdown"]
                .as_str()
                .unwrap()
                .starts_with("# EK0101")
        );
        let result = &run["results"][0];
        assert_eq!(result["ruleIndex"], 0);
        assert_eq!(
            result["locations"][0],
            json!({
                "physicalLocation": {
                    "artifactLocation": { "uri": "base/%C3%A4%20b%2Cc%3A1%25.yaml", "uriBaseId": "%SRCROOT%" },
                    "region": { "startLine": 2, "startColumn": 4, "endLine": 2, "endColumn": 10 },
                },
                "logicalLocations": [{
                    "name": "App/shop/api",
                    "fullyQualifiedName": "App/shop/api/spec/a~1b",
                    "kind": "object",
                }],
            })
        );
        assert_eq!(result["relatedLocations"][0]["id"], 1);
        assert_eq!(
            run["results"][1]["locations"][0]["physicalLocation"].get("region"),
            None
        );
        assert_eq!(run["results"][2].get("locations"), None);
        assert_eq!(run["results"][2]["level"], "warning");
    }
}
