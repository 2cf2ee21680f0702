//! EK1111: volume devices that the API server refuses. After `ValidateVolumeDevices` of `pkg/apis/core/validation`.

use rustc_hash::FxHashMap;

use super::{called, each, no_backsteps};
use crate::diag::Code;
use crate::validate::findings::{Findings, items, text};
use crate::validate::judge::Judge;
use crate::validate::pods::Pod;
use crate::validate::tree::Tree;
use crate::yaml::Node;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    each(tree, findings, Code::Device, check_pod);
}

fn check_pod(pod: &Pod<'_>, judge: &mut Judge<'_, '_>) {
    let mut devices = pod
        .containers()
        .filter(|container| !items(container, "volumeDevices").is_empty())
        .peekable();
    if devices.peek().is_none() {
        return;
    }
    let volumes: FxHashMap<&str, &Node> = items(pod.spec, "volumes")
        .iter()
        .filter_map(|volume| Some((text(volume, &["name"])?, volume)))
        .collect();
    // A template of claims replaces the volume of its name.
    let claims = pod
        .object
        .node
        .at(&["spec"])
        .map_or(&[][..], |spec| items(spec, "volumeClaimTemplates"));
    let is_claimed = |name: &str| {
        claims
            .iter()
            .any(|claim| text(claim, &["metadata", "name"]) == Some(name))
    };
    for container in devices {
        let list = items(container, "volumeDevices");
        let what = format_args!("a device of {}", called(container));
        for device in list {
            if let Some(name) = judge.needs(device, "name", what) {
                let volume = name
                    .as_str()
                    .filter(|name| !is_claimed(name))
                    .and_then(|name| volumes.get(name));
                if volume.is_some_and(|volume| !is_claim(volume)) {
                    let message = format!(
                        "the volume {} is no claim, and only claims can be devices",
                        name.brief()
                    );
                    judge.says(name, message);
                }
            }
            if let Some(path) = judge.needs(device, "devicePath", what) {
                no_backsteps(path, judge);
            }
        }
        judge.unique(
            list.iter().filter_map(|device| device.text_of("name")),
            "devices of one container",
        );
    }
}

fn is_claim(volume: &Node) -> bool {
    ["persistentVolumeClaim", "ephemeral"]
        .iter()
        .any(|source| volume.value_of(source).is_some())
}
