//! Where objects hold what is secret.
//!
//! Secrets, what Secrets are made of (SealedSecrets, templates and literal values of External Secrets), whatever SOPS
//! encrypted, Secrets inside other objects, and annotations that repeat one of them.

use super::veil::veil;
use crate::yaml::{Mapping, Node};

/// How much of an object is secret; the later one hides more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    /// What its kind says.
    Kind,
    /// What is secret of a Secret, also where it is none.
    Data,
    /// Everything but the identity: a SOPS document says by itself what of it is encrypted.
    All,
}

/// What of a Secret, or of a template of one, may be shown.
const OPEN: [&str; 7] = [
    "apiVersion",
    "engineVersion",
    "immutable",
    "kind",
    "mergePolicy",
    "metadata",
    "type",
];

/// Fields that hold what is secret in whatever custom resource.
const FIELDS: [&str; 4] = [
    "encryptedData",
    "secretTemplates",
    "secureJsonData",
    "stringData",
];

/// Places of custom resources that become the data of a Secret.
const DATA: &[(&str, &str, &[&str])] = &[
    ("bitnami.com", "SealedSecret", &["spec", "data"]),
    ("external-secrets.io", "ClusterSecretStore", FAKE),
    ("external-secrets.io", "SecretStore", FAKE),
    ("generators.external-secrets.io", "Fake", &["spec", "data"]),
    (
        "secretgenerator.mittwald.de",
        "StringSecret",
        &["spec", "data"],
    ),
];
const FAKE: &[&str] = &["spec", "provider", "fake", "data"];

/// Places of custom resources that are like a Secret.
const TEMPLATES: &[(&str, &str, &[&str])] = &[
    ("bitnami.com", "SealedSecret", &["spec", "template"]),
    (
        "external-secrets.io",
        "ClusterExternalSecret",
        &["spec", "externalSecretSpec", "target", "template"],
    ),
    (
        "external-secrets.io",
        "ExternalSecret",
        &["spec", "target", "template"],
    ),
    ("external-secrets.io", "PushSecret", &["spec", "template"]),
];

/// Annotations in which a program repeats the whole object.
const REPEATING: [&str; 3] = [
    "last-applied-configuration",
    "last-handled-configuration",
    "/applied",
];

/// Returns whether an object is encrypted by SOPS.
pub(super) fn is_encrypted(object: &Node) -> bool {
    object.get("sops").is_some()
}

/// Returns an object with a veil over what is secret of it; nothing where nothing is.
pub(super) fn cover(object: &Node, level: Level) -> Option<Node> {
    let text = |key: &str| {
        object
            .value_of(key)
            .and_then(Node::as_str)
            .unwrap_or_default()
    };
    let (group, kind) = (
        text("apiVersion")
            .split_once('/')
            .map_or("", |(group, _)| group),
        text("kind"),
    );
    let is_custom = group.contains('.') && !group.ends_with(".k8s.io");
    if level == Level::Kind
        && !is_secret(object)
        && !(is_custom && has_secrets(object, group, kind))
    {
        return None;
    }
    let mut object = object.clone();
    match level {
        Level::All => all(&mut object),
        Level::Data => manifest(&mut object),
        Level::Kind if is_secret(&object) => manifest(&mut object),
        Level::Kind => {
            annotations(&mut object);
            nested(&mut object);
            for (_, _, keys) in of(DATA, group, kind) {
                crate::k8s::descend(&mut object, keys)
                    .into_iter()
                    .for_each(hide);
            }
            for (_, _, keys) in of(TEMPLATES, group, kind) {
                crate::k8s::descend(&mut object, keys)
                    .into_iter()
                    .for_each(manifest);
            }
        }
    }
    Some(object)
}

/// Returns whether a value is that of a variable that comes from a Secret on the other side: the variable before or after.
pub(in crate::diff) fn is_secret_variable(name: &str, other: &Mapping) -> bool {
    let from = other.get("valueFrom");
    name == "value" && from.is_some_and(|from| from.value_of("secretKeyRef").is_some())
}

/// Returns whether there are Secrets in a text, or what tools keep beside them.
pub(super) fn holds_secrets(text: &str) -> bool {
    let is_kind = |(at, word): (usize, &str)| {
        let before = text[..at].trim_end_matches([' ', '"', '\'']);
        let after = text[at + word.len()..].chars().next();
        before.ends_with(':')
            && before
                .trim_end_matches([':', ' ', '"', '\''])
                .ends_with("kind")
            && !after.is_some_and(char::is_alphanumeric)
    };
    let is_named = ["secureJsonData", "ENC[AES256_GCM"];
    text.match_indices("Secret").any(is_kind) || is_named.iter().any(|name| text.contains(name))
}

/// Covers Secrets and secret fields below a value.
pub(in crate::diff) fn nested(node: &mut Node) {
    if is_encrypted(node) {
        return all(node);
    }
    if is_secret(node) && has_data(node) {
        return manifest(node);
    }
    if let Some(list) = node.as_list_mut() {
        list.iter_mut().for_each(nested);
    } else if let Some(map) = node.as_map_mut() {
        for (key, value) in map.values_mut() {
            match FIELDS.contains(&key.name.as_str()) {
                true => hide(value),
                false => nested(value),
            }
        }
    }
}

/// Returns whether a custom resource holds anything that is secret.
fn has_secrets(object: &Node, group: &str, kind: &str) -> bool {
    of(DATA, group, kind)
        .chain(of(TEMPLATES, group, kind))
        .next()
        .is_some()
        || has_nested(object)
}

fn has_nested(node: &Node) -> bool {
    if let Some(list) = node.as_list() {
        return list.iter().any(has_nested);
    }
    let mut entries = node.as_map().into_iter().flatten();
    is_secret(node) && has_data(node)
        || entries
            .any(|entry| FIELDS.contains(&entry.key.name.as_str()) || has_nested(&entry.value))
}

fn of<'t>(
    table: &'t [(&'t str, &'t str, &'t [&'t str])],
    group: &'t str,
    kind: &'t str,
) -> impl Iterator<Item = &'t (&'t str, &'t str, &'t [&'t str])> {
    table
        .iter()
        .filter(move |row| row.0 == group && row.1 == kind)
}

/// Returns whether a map is the manifest of a Secret.
fn is_secret(node: &Node) -> bool {
    let says = |key: &str, word: &str| node.value_of(key).and_then(Node::as_str) == Some(word);
    says("kind", "Secret") && says("apiVersion", "v1")
}

/// Returns whether it is more than a reference to one.
fn has_data(secret: &Node) -> bool {
    secret.get("data").is_some() || secret.get("stringData").is_some()
}

/// Covers a Secret, also what stands in it under a misspelt key.
fn manifest(node: &mut Node) {
    annotations(node);
    let entries = node.as_map_mut().map(Mapping::values_mut);
    for (key, value) in entries.into_iter().flatten() {
        if !OPEN.contains(&key.name.as_str()) {
            hide(value);
        }
    }
}

/// Covers annotations that repeat the object, or something like it.
fn annotations(node: &mut Node) {
    let annotations = crate::k8s::descend(node, &["metadata", "annotations"]);
    let entries = annotations
        .and_then(Node::as_map_mut)
        .map(Mapping::values_mut);
    for (key, value) in entries.into_iter().flatten() {
        let is_document = value
            .as_str()
            .is_some_and(|text| text.trim_start().starts_with(['{', '[']));
        if is_document || REPEATING.iter().any(|end| key.name.ends_with(end)) {
            hide(value);
        }
    }
}

/// Covers everything but the identity, the labels and the type.
fn all(object: &mut Node) {
    let entries = object.as_map_mut().map(Mapping::values_mut);
    for (key, value) in entries.into_iter().flatten() {
        match key.name.as_str() {
            "apiVersion" | "kind" | "type" => {}
            "metadata" => {
                let fields = value.as_map_mut().map(Mapping::values_mut);
                for (key, value) in fields.into_iter().flatten() {
                    if !matches!(key.name.as_str(), "name" | "namespace" | "labels") {
                        hide(value);
                    }
                }
            }
            _ => hide(value),
        }
    }
}

/// Covers a value. The keys of a map are no secret; how long a list is, is one.
fn hide(node: &mut Node) {
    if let Some(map) = node.as_map_mut() {
        map.values_mut().for_each(|(_, value)| hide(value));
    } else if !node.is_null() {
        *node = veil(node);
    }
}
