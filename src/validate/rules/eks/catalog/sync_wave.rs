//! EK1338: Argo CD syncs a custom resource in an earlier wave than its definition.
//!
//! Source: Argo CD, Sync Phases and Waves: a wave starts when the one before is healthy. What we build ourselves is ordered by us.

use rustc_hash::FxHashMap;

use crate::diag::Code;
use crate::k8s::{Object, defined_kind};
use crate::validate::findings::{Findings, about, text};
use crate::validate::tree::Tree;

const WAVE: &str = "argocd.argoproj.io/sync-wave";
const HOOK: &str = "argocd.argoproj.io/hook";

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    if tree.target.is_some() {
        return;
    }
    let definitions = tree.of("apiextensions.k8s.io", "CustomResourceDefinition");
    let defined: FxHashMap<_, _> = definitions
        .filter_map(|definition| Some((defined_kind(&definition.node)?, definition)))
        .collect();
    if defined.is_empty() {
        return;
    }
    for object in tree.objects {
        let kind = (object.id.group.clone(), object.id.kind.clone());
        let Some(definition) = defined.get(&kind).copied() else {
            continue;
        };
        let (early, late) = (place(object), place(definition));
        if early >= late {
            continue;
        }
        let annotation = |key| object.node.at(&["metadata", "annotations", key]);
        let node = annotation(WAVE)
            .or(annotation(HOOK))
            .or(object.node.at(&["metadata", "name"]))
            .unwrap_or(&object.node);
        let message = format!(
            "`{}` is synced before `{}`, which defines its kind",
            object.id, definition.id
        );
        let there = definition.node.at(&["metadata", "annotations", WAVE]);
        findings.push(
            about(Code::ResourceBeforeDefinition, object, node, message)
                .related(there.and_then(crate::yaml::Node::span), "synced later")
                .help(format!("set `{WAVE}` of the definition below {}", early.1)),
        );
    }
}

/// Returns phase and wave of an object.
fn place(object: &Object) -> (i64, i64) {
    let annotation = |key| text(&object.node, &["metadata", "annotations", key]);
    let phase = match annotation(HOOK) {
        Some(hook) if hook.contains("PreSync") => -1,
        Some(hook) if hook.contains("PostSync") => 1,
        _ => 0,
    };
    (
        phase,
        annotation(WAVE)
            .and_then(|wave| wave.parse().ok())
            .unwrap_or(0),
    )
}
