//! EK0603: labels and annotations that the API server refuses.

use crate::diag::Code;
use crate::k8s::{Format, Object};
use crate::validate::findings::{Findings, about};
use crate::validate::tree::Tree;
use crate::yaml::{Entry, Node};

/// The most that all annotations of an object may have, in bytes.
const ANNOTATIONS: usize = 256 << 10;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for object in tree.objects {
        if let Some(metadata) = object.node.value_of("metadata") {
            check_metadata(object, metadata, findings);
        }
    }
    for pod in tree.pods.iter() {
        // A Pod is its own template, and was looked at above.
        if let Some(metadata) = pod.template.value_of("metadata")
            && !std::ptr::eq(pod.template, &raw const pod.object.node)
        {
            check_metadata(pod.object, metadata, findings);
        }
    }
}

fn check_metadata(object: &Object, metadata: &Node, findings: &mut Findings) {
    let entries = |key| metadata.value_of(key).and_then(Node::as_map);
    for entry in entries("labels").into_iter().flatten() {
        let problem = Format::QualifiedName
            .problem(&entry.key.name)
            .or_else(|| value_problem(&entry.value));
        if let Some(problem) = problem {
            findings.push(finding(object, entry, "label", &problem));
        }
    }
    let mut bytes = 0;
    for entry in entries("annotations").into_iter().flatten() {
        bytes += entry.key.name.len() + entry.value.as_str().map_or(0, str::len);
        // Capitals are allowed. What is good with them needs no copy without.
        let name = &entry.key.name;
        let problem = Format::QualifiedName
            .problem(name)
            .and_then(|_| Format::QualifiedName.problem(&name.to_lowercase()))
            .or_else(|| text_problem(&entry.value));
        if let Some(problem) = problem {
            findings.push(finding(object, entry, "annotation", &problem));
        }
    }
    if let (true, Some(annotations)) = (bytes > ANNOTATIONS, metadata.value_of("annotations")) {
        let message =
            format!("the annotations have {bytes} bytes, at most {ANNOTATIONS} are allowed");
        findings.push(about(Code::InvalidLabel, object, annotations, message));
    }
}

fn finding(object: &Object, entry: &Entry, what: &str, problem: &str) -> crate::diag::Diagnostic {
    let message = format!("the {what} `{}` is refused: {problem}", entry.key.name);
    about(Code::InvalidLabel, object, &entry.value, message)
}

fn value_problem(value: &Node) -> Option<String> {
    text_problem(value).or_else(|| {
        let problem = Format::LabelValue.problem(value.as_str()?)?;
        Some(problem.replacen("it ", "its value ", 1))
    })
}

fn text_problem(value: &Node) -> Option<String> {
    let found = value.value.type_name();
    // The API server reads null as the empty text.
    (value.as_str().is_none() && !value.is_null())
        .then(|| format!("expected its value to be a string, found {found}"))
}

#[cfg(test)]
mod tests {
    use crate::diag::Code;
    use crate::validate::testing::found;

    #[test]
    fn keys_and_values() {
        let object = r#"{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a", "namespace": "b", "labels": {
            "ok": "v1.2_3", "app.kubernetes.io/name": "", "x": 1, "Bad_/y": "z", "a b": "c", "d": "-e"},
            "annotations": {"any": "thing & more", "n": true}}}"#;
        assert_eq!(found(Code::InvalidLabel, &[object]).len(), 5);
    }
}
