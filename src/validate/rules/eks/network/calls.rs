//! Services that a pod is told to call: by values of its environment, its own or those of ConfigMaps.

use rustc_hash::FxHashSet;

use crate::k8s::Object;
use crate::validate::findings::{items, text};
use crate::validate::load_balancers::targets::target_port;
use crate::validate::pods::Pod;
use crate::validate::tree::Tree;
use crate::yaml::Node;

/// A Service, and the value that names it.
pub(super) struct Call<'a> {
    /// The object that holds the value: the pod's, or a ConfigMap.
    pub(super) object: &'a Object,
    pub(super) value: &'a Node,
    pub(super) service: &'a Object,
    /// The port, where the value states one.
    port: Option<i64>,
}

/// Returns each Service that a pod is told to call, once.
pub(super) fn calls<'a>(tree: &Tree<'a>, pod: &Pod<'a>) -> Vec<Call<'a>> {
    let namespace = pod.object.id.namespace.as_str();
    let map = |name: Option<&str>| tree.get("", "ConfigMap", namespace, name?);
    let mut values: Vec<(&'a Object, &'a Node)> = Vec::new();
    for container in pod.containers() {
        for variable in items(container, "env") {
            values.extend(variable.value_of("value").map(|value| (pod.object, value)));
            let key = variable.at(&["valueFrom", "configMapKeyRef"]);
            let named =
                key.and_then(|key| Some((map(text(key, &["name"]))?, text(key, &["key"])?)));
            values.extend(named.and_then(|(map, key)| Some((map, map.node.at(&["data", key])?))));
        }
        for source in items(container, "envFrom") {
            let Some(map) = map(text(source, &["configMapRef", "name"])) else {
                continue;
            };
            let data = map.node.value_of("data").and_then(Node::as_map);
            values.extend(data.into_iter().flatten().map(|entry| (map, &entry.value)));
        }
    }
    let mut told = FxHashSet::default();
    let mut calls = Vec::new();
    for (object, value) in values {
        let found = value.as_str().and_then(|text| service_in(tree, text));
        let Some((service, port)) = found else {
            continue;
        };
        if told.insert(&service.id) {
            calls.push(Call {
                object,
                value,
                service,
                port,
            });
        }
    }
    calls
}

impl<'a> Call<'a> {
    /// Returns number and names of each port of a pod that is called.
    pub(super) fn ports(&self, target: &Pod<'a>) -> Vec<(i64, Vec<&'a str>)> {
        let spec = self.service.node.value_of("spec");
        let ports = spec.map_or(&[][..], |spec| items(spec, "ports"));
        let meant = |port: &&Node| {
            self.port.is_none() || port.value_of("port").and_then(Node::as_int) == self.port
        };
        let numbers = ports.iter().filter(meant);
        let numbers = numbers.filter_map(|port| target_port(target, port));
        numbers
            .map(|number| (number, names(target, number)))
            .collect()
    }
}

/// Returns the names that a port has in a pod.
pub(super) fn names<'a>(pod: &Pod<'a>, number: i64) -> Vec<&'a str> {
    let ports = pod
        .running()
        .flat_map(|container| items(container, "ports"));
    ports
        .filter(|port| port.value_of("containerPort").and_then(Node::as_int) == Some(number))
        .filter_map(|port| text(port, &["name"]))
        .collect()
}

/// Returns the Service that a text names in full, alone or in a URL, and its port: `orders.shop.svc:5432`.
fn service_in<'a>(tree: &Tree<'a>, text: &str) -> Option<(&'a Object, Option<i64>)> {
    let at = text.find(".svc")?;
    let rest = &text[at + 4..];
    let is_end = |next: char| matches!(next, '.' | ':' | '/' | ',' | '?');
    if !rest.chars().next().is_none_or(is_end) {
        return None;
    }
    let start = text[..at].rfind(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '.')));
    let host = &text[start.map_or(0, |start| start + 1)..at];
    let mut labels = host.rsplit('.');
    // A pod of a headless Service stands before the Service.
    let (namespace, name) = (labels.next()?, labels.next()?);
    let service = tree.get("", "Service", namespace, name)?;
    let rest = rest.strip_prefix(".cluster.local").unwrap_or(rest);
    let port = rest.strip_prefix(':').and_then(|rest| {
        let end = rest.find(|c: char| !c.is_ascii_digit());
        rest[..end.unwrap_or(rest.len())].parse().ok()
    });
    Some((service, port))
}
