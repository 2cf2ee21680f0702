//! EK1220: a container that the LimitRange of its namespace refuses.
//!
//! Source: Kubernetes, Limit Ranges: an admission plugin compares what is stated, container by container; what is not stated gets
//! a default that fits.

use crate::diag::Code;
use crate::k8s::Object;
use crate::validate::amounts::{quantity, stated};
use crate::validate::findings::{Findings, about, items, text};
use crate::validate::pods::Pod;
use crate::validate::standards::name_of;
use crate::validate::tree::Tree;
use crate::yaml::{Entry, Node};

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for range in tree.of_kind("LimitRange") {
        let spec = range.node.value_of("spec");
        for limit in spec.map_or(&[][..], |spec| items(spec, "limits")) {
            if text(limit, &["type"]) != Some("Container") {
                continue;
            }
            for bound in ["min", "max"] {
                let entries = limit.value_of(bound).and_then(Node::as_map);
                for entry in entries.into_iter().flatten() {
                    for pod in tree.pods.within(&range.id.namespace) {
                        one(range, bound, entry, pod, findings);
                    }
                }
            }
        }
    }
}

fn one(range: &Object, bound: &str, entry: &Entry, pod: &Pod<'_>, findings: &mut Findings) {
    let resource = entry.key.name.as_str();
    let Some(limit) = quantity(&entry.value) else {
        return;
    };
    for container in pod.containers() {
        for amounts in ["requests", "limits"] {
            let Some(node) = container.at(&["resources", amounts, resource]) else {
                continue;
            };
            let Some(stated) = stated(container, amounts, resource) else {
                continue;
            };
            let (outside, word) = match bound {
                "min" => (stated < limit, "at least"),
                _ => (stated > limit, "at most"),
            };
            if outside {
                let name = name_of(container);
                let message = format!(
                    "the LimitRange of the namespace wants {word} {limit} {resource}, and the container `{name}` has {stated}"
                );
                findings.push(
                    about(Code::OutsideLimitRange, pod.object, node, message)
                        .related(entry.value.span(), format!("`{}`", range.id)),
                );
            }
        }
    }
}
