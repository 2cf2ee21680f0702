//! EK0625: an entry of `ignore` that accepts nothing. Here entries take findings out.

use super::{Whole, misnamed};
use crate::diag::{Code, Diagnostic};
use crate::validate::findings::items;
use crate::validate::tree::Tree;
use crate::yaml::Node;

/// Leaves out what the environment accepts, and reports entries that accept nothing.
pub(super) fn apply(tree: &Tree<'_>, findings: Vec<Diagnostic>, whole: Whole) -> Vec<Diagnostic> {
    let entries = tree
        .target
        .map_or(&[][..], |target| items(&target.environment, "ignore"));
    if entries.is_empty() {
        return findings;
    }
    let said = |entry: &Node, key: &str| {
        entry
            .value_of(key)
            .and_then(Node::as_str)
            .map(str::to_owned)
    };
    let wanted: Vec<(Option<String>, Option<String>)> = entries
        .iter()
        .map(|entry| (said(entry, "code"), said(entry, "object")))
        .collect();
    let mut used = vec![false; wanted.len()];
    let mut kept = Vec::with_capacity(findings.len());
    for finding in findings {
        let mut accepted = false;
        for ((code, object), used) in wanted.iter().zip(&mut used) {
            let code = code.as_deref();
            let meant = code.is_some_and(|code| code.eq_ignore_ascii_case(finding.code.id()))
                && object
                    .as_ref()
                    .is_none_or(|object| Some(object) == finding.object.as_ref());
            *used |= meant;
            accepted |= meant;
        }
        if !accepted {
            kept.push(finding);
        }
    }
    for ((entry, (code, object)), used) in entries.iter().zip(wanted).zip(used) {
        let code = code.unwrap_or_default();
        // Of a part nobody can say that an entry accepts nothing, but for one that never will.
        if !used && (whole == Whole::Yes || misnamed(&code).is_some()) {
            kept.push(useless(entry, &code, object.as_deref()));
        }
    }
    kept
}

fn useless(entry: &Node, code: &str, object: Option<&str>) -> Diagnostic {
    let on = object.map_or_else(String::new, |object| format!(" of `{object}`"));
    let message = format!("`ignore` accepts `{code}`{on}, and there is no such finding");
    Diagnostic::new(Code::UselessIgnore, message)
        .at(entry.value_of("code").and_then(Node::span).or(entry.span()))
        .help(misnamed(code).unwrap_or_else(|| "remove the entry".to_owned()))
}

#[cfg(test)]
mod tests {
    use crate::diag::Code;
    use crate::validate::testing::found_in;

    const OBJECT: &str = r#"{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "A", "namespace": "default"}}"#;

    #[test]
    fn accepted_findings_are_left_out_and_useless_entries_reported() {
        let count = |ignore: &str, code| {
            let environment = format!(r#"{{"ignore": [{ignore}]}}"#);
            found_in(&environment, code, &[OBJECT]).len()
        };
        assert_eq!(count("", Code::InvalidName), 1);
        let all = r#"{"code": "EK0602", "reason": "x"}"#;
        assert_eq!(count(all, Code::InvalidName), 0);
        assert_eq!(count(all, Code::UselessIgnore), 0);
        let one = r#"{"code": "ek0602", "object": "ConfigMap/default/A", "reason": "x"}"#;
        assert_eq!(count(one, Code::InvalidName), 0);
        let other = r#"{"code": "EK0602", "object": "ConfigMap/default/b", "reason": "x"}"#;
        assert_eq!(count(other, Code::InvalidName), 1);
        assert_eq!(count(other, Code::UselessIgnore), 1);
    }
}
