//! Monitoring specs to objects, in the plain form: Prometheus, Alertmanager, Grafana, node exporter, kube-state-metrics.
//!
//! What is scraped, alerted on and shown follows from the other components. Configuration files are built as trees and
//! written as text into ConfigMaps with content hashes, so that a change restarts what reads it. The operator's form will
//! join here; apps make their own ServiceMonitors for it.

mod alertmanager;
mod dashboards;
mod exporters;
mod grafana;
mod network;
mod part;
mod presets;
mod prometheus;
mod rules;
mod scrape;

use std::collections::BTreeMap;

use ecow::EcoString;

use super::context::Context;
use super::defaults::monitoring as defaults;
use crate::diag::{Code, Diagnostic};
use crate::k8s::Object;
use crate::k8s::quantity::Quantity;
use crate::layer::Component;
use crate::load::SpecKind;
use crate::yaml::{Entry, Mapping, Node};

/// Returns the objects of a Monitoring.
pub(super) fn expand(context: &Context, component: &Component) -> Vec<Object> {
    let form = component.spec.value_of("form");
    if let Some(form) = form.filter(|form| form.as_str() == Some("operator")) {
        let message = "`form: operator` cannot be built yet";
        let finding = Diagnostic::new(Code::MonitoringForm, message)
            .at(form.span())
            .on(&component.owner)
            .note("it needs the Prometheus Operator, which no kind of this version installs")
            .note("for an operator that runs already, name its custom resources in `raw`")
            .help("form: plain");
        context.session.report(finding);
        return Vec::new();
    }
    let nothing = Node::literal(Mapping::new(), &defaults::PART);
    let mut objects = prometheus::objects(context, component, &nothing);
    objects.extend(alertmanager::objects(context, component, &nothing));
    objects.extend(grafana::objects(context, component, &nothing));
    objects.extend(exporters::node_exporter(context, component, &nothing));
    objects.extend(exporters::kube_state_metrics(context, component, &nothing));
    objects
}

/// Returns whether a component runs a node exporter, which needs a namespace that takes privileged pods.
pub(super) fn has_node_exporter(component: &Component) -> bool {
    component.kind == SpecKind::Monitoring && !component.spec.is_off("nodeExporter")
}

/// Returns the peers that scrape: the Prometheus of every Monitoring.
pub(super) fn prometheus_peers(context: &Context) -> Vec<Node> {
    context
        .monitoring()
        .map(|monitoring| network::own(monitoring, prometheus::FACTS.name))
        .collect()
}

/// Returns the files of a ConfigMap as texts, and what those were written from.
fn embedded(files: Mapping) -> (Mapping, BTreeMap<EcoString, Node>) {
    let (mut texts, mut documents) = (Mapping::new(), BTreeMap::new());
    for file in files {
        let text = crate::yaml::emit::document(&file.value);
        let name = file.key.name.clone();
        texts.insert_entry(Entry {
            key: file.key,
            value: Node::literal(text, &defaults::EMBEDDED),
        });
        documents.insert(name, file.value);
    }
    (texts, documents)
}

/// Returns a quantity of storage in MiB, rounded down.
fn mebibytes(quantity: &str) -> Option<u64> {
    let bytes = Quantity::parse(quantity).ok()?.value()?;
    u64::try_from(bytes >> 20).ok()
}

#[cfg(test)]
mod tests;

#[cfg(test)]
mod unit_tests {
    use super::mebibytes;

    #[test]
    fn storage_in_mebibytes() {
        assert_eq!(mebibytes("20Gi"), Some(20 * 1024));
        assert_eq!(mebibytes("1G"), Some(953));
        assert_eq!(mebibytes("1.5Gi"), Some(1536));
    }
}
