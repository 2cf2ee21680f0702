//! EK1176: metrics of a HorizontalPodAutoscaler that the API server refuses. After `validateMetricSpec` of
//! `pkg/apis/autoscaling/validation`.

use super::target::check_target;
use super::{GROUP, is_v1, reference};
use crate::diag::Code;
use crate::k8s::resource_name::Counted;
use crate::k8s::{Format, Minor};
use crate::validate::findings::{Findings, items, text};
use crate::validate::judge::{Judge, shown};
use crate::validate::tree::Tree;
use crate::yaml::Node;

/// Each type with the field that holds it, in the order in which the API server looks at them.
const SOURCES: [(&str, &str); 5] = [
    ("Object", "object"),
    ("External", "external"),
    ("Pods", "pods"),
    ("Resource", "resource"),
    ("ContainerResource", "containerResource"),
];

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for autoscaler in tree.of(GROUP, "HorizontalPodAutoscaler") {
        let spec = autoscaler
            .node
            .value_of("spec")
            .filter(|_| !is_v1(autoscaler));
        let Some(spec) = spec else { continue };
        let mut judge = Judge::new(Code::AutoscalerMetric, autoscaler, findings);
        for metric in items(spec, "metrics") {
            one(metric, tree.minor, &mut judge);
        }
    }
}

fn one(metric: &Node, minor: Minor, judge: &mut Judge<'_, '_>) {
    judge.wants(metric, "type", "a metric");
    let kind = text(metric, &["type"]).unwrap_or_default();
    let Some((_, wanted)) = SOURCES.iter().find(|(known, _)| *known == kind) else {
        return;
    };
    if metric.value_of(wanted).is_none() {
        judge.says(
            metric,
            format!("a metric of type `{kind}` needs `{wanted}`"),
        );
    }
    for (_, field) in SOURCES.iter().filter(|(_, field)| field != wanted) {
        if metric.value_of(wanted).is_some() {
            judge.refuses_even_empty(metric, field, &format!("in a metric of type `{kind}`"));
        }
    }
    if let Some(source) = metric.value_of(wanted) {
        check_source(kind, source, minor, judge);
    }
}

fn check_source(kind: &str, source: &Node, minor: Minor, judge: &mut Judge<'_, '_>) {
    if kind == "Object"
        && let Some(node) = judge.needs(source, "describedObject", "the metric of an object")
    {
        reference(node, false, minor >= Minor(34), judge);
    }
    if matches!(kind, "Resource" | "ContainerResource") {
        let name = judge.needs(source, "name", "a metric of a resource");
        if let Some(name) = name.filter(|_| kind == "ContainerResource")
            && let Some(problem) = name
                .as_str()
                .and_then(|text| Counted::Container.problem(text))
        {
            judge.says(
                name,
                format!("{} is no resource of a container: {problem}", shown(name)),
            );
        }
        if kind == "ContainerResource"
            && let Some(name) = judge.needs(source, "container", "a metric of a container")
        {
            judge.format(name, Format::Label, "name for a container");
        }
    } else {
        match source.value_of("metric") {
            Some(metric) => {
                if let Some(name) = judge.needs(metric, "name", "a metric") {
                    judge.format(name, Format::PathSegment, "name for a metric");
                }
            }
            None => judge.says(source, "this source needs `metric`"),
        }
    }
    let fields: &[&str] = match kind {
        "Resource" | "ContainerResource" => &["averageUtilization", "averageValue"],
        "Pods" => &["averageValue"],
        _ => &["value", "averageValue"],
    };
    match source.value_of("target") {
        Some(target) => check_target(target, kind, fields, judge),
        None => judge.says(source, "a metric needs `target`"),
    }
}
