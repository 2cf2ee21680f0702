//! EK1355: a Prometheus of the operator keeps its data on an `emptyDir`, which is what it does unless told otherwise.
//!
//! Source: Prometheus Operator, Storage: "If not specified, an emptyDir volume is used".

use super::data_on_empty_dir::is_decided;
use crate::diag::Code;
use crate::validate::findings::{Findings, about};
use crate::validate::rules::eks::charts::charts;
use crate::validate::rules::eks::stack::stacks;
use crate::validate::tree::Tree;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for kind in ["Prometheus", "ThanosRuler"] {
        for object in tree.of("monitoring.coreos.com", kind) {
            let storage = object.node.at(&["spec", "storage"]);
            let keeps = |field| storage.is_some_and(|storage| storage.value_of(field).is_some());
            if is_decided(object) || keeps("volumeClaimTemplate") || keeps("ephemeral") {
                continue;
            }
            let node = storage
                .or(object.node.value_of("spec"))
                .unwrap_or(&object.node);
            let message = format!(
                "the data of `{}` goes with its pods: the operator gives it an `emptyDir`",
                object.id
            );
            findings.push(
                about(Code::DataOnEmptyDir, object, node, message)
                    .at(node.head())
                    .help("add `storage: {volumeClaimTemplate: {spec: {storageClassName: gp3, resources: {requests: {storage: 50Gi}}}}}`"),
            );
        }
    }
    for stack in stacks(charts(tree)).unwrap_or_default() {
        if stack
            .spec
            .is_some_and(|spec| spec.value_of("storageSpec").is_some())
        {
            continue;
        }
        let message = format!(
            "the data of the Prometheus of `{}` goes with its pods: the chart gives it an `emptyDir`",
            stack.object.id
        );
        findings.push(
            about(Code::DataOnEmptyDir, stack.object, stack.node, message).help(
                "set `prometheus.prometheusSpec.storageSpec.volumeClaimTemplate` in its values",
            ),
        );
    }
}
