//! EK1165: PersistentVolumeClaims, and templates of them, that the API server refuses. After
//! `ValidatePersistentVolumeClaimSpec` of `pkg/apis/core/validation`.

use super::access_modes;
use crate::diag::Code;
use crate::k8s::Format;
use crate::validate::findings::{Findings, items, text};
use crate::validate::judge::{Judge, is_empty, quantity};
use crate::validate::tree::Tree;
use crate::yaml::Node;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for claim in tree.of("", "PersistentVolumeClaim") {
        let mut judge = Judge::new(Code::Claim, claim, findings);
        match claim.node.value_of("spec") {
            Some(spec) => {
                check_spec(spec, &mut judge);
                data_source(spec, &mut judge);
            }
            None => judge.says(&claim.node, "a claim needs `spec`"),
        }
    }
    for pod in tree.pods.iter() {
        let of_set = match pod.object.id.kind.as_str() {
            "StatefulSet" => pod.object.node.value_of("spec"),
            _ => None,
        };
        let templates = of_set.map_or(&[][..], |spec| items(spec, "volumeClaimTemplates"));
        let of_volumes = items(pod.spec, "volumes")
            .iter()
            .filter_map(|volume| volume.at(&["ephemeral", "volumeClaimTemplate"]));
        let mut judge = Judge::new(Code::Claim, pod.object, findings);
        for template in templates.iter().chain(of_volumes) {
            match template.value_of("spec") {
                Some(spec) => check_spec(spec, &mut judge),
                None => judge.says(template, "a claim needs `spec`"),
            }
        }
    }
}

fn check_spec(spec: &Node, judge: &mut Judge<'_, '_>) {
    access_modes(spec, "a claim", judge);
    match spec.at(&["resources", "requests", "storage"]) {
        None => {
            let message = "a claim needs `resources.requests.storage`";
            judge.advises(
                spec,
                message,
                "add `resources: {requests: {storage: 10Gi}}`",
            );
        }
        Some(storage) => {
            let amount = quantity(storage);
            if amount.is_some_and(|amount| amount.is_zero() || amount.is_negative()) {
                judge.says(
                    storage,
                    format!("a claim of {} asks for nothing", storage.brief()),
                );
            }
        }
    }
    judge.format_of(
        spec,
        "storageClassName",
        Format::Subdomain,
        "name for a StorageClass",
    );
    judge.format_of(
        spec,
        "volumeAttributesClassName",
        Format::Subdomain,
        "name for a VolumeAttributesClass",
    );
}

/// Of `dataSource`, what is neither a claim nor a snapshot is dropped in silence; so is a reference to another namespace.
fn data_source(spec: &Node, judge: &mut Judge<'_, '_>) {
    let old = spec.value_of("dataSource");
    let reference = spec
        .value_of("dataSourceRef")
        .filter(|node| node.text_of("namespace").is_none());
    let Some(reference) = reference else {
        let kept = old.filter(|node| {
            let group = text(node, &["apiGroup"]).unwrap_or_default();
            matches!(
                (group, text(node, &["kind"])),
                ("", Some("PersistentVolumeClaim"))
                    | ("snapshot.storage.k8s.io", Some("VolumeSnapshot"))
            )
        });
        if let Some(node) = kept {
            judge.needs(node, "name", "a data source");
        }
        return;
    };
    judge.needs(reference, "name", "a data source");
    judge.needs(reference, "kind", "a data source");
    match reference
        .value_of("apiGroup")
        .filter(|group| !is_empty(group))
    {
        Some(group) => judge.format(group, Format::Subdomain, "API group"),
        None if text(reference, &["kind"])
            .is_some_and(|kind| kind != "PersistentVolumeClaim" && !kind.is_empty()) =>
        {
            judge.says(
                reference,
                "a data source that is no PersistentVolumeClaim needs `apiGroup`",
            );
        }
        None => {}
    }
    if let Some(old) = old {
        let differs = |key: &&&str| old.value_of(key) != reference.value_of(key);
        if let Some(key) = ["apiGroup", "kind", "name"].iter().find(differs) {
            let message = format!("`dataSource` and `dataSourceRef` differ in `{key}`");
            judge.advises(old, message, "remove `dataSource`");
        }
    }
}
