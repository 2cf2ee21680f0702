//! EK1384: no Prometheus of the tree takes a monitor or rule.
//!
//! Source: kube-prometheus-stack, `values.yaml`, `serviceMonitorSelectorNilUsesHelmValues`; Prometheus Operator, Troubleshooting.

use crate::diag::Code;
use crate::k8s::LabelSelector;
use crate::validate::findings::{Findings, about};
use crate::validate::tree::Tree;

/// Kinds, and the field of a Prometheus that selects them.
const SELECTED: &[(&str, &str)] = &[
    ("PodMonitor", "podMonitorSelector"),
    ("Probe", "probeSelector"),
    ("PrometheusRule", "ruleSelector"),
    ("ServiceMonitor", "serviceMonitorSelector"),
];

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    let all: Vec<_> = tree
        .of_kind("Prometheus")
        .iter()
        .filter(|object| object.id.group == "monitoring.coreos.com")
        .collect();
    let Some(first) = all.first() else { return };
    for (kind, field) in SELECTED {
        // Without the field, Prometheus takes none; an empty one takes all.
        let selectors: Vec<LabelSelector> = all
            .iter()
            .filter_map(|prometheus| {
                Some(LabelSelector::read(prometheus.node.at(&["spec", field])?))
            })
            .collect();
        for monitor in tree.of_kind(kind) {
            let labels = monitor.node.at(&["metadata", "labels"]);
            if selectors.iter().any(|selector| selector.matches(labels)) {
                continue;
            }
            let wanted: Vec<String> = selectors
                .iter()
                .flat_map(LabelSelector::equalities)
                .map(|(key, value)| format!("`{key}: {value}`"))
                .collect();
            let node = monitor
                .node
                .at(&["metadata", "name"])
                .unwrap_or(&monitor.node);
            let finding = about(
                Code::MonitorWithoutLabel,
                monitor,
                node,
                format!("no Prometheus takes `{}`", monitor.id),
            )
            .related(
                first
                    .node
                    .at(&["spec", field])
                    .and_then(crate::yaml::Node::head),
                "what it takes",
            );
            findings.push(match wanted.as_slice() {
                [] => finding.help(format!("add `{field}` to `{}`", first.id)),
                labels => finding.help(format!("add the label {}", labels.join(" or "))),
            });
        }
    }
}
