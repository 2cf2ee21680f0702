//! EK0606: a Secret that anybody who reads the repository can read.

use crate::diag::{Code, Diagnostic, Severity};
use crate::k8s::Object;
use crate::validate::findings::Findings;
use crate::validate::tree::Tree;
use crate::yaml::Node;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    let allowed = tree.policy("allowPlaintextSecrets").and_then(Node::as_bool);
    if allowed == Some(true) {
        return;
    }
    for object in tree.of_kind("Secret") {
        // What is written byte for byte is encrypted, and so is what carries SOPS' own record.
        let encrypted = object.verbatim.is_some() || object.node.get("sops").is_some();
        if !object.id.group.is_empty() || encrypted {
            continue;
        }
        let keys: Vec<&str> = ["data", "stringData"]
            .iter()
            .filter_map(|field| object.node.value_of(field)?.as_map())
            .flat_map(|map| map.keys())
            .collect();
        if keys.is_empty() {
            continue;
        }
        let mut finding = Diagnostic::new(
            Code::ReadableSecret,
            format!("`{}` would stand readable in the repository, with `{}`", object.id, keys.join("`, `")),
        )
        .on(&object.id)
        .help("use `secrets` with a store (External Secrets), a SealedSecret or SOPS; `policy.allowPlaintextSecrets: true` accepts it");
        // Manifests without an environment have no policy, and need not be in a repository.
        if tree.target.is_none() {
            finding.severity = Severity::Warning;
        }
        findings.push(place(tree, object, finding));
    }
}

/// Shows the line of the kind, or only the file where values stand on that line too.
fn place(tree: &Tree<'_>, object: &Object, finding: Diagnostic) -> Diagnostic {
    let Some(span) = object.node.get("kind").and_then(Node::span).or(object.span) else {
        return finding;
    };
    let source = tree.session.sources.get(span.file);
    let before = source.text.get(..span.start as usize).unwrap_or_default();
    let start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let line = source
        .text
        .get(start..)
        .and_then(|rest| rest.lines().next());
    let one_line = line.is_some_and(|line| start + line.len() >= span.end as usize);
    let values = ["data", "stringData"]
        .into_iter()
        .filter_map(|field| object.node.value_of(field)?.as_map())
        .flatten()
        .filter_map(|entry| entry.value.as_str()?.lines().next());
    let mut shown = values.filter(|value| !value.is_empty());
    if one_line && !shown.any(|value| line.is_some_and(|line| line.contains(value))) {
        finding.at(span)
    } else {
        finding.in_file(source.path.clone())
    }
}

#[cfg(test)]
mod tests {
    use crate::diag::{Code, Severity};
    use crate::validate::testing::{found, found_in};

    #[test]
    fn values_are_refused_and_not_shown() {
        let secret = r#"{"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "a", "namespace": "b"},
            "stringData": {"password": "hunter2"}}"#;
        let findings = found(Code::ReadableSecret, &[secret]);
        assert_eq!(findings.len(), 1);
        assert_eq!(findings[0].severity, Severity::Error);
        assert!(!format!("{findings:?}").contains("hunter2"));
        let environment = r#"{"policy": {"allowPlaintextSecrets": true}}"#;
        assert_eq!(
            found_in(environment, Code::ReadableSecret, &[secret]).len(),
            0
        );
        let empty = r#"{"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "a", "namespace": "b"},
            "type": "kubernetes.io/service-account-token"}"#;
        assert_eq!(found(Code::ReadableSecret, &[empty]).len(), 0);
    }
}
