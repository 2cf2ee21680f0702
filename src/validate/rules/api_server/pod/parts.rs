//! Parts of a pod that several rules look at, and what a container is called.

use std::fmt;

use crate::diag::Code;
use crate::k8s::{Format, Minor};
use crate::validate::findings::{Findings, items, text};
use crate::validate::judge::Judge;
use crate::validate::pods::Pod;
use crate::validate::tree::Tree;
use crate::yaml::Node;

/// Calls a check with every pod of a built-in kind; what operators make of a template is theirs.
pub(super) fn each(
    tree: &Tree<'_>,
    findings: &mut Findings,
    code: Code,
    check: impl Fn(&Pod<'_>, &mut Judge<'_, '_>),
) {
    for pod in tree.pods.iter() {
        if matches!(pod.object.id.group.as_str(), "" | "apps" | "batch") {
            check(pod, &mut Judge::new(code, pod.object, findings));
        }
    }
}

/// Returns the format of names of environment variables (`RelaxedEnvironmentVariableValidation`).
pub(super) fn variable_name(minor: Minor) -> Format {
    if minor < Minor(32) {
        Format::VariableName
    } else {
        Format::AnyVariableName
    }
}

/// Returns whether a field is `true`.
pub(super) fn is_true(node: &Node, keys: &[&str]) -> bool {
    node.at(keys).and_then(Node::as_bool) == Some(true)
}

/// Prints as "the container `api`": made into text only where there is something to say.
#[derive(Clone, Copy)]
pub(super) struct Called<'n>(&'n Node);

impl fmt::Display for Called<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match text(self.0, &["name"]) {
            None | Some("") => f.write_str("a container"),
            Some(name) => write!(f, "the container `{name}`"),
        }
    }
}

pub(super) fn called(container: &Node) -> Called<'_> {
    Called(container)
}

/// Returns the sources of the projected volumes.
pub(super) fn projections<'a>(pod: &Pod<'a>) -> impl Iterator<Item = &'a Node> {
    let projected = items(pod.spec, "volumes")
        .iter()
        .filter_map(|volume| volume.value_of("projected"));
    projected.flat_map(|projected| items(projected, "sources"))
}

/// Returns the files of `downwardAPI` volumes and projections.
pub(super) fn downward_files<'a>(pod: &Pod<'a>) -> impl Iterator<Item = &'a Node> {
    let volumes = items(pod.spec, "volumes").iter();
    volumes
        .chain(projections(pod))
        .filter_map(|volume| volume.value_of("downwardAPI"))
        .flat_map(|source| items(source, "items"))
}

/// Returns the probes of a container with their names.
pub(super) fn probes(container: &Node) -> impl Iterator<Item = (&'static str, &Node)> {
    ["livenessProbe", "readinessProbe", "startupProbe"]
        .into_iter()
        .filter_map(|name| Some((name, container.value_of(name)?)))
}

/// Returns the hooks of a container with their names.
pub(super) fn handlers(container: &Node) -> impl Iterator<Item = (&'static str, &Node)> {
    let lifecycle = container.value_of("lifecycle");
    ["postStart", "preStop"]
        .into_iter()
        .filter_map(move |name| Some((name, lifecycle?.value_of(name)?)))
}
