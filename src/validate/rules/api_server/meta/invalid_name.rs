//! EK0602: a name that the API server refuses. After the name functions of `pkg/apis/*/validation`.

use crate::diag::{Code, Severity};
use crate::k8s::address::{Strictness, ip};
use crate::k8s::{Format, Minor, Object, ObjectId, prefix_problem};
use crate::validate::findings::{Findings, about, with_article};
use crate::validate::tree::Tree;
use crate::yaml::Node;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for object in tree.objects {
        let form = form_of(&object.id, tree.minor);
        if let Some(node) = object.node.at(&["metadata", "name"])
            && let Some(problem) = form.problem_of(object)
        {
            findings.push(finding(object, node, &form, &problem));
        }
        if let Some(node) = object.node.at(&["metadata", "generateName"])
            && let (Some(text), Some(format)) =
                (node.as_str().filter(|text| !text.is_empty()), form.format())
            && let Some(problem) = prefix_problem(format, text)
        {
            findings.push(finding(object, node, &form, &problem));
        }
    }
}

fn finding(object: &Object, node: &Node, form: &Form, problem: &str) -> crate::diag::Diagnostic {
    let text = node.as_str().unwrap_or_default();
    let kind = with_article(&object.id.kind);
    let message = format!("`{text}` is no name for {kind}: {problem}");
    let mut finding = about(Code::InvalidName, object, node, message).note(form.described());
    if form.is_taken(text) {
        finding.severity = Severity::Warning;
    }
    if object.hashed {
        finding = finding.note("the last 11 characters are the hash of the content");
    }
    finding
}

/// What a kind takes as a name.
enum Form {
    /// A format.
    Of(Format),
    /// A format, and at most so many characters.
    Short(Format, usize),
    /// An address in its canonical form.
    Address,
}

fn form_of(id: &ObjectId, minor: Minor) -> Form {
    match (id.group.as_str(), id.kind.as_str()) {
        ("", "Namespace") => Form::Of(Format::Label),
        // RelaxedServiceNameValidation
        ("", "Service") if minor >= Minor(36) => Form::Of(Format::Label),
        ("", "Service") => Form::Of(Format::LetterLabel),
        // The controller adds eleven characters and puts the result into a label of the Jobs and pods.
        ("apps", "StatefulSet") => Form::Short(Format::Label, 52),
        ("batch", "CronJob") => Form::Short(Format::Subdomain, 52),
        ("networking.k8s.io", "IPAddress") => Form::Address,
        ("coordination.k8s.io", "LeaseCandidate") => Form::Of(Format::DataKey),
        // What else is said of these names concerns the object that they stand for.
        ("rbac.authorization.k8s.io" | "certificates.k8s.io" | "apiregistration.k8s.io", _)
        | ("", "Event")
        | ("policy", "PodDisruptionBudget") => Form::Of(Format::PathSegment),
        _ => Form::Of(Format::Subdomain),
    }
}

impl Form {
    fn format(&self) -> Option<Format> {
        match self {
            Form::Of(format) | Form::Short(format, _) => Some(*format),
            Form::Address => None,
        }
    }

    /// An empty name is none, and the server makes one of `generateName`.
    fn problem_of(&self, object: &Object) -> Option<String> {
        let generated = object.node.at(&["metadata", "generateName"]);
        match (object.id.name.as_str(), generated) {
            ("", Some(_)) => None,
            ("", None) => Some("it is empty".to_owned()),
            (name, _) => self.problem(name),
        }
    }

    fn problem(&self, name: &str) -> Option<String> {
        match self {
            Form::Of(format) => format.problem(name),
            Form::Short(_, most) if name.len() > *most => Some(format!(
                "it has {} characters, at most {most} are allowed",
                name.len()
            )),
            Form::Short(format, _) => format.problem(name),
            Form::Address => ip(name, Strictness::Canonical).err(),
        }
    }

    /// Returns whether the API server takes a name that no pod can be made of.
    fn is_taken(&self, name: &str) -> bool {
        matches!(self, Form::Short(Format::Label, _)) && Format::Label.problem(name).is_none()
    }

    fn described(&self) -> String {
        match self {
            Form::Of(format) => format!("expected {}", format.described()),
            Form::Short(_, most) => {
                format!("expected lower case letters, digits, `-` and `.`, at most {most}")
            }
            Form::Address => "expected an IP address".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::diag::Code;
    use crate::validate::testing::found;

    fn named(kind: &str, name: &str) -> usize {
        let api_version = match kind {
            "CronJob" => "batch/v1",
            "Role" => "rbac.authorization.k8s.io/v1",
            _ => "v1",
        };
        let object = format!(
            r#"{{"apiVersion": "{api_version}", "kind": "{kind}", "metadata": {{"name": "{name}", "namespace": "a"}}}}"#
        );
        found(Code::InvalidName, &[&object]).len()
    }

    #[test]
    fn each_kind_has_its_form() {
        assert_eq!(named("Service", "api"), 0);
        assert_eq!(named("Service", "2api"), 0);
        assert_eq!(named("Service", "a.b"), 1);
        assert_eq!(named("ConfigMap", "2a.b-c"), 0);
        assert_eq!(named("ConfigMap", "a..b"), 1);
        assert_eq!(named("ConfigMap", "Api"), 1);
        assert_eq!(named("Role", "system:Api"), 0);
        assert_eq!(named("CronJob", &"a".repeat(53)), 1);
        assert_eq!(named("CronJob", &"a".repeat(52)), 0);
    }
}
