//! What the environment says of its cluster.

use crate::diag::{Code, Diagnostic};
use crate::k8s::Object;
use crate::validate::findings::{about, items, text};
use crate::validate::tree::Tree;
use crate::yaml::Node;

/// A subnet of the cluster's VPC.
pub(super) struct Subnet<'a> {
    pub(super) node: &'a Node,
    pub(super) id: &'a str,
    pub(super) zone: Option<&'a str>,
    pub(super) public: bool,
}

/// Returns a fact: of the cluster, else of the environment.
pub(super) fn fact<'a>(tree: &Tree<'a>, key: &str) -> Option<&'a str> {
    let target = tree.target?;
    text(&target.cluster, &[key]).or_else(|| text(&target.environment, &[key]))
}

/// Returns the subnets that the cluster lists.
pub(super) fn subnets<'a>(tree: &Tree<'a>) -> Vec<Subnet<'a>> {
    let listed = tree
        .target
        .and_then(|target| target.cluster.at(&["vpc", "subnets"]));
    let Some(listed) = listed else {
        return Vec::new();
    };
    let of = |list, public| {
        items(listed, list).iter().filter_map(move |node| {
            Some(Subnet {
                node,
                id: text(node, &["id"])?,
                zone: text(node, &["zone"]),
                public,
            })
        })
    };
    of("public", true).chain(of("private", false)).collect()
}

/// Returns a finding about a fact: of an object, or of the Cluster, which is none.
pub(super) fn said(
    code: Code,
    object: Option<&Object>,
    node: &Node,
    message: impl Into<String>,
) -> Diagnostic {
    match object {
        Some(object) => about(code, object, node, message).at(node.head().or(object.span)),
        None => Diagnostic::new(code, message).at(node.head()),
    }
}
