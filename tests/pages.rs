//! The examples of the manual are true: `validate` reports the code of a page in its example, and nothing in the better one.
//!
//! Of codes from EK1000 to EK1999, whose examples are whole manifests. A page whose example is a spec has a case instead.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::io::Write as _;
use std::process::{Command, Stdio};

use ekscompile::diag::{Code, Severity};

#[test]
fn examples_of_pages_are_true() {
    let mut wrong = Vec::new();
    for code in Code::ALL.iter().filter(|code| code.id().starts_with("EK1")) {
        let (Some(bad), Some(good)) = (
            example(code.page(), "## Example"),
            example(code.page(), "## Instead"),
        ) else {
            wrong.push(format!("{code}: the page lacks an example"));
            continue;
        };
        if bad.contains("ekscompile.dev/") {
            continue;
        }
        if !codes(bad).iter().any(|(found, _)| found == code.id()) {
            wrong.push(format!("{code}: not found in its example"));
        }
        for (found, severity) in codes(good) {
            if found == code.id() || severity == Severity::Error.word() {
                wrong.push(format!("{code}: {found} in the better example"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_rules_of_validation_are_listed() {
    let output = Command::new(env!("CARGO_BIN_EXE_ekscompile"))
        .args(["explain", "--rules", "--format", "json"])
        .output()
        .unwrap();
    let listed: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let rules = listed["rules"].as_array().unwrap();
    let codes: Vec<&str> = rules
        .iter()
        .filter_map(|rule| rule["code"].as_str())
        .collect();
    let known = Code::ALL.iter().filter(|code| code.is_of_validation());
    assert_eq!(codes, known.map(|code| code.id()).collect::<Vec<_>>());
    assert!(codes.contains(&"EK0601") && !codes.contains(&"EK0101"));
}

/// Returns the YAML block below a heading of a page.
fn example<'p>(page: &'p str, heading: &str) -> Option<&'p str> {
    let below = page.split_once(heading)?.1;
    let below = below.split("\n## ").next()?;
    let block = below.split_once("```yaml\n")?.1;
    Some(block.split_once("```")?.0)
}

/// Returns the code and the severity of each finding in manifests.
fn codes(manifests: &str) -> Vec<(String, String)> {
    let mut child = Command::new(env!("CARGO_BIN_EXE_ekscompile"))
        .args(["validate", "--format", "json", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    input.write_all(manifests.as_bytes()).unwrap();
    drop(input);
    let output = child.wait_with_output().unwrap();
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let findings = report["findings"].as_array().unwrap();
    let text = |finding: &serde_json::Value, key: &str| finding[key].as_str().unwrap().to_owned();
    findings
        .iter()
        .map(|finding| (text(finding, "code"), text(finding, "severity")))
        .collect()
}
