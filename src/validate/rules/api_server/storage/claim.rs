//! EK1165: PersistentVolumeClaims, and templates of them, that the API server refuses. After
//! `ValidatePersistentVolumeClaimSpec` of `pkg/apis/core/validation`.

use super::access_modes;
use super::data_source::data_source;
use crate::diag::Code;
use crate::k8s::Format;
use crate::validate::findings::{Findings, items};
use crate::validate::judge::{Judge, quantity, shown};
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
                    format!("a claim of {} asks for nothing", shown(storage)),
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
