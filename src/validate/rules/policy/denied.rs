//! EK0620: something that the environment's policy denies.

use crate::diag::{Code, Diagnostic, did_you_mean};
use crate::k8s::{Object, groups_of};
use crate::validate::findings::{Findings, about, items, text};
use crate::validate::pods::Pod;
use crate::validate::tree::Tree;
use crate::yaml::Node;

/// What pods can be denied by name.
const POD_FIELDS: [&str; 5] = [
    "hostIPC",
    "hostNetwork",
    "hostPID",
    "hostPath",
    "privileged",
];

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    let denied = tree
        .policy("deny")
        .and_then(Node::as_list)
        .unwrap_or_default();
    for entry in denied {
        let Some(word) = entry.as_str() else { continue };
        if POD_FIELDS.contains(&word) {
            for pod in tree.pods.iter() {
                for node in used(pod, word) {
                    findings.push(finding(pod.object, node, &format!("`{word}`"), entry));
                }
            }
            continue;
        }
        let (kind, name) = match word.split_once(':') {
            Some((kind, name)) => (kind, Some(name)),
            None => (word, None),
        };
        let objects = tree.of_kind(kind);
        if objects.is_empty() && kind.starts_with(|c: char| c.is_ascii_lowercase()) {
            findings.push(
                Diagnostic::new(Code::Denied, format!("`deny` knows no `{word}`"))
                    .at(entry.span())
                    .help(did_you_mean(word, POD_FIELDS).map_or_else(
                        || {
                            format!(
                                "use a kind, `Kind:name`, or one of {}",
                                POD_FIELDS.join(", ")
                            )
                        },
                        |meant| format!("did you mean `{meant}`?"),
                    )),
            );
        }
        let what = match (name, groups_of(kind).next()) {
            (Some(name), _) => format!("{kind} `{name}`"),
            (None, _) => format!("the kind {kind}"),
        };
        for object in objects {
            let role = text(&object.node, &["roleRef", "name"]);
            let meant = name.is_none_or(|name| name == object.id.name || Some(name) == role);
            let node = match (name, role) {
                (Some(name), Some(role)) if name == role => object.node.at(&["roleRef", "name"]),
                _ => object.node.get("kind"),
            };
            if let Some(node) = node.filter(|_| meant) {
                findings.push(finding(object, node, &what, entry));
            }
        }
    }
}

fn finding(object: &Object, node: &Node, what: &str, entry: &Node) -> Diagnostic {
    about(
        Code::Denied,
        object,
        node,
        format!(
            "the policy of the environment denies {what}, and `{}` has it",
            object.id
        ),
    )
    .related(entry.span(), "denied here")
}

/// Returns where a pod uses a field that lets it out of its box.
fn used<'a>(pod: &Pod<'a>, word: &str) -> Vec<&'a Node> {
    let is_true = |node: &&Node| node.as_bool() == Some(true);
    match word {
        "hostPath" => items(pod.spec, "volumes")
            .iter()
            .filter_map(|volume| volume.value_of("hostPath"))
            .collect(),
        "privileged" => pod
            .containers()
            .filter_map(|container| container.at(&["securityContext", "privileged"]))
            .filter(is_true)
            .collect(),
        field => pod
            .spec
            .value_of(field)
            .filter(is_true)
            .into_iter()
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use crate::diag::Code;
    use crate::validate::testing::{deployment, found_in};

    #[test]
    fn kinds_names_and_fields() {
        let pod = deployment(
            "{}",
            r#"{"hostNetwork": true, "volumes": [{"name": "v", "hostPath": {"path": "/"}}]}"#,
        );
        let binding = r#"{"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRoleBinding",
            "metadata": {"name": "a"}, "roleRef": {"name": "cluster-admin"}}"#;
        let check = |word: &str| {
            let environment = format!(r#"{{"policy": {{"deny": ["{word}"]}}}}"#);
            found_in(&environment, Code::Denied, &[&pod, binding]).len()
        };
        assert_eq!(check("hostPath"), 1);
        assert_eq!(check("hostNetwork"), 1);
        assert_eq!(check("hostPID"), 0);
        assert_eq!(check("Deployment"), 1);
        assert_eq!(check("Secret"), 0);
        assert_eq!(check("ClusterRoleBinding:cluster-admin"), 1);
        assert_eq!(check("ClusterRoleBinding:view"), 0);
        assert_eq!(check("hostpath"), 1);
    }
}
