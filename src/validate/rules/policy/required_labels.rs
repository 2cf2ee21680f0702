//! EK1603: an object without a label that the policy asks of its kind.

use crate::diag::Code;
use crate::k8s::Object;
use crate::validate::findings::{Findings, about};
use crate::validate::tree::Tree;
use crate::yaml::Node;

/// Stands for every kind.
const ALL: &str = "*";

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    let kinds = tree.policy("requiredObjectLabels").and_then(Node::as_map);
    for entry in kinds.into_iter().flatten() {
        let labels = entry.value.as_list().unwrap_or_default();
        if entry.key.name == ALL {
            tree.objects
                .iter()
                .for_each(|object| one(object, labels, findings));
        } else {
            let objects = tree.of_kind(&entry.key.name).iter();
            objects.for_each(|object| one(object, labels, findings));
        }
    }
}

fn one(object: &Object, labels: &[Node], findings: &mut Findings) {
    let there = object.node.at(&["metadata", "labels"]);
    for label in labels {
        let Some(name) = label.as_str() else { continue };
        if there.is_some_and(|there| there.value_of(name).is_some()) {
            continue;
        }
        let place = there
            .or(object.node.at(&["metadata", "name"]))
            .unwrap_or(&object.node);
        findings.push(
            about(
                Code::MissingObjectLabel,
                object,
                place,
                format!("`{}` lacks the label `{name}`", object.id),
            )
            .related(label.span(), "required here")
            .help(format!("add `{name}: …` to `metadata.labels`")),
        );
    }
}
