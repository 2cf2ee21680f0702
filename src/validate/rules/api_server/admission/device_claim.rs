//! EK1196: DeviceClasses, ResourceClaims and templates of them that the API server refuses, but for their expressions.
//! After `pkg/apis/resource/validation`.

use rustc_hash::FxHashSet;

use crate::diag::Code;
use crate::k8s::Format;
use crate::validate::findings::{Findings, items, text};
use crate::validate::judge::Judge;
use crate::validate::tree::Tree;
use crate::yaml::Node;

const GROUP: &str = "resource.k8s.io";

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    // Older versions of the API have other fields.
    let kinds: [(&str, &[&str]); 3] = [
        ("DeviceClass", &["spec"]),
        ("ResourceClaim", &["spec", "devices"]),
        ("ResourceClaimTemplate", &["spec", "spec", "devices"]),
    ];
    for (kind, path) in kinds {
        for object in tree.of(GROUP, kind) {
            let is_v1 = text(&object.node, &["apiVersion"]) == Some("resource.k8s.io/v1");
            let Some(node) = object.node.at(path).filter(|_| is_v1) else {
                continue;
            };
            let mut judge = Judge::new(Code::DeviceClaim, object, findings);
            judge.at_most(node, "config", 32);
            if kind == "DeviceClass" {
                selectors(node, &mut judge);
            } else {
                claim(node, &mut judge);
            }
            for config in items(node, "config") {
                configuration(config, &mut judge);
            }
        }
    }
}

fn claim(devices: &Node, judge: &mut Judge<'_, '_>) {
    let requests = items(devices, "requests");
    judge.at_most(devices, "requests", 32);
    judge.at_most(devices, "constraints", 32);
    judge.unique(
        requests
            .iter()
            .filter_map(|request| request.value_of("name")),
        "requests",
    );
    let mut names: FxHashSet<String> = FxHashSet::default();
    for request in requests {
        let name = named(request, judge).unwrap_or_default();
        names.insert(name.to_owned());
        let several = items(request, "firstAvailable");
        match (request.value_of("exactly"), several) {
            (None, []) => judge.says(
                request,
                "a request needs one of `exactly`, `firstAvailable`",
            ),
            (Some(node), []) => wanted(node, judge),
            (Some(node), _) => judge.says(
                node,
                "a request takes one of `exactly`, `firstAvailable`, and has both",
            ),
            (None, several) => {
                judge.at_most(request, "firstAvailable", 8);
                judge.unique(
                    several
                        .iter()
                        .filter_map(|request| request.value_of("name")),
                    "requests",
                );
                for one in several {
                    names.insert(format!("{name}/{}", named(one, judge).unwrap_or_default()));
                    wanted(one, judge);
                }
            }
        }
    }
    for constraint in items(devices, "constraints") {
        let keys = ["matchAttribute", "distinctAttribute"];
        match keys.iter().find_map(|key| constraint.value_of(key)) {
            Some(attribute) => {
                judge.format(attribute, Format::PrefixedName, "attribute of a device")
            }
            None => judge.says(
                constraint,
                "a constraint needs `matchAttribute` or `distinctAttribute`",
            ),
        }
    }
    for list in ["constraints", "config"] {
        for entry in items(devices, list) {
            judge.unique(items(entry, "requests"), "requests");
            for node in items(entry, "requests") {
                if node.as_str().is_some_and(|text| !names.contains(text)) {
                    judge.says(node, format!("the claim has no request {}", node.brief()));
                }
            }
        }
    }
}

fn named<'n>(request: &'n Node, judge: &mut Judge<'_, '_>) -> Option<&'n str> {
    let name = judge.needs(request, "name", "a request")?;
    judge.format(name, Format::Label, "name for a request");
    name.as_str()
}

fn wanted(request: &Node, judge: &mut Judge<'_, '_>) {
    if let Some(class) = judge.needs(request, "deviceClassName", "a request") {
        judge.format(class, Format::Subdomain, "name for a DeviceClass");
    }
    selectors(request, judge);
    let count = request
        .value_of("count")
        .filter(|node| node.as_int() != Some(0));
    if let Some(count) = count {
        match text(request, &["allocationMode"]) {
            Some("All") => judge.says(count, "`count` is not allowed with `allocationMode: All`"),
            _ => judge.within(count, 1..=i64::MAX, "a count"),
        }
    }
}

fn selectors(parent: &Node, judge: &mut Judge<'_, '_>) {
    judge.at_most(parent, "selectors", 32);
    for selector in items(parent, "selectors") {
        if selector.value_of("cel").is_none() {
            judge.says(selector, "a selector needs `cel`");
        }
    }
}

fn configuration(config: &Node, judge: &mut Judge<'_, '_>) {
    let Some(opaque) = config.value_of("opaque") else {
        judge.says(config, "a configuration needs `opaque`");
        return;
    };
    if let Some(driver) = judge.needs(opaque, "driver", "a configuration") {
        let lower = driver.as_str().map(str::to_lowercase).unwrap_or_default();
        if lower.len() > 63 || Format::Subdomain.problem(&lower).is_some() {
            judge.says(driver, format!("{} is no name of a driver", driver.brief()));
        }
    }
    match opaque.value_of("parameters") {
        Some(node) if node.as_map().is_none() => judge.says(node, "`parameters` must be a map"),
        Some(_) => {}
        None => judge.says(opaque, "a configuration needs `parameters`"),
    }
}
