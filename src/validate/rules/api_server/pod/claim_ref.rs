//! EK1118: claims of devices that the API server refuses. After `validatePodResourceClaims` and
//! `validateResourceClaimNames` of `pkg/apis/core/validation`.

use rustc_hash::FxHashSet;

use super::{called, each};
use crate::diag::Code;
use crate::k8s::Format;
use crate::validate::findings::{Findings, items, text};
use crate::validate::judge::Judge;
use crate::validate::pods::Pod;
use crate::validate::tree::Tree;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    each(tree, findings, Code::ClaimRef, check_pod);
}

fn check_pod(pod: &Pod<'_>, judge: &mut Judge<'_, '_>) {
    let claims = items(pod.spec, "resourceClaims");
    for claim in claims {
        if let Some(name) = judge.needs(claim, "name", "a claim of the pod") {
            judge.format(name, Format::Label, "name for a claim");
        }
        let sources = ["resourceClaimName", "resourceClaimTemplateName"];
        if let Some((_, name)) = judge.one_of(claim, &sources, "a claim of the pod") {
            judge.format(name, Format::Subdomain, "name for a ResourceClaim");
        }
    }
    let names: FxHashSet<&str> = claims
        .iter()
        .filter_map(|claim| text(claim, &["name"]))
        .collect();
    for container in pod.containers() {
        let Some(resources) = container.value_of("resources") else {
            continue;
        };
        for claim in items(resources, "claims") {
            if let Some(name) = judge.needs(
                claim,
                "name",
                format_args!("a claim of {}", called(container)),
            ) && name.as_str().is_some_and(|name| !names.contains(name))
            {
                judge.says(
                    name,
                    format!("the pod has no claim {} in `resourceClaims`", name.brief()),
                );
            }
            judge.format_of(claim, "request", Format::Label, "name for a request");
        }
    }
}
