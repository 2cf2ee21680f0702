//! What the Prometheus of the chart kube-prometheus-stack selects, by the values it is given.

use crate::k8s::{LabelSelector, Object};
use crate::validate::rules::eks::charts::Chart;
use crate::validate::rules::eks::releases::{Values, release, values};
use crate::yaml::Node;

/// A release of the chart.
pub(super) struct Stack<'a> {
    pub(super) object: &'a Object,
    /// The name of the chart, where it stands.
    pub(super) node: &'a Node,
    release: String,
    /// `prometheus.prometheusSpec` of its values.
    pub(super) spec: Option<&'a Node>,
}

/// Returns every release of the chart among these; nothing where the values of one stand elsewhere.
pub(super) fn stacks(charts: Vec<Chart<'_>>) -> Option<Vec<Stack<'_>>> {
    let mut found = Vec::new();
    for chart in charts {
        if chart.name.rsplit('/').next() != Some("kube-prometheus-stack") {
            continue;
        }
        let Values::Stated(values) = values(&chart) else {
            return None;
        };
        let off = values.and_then(|values| values.at(&["prometheus", "enabled"])?.as_bool());
        if off == Some(false) {
            continue;
        }
        found.push(Stack {
            object: chart.object,
            node: chart.node,
            release: release(&chart)?.into_owned(),
            spec: values.and_then(|values| values.at(&["prometheus", "prometheusSpec"])),
        });
    }
    Some(found)
}

impl Stack<'_> {
    /// Returns what one of its selectors, `serviceMonitorSelector`, selects: by the label of the release, unless told otherwise.
    pub(super) fn selector(&self, field: &str) -> LabelSelector {
        let stated = self.spec.and_then(|spec| spec.value_of(field));
        if let Some(stated) = stated.filter(|it| it.as_map().is_some_and(|map| !map.is_empty())) {
            return LabelSelector::read(stated);
        }
        let switch = format!("{field}NilUsesHelmValues");
        let all = self.spec.and_then(|spec| spec.value_of(&switch)?.as_bool()) == Some(false);
        if all {
            return LabelSelector::default();
        }
        LabelSelector::parse(&format!("release={}", self.release)).unwrap_or_default()
    }
}
