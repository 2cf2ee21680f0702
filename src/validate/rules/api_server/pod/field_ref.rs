//! EK1106: fields of the pod that no variable and no file can take. After `validateObjectFieldSelector` and
//! `validateContainerResourceFieldSelector` of `pkg/apis/core/validation`.

use super::{downward_files, each};
use crate::diag::Code;
use crate::k8s::{Format, resource_name};
use crate::validate::findings::{Findings, items, text};
use crate::validate::judge::{Judge, quantity};
use crate::validate::pods::Pod;
use crate::validate::tree::Tree;
use crate::yaml::Node;

/// What a variable can be; the last is the old name of `spec.nodeName`.
const OF_VARIABLES: [&str; 10] = [
    "metadata.name",
    "metadata.namespace",
    "metadata.uid",
    "spec.nodeName",
    "spec.serviceAccountName",
    "status.hostIP",
    "status.hostIPs",
    "status.podIP",
    "status.podIPs",
    "spec.host",
];

/// What a file can be.
const OF_FILES: [&str; 5] = [
    "metadata.name",
    "metadata.namespace",
    "metadata.labels",
    "metadata.annotations",
    "metadata.uid",
];

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    each(tree, findings, Code::FieldRef, check_pod);
}

fn check_pod(pod: &Pod<'_>, judge: &mut Judge<'_, '_>) {
    for container in pod.containers() {
        for variable in items(container, "env") {
            if let Some(field) = variable.at(&["valueFrom", "fieldRef"]) {
                path(field, &OF_VARIABLES, judge);
            }
            if let Some(field) = variable.at(&["valueFrom", "resourceFieldRef"]) {
                resource(field, judge);
            }
        }
    }
    for file in downward_files(pod) {
        if let Some(field) = file.value_of("fieldRef") {
            path(field, &OF_FILES, judge);
        }
        if let Some(field) = file.value_of("resourceFieldRef") {
            judge.needs(field, "containerName", "a file of a container's resources");
            resource(field, judge);
        }
    }
}

fn path(field: &Node, allowed: &[&str], judge: &mut Judge<'_, '_>) {
    if let Some(version) = field
        .text_of("apiVersion")
        .filter(|node| node.as_str() != Some("v1"))
    {
        judge.says(version, format!("expected `v1`, found {}", version.brief()));
        return;
    }
    let Some(node) = judge.needs(field, "fieldPath", "a reference to a field") else {
        return;
    };
    let Some(path) = node.as_str() else { return };
    let subscript = path
        .strip_suffix("']")
        .and_then(|path| path.split_once("['"));
    match subscript {
        Some(("metadata.labels", key)) => key_problem(node, key, judge),
        Some(("metadata.annotations", key)) => key_problem(node, &key.to_lowercase(), judge),
        _ if allowed.contains(&path) => {}
        _ => {
            let message = format!("`{path}` is no field that can be taken");
            judge.advises(
                node,
                message,
                format!("take one of `{}`", allowed.join("`, `")),
            );
        }
    }
}

fn key_problem(node: &Node, key: &str, judge: &mut Judge<'_, '_>) {
    if let Some(problem) = Format::QualifiedName.problem(key) {
        judge.says(node, format!("`{key}` is no key: {problem}"));
    }
}

fn resource(field: &Node, judge: &mut Judge<'_, '_>) {
    let Some(node) = judge.needs(field, "resource", "a reference to a resource") else {
        return;
    };
    let Some(name) = text(field, &["resource"]).and_then(resource_name::of_reference) else {
        let message = format!("{} is no resource that can be taken", node.brief());
        let help = "take `limits.cpu`, `limits.memory`, `requests.cpu` or `requests.memory`";
        judge.advises(node, message, help);
        return;
    };
    if let Some(divisor) = field.value_of("divisor")
        && quantity(divisor).is_some_and(|amount| !resource_name::divides(name, &amount))
    {
        let expected = match name {
            "cpu" => "`1` or `1m`",
            _ => "a unit such as `1`, `1k` or `1Mi`",
        };
        let found = divisor.brief();
        let message = format!("expected {expected} to divide `{name}` by, found {found}");
        judge.says(divisor, message);
    }
}
