//! EK1224: two workloads mount a claim that one node can have at a time, or two StatefulSets make one claim.
//!
//! Source: Kubernetes, Persistent Volumes, "Access Modes"; an EBS volume is attached to one node.

use std::collections::BTreeMap;

use crate::diag::Code;
use crate::k8s::Object;
use crate::validate::findings::{Findings, about, items, text};
use crate::validate::tree::Tree;
use crate::yaml::Node;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    mounted(tree, findings);
    made(tree, findings);
}

fn mounted(tree: &Tree<'_>, findings: &mut Findings) {
    let mut users: BTreeMap<(&str, &str), &Object> = BTreeMap::new();
    for pod in tree.pods.iter() {
        let namespace = pod.object.id.namespace.as_str();
        for volume in items(pod.spec, "volumes") {
            let node = volume.at(&["persistentVolumeClaim", "claimName"]);
            let Some((node, name)) = node.and_then(|node| Some((node, node.as_str()?))) else {
                continue;
            };
            let claim = tree.get("", "PersistentVolumeClaim", namespace, name);
            if !claim.is_some_and(is_of_one_node) {
                continue;
            }
            match users.get(&(namespace, name)) {
                None => {
                    users.insert((namespace, name), pod.object);
                }
                Some(other) if other.id != pod.object.id => {
                    let message = format!(
                        "`{}` mounts the claim `{name}` too, which one node can have at a time",
                        other.id
                    );
                    findings.push(
                        about(Code::SharedClaim, pod.object, node, message)
                            .help("give each a claim of its own, or use a class with `ReadWriteMany`, such as EFS"),
                    );
                }
                Some(_) => {}
            }
        }
    }
}

fn is_of_one_node(claim: &Object) -> bool {
    let spec = claim.node.value_of("spec");
    let modes = spec.map_or(&[][..], |spec| items(spec, "accessModes"));
    let one = |mode: &Node| matches!(mode.as_str(), Some("ReadWriteOnce" | "ReadWriteOncePod"));
    !modes.is_empty() && modes.iter().all(one)
}

/// The claims of `data` of a set `a-b`, and of `data-a` of a set `b`, are both `data-a-b-0`.
fn made(tree: &Tree<'_>, findings: &mut Findings) {
    let mut makers: BTreeMap<(&str, String), &Object> = BTreeMap::new();
    for set in tree.of_kind("StatefulSet") {
        let spec = set.node.value_of("spec");
        for template in spec.map_or(&[][..], |spec| items(spec, "volumeClaimTemplates")) {
            let Some(name) = text(template, &["metadata", "name"]) else {
                continue;
            };
            let claim = (set.id.namespace.as_str(), format!("{name}-{}", set.id.name));
            match makers.get(&claim) {
                Some(other) if other.id != set.id => {
                    let message = format!("`{}` makes the claim `{}-0` too", other.id, claim.1);
                    let node = template.at(&["metadata", "name"]).unwrap_or(template);
                    findings.push(
                        about(Code::SharedClaim, set, node, message)
                            .help("rename the template or the set"),
                    );
                }
                Some(_) => {}
                None => {
                    makers.insert(claim, set);
                }
            }
        }
    }
}
