//! EK1166: PersistentVolumes that the API server refuses, but for their source. After `ValidatePersistentVolumeSpec` of
//! `pkg/apis/core/validation`.

use super::access_modes;
use crate::diag::Code;
use crate::k8s::{Format, Minor};
use crate::validate::findings::{Findings, items, text};
use crate::validate::judge::{Judge, quantity};
use crate::validate::selectors;
use crate::validate::tree::Tree;
use crate::yaml::Node;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for volume in tree.of("", "PersistentVolume") {
        let mut judge = Judge::new(Code::PersistentVolume, volume, findings);
        let Some(spec) = volume.node.value_of("spec") else {
            judge.says(&volume.node, "a volume needs `spec`");
            continue;
        };
        access_modes(spec, "a volume", &mut judge);
        capacity(spec, &mut judge);
        node_affinity(spec, &mut judge);
        judge.format_of(
            spec,
            "storageClassName",
            Format::Subdomain,
            "name for a StorageClass",
        );
        if tree.minor >= Minor(34)
            && let Some(class) = spec.value_of("volumeAttributesClassName")
        {
            judge.format(class, Format::Subdomain, "name for a VolumeAttributesClass");
            if spec.value_of("csi").is_none() {
                judge.says(class, "`volumeAttributesClassName` needs a volume of `csi`");
            }
        }
        let is_root = |path: &str| {
            let mut parts = path
                .split('/')
                .filter(|part| !part.is_empty() && *part != ".");
            path.starts_with('/') && parts.next().is_none()
        };
        if text(spec, &["persistentVolumeReclaimPolicy"]) == Some("Recycle")
            && let Some(path) = spec.at(&["hostPath", "path"])
            && path.as_str().is_some_and(is_root)
        {
            judge.says(path, "the root of a node must not be recycled");
        }
    }
}

fn capacity(spec: &Node, judge: &mut Judge<'_, '_>) {
    let Some(capacity) = judge.needs(spec, "capacity", "a volume") else {
        return;
    };
    if capacity.value_of("storage").is_none() {
        judge.says(capacity, "the capacity of a volume needs `storage`");
    }
    for entry in capacity.as_map().into_iter().flatten() {
        if entry.key.name != "storage" {
            judge.says(
                &entry.value,
                format!("the capacity of a volume has no `{}`", entry.key.name),
            );
        }
        let amount = quantity(&entry.value);
        if amount.is_some_and(|amount| amount.is_zero() || amount.is_negative()) {
            judge.says(
                &entry.value,
                "the capacity of a volume must be more than nothing",
            );
        }
    }
}

fn node_affinity(spec: &Node, judge: &mut Judge<'_, '_>) {
    let Some(affinity) = spec.value_of("nodeAffinity") else {
        if let Some(local) = spec.value_of("local") {
            judge.says(local, "a `local` volume needs `nodeAffinity`");
        }
        return;
    };
    match affinity.value_of("required") {
        None => judge.says(affinity, "`nodeAffinity` needs `required`"),
        Some(required) => {
            judge.needs(required, "nodeSelectorTerms", "`required`");
            for term in items(required, "nodeSelectorTerms") {
                selectors::node_term(term, judge);
            }
        }
    }
}
