//! Entry files: what Flux or Argo CD starts from.

use ecow::EcoString;

use super::{argocd, defaults, flux};
use crate::layer::Target;
use crate::order::names::shortened;
use crate::order::{Plan, Unit};
use crate::session::Session;
use crate::yaml::Node;

/// Who syncs the tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Engine {
    Flux,
    ArgoCd,
    /// Nobody we write entry files for.
    None,
}

/// One entry file.
pub(super) struct Entry {
    /// Its path below the rendered folder.
    pub(super) path: String,
    /// Its content.
    pub(super) node: Node,
}

/// Returns `gitops.engine` of the environment.
pub(super) fn engine(target: &Target) -> Engine {
    match text(target, "engine").as_deref() {
        Some("flux") => Engine::Flux,
        Some("argocd") => Engine::ArgoCd,
        _ => Engine::None,
    }
}

/// Returns the entry files of the environment's engine.
pub(super) fn files(session: &Session, target: &Target, plan: &Plan) -> Vec<Entry> {
    match engine(target) {
        Engine::Flux => flux::files(target, plan),
        Engine::ArgoCd => argocd::files(session, target, plan),
        Engine::None => Vec::new(),
    }
}

/// Returns a setting of `gitops`.
pub(super) fn setting<'t>(target: &'t Target, key: &str) -> Option<&'t Node> {
    target.environment.at(&["gitops", key])
}

/// Returns a setting of `gitops` as text.
pub(super) fn text(target: &Target, key: &str) -> Option<EcoString> {
    setting(target, key)?.to_text()
}

/// Returns a path below the rendered folder as a path of the repository, without `./`.
pub(super) fn repository_path(target: &Target, below: &str) -> Node {
    let rendered = match setting(target, "path") {
        Some(path) => path.derive(path.to_text().unwrap_or_default(), &defaults::PATH),
        None => Node::literal(format!("rendered/{}", target.name), &defaults::PATH),
    };
    let folder = rendered.to_text().unwrap_or_default();
    let parts: Vec<&str> = folder
        .split('/')
        .chain(below.split('/'))
        .filter(|part| !matches!(*part, "" | "."))
        .collect();
    rendered.with(parts.join("/"))
}

/// Returns the name of a unit's entry object, `prod-90-shop.api`: at most 63 characters, since it becomes the value of
/// labels.
pub(super) fn name(target: &Target, unit: &Unit) -> String {
    name_of(target, &unit.name)
}

/// Returns the name of the entry object of the unit with this name.
pub(super) fn name_of(target: &Target, unit: &str) -> String {
    let full = format!("{}-{unit}", target.name);
    let clean: String = full
        .chars()
        .map(|sign| match sign {
            'a'..='z' | '0'..='9' | '.' | '-' => sign,
            _ => '-',
        })
        .collect();
    // What had to be replaced is told apart by the hash, as if the name were too long.
    let limit = if clean == full {
        63
    } else {
        clean.len().min(64) - 1
    };
    shortened(clean, limit.max(18), &full)
}

/// Returns `metadata` of an entry object.
pub(super) fn metadata(target: &Target, name: &str, namespace: &'static str) -> Node {
    let namespace = match setting(target, "namespace") {
        Some(namespace) => namespace.clone(),
        None => Node::literal(namespace, &defaults::ENTRY_NAMESPACE),
    };
    crate::yaml!(defaults::ENTRY => {
        name: (Node::literal(name, &defaults::ENTRY_NAME)),
        namespace: (namespace),
        labels: (crate::yaml!(defaults::ENTRY_LABELS => {
            "app.kubernetes.io/managed-by": "ekscompile",
            environment: (Node::literal(target.name.clone(), &defaults::ENTRY_LABELS)),
        })),
    })
}
