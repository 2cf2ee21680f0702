//! `configMapGenerator`, `secretGenerator` and their options: from literals, files and env-files to ConfigMaps and Secrets.
//!
//! In: an entry of a generator, with its place. Out: a [`Resource`] whose every value has the place of what gave it, and
//! [`join`], which puts it among the others: a new one, one that takes a place, or one that adds to what is there. The hash
//! of the content comes at the end of the build, in [`super::hash`].

mod base64;
mod join;
mod sources;

use ecow::EcoString;
use rustc_hash::FxHashMap;

pub(super) use self::join::join;
use self::sources::Pair;
use super::resources::{Behavior, Resource};
use crate::diag::{Code, Diagnostic, Severity};
use crate::load::kustomization::{Folder, Loader, Outcome};
use crate::yaml::{Entry, Key, Mapping, Node, Value};

/// Makes the ConfigMap of an entry of `configMapGenerator`; `global` is `generatorOptions`.
pub(super) fn config_map(
    loader: Loader<'_>,
    folder: &Folder,
    entry: &Node,
    global: Option<&Node>,
) -> Outcome<Resource> {
    let mut object = Object::start(entry, "ConfigMap")?;
    let mut data = Mapping::new();
    let mut binary = Mapping::new();
    for pair in pairs(loader, folder, entry)? {
        match String::from_utf8(pair.value) {
            Ok(text) => data.insert_entry(made(pair.key, pair.by.with(text))),
            Err(error) => {
                let text = base64::encode(error.as_bytes());
                binary.insert_entry(made(pair.key, pair.by.with(text)))
            }
        };
    }
    for (field, map) in [("data", data), ("binaryData", binary)] {
        if !map.is_empty() {
            object.set(field, map);
        }
    }
    Ok(object.finish(loader, global))
}

/// Makes the Secret of an entry of `secretGenerator`; `global` is `generatorOptions`.
pub(super) fn secret(
    loader: Loader<'_>,
    folder: &Folder,
    entry: &Node,
    global: Option<&Node>,
) -> Outcome<Resource> {
    let mut object = Object::start(entry, "Secret")?;
    match entry.text_of("type") {
        Some(kind) => object.map.insert("type", kind.clone()),
        None => object.map.insert("type", entry.with("Opaque")),
    };
    let mut data = Mapping::new();
    for pair in pairs(loader, folder, entry)? {
        let text = base64::encode(&pair.value);
        data.insert_entry(made(pair.key, pair.by.with(text)));
    }
    object.set("data", data);
    Ok(object.finish(loader, global))
}

/// Makes the ServiceAccount of an `IAMPolicyGenerator`.
pub(super) fn iam_policy(entry: &Node) -> Outcome<Resource> {
    let cloud = entry.value_of("cloud").and_then(Node::as_str).unwrap_or("");
    if cloud != "gke" {
        return Err(Box::new(
            refused(format!("expected `cloud: gke`, found `{cloud}`"))
                .at(entry.get("cloud").unwrap_or(entry).span())
                .note(format!(
                    "kustomize: cloud provider {cloud} not supported yet"
                ))
                .help("for EKS, write a ServiceAccount with the annotation `eks.amazonaws.com/role-arn`"),
        ));
    }
    let text = |keys: [&str; 2]| entry.at(&keys).and_then(Node::as_str).unwrap_or("");
    let account = ecow::eco_format!(
        "{}@{}.iam.gserviceaccount.com",
        text(["serviceAccount", "name"]),
        text(["serviceAccount", "projectId"])
    );
    let mut annotations = Mapping::new();
    annotations.insert("iam.gke.io/gcp-service-account", entry.with(account));
    let mut metadata = Mapping::new();
    metadata.insert("annotations", entry.with(annotations));
    let service = ["kubernetesService", "name"];
    let name = entry.at(&service).cloned();
    metadata.insert("name", name.unwrap_or_else(|| entry.with(Value::Null)));
    let namespace = entry.at(&["kubernetesService", "namespace"]);
    if let Some(namespace) = namespace.filter(|node| node.as_str() != Some("")) {
        metadata.insert("namespace", namespace.clone());
    }
    let mut map = Mapping::new();
    map.insert("apiVersion", entry.with("v1"));
    map.insert("kind", entry.with("ServiceAccount"));
    map.insert("metadata", entry.with(metadata));
    Ok(Resource::new(entry.with(map)))
}

/// An object that is being made.
struct Object<'e> {
    entry: &'e Node,
    map: Mapping,
    metadata: Mapping,
}

impl<'e> Object<'e> {
    fn start(entry: &'e Node, kind: &str) -> Outcome<Self> {
        let Some(name) = entry.text_of("name") else {
            return Err(Box::new(
                refused(format!("a generated {kind} has no name"))
                    .at(entry.head())
                    .note("kustomize: a configmap must have a name")
                    .help("add `name: …`"),
            ));
        };
        let mut metadata = Mapping::new();
        metadata.insert("name", name.clone());
        if let Some(namespace) = entry.text_of("namespace") {
            metadata.insert("namespace", namespace.clone());
        }
        let mut map = Mapping::new();
        for (field, value) in [("apiVersion", "v1"), ("kind", kind)] {
            map.insert_entry(Entry {
                key: Key {
                    name: field.into(),
                    span: entry.head(),
                },
                value: entry.with(value),
            });
        }
        Ok(Object {
            entry,
            map,
            metadata,
        })
    }

    fn set(&mut self, field: &str, map: Mapping) {
        self.map.insert(field, self.entry.with(map));
    }

    fn finish(mut self, loader: Loader<'_>, global: Option<&Node>) -> Resource {
        let local = self.entry.value_of("options");
        let is_on = |option: &str| {
            let is_on = |options: &Node| options.get(option).and_then(Node::as_bool) == Some(true);
            local.is_some_and(is_on) || global.is_some_and(is_on)
        };
        for field in ["labels", "annotations"] {
            let mut merged = Mapping::new();
            for options in [local, global].into_iter().flatten() {
                let map = options.value_of(field).and_then(Node::as_map);
                for pair in map.into_iter().flatten() {
                    if merged.contains(&pair.key.name) {
                        continue;
                    }
                    let mut pair = pair.clone();
                    if pair.value.is_null() {
                        pair.value = pair.value.with("");
                    }
                    merged.insert_entry(pair);
                }
            }
            if !merged.is_empty() {
                self.metadata.insert(field, self.entry.with(merged));
            }
        }
        if is_on("immutable") {
            self.map.insert("immutable", self.entry.with(true));
        }
        self.map.insert("metadata", self.entry.with(self.metadata));
        let mut resource = Resource::new(self.entry.with(self.map));
        resource.hashed = !is_on("disableNameSuffixHash");
        resource.behavior = behavior(loader, self.entry);
        resource.annotate();
        resource
    }
}

fn behavior(loader: Loader<'_>, entry: &Node) -> Behavior {
    let Some(node) = entry.text_of("behavior") else {
        return Behavior::Create;
    };
    match node.as_str() {
        Some("create") => Behavior::Create,
        Some("replace") => Behavior::Replace,
        Some("merge") => Behavior::Merge,
        found => {
            let found = found.unwrap_or_default();
            loader.session.report(
                Diagnostic::new(
                    Code::NothingMatched,
                    format!("`behavior: {found}` is taken for `create`"),
                )
                .at(node.span())
                .help("write `create`, `replace` or `merge`"),
            );
            Behavior::Create
        }
    }
}

/// Reads the data of a generator. A key that stands twice is refused; one that the API server will refuse is reported.
fn pairs(loader: Loader<'_>, folder: &Folder, entry: &Node) -> Outcome<Vec<Pair>> {
    let pairs = sources::read(loader, folder, entry)?;
    let name = entry.text_of("name").and_then(Node::as_str);
    let mut seen: FxHashMap<&str, &Node> = FxHashMap::default();
    for pair in &pairs {
        if let Some(first) = seen.insert(&pair.key, &pair.by) {
            return Err(Box::new(
                refused(format!("the key `{}` is given twice", pair.key))
                    .at(pair.by.span())
                    .related(first.span(), "first given here")
                    .note(format!(
                        "kustomize: configmap {} illegally repeats the key `{}`",
                        name.unwrap_or_default(),
                        pair.key
                    )),
            ));
        }
        if !is_key(&pair.key) {
            let mut finding = refused(format!("the API server refuses the key `{}`", pair.key))
                .at(pair.by.span())
                .note("a key is 1 to 253 letters, digits, `-`, `_` and `.`, and not `.` or `..`");
            // kustomize prints it all the same.
            finding.severity = Severity::Warning;
            loader.session.report(finding);
        }
    }
    Ok(pairs)
}

/// Returns whether a ConfigMap or a Secret may have a key: `IsConfigMapKey` of apimachinery.
fn is_key(key: &str) -> bool {
    let is_character = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    (1..=253).contains(&key.len())
        && key.bytes().all(is_character)
        && key != "."
        && !key.starts_with("..")
}

fn made(key: EcoString, value: Node) -> Entry {
    Entry {
        key: Key {
            name: key,
            span: value.span(),
        },
        value,
    }
}

fn refused(message: impl Into<String>) -> Diagnostic {
    Diagnostic::new(Code::GeneratorInput, message)
}

#[cfg(test)]
mod tests;
