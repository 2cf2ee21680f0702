//! EK1210: a StatefulSet whose pods get no names, for want of its headless Service.
//!
//! Source: Kubernetes, StatefulSets, "Limitations": they require a headless Service, and it is yours to make.

use crate::diag::Code;
use crate::validate::findings::{Findings, about, text};
use crate::validate::lookup::{Name, demand};
use crate::validate::tree::Tree;
use crate::yaml::Node;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for set in tree
        .of_kind("StatefulSet")
        .iter()
        .filter(|set| set.id.group == "apps")
    {
        let Some(node) = set.node.at(&["spec", "serviceName"]) else {
            continue;
        };
        let namespace = set.id.namespace.as_str();
        let name = Name {
            object: set,
            node,
            group: "",
            kind: "Service",
            namespace,
        };
        let Some(service) = demand(tree, findings, Code::NoHeadlessService, name) else {
            continue;
        };
        let replicas = set.node.at(&["spec", "replicas"]).and_then(Node::as_int);
        // One pod alone needs no name to be told from others.
        if replicas.is_some_and(|count| count > 1)
            && text(&service.node, &["spec", "clusterIP"]) != Some("None")
        {
            let message = format!(
                "the Service `{}` is not headless, so the pods have no names of their own",
                service.id.name
            );
            findings.push(
                about(Code::NoHeadlessService, set, node, message)
                    .related(
                        service.node.value_of("spec").and_then(|spec| spec.head()),
                        "the Service",
                    )
                    .help("add `clusterIP: None` to it, or a Service that has it"),
            );
        }
    }
}
