//! EK0613: an Ingress or route leads to a Service, or a port of one, that nobody makes.

use super::gateway::ROUTES;
use crate::diag::Code;
use crate::k8s::Object;
use crate::validate::findings::{Findings, about, items, text};
use crate::validate::lookup::demand_service;
use crate::validate::tree::Tree;
use crate::yaml::Node;

const CODE: Code = Code::MissingBackend;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for ingress in tree.of_kind("Ingress") {
        for service in backends(ingress).filter_map(|backend| backend.value_of("service")) {
            let port = service.value_of("port");
            // The AWS Load Balancer Controller takes the name of an action instead of a Service.
            if port.and_then(|port| text(port, &["name"])) == Some("use-annotation") {
                action(ingress, service, findings);
                continue;
            }
            let port = port.and_then(|port| port.value_of("number").or(port.value_of("name")));
            let namespace = ingress.id.namespace.as_str();
            demand_service(
                tree,
                findings,
                CODE,
                ingress,
                namespace,
                service.value_of("name"),
                port,
            );
        }
    }
    for route in ROUTES.iter().flat_map(|kind| tree.of_kind(kind)) {
        let rules = route
            .node
            .value_of("spec")
            .map_or(&[][..], |spec| items(spec, "rules"));
        for rule in rules {
            let filters = items(rule, "filters").iter();
            let mirrors = filters.filter_map(|filter| filter.at(&["requestMirror", "backendRef"]));
            for backend in items(rule, "backendRefs").iter().chain(mirrors) {
                let is_core = text(backend, &["group"]).is_none_or(str::is_empty);
                if is_core && text(backend, &["kind"]).is_none_or(|kind| kind == "Service") {
                    let namespace = text(backend, &["namespace"]).unwrap_or(&route.id.namespace);
                    let (name, port) = (backend.value_of("name"), backend.value_of("port"));
                    demand_service(tree, findings, CODE, route, namespace, name, port);
                }
            }
        }
    }
}

/// Returns the backends of an Ingress.
pub(super) fn backends(ingress: &Object) -> impl Iterator<Item = &Node> {
    let spec = ingress.node.value_of("spec");
    let rules = spec.map_or(&[][..], |spec| items(spec, "rules")).iter();
    rules
        .filter_map(|rule| rule.value_of("http"))
        .flat_map(|http| items(http, "paths"))
        .filter_map(|path| path.value_of("backend"))
        .chain(spec.and_then(|spec| spec.value_of("defaultBackend")))
}

fn action(ingress: &Object, service: &Node, findings: &mut Findings) {
    let Some((node, name)) = service
        .value_of("name")
        .and_then(|node| Some((node, node.as_str()?)))
    else {
        return;
    };
    let key = format!("alb.ingress.kubernetes.io/actions.{name}");
    if ingress
        .node
        .at(&["metadata", "annotations", &key])
        .is_none()
    {
        findings.push(
            about(
                Code::MissingBackend,
                ingress,
                node,
                format!("the Ingress has no action `{name}`"),
            )
            .help(format!("add the annotation `{key}`")),
        );
    }
}

#[cfg(test)]
mod tests {
    use crate::diag::Code;
    use crate::validate::testing::{found, ingress, service};

    #[test]
    fn service_and_port_must_be_there() {
        let service = service(r#"{"name": "http", "port": 80}"#);
        let check = |name: &str, port: &str| {
            let ingress = ingress(
                "web",
                "{}",
                "h",
                &format!(r#"{{"name": "{name}", "port": {port}}}"#),
            );
            found(Code::MissingBackend, &[&service, &ingress]).len()
        };
        assert_eq!(check("api", r#"{"name": "http"}"#), 0);
        assert_eq!(check("api", r#"{"number": 80}"#), 0);
        assert_eq!(check("api", r#"{"number": 81}"#), 1);
        assert_eq!(check("apu", r#"{"number": 80}"#), 1);
        assert_eq!(check("go", r#"{"name": "use-annotation"}"#), 1);
    }
}
