//! EK0603: labels and annotations that the API server refuses.

use crate::diag::Code;
use crate::k8s::Object;
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
        let problem = key_problem(&entry.key.name).or_else(|| value_problem(&entry.value));
        if let Some(problem) = problem {
            findings.push(finding(object, entry, "label", &problem));
        }
    }
    let mut bytes = 0;
    for entry in entries("annotations").into_iter().flatten() {
        bytes += entry.key.name.len() + entry.value.as_str().map_or(0, str::len);
        let problem =
            key_problem(&entry.key.name.to_lowercase()).or_else(|| text_problem(&entry.value));
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

/// `name` or `prefix/name`.
fn key_problem(key: &str) -> Option<String> {
    let name = match key.split_once('/') {
        None => key,
        Some((prefix, name)) => {
            let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
            let label = |part: &str| {
                !part.is_empty()
                    && part.chars().all(plain)
                    && !part.starts_with('-')
                    && !part.ends_with('-')
            };
            if prefix.len() > 253 || !prefix.split('.').all(label) {
                return Some(format!("`{prefix}` before the `/` is no DNS name"));
            }
            name
        }
    };
    if name.is_empty() {
        return Some("its name is empty".to_owned());
    }
    word_problem(name, "its name")
}

fn value_problem(value: &Node) -> Option<String> {
    text_problem(value).or_else(|| match value.as_str() {
        None | Some("") => None,
        Some(text) => word_problem(text, "its value"),
    })
}

fn text_problem(value: &Node) -> Option<String> {
    let found = value.value.type_name();
    // The API server reads null as the empty text.
    (value.as_str().is_none() && !value.is_null())
        .then(|| format!("expected its value to be a string, found {found}"))
}

fn word_problem(word: &str, what: &str) -> Option<String> {
    if word.len() > 63 {
        return Some(format!(
            "{what} has {} characters, at most 63 are allowed",
            word.len()
        ));
    }
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    if let Some(wrong) = word.chars().find(|c| !plain(*c)) {
        return Some(format!("{what} contains `{wrong}`"));
    }
    let edge = |c: char| !c.is_ascii_alphanumeric();
    (word.starts_with(edge) || word.ends_with(edge))
        .then(|| format!("{what} must begin and end with a letter or digit"))
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
