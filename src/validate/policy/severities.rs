//! EK1601: an entry of `policy.rules` for a code that no rule has. Here entries change the severity of findings.

use rustc_hash::FxHashMap;

use super::misnamed;
use crate::diag::{Code, Diagnostic, Severity};
use crate::validate::tree::Tree;
use crate::yaml::Node;

/// Gives each finding the severity that `policy.rules` states for its code, and drops those that are `off`.
pub(super) fn apply(tree: &Tree<'_>, mut findings: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let Some(rules) = tree.policy("rules").and_then(Node::as_map) else {
        return findings;
    };
    let mut stated: FxHashMap<Code, Option<Severity>> = FxHashMap::default();
    let mut wrong = Vec::new();
    for entry in rules {
        let name = entry.key.name.as_str();
        if let Some(help) = misnamed(name) {
            let message = format!("`policy.rules` knows no rule `{name}`");
            wrong.push(
                Diagnostic::new(Code::UnknownRule, message)
                    .at(entry.key.span)
                    .help(help),
            );
            continue;
        }
        let severity = match entry.value.as_str() {
            Some("error") => Some(Severity::Error),
            Some("warning") => Some(Severity::Warning),
            Some("off") => None,
            _ => continue,
        };
        if let Some(code) = Code::find(name) {
            stated.insert(code, severity);
        }
    }
    findings.retain_mut(|finding| match stated.get(&finding.code) {
        Some(Some(severity)) => {
            finding.severity = *severity;
            true
        }
        Some(None) => false,
        None => true,
    });
    findings.extend(wrong);
    findings
}

#[cfg(test)]
mod tests {
    use crate::diag::{Code, Severity};
    use crate::validate::testing::found_in;

    const OBJECT: &str = r#"{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "A", "namespace": "default"}}"#;

    #[test]
    fn severities_follow_the_policy() {
        let found = |rules: &str, code| {
            let environment = format!(r#"{{"policy": {{"rules": {rules}}}}}"#);
            found_in(&environment, code, &[OBJECT])
        };
        let warned = found(r#"{"EK0602": "warning"}"#, Code::InvalidName);
        assert_eq!(warned[0].severity, Severity::Warning);
        assert_eq!(found(r#"{"ek0602": "off"}"#, Code::InvalidName).len(), 0);
        let unknown = found(r#"{"EK060": "off"}"#, Code::UnknownRule);
        assert!(
            unknown[0]
                .help
                .as_deref()
                .is_some_and(|help| help.starts_with("did you mean"))
        );
        assert_eq!(found(r#"{"EK0101": "off"}"#, Code::UnknownRule).len(), 1);
    }
}
