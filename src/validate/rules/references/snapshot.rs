//! EK1228: a snapshot of a class or claim that nobody makes, or a claim from a snapshot that nobody makes.
//!
//! Source: Kubernetes, Volume Snapshots: `volumeSnapshotClassName`, `source.persistentVolumeClaimName` and `dataSource` of a claim.

use super::missing_storage::is_made_by_a_set;
use crate::diag::Code;
use crate::k8s::Object;
use crate::validate::findings::{Findings, text};
use crate::validate::lookup::{Name, demand};
use crate::validate::tree::Tree;
use crate::yaml::Node;

const GROUP: &str = "snapshot.storage.k8s.io";

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for snapshot in tree.of_kind("VolumeSnapshot") {
        if let Some(node) = snapshot.node.at(&["spec", "volumeSnapshotClassName"]) {
            let name = Name {
                object: snapshot,
                node,
                group: GROUP,
                kind: "VolumeSnapshotClass",
                namespace: "",
            };
            demand(tree, findings, Code::MissingSnapshot, name);
        }
        if let Some(node) = snapshot
            .node
            .at(&["spec", "source", "persistentVolumeClaimName"])
        {
            claim(tree, snapshot, node, findings);
        }
    }
    for made in tree.of_kind("PersistentVolumeClaim") {
        for field in ["dataSource", "dataSourceRef"] {
            let Some(source) = made.node.at(&["spec", field]) else {
                continue;
            };
            let Some(node) = source
                .value_of("name")
                .filter(|_| source.value_of("namespace").is_none())
            else {
                continue;
            };
            match text(source, &["kind"]) {
                Some("VolumeSnapshot") => {
                    let namespace = made.id.namespace.as_str();
                    let name = Name {
                        object: made,
                        node,
                        group: GROUP,
                        kind: "VolumeSnapshot",
                        namespace,
                    };
                    demand(tree, findings, Code::MissingSnapshot, name);
                }
                Some("PersistentVolumeClaim") => claim(tree, made, node, findings),
                _ => {}
            }
        }
    }
}

fn claim(tree: &Tree<'_>, object: &Object, node: &Node, findings: &mut Findings) {
    let namespace = object.id.namespace.as_str();
    if node
        .as_str()
        .is_some_and(|name| is_made_by_a_set(tree, namespace, name))
    {
        return;
    }
    let name = Name {
        object,
        node,
        group: "",
        kind: "PersistentVolumeClaim",
        namespace,
    };
    demand(tree, findings, Code::MissingSnapshot, name);
}
