//! What an Ingress or a route says, as a table: the order in which it is written does not count.

use std::collections::BTreeMap;

use ecow::{EcoString, eco_format};

use crate::diff::read::{items, text};
use crate::yaml::Node;

/// Backends by path, by host; the host is empty where all hosts are meant.
pub(super) type Table = BTreeMap<EcoString, BTreeMap<EcoString, EcoString>>;

/// Reads an Ingress.
pub(super) fn of_ingress(ingress: &Node) -> Table {
    let mut table = Table::new();
    let backend = |node: Option<&Node>| -> EcoString {
        let service = |keys| node?.at(keys)?.to_text();
        let name = service(&["service", "name"]);
        let port = service(&["service", "port", "number"]);
        let port = port.or_else(|| service(&["service", "port", "name"]));
        match (name, port) {
            (Some(name), Some(port)) => eco_format!("{name}:{port}"),
            (Some(name), None) => name,
            _ => node.map(Node::brief).unwrap_or_default(),
        }
    };
    if let Some(default) = ingress.at(&["spec", "defaultBackend"]) {
        let paths = table.entry("".into()).or_default();
        paths.insert("".into(), backend(Some(default)));
    }
    for rule in items(ingress.at(&["spec", "rules"])) {
        let host = text(Some(rule), &["host"]).unwrap_or_default();
        let paths = table.entry(host.into()).or_default();
        for path in items(rule.at(&["http", "paths"])) {
            let kind = text(Some(path), &["pathType"]).unwrap_or_default();
            let path_text = text(Some(path), &["path"]).unwrap_or("/");
            let key = match kind {
                "Prefix" => path_text.into(),
                _ => eco_format!("{path_text} ({kind})"),
            };
            paths.insert(key, backend(path.get("backend")));
        }
    }
    table
}

/// Returns the paths of an Ingress whose order may count, by host: those whose meaning is left to the controller.
pub(super) fn in_order(ingress: &Node) -> BTreeMap<EcoString, Vec<EcoString>> {
    let mut paths: BTreeMap<EcoString, Vec<EcoString>> = BTreeMap::new();
    for rule in items(ingress.at(&["spec", "rules"])) {
        let host = text(Some(rule), &["host"]).unwrap_or_default();
        let stated = items(rule.at(&["http", "paths"])).iter();
        let free =
            stated.filter(|path| text(Some(path), &["pathType"]) == Some("ImplementationSpecific"));
        let free = free.map(|path| text(Some(path), &["path"]).unwrap_or("/").into());
        paths.entry(host.into()).or_default().extend(free);
    }
    paths
}

/// Reads a route of the Gateway API.
pub(super) fn of_route(route: &Node) -> Table {
    let mut paths = BTreeMap::new();
    for rule in items(route.at(&["spec", "rules"])) {
        let backends: Vec<String> = items(rule.get("backendRefs"))
            .iter()
            .filter_map(|backend| {
                let name = backend.get("name")?.to_text()?;
                let port = backend.value_of("port").and_then(Node::to_text);
                let weight = backend.value_of("weight").and_then(Node::to_text);
                let port = port.map(|port| format!(":{port}")).unwrap_or_default();
                let weight = weight.filter(|weight| weight != "1");
                let weight = weight.map(|weight| format!(" × {weight}"));
                Some(format!("{name}{port}{}", weight.unwrap_or_default()))
            })
            .collect();
        let backends = EcoString::from(backends.join(", "));
        let matches = items(rule.get("matches"));
        if matches.is_empty() {
            paths.insert("/".into(), backends.clone());
        }
        for one in matches {
            paths.insert(match_text(one), backends.clone());
        }
    }
    let hosts = items(route.at(&["spec", "hostnames"])).iter();
    let mut table: Table = hosts
        .filter_map(Node::to_text)
        .map(|host| (host, paths.clone()))
        .collect();
    if table.is_empty() {
        table.insert("".into(), paths);
    }
    table
}

/// Returns what a match of a route asks for; the order of its keys does not count.
fn match_text(node: &Node) -> EcoString {
    let path = text(Some(node), &["path", "value"]);
    let mut parts: Vec<String> = Vec::new();
    node.leaves(&mut |pointer, leaf| {
        if pointer != "/path/value" && leaf.as_str() != Some("PathPrefix") {
            let name = pointer.rsplit('/').next().unwrap_or_default();
            parts.push(format!("{name} {}", leaf.to_text().unwrap_or_default()));
        }
    });
    parts.sort();
    let path = path.unwrap_or("/");
    match parts.as_slice() {
        [] => path.into(),
        parts => eco_format!("{path} ({})", parts.join(", ")),
    }
}
