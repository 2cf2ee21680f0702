//! EK1204: a route without the Gateway, or the listener of one, that it is for.
//!
//! Source: Gateway API, `ParentReference` and `AllowedRoutes`: a listener takes routes of its own namespace unless it says more.

use crate::diag::Code;
use crate::k8s::Object;
use crate::validate::findings::{Findings, about, items, text};
use crate::validate::lookup::{Name, demand};
use crate::validate::tree::Tree;
use crate::yaml::Node;

pub(super) const GROUP: &str = "gateway.networking.k8s.io";
pub(super) const ROUTES: [&str; 5] = ["GRPCRoute", "HTTPRoute", "TCPRoute", "TLSRoute", "UDPRoute"];

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for route in ROUTES.iter().flat_map(|kind| tree.of_kind(kind)) {
        let spec = route
            .node
            .value_of("spec")
            .filter(|_| route.id.group == GROUP);
        for parent in spec.map_or(&[][..], |spec| items(spec, "parentRefs")) {
            one(tree, route, parent, findings);
        }
    }
}

fn one(tree: &Tree<'_>, route: &Object, parent: &Node, findings: &mut Findings) {
    let group = text(parent, &["group"]).unwrap_or(GROUP);
    let is_gateway = group == GROUP && text(parent, &["kind"]).is_none_or(|kind| kind == "Gateway");
    let Some(node) = parent.value_of("name").filter(|_| is_gateway) else {
        return;
    };
    let namespace = text(parent, &["namespace"]).unwrap_or(&route.id.namespace);
    let name = Name {
        object: route,
        node,
        group,
        kind: "Gateway",
        namespace,
    };
    let Some(gateway) = demand(tree, findings, Code::MissingGateway, name) else {
        return;
    };
    let spec = gateway.node.value_of("spec");
    let listeners = spec.map_or(&[][..], |spec| items(spec, "listeners"));
    let wanted = |listener: &&Node| {
        ["sectionName", "port"]
            .iter()
            .zip(["name", "port"])
            .all(|(said, field)| {
                parent
                    .value_of(said)
                    .is_none_or(|said| listener.value_of(field) == Some(said))
            })
    };
    let meant: Vec<&Node> = listeners.iter().filter(wanted).collect();
    let (said, field) = match parent.value_of("sectionName") {
        Some(said) => (Some(said), "name"),
        None => (parent.value_of("port"), "port"),
    };
    if let (true, Some(said)) = (meant.is_empty(), said) {
        let there = listeners
            .iter()
            .filter_map(|listener| listener.value_of(field)?.to_text());
        let there: Vec<String> = there.map(|text| format!("`{text}`")).collect();
        let text = said.to_text().unwrap_or_default();
        let message = format!("the Gateway `{}` has no listener `{text}`", gateway.id.name);
        findings.push(
            about(Code::MissingGateway, route, said, message)
                .help(format!("it has {}", there.join(", "))),
        );
    // Who applies a route without a namespace decides where it is: perhaps beside its Gateway.
    } else if !meant.is_empty()
        && !route.id.namespace.is_empty()
        && namespace != route.id.namespace
        && !meant.iter().any(|listener| is_open(listener))
    {
        let message = format!(
            "the Gateway `{}` takes routes of its own namespace `{namespace}` only",
            gateway.id.name
        );
        findings.push(
            about(Code::MissingGateway, route, node, message)
                .help("add `allowedRoutes: {namespaces: {from: All}}` to the listener"),
        );
    }
}

fn is_open(listener: &Node) -> bool {
    let from = text(listener, &["allowedRoutes", "namespaces", "from"]);
    from.is_some_and(|from| from != "Same" && from != "None")
}
