//! EK1159: IngressClasses that the API server refuses. After `validateIngressClassSpec` of `pkg/apis/networking/validation`.

use super::GROUP;
use crate::diag::Code;
use crate::k8s::Format;
use crate::validate::findings::{Findings, text};
use crate::validate::judge::{Judge, shown};
use crate::validate::tree::Tree;
use crate::yaml::Node;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for class in tree.of(GROUP, "IngressClass") {
        let mut judge = Judge::new(Code::IngressClass, class, findings);
        let Some(spec) = class.node.value_of("spec") else {
            judge.needs(&class.node, "spec", "an IngressClass");
            continue;
        };
        if let Some(controller) = judge.needs(spec, "controller", "an IngressClass")
            && let Some(problem) = controller.as_str().and_then(controller_problem)
        {
            let message = format!(
                "{} is no name of a controller: {problem}",
                shown(controller)
            );
            judge.advises(controller, message, "write `example.com/name`");
        }
        if let Some(parameters) = spec.value_of("parameters") {
            check_parameters(parameters, &mut judge);
        }
    }
}

/// `example.com/path`.
fn controller_problem(text: &str) -> Option<String> {
    if text.len() > 250 {
        return Some(format!(
            "it has {} characters, at most 250 are allowed",
            text.len()
        ));
    }
    let (host, path) = match text.split_once('/') {
        Some((host, path)) if !host.is_empty() && !path.is_empty() => (host, path),
        _ => return Some("it has no domain and path".to_owned()),
    };
    let allowed = |c: char| c.is_ascii_alphanumeric() || "/-._~%!$&'()*+,;=:".contains(c);
    let wrong = path.chars().find(|c| !allowed(*c));
    Format::Subdomain
        .problem(host)
        .or_else(|| wrong.map(|wrong| format!("it contains `{}`", wrong.escape_debug())))
}

fn check_parameters(parameters: &Node, judge: &mut Judge<'_, '_>) {
    judge.format_stated(parameters, "apiGroup", Format::Subdomain, "API group");
    for key in ["kind", "name"] {
        if let Some(node) = judge.needs(parameters, key, "a reference to parameters") {
            judge.format(node, Format::PathSegment, key);
        }
    }
    match (
        text(parameters, &["scope"]),
        parameters.value_of("namespace"),
    ) {
        (Some("Namespace"), None) => {
            judge.needs(parameters, "namespace", "a reference of scope `Namespace`");
        }
        (Some("Namespace"), Some(namespace)) => {
            judge.format(namespace, Format::Label, "name for a namespace");
        }
        (None | Some("Cluster"), Some(namespace)) => {
            let message = "`namespace` is not allowed unless the scope is `Namespace`";
            judge.advises(namespace, message, "set `scope: Namespace`, or remove it");
        }
        _ => {}
    }
}
