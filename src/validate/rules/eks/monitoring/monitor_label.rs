//! EK1384: no Prometheus of the tree takes a monitor or rule.
//!
//! Source: kube-prometheus-stack, `values.yaml`, `serviceMonitorSelectorNilUsesHelmValues`; Prometheus Operator, Troubleshooting.

use crate::diag::Code;
use crate::k8s::LabelSelector;
use crate::validate::findings::{Findings, about};
use crate::validate::rules::eks::charts::all_charts;
use crate::validate::rules::eks::stack::stacks;
use crate::validate::tree::Tree;
use crate::yaml::Node;

/// Kinds, and the field of a Prometheus that selects them.
const SELECTED: &[(&str, &str)] = &[
    ("PodMonitor", "podMonitorSelector"),
    ("Probe", "probeSelector"),
    ("PrometheusRule", "ruleSelector"),
    ("ServiceMonitor", "serviceMonitorSelector"),
];

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    let all: Vec<_> = tree.all_of("monitoring.coreos.com", "Prometheus").collect();
    let Some(stacks) = stacks(all_charts(tree)) else {
        return;
    };
    let first = all.first().map(|object| (&object.id, None));
    let stack = stacks
        .first()
        .map(|stack| (&stack.object.id, stack.node.span()));
    let Some((taker, chart)) = first.or(stack) else {
        return;
    };
    for (kind, field) in SELECTED {
        // Without the field, Prometheus takes none; an empty one takes all.
        let stated = all
            .iter()
            .filter_map(|prometheus| prometheus.node.at(&["spec", field]));
        let selectors = stated.clone().map(LabelSelector::read);
        let of_charts = stacks.iter().map(|stack| stack.selector(field));
        let selectors: Vec<LabelSelector> = selectors.chain(of_charts).collect();
        let place = stated.clone().next().and_then(Node::head).or(chart);
        for monitor in tree.of("monitoring.coreos.com", kind) {
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
            let message = format!("no Prometheus takes `{}`", monitor.id);
            let finding = about(Code::MonitorWithoutLabel, monitor, node, message);
            let finding = finding.related(place, "what it takes");
            findings.push(match wanted.as_slice() {
                [] => finding.help(format!("add `{field}` to `{taker}`")),
                labels => finding.help(format!("add the label {}", labels.join(" or "))),
            });
        }
    }
}
