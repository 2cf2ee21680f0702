//! EK1228: a snapshot of a class or claim that nobody makes, or a claim from a snapshot that nobody makes.
//!
//! Source: Kubernetes, Volume Snapshots: `volumeSnapshotClassName`, `source.persistentVolumeClaimName` and `dataSource` of a claim.

use super::missing_storage::demand_claim;
use crate::diag::Code;
use crate::validate::findings::{Findings, text};
use crate::validate::lookup::{Name, demand};
use crate::validate::tree::Tree;

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
            demand_claim(tree, findings, Code::MissingSnapshot, snapshot, node);
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
                Some("PersistentVolumeClaim") => {
                    demand_claim(tree, findings, Code::MissingSnapshot, made, node);
                }
                _ => {}
            }
        }
    }
}
