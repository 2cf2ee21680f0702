//! EK0613: an Ingress or route leads to a Service, or a port of one, that nobody makes.

use crate::diag::Code;
use crate::k8s::Object;
use crate::validate::findings::{Findings, about, items, text, within};
use crate::validate::tree::Tree;
use crate::yaml::{Node, Value};

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for ingress in tree.of_kind("Ingress") {
        let Some(spec) = ingress.node.value_of("spec") else {
            continue;
        };
        let paths = items(spec, "rules")
            .iter()
            .filter_map(|rule| rule.value_of("http"))
            .flat_map(|http| items(http, "paths"))
            .filter_map(|path| path.value_of("backend"));
        for backend in paths.chain(spec.value_of("defaultBackend")) {
            let Some(service) = backend.value_of("service") else {
                continue;
            };
            let port = service.value_of("port");
            // The AWS Load Balancer Controller takes the name of an action instead of a Service.
            if port.and_then(|port| text(port, &["name"])) == Some("use-annotation") {
                action(ingress, service, findings);
                continue;
            }
            let port = port.and_then(|port| port.value_of("number").or(port.value_of("name")));
            one(
                tree,
                ingress,
                &ingress.id.namespace,
                service.value_of("name"),
                port,
                findings,
            );
        }
    }
    for kind in ["HTTPRoute", "GRPCRoute", "TCPRoute", "TLSRoute"] {
        for route in tree.of_kind(kind) {
            let rules = route.node.value_of("spec").map(|spec| items(spec, "rules"));
            let backends = rules
                .unwrap_or_default()
                .iter()
                .flat_map(|rule| items(rule, "backendRefs"));
            for backend in backends {
                if text(backend, &["kind"]).is_none_or(|kind| kind == "Service") {
                    let namespace = text(backend, &["namespace"]).unwrap_or(&route.id.namespace);
                    one(
                        tree,
                        route,
                        namespace,
                        backend.value_of("name"),
                        backend.value_of("port"),
                        findings,
                    );
                }
            }
        }
    }
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

fn one(
    tree: &Tree<'_>,
    object: &Object,
    namespace: &str,
    name: Option<&Node>,
    port: Option<&Node>,
    findings: &mut Findings,
) {
    let Some((node, name)) = name.and_then(|node| Some((node, node.as_str()?))) else {
        return;
    };
    let Some(service) = tree.get("", "Service", namespace, name) else {
        if !tree.externals.has("", "Service", namespace, name) {
            let near = findings.near(name, tree.names("Service", namespace).iter().copied());
            let message = format!("there is no Service `{name}`{}", within(namespace));
            findings.push(
                about(Code::MissingBackend, object, node, message)
                    .help(near.unwrap_or_else(|| tree.add_or_declare("Service", namespace, name))),
            );
        }
        return;
    };
    let Some(port) = port else { return };
    let ports = service
        .node
        .value_of("spec")
        .map(|spec| items(spec, "ports"))
        .unwrap_or_default();
    let field = if matches!(port.value, Value::String(_)) {
        "name"
    } else {
        "port"
    };
    if ports.iter().any(|there| there.get(field) == Some(port)) {
        return;
    }
    let there: Vec<String> = ports
        .iter()
        .filter_map(|there| there.value_of(field)?.to_text())
        .map(|text| format!("`{text}`"))
        .collect();
    let finding = about(
        Code::MissingBackend,
        object,
        port,
        format!(
            "the Service `{name}` has no port `{}`",
            port.to_text().unwrap_or_default()
        ),
    );
    findings.push(if there.is_empty() {
        finding
    } else {
        finding.help(format!("it has {}", there.join(", ")))
    });
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
