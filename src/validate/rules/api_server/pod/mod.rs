//! What the API server refuses in a pod, wherever it is described. One file per rule.

mod annotation;
mod block_source;
mod claim_ref;
mod container_name;
mod device;
mod dns;
mod env_from;
mod ephemeral_container;
mod field_ref;
mod gates;
mod host_alias;
mod host_namespace;
mod host_port;
mod image;
mod init_container;
mod key_ref;
mod lifecycle;
mod mount;
mod mount_mode;
mod names;
mod node_affinity;
mod operating_system;
mod pod_affinity;
mod pod_resources;
mod port_name;
mod probe;
mod profile;
mod projected;
mod resize_policy;
mod resource;
mod restart_rule;
mod security_context;
mod spread;
mod sysctl;
mod toleration;
mod variable;
mod volume;
mod volume_file;
mod volume_needs;
mod volume_source;
mod windows;

use std::fmt;

use super::{Reach, Rule, of_each};
use crate::diag::Code;
use crate::k8s::{Format, Minor};
use crate::validate::findings::{Findings, items, text};
use crate::validate::judge::Judge;
use crate::validate::pods::Pod;
use crate::validate::tree::Tree;
use crate::yaml::Node;

/// The rules of this folder.
pub(in crate::validate::rules) const RULES: &[Rule] = &[
    of_each(Reach::Object, annotation::check),
    of_each(Reach::Object, block_source::check),
    of_each(Reach::Object, claim_ref::check),
    of_each(Reach::Object, container_name::check),
    of_each(Reach::Object, device::check),
    of_each(Reach::Object, dns::check),
    of_each(Reach::Object, env_from::check),
    of_each(Reach::Object, ephemeral_container::check),
    of_each(Reach::Object, field_ref::check),
    of_each(Reach::Object, gates::check),
    of_each(Reach::Object, host_alias::check),
    of_each(Reach::Object, host_namespace::check),
    of_each(Reach::Object, host_port::check),
    of_each(Reach::Object, image::check),
    of_each(Reach::Object, init_container::check),
    of_each(Reach::Object, key_ref::check),
    of_each(Reach::Object, lifecycle::check),
    of_each(Reach::Object, mount::check),
    of_each(Reach::Object, mount_mode::check),
    of_each(Reach::Object, names::check),
    of_each(Reach::Object, node_affinity::check),
    of_each(Reach::Object, operating_system::check),
    of_each(Reach::Object, pod_affinity::check),
    of_each(Reach::Object, pod_resources::check),
    of_each(Reach::Object, port_name::check),
    of_each(Reach::Object, probe::check),
    of_each(Reach::Object, profile::check),
    of_each(Reach::Object, projected::check),
    of_each(Reach::Object, resize_policy::check),
    of_each(Reach::Object, resource::check),
    of_each(Reach::Object, restart_rule::check),
    of_each(Reach::Object, security_context::check),
    of_each(Reach::Object, spread::check),
    of_each(Reach::Object, sysctl::check),
    of_each(Reach::Object, toleration::check),
    of_each(Reach::Object, variable::check),
    of_each(Reach::Object, volume::check),
    of_each(Reach::Object, volume_file::check),
    of_each(Reach::Object, volume_source::check),
    of_each(Reach::Object, windows::check),
];

/// Calls a check with every pod of a built-in kind; what operators make of a template is theirs.
fn each(
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

/// Prints as "the container `api`": made into text only where there is something to say.
#[derive(Clone, Copy)]
struct Called<'n>(&'n Node);

impl fmt::Display for Called<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match text(self.0, &["name"]) {
            None | Some("") => f.write_str("a container"),
            Some(name) => write!(f, "the container `{name}`"),
        }
    }
}

fn called(container: &Node) -> Called<'_> {
    Called(container)
}

/// Returns the format of names of environment variables (`RelaxedEnvironmentVariableValidation`).
fn variable_name(minor: Minor) -> Format {
    if minor < Minor(32) {
        Format::VariableName
    } else {
        Format::AnyVariableName
    }
}

/// Returns whether a field is `true`.
fn is_true(node: &Node, keys: &[&str]) -> bool {
    node.at(keys).and_then(Node::as_bool) == Some(true)
}

/// Says that a path leads up.
fn no_backsteps(path: &Node, judge: &mut Judge<'_, '_>) {
    if path
        .as_str()
        .is_some_and(|path| path.split('/').any(|part| part == ".."))
    {
        judge.says(
            path,
            format!("expected a path without `..`, found {}", path.brief()),
        );
    }
}

/// Says that a path leads up or begins at the root.
fn descending(path: &Node, judge: &mut Judge<'_, '_>) {
    if path.as_str().is_some_and(|path| path.starts_with('/')) {
        judge.says(
            path,
            format!(
                "expected a path without `/` in front, found {}",
                path.brief()
            ),
        );
    }
    no_backsteps(path, judge);
}

/// Says that a path is none for a file of a volume: names that begin with `..` are the volume's own.
fn file_path(path: &Node, judge: &mut Judge<'_, '_>) {
    descending(path, judge);
    let reserved = |path: &str| path.starts_with("..") && path != ".." && !path.starts_with("../");
    if path.as_str().is_some_and(reserved) {
        judge.says(
            path,
            format!(
                "expected a path that does not begin with `..`, found {}",
                path.brief()
            ),
        );
    }
}

/// Returns the sources of the projected volumes.
fn projections<'a>(pod: &Pod<'a>) -> impl Iterator<Item = &'a Node> {
    let projected = items(pod.spec, "volumes")
        .iter()
        .filter_map(|volume| volume.value_of("projected"));
    projected.flat_map(|projected| items(projected, "sources"))
}

/// Returns the files of `downwardAPI` volumes and projections.
fn downward_files<'a>(pod: &Pod<'a>) -> impl Iterator<Item = &'a Node> {
    let volumes = items(pod.spec, "volumes").iter();
    volumes
        .chain(projections(pod))
        .filter_map(|volume| volume.value_of("downwardAPI"))
        .flat_map(|source| items(source, "items"))
}

/// Returns the probes of a container with their names.
fn probes(container: &Node) -> impl Iterator<Item = (&'static str, &Node)> {
    ["livenessProbe", "readinessProbe", "startupProbe"]
        .into_iter()
        .filter_map(|name| Some((name, container.value_of(name)?)))
}

/// Returns the hooks of a container with their names.
fn handlers(container: &Node) -> impl Iterator<Item = (&'static str, &Node)> {
    let lifecycle = container.value_of("lifecycle");
    ["postStart", "preStop"]
        .into_iter()
        .filter_map(move |name| Some((name, lifecycle?.value_of(name)?)))
}

/// Checks lists of keys of labels that stand beside a `labelSelector`.
fn label_keys(pod: &Pod<'_>, holder: &Node, lists: &[&str], judge: &mut Judge<'_, '_>) {
    let selector = holder.value_of("labelSelector");
    for list in lists {
        for key in items(holder, list) {
            let Some(selector) = selector else {
                judge.says(key, format!("`{list}` needs a `labelSelector`"));
                return;
            };
            judge.format(key, Format::QualifiedName, "key of a label");
            if *list == "matchLabelKeys" && demands(pod, selector, key) > 1 {
                let message = format!("{} is in `labelSelector` as well", key.brief());
                judge.says(key, message);
            }
        }
    }
}

/// Returns how many demands there will be on a label: the key becomes one of its own, with the value that the Pod has.
fn demands(pod: &Pod<'_>, selector: &Node, key: &Node) -> usize {
    let Some(name) = key.as_str() else { return 0 };
    let equal = selector.at(&["matchLabels", name]).is_some();
    let of_pod =
        pod.object.id.kind == "Pod" && pod.labels.is_some_and(|labels| labels.get(name).is_some());
    let expressions = items(selector, "matchExpressions").iter();
    let same = expressions
        .filter(|demand| text(demand, &["key"]) == Some(name))
        .count();
    usize::from(equal) + usize::from(of_pod) + same
}
