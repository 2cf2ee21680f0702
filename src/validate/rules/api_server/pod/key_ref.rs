//! EK1107: references of variables to keys that the API server refuses. After `validateSecretKeySelector` and
//! `validateFileKeySelector` of `pkg/apis/core/validation`.

use rustc_hash::FxHashMap;

use super::each;
use crate::diag::Code;
use crate::k8s::Format;
use crate::validate::findings::{Findings, items, text};
use crate::validate::judge::Judge;
use crate::validate::pods::Pod;
use crate::validate::tree::Tree;
use crate::yaml::Node;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    each(tree, findings, Code::KeyRef, check_pod);
}

fn check_pod(pod: &Pod<'_>, judge: &mut Judge<'_, '_>) {
    let variables = pod
        .containers()
        .flat_map(|container| items(container, "env"));
    for source in variables.filter_map(|variable| variable.value_of("valueFrom")) {
        for (field, kind) in [("configMapKeyRef", "ConfigMap"), ("secretKeyRef", "Secret")] {
            if let Some(reference) = source.value_of(field) {
                key(reference, kind, judge);
            }
        }
        if let Some(reference) = source.value_of("fileKeyRef") {
            file(pod, reference, judge);
        }
    }
}

fn key(reference: &Node, kind: &str, judge: &mut Judge<'_, '_>) {
    let what = format_args!("a reference to a {kind}");
    if let Some(name) = judge.needs(reference, "name", what) {
        judge.format(name, Format::Subdomain, format_args!("name for a {kind}"));
    }
    if let Some(key) = judge.needs(reference, "key", what) {
        judge.format(key, Format::DataKey, format_args!("key of a {kind}"));
    }
}

fn file(pod: &Pod<'_>, reference: &Node, judge: &mut Judge<'_, '_>) {
    let what = "a reference to a file";
    if let Some(key) = judge.needs(reference, "key", what) {
        judge.format(
            key,
            Format::AnyVariableName,
            "name for an environment variable",
        );
    }
    if let Some(path) = judge.needs(reference, "path", what) {
        super::no_backsteps(path, judge);
    }
    let Some(name) = judge.needs(reference, "volumeName", what) else {
        return;
    };
    let volumes: FxHashMap<&str, &Node> = items(pod.spec, "volumes")
        .iter()
        .filter_map(|volume| Some((text(volume, &["name"])?, volume)))
        .collect();
    match name.as_str().map(|name| volumes.get(name)) {
        Some(None) => judge.says(name, format!("the pod has no volume {}", name.brief())),
        Some(Some(volume)) if volume.value_of("emptyDir").is_none() => {
            judge.says(
                name,
                format!("the volume {} is no `emptyDir`", name.brief()),
            );
        }
        _ => {}
    }
}
