//! EK1157: backends of an Ingress that the API server refuses. After `validateIngressBackend` of
//! `pkg/apis/networking/validation`.

use super::{GROUP, paths};
use crate::diag::Code;
use crate::k8s::{Format, Minor};
use crate::validate::findings::Findings;
use crate::validate::judge::Judge;
use crate::validate::tree::Tree;
use crate::yaml::Node;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    // From 1.36 on a Service may begin with a digit: RelaxedServiceNameValidation.
    let name = if tree.minor < Minor(36) {
        Format::LetterLabel
    } else {
        Format::Label
    };
    for ingress in tree.of(GROUP, "Ingress") {
        let mut judge = Judge::new(Code::IngressBackend, ingress, findings);
        let Some(spec) = ingress.node.value_of("spec") else {
            judge.says(
                &ingress.node,
                "an Ingress needs `rules` or `defaultBackend`",
            );
            continue;
        };
        let default = spec.value_of("defaultBackend");
        if default.is_none()
            && spec
                .value_of("rules")
                .is_none_or(|rules| rules.as_list() == Some(&[]))
        {
            judge.says(spec, "an Ingress needs `rules` or `defaultBackend`");
        }
        for path in paths(spec) {
            match path.value_of("backend") {
                Some(node) => backend(node, name, &mut judge),
                None => judge.says(path, "a path needs `backend`"),
            }
        }
        if let Some(node) = default {
            backend(node, name, &mut judge);
        }
    }
}

fn backend(node: &Node, name: Format, judge: &mut Judge<'_, '_>) {
    match judge.one_of(node, &["service", "resource"], "a backend") {
        Some(("service", service)) => {
            if let Some(node) = judge.needs(service, "name", "the Service of a backend") {
                judge.format(node, name, "name for a Service");
            }
            port(service, judge);
        }
        Some((_, resource)) => {
            judge.format_stated(resource, "apiGroup", Format::Subdomain, "API group");
            for key in ["kind", "name"] {
                if let Some(node) = judge.needs(resource, key, "the resource of a backend") {
                    judge.format(node, Format::PathSegment, key);
                }
            }
        }
        None => {}
    }
}

fn port(service: &Node, judge: &mut Judge<'_, '_>) {
    let Some(port) = service.value_of("port") else {
        judge.says(
            service,
            "the Service of a backend needs `port`, by `name` or `number`",
        );
        return;
    };
    let number = port
        .value_of("number")
        .filter(|node| node.as_int() != Some(0));
    match (port.text_of("name"), number) {
        (Some(name), Some(_)) => {
            judge.says(name, "a port takes one of `name`, `number`, and has both")
        }
        (Some(name), None) => judge.format(name, Format::PortName, "name of a port"),
        (None, Some(_)) => {}
        (None, None) => judge.says(port, "the port of a backend needs `name` or `number`"),
    }
}
