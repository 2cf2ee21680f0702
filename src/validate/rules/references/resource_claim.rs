//! EK1230: a pod that claims a device by a claim, template or class that nobody makes.
//!
//! Source: Kubernetes, Dynamic Resource Allocation: `resourceClaims` of a pod, `deviceClassName` of a request.

use crate::diag::Code;
use crate::k8s::Object;
use crate::validate::findings::{Findings, items};
use crate::validate::lookup::{Name, demand};
use crate::validate::tree::Tree;
use crate::yaml::Node;

const GROUP: &str = "resource.k8s.io";

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for pod in tree.pods.iter() {
        for claim in items(pod.spec, "resourceClaims") {
            for (field, kind) in [
                ("resourceClaimName", "ResourceClaim"),
                ("resourceClaimTemplateName", "ResourceClaimTemplate"),
            ] {
                if let Some(node) = claim.value_of(field) {
                    let namespace = pod.object.id.namespace.as_str();
                    let name = Name {
                        object: pod.object,
                        node,
                        group: GROUP,
                        kind,
                        namespace,
                    };
                    demand(tree, findings, Code::MissingResourceClaim, name);
                }
            }
        }
    }
    for claim in tree.of_kind("ResourceClaim") {
        classes(tree, claim, claim.node.at(&["spec", "devices"]), findings);
    }
    for template in tree.of_kind("ResourceClaimTemplate") {
        classes(
            tree,
            template,
            template.node.at(&["spec", "spec", "devices"]),
            findings,
        );
    }
}

fn classes(tree: &Tree<'_>, object: &Object, devices: Option<&Node>, findings: &mut Findings) {
    for request in devices.map_or(&[][..], |devices| items(devices, "requests")) {
        let alternatives = items(request, "firstAvailable").iter();
        let exactly = request.value_of("exactly");
        for one in alternatives.chain(exactly).chain([request]) {
            if let Some(node) = one.value_of("deviceClassName") {
                let name = Name {
                    object,
                    node,
                    group: GROUP,
                    kind: "DeviceClass",
                    namespace: "",
                };
                demand(tree, findings, Code::MissingResourceClaim, name);
            }
        }
    }
}
