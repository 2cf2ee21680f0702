//! EK0602: a name that the API server refuses.

use crate::diag::Code;
use crate::k8s::{Minor, ObjectId};
use crate::validate::findings::{Findings, about};
use crate::validate::tree::Tree;

/// From this version on, the name of a Service may begin with a digit (`RelaxedServiceNameValidation`).
const RELAXED_SERVICES: Minor = Minor(36);

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for object in tree.objects {
        let Some(node) = object.node.at(&["metadata", "name"]) else {
            continue;
        };
        let form = form_of(&object.id, tree.minor);
        let Some(problem) = form.problem(&object.id.name) else {
            continue;
        };
        let finding = about(
            Code::InvalidName,
            object,
            node,
            format!(
                "`{}` is no name for a {}: {problem}",
                object.id.name, object.id.kind
            ),
        )
        .note(form.described());
        findings.push(if object.hashed {
            finding.note("the last 11 characters are the hash of the content")
        } else {
            finding
        });
    }
}

/// What a kind takes as a name.
enum Form {
    /// Lower case letters, digits and dashes, at most 63; the first a letter if `letter`.
    Label { letter: bool },
    /// Labels with dots between them, at most this long.
    Subdomain(usize),
    /// Anything that can be part of a path.
    Path,
}

fn form_of(id: &ObjectId, minor: Minor) -> Form {
    match (id.group.as_str(), id.kind.as_str()) {
        ("", "Namespace") => Form::Label { letter: false },
        ("", "Service") => Form::Label {
            letter: minor < RELAXED_SERVICES,
        },
        // The controller adds eleven characters and puts the result into a label of the Jobs and pods.
        ("batch", "CronJob") | ("apps", "StatefulSet") => Form::Subdomain(52),
        ("batch", "Job") => Form::Subdomain(63),
        // What else is said of these names concerns the object that they stand for.
        ("rbac.authorization.k8s.io", _)
        | ("", "Event")
        | ("policy", "PodDisruptionBudget")
        | ("certificates.k8s.io", "CertificateSigningRequest") => Form::Path,
        _ => Form::Subdomain(253),
    }
}

impl Form {
    fn problem(&self, name: &str) -> Option<String> {
        let length = match self {
            Form::Label { .. } => 63,
            Form::Subdomain(length) => *length,
            Form::Path => {
                let slash = name.contains(['/', '%']) || name == "." || name == "..";
                return slash.then(|| "it cannot be part of a path".to_owned());
            }
        };
        if name.len() > length {
            return Some(format!(
                "it has {} characters, at most {length} are allowed",
                name.len()
            ));
        }
        let dots = matches!(self, Form::Subdomain(_));
        let labels: Vec<&str> = if dots {
            name.split('.').collect()
        } else {
            vec![name]
        };
        if let Some(wrong) = name.chars().find(|c| {
            !(c.is_ascii_lowercase() || c.is_ascii_digit() || *c == '-' || dots && *c == '.')
        }) {
            return Some(format!("it contains `{wrong}`"));
        }
        let edge =
            |label: &&str| label.is_empty() || label.starts_with('-') || label.ends_with('-');
        if labels.iter().any(edge) {
            return Some("it must begin and end with a letter or digit".to_owned());
        }
        let letter = matches!(self, Form::Label { letter: true });
        (letter && name.starts_with(|c: char| c.is_ascii_digit()))
            .then(|| "it must begin with a letter".to_owned())
    }

    fn described(&self) -> String {
        match self {
            Form::Label { letter } => format!(
                "expected lower case letters, digits and `-`, at most 63{}",
                if *letter { ", a letter first" } else { "" }
            ),
            Form::Subdomain(length) => {
                format!("expected lower case letters, digits, `-` and `.`, at most {length}")
            }
            Form::Path => "expected anything but `/`, `%`, `.` and `..`".to_owned(),
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
