//! EK1215: a NodePool of a class that nobody makes.
//!
//! Source: Karpenter, NodePools: `spec.template.spec.nodeClassRef` names an EC2NodeClass, or a NodeClass of EKS Auto Mode.

use crate::diag::Code;
use crate::validate::findings::{Findings, text};
use crate::validate::lookup::{Name, demand};
use crate::validate::tree::Tree;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for pool in tree.of_kind("NodePool") {
        let reference = pool.node.at(&["spec", "template", "spec", "nodeClassRef"]);
        let Some((reference, node)) = reference.and_then(|it| Some((it, it.value_of("name")?)))
        else {
            continue;
        };
        let name = Name {
            object: pool,
            node,
            group: text(reference, &["group"]).unwrap_or("karpenter.k8s.aws"),
            kind: text(reference, &["kind"]).unwrap_or("EC2NodeClass"),
            namespace: "",
        };
        demand(tree, findings, Code::MissingNodeClass, name);
    }
}
