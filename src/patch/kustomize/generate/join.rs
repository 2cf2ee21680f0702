//! How a generated resource joins those that are there.

use super::base64;
use super::refused;
use crate::diag::Diagnostic;
use crate::load::kustomization::Outcome;
use crate::patch::kustomize::resources::{Behavior, Identity, Resource, Resources};
use crate::patch::kustomize::schema::Schema;
use crate::yaml::{Mapping, Node, Past, Step};

/// Puts a generated resource among the others, as its behavior says.
pub(in crate::patch::kustomize) fn join(
    resources: &mut Resources,
    mut generated: Resource,
    schema: &Schema,
) -> Outcome<()> {
    let id = generated.id(schema);
    let matches = resources.with_id(&id.name, schema, |there| there.is(&id));
    let at = match (matches.as_slice(), generated.behavior) {
        ([], Behavior::Create) => {
            resources.push(generated);
            return Ok(());
        }
        ([at], Behavior::Replace | Behavior::Merge) => *at,
        ([], behavior) => return Err(missing(&generated, &id, behavior)),
        ([at, ..], _) => {
            let many = matches.len();
            return Err(present(&generated, &id, resources.get(*at), many));
        }
    };
    let Some(old) = resources.get(at) else {
        return Ok(());
    };
    let merges = generated.behavior == Behavior::Merge;
    if merges {
        let mut data = old.node.value_of("data").cloned();
        if generated.kind() == "Secret" {
            data = with_string_data(data, old)?;
        }
        merge_texts(&mut generated.node, "data", data.as_ref());
        merge_texts(
            &mut generated.node,
            "binaryData",
            old.node.get("binaryData"),
        );
    }
    take_identity(&mut generated, old, merges);
    if let Some(place) = resources.get_mut(at) {
        *place = generated;
    }
    Ok(())
}

/// Takes name, namespace, labels, annotations and what the build knows from the resource whose place it is.
fn take_identity(generated: &mut Resource, old: &Resource, merges: bool) {
    if let Some(metadata) = generated.node.get_mut("metadata") {
        for field in ["labels", "annotations"] {
            merge_texts(metadata, field, old.node.at(&["metadata", field]));
        }
        if let Some(metadata) = metadata.as_map_mut() {
            for field in ["name", "namespace"] {
                match old.node.at(&["metadata", field]) {
                    Some(value) => metadata.insert(field, value.clone()),
                    None => metadata.remove(field),
                };
            }
        }
    }
    generated.previous.clone_from(&old.previous);
    generated.prefixes.clone_from(&old.prefixes);
    generated.suffixes.clone_from(&old.suffixes);
    generated.vars.clone_from(&old.vars);
    generated.hashed &= old.hashed;
    generated.behavior = old.behavior;
    generated.transformations.clone_from(&old.transformations);
    let (first, second) = match merges {
        true => (old.origin.clone(), generated.origin.take()),
        false => (generated.origin.take(), old.origin.clone()),
    };
    generated.origin = first.or(second);
}

/// Adds the entries of an older map of texts, as texts, where the newer one has none; where it has one, that remembers
/// the older one.
fn merge_texts(node: &mut Node, field: &str, old: Option<&Node>) {
    let Some(old) = old.filter(|old| old.as_map().is_some_and(|map| !map.is_empty())) else {
        return;
    };
    let newer = node.get(field).cloned();
    let mut merged = Mapping::new();
    for entry in old.as_map().into_iter().flatten() {
        let mut entry = entry.clone();
        if entry.value.as_str().is_none() {
            entry.value = entry.value.with(entry.value.to_text().unwrap_or_default());
        }
        merged.insert_entry(entry);
    }
    for entry in newer.as_ref().and_then(Node::as_map).into_iter().flatten() {
        let mut entry = entry.clone();
        if let Some(below) = merged.get(&entry.key.name) {
            entry.value.origin.step = Step::Patched;
            entry.value.origin.past = Some(std::sync::Arc::new(Past {
                origin: below.origin.clone(),
                value: below.brief(),
            }));
        }
        merged.insert_entry(entry);
    }
    if let Some(map) = node.as_map_mut() {
        map.insert(field, newer.as_ref().unwrap_or(old).with(merged));
    }
}

/// Returns the data of a Secret with its `stringData` in it, encoded, as the API server would store them.
fn with_string_data(data: Option<Node>, old: &Resource) -> Outcome<Option<Node>> {
    let Some(texts) = old.node.value_of("stringData") else {
        return Ok(data);
    };
    let mut merged = data
        .as_ref()
        .and_then(Node::as_map)
        .cloned()
        .unwrap_or_default();
    for entry in texts.as_map().into_iter().flatten() {
        let text = entry.value.to_text();
        if text.is_none() && !entry.value.is_null() {
            let key = &entry.key.name;
            return Err(Box::new(
                refused(format!("expected `stringData.{key}` to be a string, found {}", entry.value.value.type_name()))
                    .at(entry.value.span())
                    .note(format!("kustomize: failed to normalize stringData for {}: read stringData: stringData value for key {key:?} must be a scalar", old.name())),
            ));
        }
        let encoded = base64::encode(text.unwrap_or_default().as_bytes());
        let mut entry = entry.clone();
        entry.value = entry.value.with(encoded);
        merged.insert_entry(entry);
    }
    Ok(Some(data.as_ref().unwrap_or(texts).with(merged)))
}

fn missing(generated: &Resource, id: &Identity, behavior: Behavior) -> Box<Diagnostic> {
    let (does, kind) = (word(behavior), &id.gvk.kind);
    Box::new(
        refused(format!(
            "there is no {kind} `{}` that `behavior: {does}` could be for",
            id.name
        ))
        .at(generated.node.at(&["metadata", "name"]).and_then(Node::span))
        .note(format!(
            "kustomize: id {} does not exist; cannot merge or replace",
            spelled(id)
        ))
        .help("take `behavior` away to make a new one, or name one of `resources` by its first name and its namespace"),
    )
}

fn present(
    generated: &Resource,
    id: &Identity,
    old: Option<&Resource>,
    many: usize,
) -> Box<Diagnostic> {
    let kind = &id.gvk.kind;
    let finding = if many > 1 {
        refused(format!(
            "{many} resources have or had the name `{}`, so it is open which one is meant",
            id.name
        ))
        .note(format!(
            "kustomize: found multiple objects that could accept merge of {id}"
        ))
    } else {
        refused(format!("there is a {kind} `{}` already", id.name))
            .note(format!(
                "kustomize: id {} exists; can not use behavior: 'unspecified', behavior must be merge or replace",
                spelled(id)
            ))
            .help("say `behavior: merge` to add to it, or `behavior: replace`")
    };
    Box::new(
        finding
            .at(generated
                .node
                .at(&["metadata", "name"])
                .and_then(Node::span))
            .related(old.and_then(Resource::place), "it is here"),
    )
}

fn word(behavior: Behavior) -> &'static str {
    match behavior {
        Behavior::Create => "create",
        Behavior::Replace => "replace",
        Behavior::Merge => "merge",
    }
}

/// Spells an identity as Go's `%#v` does.
fn spelled(id: &Identity) -> String {
    format!(
        "resid.ResId{{Gvk:resid.Gvk{{Group:{:?}, Version:{:?}, Kind:{:?}, isClusterScoped:{}}}, Name:{:?}, Namespace:{:?}}}",
        id.gvk.group, id.gvk.version, id.gvk.kind, id.cluster, id.name, id.namespace
    )
}
