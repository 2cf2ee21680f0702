//! EK1225: the health check of a load balancer goes to a port that the Service does not have.
//!
//! Source: AWS Load Balancer Controller, Ingress annotations, `healthcheck-port`: `traffic-port`, a number, or the name of a port of
//! the Service.

use super::ingress_backend::backends;
use crate::diag::Code;
use crate::k8s::Object;
use crate::validate::findings::{Findings, about, items, text};
use crate::validate::tree::Tree;

const KEY: &str = "alb.ingress.kubernetes.io/healthcheck-port";

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for ingress in tree.of_kind("Ingress") {
        let node = ingress.node.at(&["metadata", "annotations", KEY]);
        let Some((node, port)) = node.and_then(|node| Some((node, node.as_str()?))) else {
            continue;
        };
        if port == "traffic-port" || port.bytes().all(|byte| byte.is_ascii_digit()) {
            continue;
        }
        let services = backends(ingress).filter_map(|backend| {
            let name = text(backend, &["service", "name"])?;
            tree.get("", "Service", &ingress.id.namespace, name)
        });
        for service in services {
            if names(service).any(|there| there == port) {
                continue;
            }
            let near = findings.near(port, names(service));
            let message = format!(
                "the Service `{}` has no port named `{port}` for the health check",
                service.id.name
            );
            findings.push(about(Code::UnknownHealthPort, ingress, node, message).help(
                near.unwrap_or_else(|| {
                    "use `traffic-port`, a number, or the name of a port of the Service".to_owned()
                }),
            ));
            break;
        }
    }
}

fn names(service: &Object) -> impl Iterator<Item = &str> {
    let spec = service.node.value_of("spec");
    let ports = spec.map_or(&[][..], |spec| items(spec, "ports"));
    ports.iter().filter_map(|port| text(port, &["name"]))
}
