//! EK1226: a trigger of KEDA that authenticates by something nobody makes.
//!
//! Source: KEDA, Authentication: `authenticationRef` names a TriggerAuthentication of the namespace, or a
//! ClusterTriggerAuthentication.

use crate::diag::Code;
use crate::validate::findings::{Findings, items, text};
use crate::validate::lookup::{Name, demand};
use crate::validate::tree::Tree;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for object in ["ScaledJob", "ScaledObject"]
        .iter()
        .flat_map(|kind| tree.of_kind(kind))
    {
        let spec = object.node.value_of("spec");
        let triggers = spec.map_or(&[][..], |spec| items(spec, "triggers")).iter();
        for reference in triggers.filter_map(|trigger| trigger.value_of("authenticationRef")) {
            let Some(node) = reference.value_of("name") else {
                continue;
            };
            let kind = text(reference, &["kind"]).unwrap_or("TriggerAuthentication");
            let of_cluster = kind == "ClusterTriggerAuthentication";
            let namespace = if of_cluster {
                ""
            } else {
                object.id.namespace.as_str()
            };
            let name = Name {
                object,
                node,
                group: "keda.sh",
                kind,
                namespace,
            };
            demand(tree, findings, Code::MissingTriggerAuthentication, name);
        }
    }
}
