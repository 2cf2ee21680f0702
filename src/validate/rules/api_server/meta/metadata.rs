//! EK1150: metadata that the API server refuses, but for names, labels and annotations. After `ValidateObjectMeta` of
//! `apimachinery` and of `pkg/apis/core/validation`.

use crate::diag::Code;
use crate::k8s::{Format, Object, kind_of};
use crate::validate::findings::{Findings, items, text};
use crate::validate::judge::Judge;
use crate::validate::tree::Tree;
use crate::yaml::Node;

/// Finalizers without a prefix.
const FINALIZERS: [&str; 3] = ["kubernetes", "orphan", "foregroundDeletion"];

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for object in tree.objects {
        let Some(metadata) = object.node.value_of("metadata") else {
            continue;
        };
        let mut judge = Judge::new(Code::Metadata, object, findings);
        if metadata.as_map().is_none() {
            continue;
        }
        let of_namespaces =
            kind_of(&object.id.group, &object.id.kind).is_none_or(|kind| kind.namespaced);
        if of_namespaces {
            judge.format_of(metadata, "namespace", Format::Label, "name for a namespace");
        }
        if let Some(generation) = metadata.value_of("generation") {
            judge.within(generation, 0..=i64::MAX, "a generation");
        }
        owners(metadata, &mut judge);
        finalizers(object, metadata, &mut judge);
        for entry in items(metadata, "managedFields") {
            if !matches!(text(entry, &["operation"]), Some("Apply" | "Update")) {
                let node = entry.value_of("operation").unwrap_or(entry);
                judge.says(
                    node,
                    "the operation of managed fields is `Apply` or `Update`",
                );
            }
        }
    }
    for namespace in tree.of("", "Namespace") {
        if let Some(spec) = namespace.node.value_of("spec") {
            let mut judge = Judge::new(Code::Metadata, namespace, findings);
            for finalizer in items(spec, "finalizers") {
                known(finalizer, true, &mut judge);
            }
        }
    }
}

fn owners(metadata: &Node, judge: &mut Judge<'_, '_>) {
    let mut controller: Option<&Node> = None;
    for owner in items(metadata, "ownerReferences") {
        for key in ["apiVersion", "kind", "name", "uid"] {
            judge.needs(owner, key, "an owner");
        }
        if let Some(version) = owner.text_of("apiVersion")
            && let Some(text) = version.as_str()
            && (text.matches('/').count() > 1 || text.ends_with('/'))
        {
            judge.says(version, format!("`{text}` is no version of an API"));
        }
        if (text(owner, &["apiVersion"]), text(owner, &["kind"])) == (Some("v1"), Some("Event")) {
            judge.says(owner, "an Event must not own anything");
        }
        let controls = owner.value_of("controller");
        if let Some(node) = controls.filter(|node| node.as_bool() == Some(true)) {
            // One owner that stands twice counts once.
            if controller.is_some_and(|first| first != owner) {
                judge.says(node, "one owner alone can be the controller");
            }
            controller = Some(owner);
        }
    }
}

fn finalizers(object: &Object, metadata: &Node, judge: &mut Judge<'_, '_>) {
    let all = items(metadata, "finalizers");
    // Outside the groups of the API server itself, a finalizer may be any qualified name.
    let built_in = object.id.group.is_empty()
        || !object.id.group.contains('.')
        || object.id.group.ends_with(".k8s.io");
    for finalizer in all {
        known(finalizer, built_in, judge);
    }
    let has = |wanted: &str| all.iter().find(|node| node.as_str() == Some(wanted));
    if let (Some(_), Some(node)) = (has("orphan"), has("foregroundDeletion")) {
        judge.says(
            node,
            "the finalizers `orphan` and `foregroundDeletion` exclude each other",
        );
    }
}

fn known(finalizer: &Node, built_in: bool, judge: &mut Judge<'_, '_>) {
    judge.format(finalizer, Format::QualifiedName, "finalizer");
    let bare = |text: &&str| {
        Format::QualifiedName.problem(text).is_none()
            && !text.contains('/')
            && !FINALIZERS.contains(text)
    };
    if let Some(text) = finalizer.as_str().filter(|text| built_in && bare(text)) {
        let message = format!("the finalizer `{text}` needs a prefix");
        judge.advises(finalizer, message, format!("write `example.com/{text}`"));
    }
}
