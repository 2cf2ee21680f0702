//! Names that must lead to an object, and ports that it must have: one way to look, one way to say that nothing is there.

use super::findings::{Findings, about, items, within};
use super::tree::Tree;
use crate::diag::Code;
use crate::k8s::Object;
use crate::yaml::{Node, Value};

/// A place that names an object of a kind.
#[derive(Clone, Copy)]
pub(super) struct Name<'n> {
    /// The object that names it.
    pub(super) object: &'n Object,
    /// The name, where it stands.
    pub(super) node: &'n Node,
    /// The API group of what is named.
    pub(super) group: &'n str,
    /// Its kind.
    pub(super) kind: &'n str,
    /// Its namespace; empty for an object of the cluster.
    pub(super) namespace: &'n str,
}

/// Reports a name that leads nowhere. Returns the object that it leads to, if that is part of the tree.
pub(super) fn demand<'a>(
    tree: &Tree<'a>,
    findings: &mut Findings,
    code: Code,
    name: Name<'_>,
) -> Option<&'a Object> {
    let Name {
        object,
        node,
        group,
        kind,
        namespace,
    } = name;
    let name = node.as_str().filter(|name| !name.is_empty())?;
    let found = tree.get(group, kind, namespace, name);
    if found.is_some() || tree.exists(group, kind, namespace, name) {
        return found;
    }
    let near = findings.near(name, tree.names(kind, namespace));
    let elsewhere = findings
        .look(|| tree.namespace_with(group, kind, name))
        .flatten();
    let message = format!("there is no {kind} `{name}`{}", within(namespace));
    let mut finding = about(code, object, node, message);
    if let Some(other) = elsewhere.filter(|_| !namespace.is_empty()) {
        finding = finding.note(format!("there is one in the namespace `{other}`"));
    }
    findings.push(finding.help(near.unwrap_or_else(|| tree.add_or_declare(kind, namespace, name))));
    None
}

/// Reports a name that leads to no Service, or to one without the port.
pub(super) fn demand_service(
    tree: &Tree<'_>,
    findings: &mut Findings,
    code: Code,
    object: &Object,
    namespace: &str,
    name: Option<&Node>,
    port: Option<&Node>,
) {
    let Some(node) = name else { return };
    let name = Name {
        object,
        node,
        group: "",
        kind: "Service",
        namespace,
    };
    let Some(service) = demand(tree, findings, code, name) else {
        return;
    };
    let spec = service.node.value_of("spec");
    let ports = spec.map_or(&[][..], |spec| items(spec, "ports"));
    // An ExternalName leads to whatever port is asked for.
    let Some(port) = port.filter(|_| !ports.is_empty()) else {
        return;
    };
    let field = if matches!(port.value, Value::String(_)) {
        "name"
    } else {
        "port"
    };
    if ports.iter().any(|there| there.get(field) == Some(port)) {
        return;
    }
    let there = ports
        .iter()
        .filter_map(|there| there.value_of(field)?.to_text());
    let there: Vec<String> = there.map(|text| format!("`{text}`")).collect();
    let text = port.to_text().unwrap_or_default();
    let message = format!("the Service `{}` has no port `{text}`", service.id.name);
    let help = (!there.is_empty()).then(|| format!("it has {}", there.join(", ")));
    findings.push(about(code, object, port, message).maybe_help(help));
}
