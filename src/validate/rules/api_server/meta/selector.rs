//! EK1151: selectors of labels that the API server refuses. After `ValidateLabelSelector` of `apimachinery`.

use crate::diag::Code;
use crate::validate::findings::{Findings, items};
use crate::validate::judge::Judge;
use crate::validate::selectors;
use crate::validate::tree::Tree;
use crate::yaml::Node;

/// Where kinds hold a selector of labels; `[]` is every element of a list.
const PLACES: [(&str, &str, &[&str]); 19] = [
    ("", "PersistentVolumeClaim", &["spec", "selector"]),
    (
        "admissionregistration.k8s.io",
        "MutatingAdmissionPolicy",
        &["spec", "matchConstraints", "namespaceSelector"],
    ),
    (
        "admissionregistration.k8s.io",
        "MutatingAdmissionPolicy",
        &["spec", "matchConstraints", "objectSelector"],
    ),
    (
        "admissionregistration.k8s.io",
        "MutatingAdmissionPolicyBinding",
        &["spec", "matchResources", "namespaceSelector"],
    ),
    (
        "admissionregistration.k8s.io",
        "MutatingAdmissionPolicyBinding",
        &["spec", "matchResources", "objectSelector"],
    ),
    (
        "admissionregistration.k8s.io",
        "MutatingAdmissionPolicyBinding",
        &["spec", "paramRef", "selector"],
    ),
    (
        "admissionregistration.k8s.io",
        "MutatingWebhookConfiguration",
        &["webhooks", "[]", "namespaceSelector"],
    ),
    (
        "admissionregistration.k8s.io",
        "MutatingWebhookConfiguration",
        &["webhooks", "[]", "objectSelector"],
    ),
    (
        "admissionregistration.k8s.io",
        "ValidatingAdmissionPolicy",
        &["spec", "matchConstraints", "namespaceSelector"],
    ),
    (
        "admissionregistration.k8s.io",
        "ValidatingAdmissionPolicy",
        &["spec", "matchConstraints", "objectSelector"],
    ),
    (
        "admissionregistration.k8s.io",
        "ValidatingAdmissionPolicyBinding",
        &["spec", "matchResources", "namespaceSelector"],
    ),
    (
        "admissionregistration.k8s.io",
        "ValidatingAdmissionPolicyBinding",
        &["spec", "matchResources", "objectSelector"],
    ),
    (
        "admissionregistration.k8s.io",
        "ValidatingAdmissionPolicyBinding",
        &["spec", "paramRef", "selector"],
    ),
    (
        "admissionregistration.k8s.io",
        "ValidatingWebhookConfiguration",
        &["webhooks", "[]", "namespaceSelector"],
    ),
    (
        "admissionregistration.k8s.io",
        "ValidatingWebhookConfiguration",
        &["webhooks", "[]", "objectSelector"],
    ),
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

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for (group, kind, path) in PLACES {
        for object in tree.of(group, kind) {
            let mut judge = Judge::new(Code::Selector, object, findings);
            each(&object.node, path, &mut |selector| {
                selectors::labels(selector, &mut judge)
            });
        }
    }
    for policy in tree.of("networking.k8s.io", "NetworkPolicy") {
        let mut judge = Judge::new(Code::Selector, policy, findings);
        for (rules, peers) in [("ingress", "from"), ("egress", "to")] {
            for selector in ["podSelector", "namespaceSelector"] {
                let path = ["spec", rules, "[]", peers, "[]", selector];
                each(&policy.node, &path, &mut |selector| {
                    selectors::labels(selector, &mut judge)
                });
            }
        }
    }
    for service in tree.of("", "Service") {
        if let Some(selector) = service.node.at(&["spec", "selector"]) {
            selectors::pairs(selector, &mut Judge::new(Code::Selector, service, findings));
        }
    }
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
