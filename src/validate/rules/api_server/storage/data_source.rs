//! What a claim is filled from.

use crate::k8s::Format;
use crate::validate::findings::text;
use crate::validate::judge::{Judge, is_empty};
use crate::yaml::Node;

/// Checks `dataSource` and `dataSourceRef`. Of the first, what is neither a claim nor a snapshot is dropped in silence; so is a reference to another namespace.
pub(super) fn data_source(spec: &Node, judge: &mut Judge<'_, '_>) {
    let old = spec.value_of("dataSource");
    let reference = spec
        .value_of("dataSourceRef")
        .filter(|node| node.text_of("namespace").is_none());
    let Some(reference) = reference else {
        let kept = old.filter(|node| {
            let group = text(node, &["apiGroup"]).unwrap_or_default();
            matches!(
                (group, text(node, &["kind"])),
                ("", Some("PersistentVolumeClaim"))
                    | ("snapshot.storage.k8s.io", Some("VolumeSnapshot"))
            )
        });
        if let Some(node) = kept {
            judge.needs(node, "name", "a data source");
        }
        return;
    };
    judge.needs(reference, "name", "a data source");
    judge.needs(reference, "kind", "a data source");
    match reference
        .value_of("apiGroup")
        .filter(|group| !is_empty(group))
    {
        Some(group) => judge.format(group, Format::Subdomain, "API group"),
        None if text(reference, &["kind"])
            .is_some_and(|kind| kind != "PersistentVolumeClaim" && !kind.is_empty()) =>
        {
            judge.says(
                reference,
                "a data source that is no PersistentVolumeClaim needs `apiGroup`",
            );
        }
        None => {}
    }
    if let Some(old) = old {
        let differs = |key: &&&str| old.value_of(key) != reference.value_of(key);
        if let Some(key) = ["apiGroup", "kind", "name"].iter().find(differs) {
            let message = format!("`dataSource` and `dataSourceRef` differ in `{key}`");
            judge.advises(old, message, "remove `dataSource`");
        }
    }
}
