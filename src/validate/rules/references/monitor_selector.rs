//! EK1216: a ServiceMonitor or PodMonitor that matches nothing.
//!
//! Source: Prometheus Operator, API reference: a ServiceMonitor selects Services by their own labels, a PodMonitor pods, in its
//! namespace unless `namespaceSelector` says more. Namespaces of which the tree knows nothing are not judged.

use crate::diag::Code;
use crate::k8s::LabelSelector;
use crate::validate::findings::{Findings, about};
use crate::validate::monitors::monitors;
use crate::validate::operators::makes_pods_for;
use crate::validate::tree::Tree;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for monitor in monitors(tree) {
        let object = monitor.object;
        let selector = LabelSelector::read(monitor.selector);
        if !monitor.selected.is_empty() || makes_pods_for(tree, &object.id.namespace, &selector) {
            continue;
        }
        let what = if object.id.kind == "PodMonitor" {
            "pod"
        } else {
            "Service"
        };
        findings.push(
            about(
                Code::MonitorSelectsNothing,
                object,
                monitor.selector,
                format!("`{}` selects no {what}", object.id),
            )
            .help(format!(
                "give it labels of the {what}'s own `metadata.labels`"
            )),
        );
    }
}
