//! EK1356: a snapshot of a class or a claim that nobody makes.
//!
//! Source: Kubernetes, Volume Snapshots; external-snapshotter, `README.md`.

use crate::diag::Code;
use crate::validate::findings::{Findings, about, within};
use crate::validate::tree::Tree;
use crate::yaml::Node;

const GROUP: &str = "snapshot.storage.k8s.io";

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for snapshot in tree.of_kind("VolumeSnapshot") {
        let named = |keys: &[&str]| {
            snapshot
                .node
                .at(keys)
                .and_then(|node| Some((node, node.as_str()?)))
        };
        let classes = tree.names("VolumeSnapshotClass", "");
        if let Some((node, name)) = named(&["spec", "volumeSnapshotClassName"])
            && !tree.exists(GROUP, "VolumeSnapshotClass", "", name)
        {
            let near = findings.near(name, classes);
            let help = near.unwrap_or_else(|| tree.add_or_declare("VolumeSnapshotClass", "", name));
            findings.push(
                about(
                    Code::MissingSnapshotClass,
                    snapshot,
                    node,
                    format!("there is no VolumeSnapshotClass `{name}`"),
                )
                .help(help),
            );
        }
        let namespace = snapshot.id.namespace.as_str();
        let claim = named(&["spec", "source", "persistentVolumeClaimName"]);
        let Some((node, name)) = claim.filter(|(_, name)| !is_made(tree, namespace, name)) else {
            continue;
        };
        let message = format!(
            "there is no PersistentVolumeClaim `{name}`{} to take a snapshot of",
            within(namespace)
        );
        let help = tree.add_or_declare("PersistentVolumeClaim", namespace, name);
        findings.push(about(Code::MissingSnapshotClass, snapshot, node, message).help(help));
    }
}

/// Whether the claim is there, or a StatefulSet makes it: `data-orders-0`.
fn is_made(tree: &Tree<'_>, namespace: &str, name: &str) -> bool {
    let by_set = || {
        let Some((head, ordinal)) = name.rsplit_once('-') else {
            return false;
        };
        ordinal.bytes().all(|byte| byte.is_ascii_digit())
            && tree.all_of_kind("StatefulSet").any(|set| {
                let templates = set
                    .node
                    .at(&["spec", "volumeClaimTemplates"])
                    .and_then(Node::as_list);
                set.id.namespace == namespace
                    && templates.unwrap_or_default().iter().any(|template| {
                        let template = template.at(&["metadata", "name"]).and_then(Node::as_str);
                        template.and_then(|template| head.strip_prefix(template)?.strip_prefix('-'))
                            == Some(set.id.name.as_str())
                    })
            })
    };
    tree.exists("", "PersistentVolumeClaim", namespace, name) || by_set()
}
