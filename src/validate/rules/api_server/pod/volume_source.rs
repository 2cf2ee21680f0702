//! EK1113: sources of volumes that say too little, or what cannot be. After `validateVolumeSource` of
//! `pkg/apis/core/validation`; claims, files and iSCSI have their own rules.

use super::{descending, each, no_backsteps, volume_needs};
use crate::diag::Code;
use crate::k8s::Format;
use crate::validate::findings::{Findings, items};
use crate::validate::judge::Judge;
use crate::validate::pods::Pod;
use crate::validate::selectors;
use crate::validate::tree::Tree;
use crate::yaml::Node;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    each(tree, findings, Code::PodVolumeSource, check_pod);
}

fn check_pod(pod: &Pod<'_>, judge: &mut Judge<'_, '_>) {
    for volume in items(pod.spec, "volumes") {
        let entries = volume.as_map().into_iter().flatten();
        for entry in entries.filter(|entry| !entry.value.is_null()) {
            let (name, source) = (entry.key.name.as_str(), &entry.value);
            for key in volume_needs::needs(name) {
                judge.needs(source, key, format_args!("a volume of `{name}`"));
            }
            details(pod, name, source, judge);
        }
    }
}

fn details(pod: &Pod<'_>, name: &str, source: &Node, judge: &mut Judge<'_, '_>) {
    match name {
        "hostPath" => source
            .value_of("path")
            .into_iter()
            .for_each(|path| no_backsteps(path, judge)),
        "gitRepo" => source
            .value_of("directory")
            .into_iter()
            .for_each(|path| descending(path, judge)),
        "nfs" => absolute(source, judge),
        "csi" => driver(source, judge),
        "ephemeral" => source
            .at(&["volumeClaimTemplate", "metadata"])
            .into_iter()
            .for_each(|metadata| claim_metadata(metadata, judge)),
        "image" if pod.object.id.kind == "Pod" => {
            judge.needs(source, "reference", "a volume of `image`");
        }
        _ => {}
    }
}

fn absolute(source: &Node, judge: &mut Judge<'_, '_>) {
    if let Some(path) = source
        .text_of("path")
        .filter(|path| path.as_str().is_some_and(|path| !path.starts_with('/')))
    {
        judge.says(
            path,
            format!(
                "expected a path that begins with `/`, found {}",
                path.brief()
            ),
        );
    }
}

fn driver(source: &Node, judge: &mut Judge<'_, '_>) {
    if let Some(node) = source.text_of("driver") {
        let name = node.as_str().unwrap_or_default().to_lowercase();
        let long = (name.len() > 63).then(|| "it has more than 63 characters".to_owned());
        if let Some(problem) = long.or_else(|| Format::Subdomain.problem(&name)) {
            judge.says(
                node,
                format!("`{name}` is no name for a CSI driver: {problem}"),
            );
        }
    }
    if let Some(secret) = source.value_of("nodePublishSecretRef")
        && let Some(name) = judge.needs(secret, "name", "a reference to a Secret")
    {
        judge.format(name, Format::Subdomain, "name for a Secret");
    }
}

/// The claim gets its name from the pod.
fn claim_metadata(metadata: &Node, judge: &mut Judge<'_, '_>) {
    for entry in metadata.as_map().into_iter().flatten() {
        match entry.key.name.as_str() {
            "labels" => selectors::pairs(&entry.value, judge),
            "annotations" => {
                for annotation in entry.value.as_map().into_iter().flatten() {
                    let key = annotation.key.name.to_lowercase();
                    if let Some(problem) = Format::QualifiedName.problem(&key) {
                        judge.says(
                            &annotation.value,
                            format!("`{key}` is no annotation: {problem}"),
                        );
                    }
                }
            }
            key => judge.refuses(metadata, key, "in the claim template of a volume"),
        }
    }
}
