//! EK1105: environment variables that the API server refuses. After `ValidateEnv` of `pkg/apis/core/validation`.

use super::{called, each, variable_name};
use crate::diag::Code;
use crate::validate::findings::{Findings, items, text};
use crate::validate::judge::Judge;
use crate::validate::tree::Tree;
use crate::yaml::Node;

/// Where a value can come from.
const SOURCES: [&str; 5] = [
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
                value(container, variable, judge);
            }
        }
    });
}

fn value(container: &Node, variable: &Node, judge: &mut Judge<'_, '_>) {
    let Some(source) = variable.value_of("valueFrom") else {
        return;
    };
    let name = text(variable, &["name"]).unwrap_or_default();
    let what = format_args!("the variable `{name}` of {}", called(container));
    if source.as_map().is_some() {
        judge.one_of(source, &SOURCES, what);
    }
    if variable.text_of("value").is_some() {
        let message = format!("{what} has both `value` and `valueFrom`");
        judge.advises(source, message, "remove one of them");
    }
}
