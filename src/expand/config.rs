//! ConfigMaps from `config`: values that become environment variables, files that are mounted.
//!
//! Their final names end in a hash of their content, which a later stage puts there and into everything that refers to them,
//! so that pods roll out with their configuration.

use crate::diag::{Code, Diagnostic};
use crate::k8s::Object;
use crate::layer::Component;
use crate::project::{folder_of, join};
use crate::yaml;
use crate::yaml::{Entry, Mapping, Node};

use super::common::{key, metadata, name, object};
use super::context::Context;
use super::defaults::app as defaults;
use super::template;

/// Walks the entries of `config`.
pub(super) fn entries(spec: &Node) -> impl Iterator<Item = &Entry> {
    let entries = spec.value_of("config").and_then(Node::as_map);
    entries
        .into_iter()
        .flatten()
        .filter(|entry| !entry.value.is_null())
}

/// Returns the ConfigMaps of a component.
pub(super) fn config_maps(context: &Context, component: &Component) -> Vec<Object> {
    let maps = entries(&component.spec).filter_map(|entry| {
        let data = data(context, component, &entry.value);
        let wanted = key(entry, &defaults::CONFIG_MAP);
        let metadata = metadata(
            context,
            component,
            &name(component),
            object_name(component, &wanted),
        );
        let node = yaml!(defaults::CONFIG_MAP => {
            apiVersion: "v1",
            kind: "ConfigMap",
            metadata: (metadata),
            data: (data),
        });
        let mut object = object(component, node)?;
        object.hashed = true;
        Some(object)
    });
    maps.collect()
}

/// Returns the name of the ConfigMap that a spec means: `<component>-<name>` for an entry of `config`, or else the name as it is.
pub(super) fn object_name(component: &Component, wanted: &Node) -> Node {
    let text = wanted.as_str().unwrap_or_default();
    if !entries(&component.spec).any(|entry| entry.key.name == text) {
        return wanted.clone();
    }
    let full = ecow::eco_format!("{}-{text}", component.owner.name);
    wanted.derive(full, &defaults::CONFIG_MAP)
}

fn data(context: &Context, component: &Component, entry: &Node) -> Mapping {
    let mut data = Mapping::new();
    let values = entry.value_of("values").and_then(Node::as_map);
    for value in values.into_iter().flatten() {
        if let Some(text) = value.value.to_text() {
            data.insert(value.key.name.clone(), value.value.with(text));
        }
    }
    let files = entry.value_of("files").and_then(Node::as_map);
    for file in files.into_iter().flatten() {
        if let Some(text) = content(context, component, &file.value) {
            data.insert(file.key.name.clone(), text);
        }
    }
    data
}

/// Returns the text of a file, written in the spec or read from the project.
fn content(context: &Context, component: &Component, file: &Node) -> Option<Node> {
    if let Some(content) = file.value_of("content") {
        return Some(content.clone());
    }
    let asked = file.value_of("path")?;
    let path = project_path(context, component, asked)?;
    let text = template::text(context, &component.owner, &path, asked.span())?;
    Some(asked.derive(text, &defaults::CONFIG_FILE))
}

/// Returns the path below the project root of a path that a spec names. It is relative to the file that names it, which may
/// be a layer of the environment.
pub(super) fn project_path(
    context: &Context,
    component: &Component,
    asked: &Node,
) -> Option<String> {
    let text = asked.as_str()?;
    let file = asked
        .span()
        .map(|span| context.session.sources.get(span.file).path.clone());
    let file = file.unwrap_or_else(|| component.path.clone());
    let joined = join(folder_of(&file), text);
    if joined.is_none() {
        let message = format!("`{text}` leads out of the project");
        context.session.report(
            Diagnostic::new(Code::PathOutside, message)
                .at(asked.span())
                .on(&component.owner)
                .help(format!("write a path relative to {file}")),
        );
    }
    joined
}

/// Returns the entries of `envFrom` for the ConfigMaps that hold values.
pub(super) fn env_from(component: &Component, spec: &Node) -> Vec<Node> {
    entries(spec)
        .filter(|entry| entry.value.value_of("values").is_some())
        .map(|entry| {
            let map = object_name(component, &key(entry, &defaults::CONFIG_MAP));
            yaml!(defaults::CONFIG_MAP => { configMapRef: { name: (map) } })
        })
        .collect()
}
