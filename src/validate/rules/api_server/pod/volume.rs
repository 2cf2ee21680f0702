//! EK1112: volumes without a name or a source. After `ValidateVolumes` of `pkg/apis/core/validation`.

use super::each;
use crate::diag::Code;
use crate::k8s::Format;
use crate::validate::findings::{Findings, items};
use crate::validate::judge::Judge;
use crate::validate::pods::Pod;
use crate::validate::tree::Tree;
use crate::yaml::Node;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    each(tree, findings, Code::Volume, check_pod);
}

fn check_pod(pod: &Pod<'_>, judge: &mut Judge<'_, '_>) {
    for volume in items(pod.spec, "volumes") {
        if let Some(name) = judge.needs(volume, "name", "a volume") {
            judge.format(name, Format::Label, "name for a volume");
        }
        sources(volume, judge);
    }
}

/// Every field but the name is a source; nothing but a name is the old way to write an `emptyDir`.
fn sources(volume: &Node, judge: &mut Judge<'_, '_>) {
    let entries = volume.as_map().into_iter().flatten();
    let mut sources = entries.filter(|entry| entry.key.name != "name" && !entry.value.is_null());
    if let (Some(first), Some(second)) = (sources.next(), sources.next()) {
        let message = format!(
            "a volume has one source, and this one has `{}` and `{}`",
            first.key.name, second.key.name
        );
        judge.advises(&second.value, message, "remove one of them");
    }
}
