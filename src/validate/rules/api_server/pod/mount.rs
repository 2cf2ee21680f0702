//! EK1109: volume mounts that the API server refuses. After `ValidateVolumeMounts` of `pkg/apis/core/validation`; a mount
//! without its volume is EK0611.

use rustc_hash::FxHashSet;

use super::{called, descending, each};
use crate::diag::Code;
use crate::validate::findings::{Findings, items, text};
use crate::validate::judge::Judge;
use crate::validate::pods::Pod;
use crate::validate::tree::Tree;
use crate::yaml::Node;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    each(tree, findings, Code::Mount, check_pod);
}

fn check_pod(pod: &Pod<'_>, judge: &mut Judge<'_, '_>) {
    for container in pod.containers() {
        let mounts = items(container, "volumeMounts");
        if mounts.is_empty() {
            continue;
        }
        let devices = items(container, "volumeDevices");
        let of_devices = |key| -> FxHashSet<&str> {
            devices
                .iter()
                .filter_map(|device| text(device, &[key]))
                .collect()
        };
        let (names, device_paths) = (of_devices("name"), of_devices("devicePath"));
        let what = format_args!("a mount of {}", called(container));
        for mount in mounts {
            let name = judge.needs(mount, "name", what);
            if let Some(name) =
                name.filter(|name| name.as_str().is_some_and(|text| names.contains(text)))
            {
                judge.says(
                    name,
                    format!("the volume {} is a device already", name.brief()),
                );
            }
            let path = judge.needs(mount, "mountPath", what);
            if let Some(path) = path.filter(|path| {
                path.as_str()
                    .is_some_and(|text| device_paths.contains(text))
            }) {
                judge.says(
                    path,
                    format!("{} is the path of a device already", path.brief()),
                );
            }
            below(mount, judge);
        }
    }
}

fn below(mount: &Node, judge: &mut Judge<'_, '_>) {
    let (plain, expanded) = (mount.text_of("subPath"), mount.text_of("subPathExpr"));
    if let (Some(_), Some(node)) = (plain, expanded) {
        judge.advises(
            node,
            "`subPath` and `subPathExpr` exclude each other",
            "remove one of them",
        );
    }
    for path in plain.into_iter().chain(expanded) {
        descending(path, judge);
    }
}
