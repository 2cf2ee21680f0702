//! EK1125: ephemeral containers, which join a pod that runs and cannot stand in a manifest. After `ValidatePodCreate` and
//! `ValidatePodTemplateSpec` of `pkg/apis/core/validation`.

use super::each;
use crate::diag::Code;
use crate::validate::findings::{Findings, items};
use crate::validate::judge::Judge;
use crate::validate::pods::Pod;
use crate::validate::tree::Tree;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    each(tree, findings, Code::EphemeralContainer, check_pod);
}

fn check_pod(pod: &Pod<'_>, judge: &mut Judge<'_, '_>) {
    if let Some(first) = items(pod.spec, "ephemeralContainers").first() {
        let message = "ephemeral containers join a pod that runs, and cannot stand in a manifest";
        judge.advises(
            first,
            message,
            "remove `ephemeralContainers`, and use `kubectl debug`",
        );
    }
}
