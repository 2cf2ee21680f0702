//! EK1167: sources of PersistentVolumes that the API server refuses. After `ValidatePersistentVolumeSpec` of
//! `pkg/apis/core/validation`.

use super::no_steps_back;
use super::sources::SOURCES;
use crate::diag::Code;
use crate::k8s::Format;
use crate::validate::findings::{Findings, items, text};
use crate::validate::judge::{Judge, shown};
use crate::validate::tree::Tree;
use crate::yaml::Node;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for volume in tree.of("", "PersistentVolume") {
        let Some(spec) = volume.node.value_of("spec") else {
            continue;
        };
        let mut judge = Judge::new(Code::VolumeSource, volume, findings);
        let mut first: Option<&str> = None;
        for (name, needed) in SOURCES {
            let Some(source) = spec.value_of(name) else {
                continue;
            };
            match first {
                // The API server does not count what stands before it.
                Some(first) if name != "flexVolume" => {
                    judge.says(
                        source,
                        format!("a volume has one source, and this one has `{first}` and `{name}`"),
                    );
                    continue;
                }
                _ => first = Some(name),
            }
            for key in needed {
                judge.needs(source, key, format!("a volume of `{name}`"));
            }
            details(name, source, &mut judge);
        }
        if first.is_none() {
            judge.advises(
                spec,
                "a volume needs a source",
                "add `csi`, `nfs`, `local` or another",
            );
        }
    }
}

fn details(name: &str, source: &Node, judge: &mut Judge<'_, '_>) {
    match name {
        "hostPath" | "local" => no_steps_back(source, judge),
        "nfs" => {
            if let Some(path) = source.text_of("path")
                && path.as_str().is_some_and(|text| !text.starts_with('/'))
            {
                judge.says(
                    path,
                    format!("the path {} must begin with `/`", shown(path)),
                );
            }
        }
        "csi" => csi(source, judge),
        "fc" => {
            let both = [items(source, "targetWWNs"), items(source, "wwids")];
            if both[0].is_empty() == both[1].is_empty() {
                judge.says(
                    source,
                    "a volume of `fc` needs one of `targetWWNs`, `wwids`",
                );
            } else if !both[0].is_empty() {
                judge.needs(source, "lun", "`targetWWNs`");
            }
        }
        "azureDisk" => {
            let start = match text(source, &["kind"]) {
                None => return,
                Some("Managed") => "/subscriptions/",
                Some(_) => "https://",
            };
            if let Some(uri) = source.text_of("diskURI")
                && uri.as_str().is_some_and(|uri| !uri.starts_with(start))
            {
                judge.says(
                    uri,
                    format!("a `diskURI` of this kind begins with `{start}`"),
                );
            }
        }
        _ => {}
    }
}

fn csi(source: &Node, judge: &mut Judge<'_, '_>) {
    if let Some(driver) = source.text_of("driver")
        && let Some(problem) = driver.as_str().and_then(super::csi_driver::name_problem)
    {
        judge.says(
            driver,
            format!("{} is no name of a driver: {problem}", shown(driver)),
        );
    }
    for secret in [
        "controllerPublish",
        "controllerExpand",
        "nodePublish",
        "nodeExpand",
    ] {
        let Some(reference) = source.value_of(&format!("{secret}SecretRef")) else {
            continue;
        };
        for (key, format) in [("name", Format::Subdomain), ("namespace", Format::Label)] {
            if let Some(node) = judge.needs(reference, key, "a reference to a Secret") {
                judge.format(node, format, key);
            }
        }
    }
}
