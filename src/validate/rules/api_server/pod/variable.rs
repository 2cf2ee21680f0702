//! EK1105: environment variables that the API server refuses. After `ValidateEnv` of `pkg/apis/core/validation`.

use super::{called, each, variable_name};
use crate::diag::Code;
use crate::validate::findings::{Findings, items};
use crate::validate::judge::{Judge, is_empty};
use crate::validate::pods::Pod;
use crate::validate::tree::Tree;
use crate::yaml::Node;

/// Where a value can come from.
pub(super) const SOURCES: [&str; 5] = [
    "fieldRef",
    "resourceFieldRef",
    "configMapKeyRef",
    "secretKeyRef",
    "fileKeyRef",
];

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    let format = variable_name(tree.minor);
    each(tree, findings, Code::Variable, |pod, judge| {
        for container in pod.containers() {
            for variable in items(container, "env") {
                if let Some(name) = judge.needs(variable, "name", "an environment variable") {
                    judge.format(name, format, "name for an environment variable");
                }
                value(pod, container, variable, judge);
            }
        }
    });
}

fn value(_pod: &Pod<'_>, container: &Node, variable: &Node, judge: &mut Judge<'_, '_>) {
    let Some(source) = variable.value_of("valueFrom") else {
        return;
    };
    let what = match variable.text_of("name").and_then(Node::as_str) {
        Some(name) => format!("the variable `{name}` of {}", called(container)),
        None => format!("a variable of {}", called(container)),
    };
    if source.as_map().is_some() {
        judge.one_of(source, &SOURCES, &what);
    }
    if variable
        .value_of("value")
        .is_some_and(|value| !is_empty(value))
    {
        let message = format!("{what} has both `value` and `valueFrom`");
        judge.advises(source, message, "remove one of them");
    }
}
