//! EK1151: selectors of labels that the API server refuses. After `ValidateLabelSelector` of `apimachinery`.

use crate::diag::Code;
use crate::k8s::Object;
use crate::validate::findings::{Findings, items};
use crate::validate::judge::Judge;
use crate::validate::selectors;
use crate::validate::tree::Tree;
use crate::yaml::Node;

const ADMISSION: &str = "admissionregistration.k8s.io";

/// Where kinds hold a selector of labels; `[]` is every element of a list.
const PLACES: [(&str, &str, &[&str]); 5] = [
    ("", "PersistentVolumeClaim", &["spec", "selector"]),
    (
        "networking.k8s.io",
        "NetworkPolicy",
        &["spec", "podSelector"],
    ),
    ("policy", "PodDisruptionBudget", &["spec", "selector"]),
    (
        "rbac.authorization.k8s.io",
        "ClusterRole",
        &["aggregationRule", "clusterRoleSelectors", "[]"],
    ),
    ("storage.k8s.io", "CSIStorageCapacity", &["nodeTopology"]),
];

/// Below which nodes of admission configurations there are `namespaceSelector` and `objectSelector`.
const MATCHED: [(&str, &[&str]); 3] = [
    ("WebhookConfiguration", &["webhooks", "[]"]),
    ("AdmissionPolicy", &["spec", "matchConstraints"]),
    ("AdmissionPolicyBinding", &["spec", "matchResources"]),
];

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for (group, kind, path) in PLACES {
        for object in tree.of(group, kind) {
            below(object, path, findings);
        }
    }
    for (kind, path) in MATCHED {
        for prefix in ["Validating", "Mutating"] {
            for object in tree.of(ADMISSION, &format!("{prefix}{kind}")) {
                for selector in ["namespaceSelector", "objectSelector"] {
                    below(object, &[path, &[selector]].concat(), findings);
                }
                below(object, &["spec", "paramRef", "selector"], findings);
            }
        }
    }
    for policy in tree.of("networking.k8s.io", "NetworkPolicy") {
        for (rules, peers) in [("ingress", "from"), ("egress", "to")] {
            for selector in ["podSelector", "namespaceSelector"] {
                below(
                    policy,
                    &["spec", rules, "[]", peers, "[]", selector],
                    findings,
                );
            }
        }
    }
    for service in tree.of("", "Service") {
        if let Some(selector) = service.node.at(&["spec", "selector"]) {
            selectors::pairs(selector, &mut Judge::new(Code::Selector, service, findings));
        }
    }
}

fn below(object: &Object, path: &[&str], findings: &mut Findings) {
    let mut judge = Judge::new(Code::Selector, object, findings);
    each(&object.node, path, &mut |selector| {
        selectors::labels(selector, &mut judge)
    });
}

/// Calls `visit` with every node at the end of a path.
fn each(node: &Node, path: &[&str], visit: &mut dyn FnMut(&Node)) {
    match path {
        [] => visit(node),
        [list, "[]", rest @ ..] => {
            for item in items(node, list) {
                each(item, rest, visit);
            }
        }
        [key, rest @ ..] => {
            if let Some(below) = node.value_of(key) {
                each(below, rest, visit);
            }
        }
    }
}
