//! Changes of images, gathered over all workloads.

use std::collections::BTreeMap;

use super::model::{Change, FieldChange, ImageChange, Shown};
use crate::k8s::{Image, ObjectId};

/// Returns every change of an image once, by image, with the workloads that have it.
pub(super) fn changes(changes: &[Change]) -> Vec<ImageChange> {
    let mut found: BTreeMap<(&str, &str, &str), Vec<ObjectId>> = BTreeMap::new();
    for change in changes {
        for (from, to) in change.fields.iter().filter_map(of_field) {
            let (before, after) = (split(from), split(to));
            let image = if before.0 == after.0 { after.0 } else { to };
            let (from, to) = if before.0 == after.0 {
                (before.1, after.1)
            } else {
                (from, "")
            };
            let workloads = found.entry((image, from, to)).or_default();
            if workloads.last() != Some(&change.id) {
                workloads.push(change.id.clone());
            }
        }
    }
    let found = found.into_iter();
    found
        .map(|((image, from, to), mut workloads)| {
            workloads.sort();
            workloads.dedup();
            ImageChange {
                image: image.into(),
                from: from.into(),
                to: if to.is_empty() {
                    image.into()
                } else {
                    to.into()
                },
                is_major: is_major(&format!("a:{from}"), &format!("a:{to}")),
                workloads,
            }
        })
        .collect()
}

/// Returns the image before and after, of the field of a container.
fn of_field(field: &FieldChange) -> Option<(&str, &str)> {
    let is_container = field.path.fields().any(|name| {
        matches!(
            name,
            "containers" | "initContainers" | "ephemeralContainers"
        )
    });
    if field.path.last_field() != Some("image") || !is_container {
        return None;
    }
    match (&field.before, &field.after) {
        (Some(Shown::Value(before)), Some(Shown::Value(after))) => {
            before.as_str().zip(after.as_str())
        }
        _ => None,
    }
}

/// Splits an image behind its name: tag and digest are what changes.
fn split(image: &str) -> (&str, &str) {
    let parts = Image::parse(image);
    let registry = parts.registry.map_or(0, |registry| registry.len() + 1);
    let (name, version) = image.split_at(registry + parts.repository.len());
    (name, version.trim_start_matches([':', '@']))
}

/// Returns whether the first number of the version of an image is another one.
pub(super) fn is_major(from: &str, to: &str) -> bool {
    let major = |image: &str| Image::parse(image).version().map(|(major, _)| major);
    matches!((major(from), major(to)), (Some(from), Some(to)) if from != to)
}
