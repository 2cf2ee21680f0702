//! Releases of charts: their names, and the values that stand in a HelmRelease or Application.

use std::borrow::Cow;

use super::charts::{Chart, application_sources};
use crate::validate::findings::text;
use crate::yaml::Node;

/// Values that a chart is given.
pub(super) enum Values<'a> {
    /// All of them, in place.
    Stated(Option<&'a Node>),
    /// Some, or all, stand elsewhere.
    Unknown,
}

/// Returns the values that a HelmRelease or Application gives its chart.
pub(super) fn values<'a>(chart: &Chart<'a>) -> Values<'a> {
    let node = &chart.object.node;
    match chart.object.id.kind.as_str() {
        "HelmRelease" if node.at(&["spec", "valuesFrom"]).is_none() => {
            Values::Stated(node.at(&["spec", "values"]))
        }
        "Application" => {
            let mut sources = application_sources(chart.object);
            let source = sources.find(|source| source.value_of("chart").is_some());
            let Some(helm) = source.and_then(|source| source.value_of("helm")) else {
                return Values::Stated(None);
            };
            let elsewhere = ["valueFiles", "values", "parameters", "fileParameters"];
            if elsewhere.iter().any(|key| helm.value_of(key).is_some()) {
                return Values::Unknown;
            }
            Values::Stated(helm.value_of("valuesObject"))
        }
        _ => Values::Unknown,
    }
}

/// Returns the name of the release that a HelmRelease or Application makes.
pub(super) fn release<'a>(chart: &Chart<'a>) -> Option<Cow<'a, str>> {
    let object = chart.object;
    match object.id.kind.as_str() {
        "HelmRelease" => Some(match text(&object.node, &["spec", "releaseName"]) {
            Some(name) => name.into(),
            None => match text(&object.node, &["spec", "targetNamespace"]) {
                Some(namespace) => format!("{namespace}-{}", object.id.name).into(),
                None => object.id.name.as_str().into(),
            },
        }),
        "Application" => {
            let mut named = application_sources(object)
                .filter_map(|source| text(source, &["helm", "releaseName"]));
            Some(named.next().unwrap_or(object.id.name.as_str()).into())
        }
        _ => None,
    }
}
