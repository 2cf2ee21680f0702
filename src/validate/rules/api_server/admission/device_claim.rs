//! EK1196: ResourceClaims and templates of them whose parts do not fit each other. After `validateDeviceClaim` of
//! `pkg/apis/resource/validation`.

use rustc_hash::FxHashSet;

use super::device_claims;
use crate::diag::Code;
use crate::k8s::Format;
use crate::validate::findings::{Findings, items};
use crate::validate::judge::{Judge, shown};
use crate::validate::tree::Tree;
use crate::yaml::Node;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for (object, devices) in device_claims(tree) {
        let mut judge = Judge::new(Code::DeviceClaim, object, findings);
        for list in ["requests", "constraints"] {
            judge.at_most(devices, list, 32);
        }
        let names = requests(devices, &mut judge);
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
                        judge.says(node, format!("the claim has no request {}", shown(node)));
                    }
                }
            }
        }
    }
}

/// Checks the requests, and returns what others may call them: `gpu`, `gpu/large`.
fn requests(devices: &Node, judge: &mut Judge<'_, '_>) -> FxHashSet<String> {
    let stated = items(devices, "requests").iter();
    judge.unique(
        stated.filter_map(|request| request.value_of("name")),
        "requests",
    );
    let mut names: FxHashSet<String> = FxHashSet::default();
    for request in items(devices, "requests") {
        let name = named(request, judge).unwrap_or_default();
        names.insert(name.to_owned());
        let several = items(request, "firstAvailable");
        match (request.value_of("exactly"), several) {
            (None, []) => judge.says(
                request,
                "a request needs one of `exactly`, `firstAvailable`",
            ),
            (Some(node), [_, ..]) => {
                judge.says(
                    node,
                    "a request takes one of `exactly`, `firstAvailable`, and has both",
                );
            }
            _ => {}
        }
        judge.at_most(request, "firstAvailable", 8);
        judge.unique(
            several.iter().filter_map(|one| one.value_of("name")),
            "alternatives",
        );
        for one in several {
            names.insert(format!("{name}/{}", named(one, judge).unwrap_or_default()));
        }
    }
    names
}

fn named<'n>(request: &'n Node, judge: &mut Judge<'_, '_>) -> Option<&'n str> {
    let name = judge.needs(request, "name", "a request")?;
    judge.format(name, Format::Label, "name for a request");
    name.as_str()
}
