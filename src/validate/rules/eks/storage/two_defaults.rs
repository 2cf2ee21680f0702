//! EK1351: two storage classes are the default one.
//!
//! Source: Kubernetes, Storage Classes, "Default StorageClass": the one that was made last is taken.

use crate::diag::Code;
use crate::validate::findings::{Findings, about};
use crate::validate::rules::eks::volumes::is_default;
use crate::validate::tree::Tree;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    let mut defaults = tree
        .of_kind("StorageClass")
        .iter()
        .filter(|class| is_default(class));
    let Some(first) = defaults.next() else { return };
    for class in defaults.filter(|class| class.id != first.id) {
        let node = class
            .node
            .at(&["metadata", "annotations"])
            .unwrap_or(&class.node);
        findings.push(
            about(
                Code::TwoDefaultClasses,
                class,
                node,
                format!(
                    "`{}` and `{}` are both the default class",
                    first.id, class.id
                ),
            )
            .at(node.head())
            .related(
                first
                    .node
                    .at(&["metadata", "annotations"])
                    .and_then(crate::yaml::Node::head),
                "the other",
            )
            .help("leave the annotation to one of them: the one that was made last would be taken"),
        );
    }
}
