//! `buildMetadata`, and the last touch on annotations.
//!
//! On request each resource says where it comes from and what changed it, in kustomize's annotations. Asked or not,
//! kustomize writes annotations anew: values become text, and an empty map goes. So do we, since people compare bytes.

use ecow::EcoString;

use super::resources::{BuildOrigin, Resource, Resources};
use crate::text::Sources;
use crate::yaml::emit::go_yaml;
use crate::yaml::{Entry, Mapping, Node, Origin, Step, Style, Value};

const ORIGIN: &str = "config.kubernetes.io/origin";
const TRANSFORMATIONS: &str = "alpha.config.kubernetes.io/transformations";

/// What `buildMetadata` asks for.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Wanted {
    pub origins: bool,
    pub transformations: bool,
}

/// Puts the annotation of its origin onto a resource, still without its text: a patch may take it away, and with it
/// what is known.
pub(super) fn mark(resource: &mut Resource) {
    if resource.origin.is_none() {
        return;
    }
    resource.annotate();
    let place = resource.node.origin.clone();
    if let Some(annotations) = annotations_mut(resource) {
        annotations.insert(ORIGIN, Node::new("", place));
    }
}

fn annotations_mut(resource: &mut Resource) -> Option<&mut Mapping> {
    let metadata = resource.node.get_mut("metadata")?;
    metadata.get_mut("annotations")?.as_map_mut()
}

/// Adds the transformer to the history of every resource.
pub(super) fn transformed(resources: &mut Resources, transformer: &BuildOrigin) {
    for resource in resources.contents_mut().iter_mut().flatten() {
        let marked =
            annotations_mut(resource).is_some_and(|annotations| annotations.contains(ORIGIN));
        if !marked {
            resource.origin = None;
            resource.transformations.clear();
        }
        match resource.origin {
            // What has no origin was made by the transformer.
            None => resource.origin = Some(transformer.clone()),
            Some(_) => resource.transformations.push(transformer.clone()),
        }
        mark(resource);
    }
}

/// Writes the annotations.
pub(super) fn finish(resource: &mut Resource, wanted: Wanted, sources: &Sources) {
    let place = resource.node.origin.clone();
    let Some(metadata) = resource.node.get_mut("metadata").and_then(Node::as_map_mut) else {
        return;
    };
    let mut annotations = match metadata.remove("annotations") {
        Some(node) => match node.value {
            Value::Mapping(map) => texts(map, sources),
            _ => Mapping::new(),
        },
        None => Mapping::new(),
    };
    for key in [ORIGIN, TRANSFORMATIONS] {
        annotations.remove(key);
    }
    let mut add = |key: &str, text: String| {
        let mut node = Node::new(text, place.clone());
        node.origin.step = Step::Derived;
        annotations.insert(key, node);
    };
    if let (true, Some(origin)) = (wanted.origins, &resource.origin) {
        add(ORIGIN, origin_text(origin, "", "", &place));
    }
    if wanted.transformations && !resource.transformations.is_empty() {
        let items = resource
            .transformations
            .iter()
            .map(|origin| origin_text(origin, "- ", "  ", &place));
        add(TRANSFORMATIONS, items.collect());
    }
    if !annotations.is_empty() {
        metadata.insert("annotations", Node::new(annotations, place));
    }
}

fn texts(map: Mapping, sources: &Sources) -> Mapping {
    if map.iter().all(|entry| entry.value.as_str().is_some()) {
        return map;
    }
    map.into_iter()
        .map(|Entry { key, value }| {
            let value = match &value.value {
                Value::String(_) => value,
                Value::Sequence(_) | Value::Mapping(_) => value.with(""),
                // What a JSON patch read is not written anywhere.
                Value::Null if value.style == Style::Unknown => value.with("null"),
                _ => {
                    let text = super::field_path::text_of(&value, sources);
                    value.with(text)
                }
            };
            Entry { key, value }
        })
        .collect()
}

/// Prints an origin as the YAML that stands in the annotation.
fn origin_text(origin: &BuildOrigin, first: &str, others: &str, place: &Origin) -> String {
    let scalar = |text: &str| {
        go_yaml::document(&Node::new(text, place.clone()))
            .trim_end()
            .to_owned()
    };
    let mut lines: Vec<String> = Vec::new();
    if !origin.path.is_empty() {
        lines.push(format!("path: {}", scalar(&origin.path)));
    }
    if !origin.configured_in.is_empty() {
        lines.push(format!("configuredIn: {}", scalar(&origin.configured_in)));
    }
    if let Some(by) = &origin.configured_by {
        lines.push("configuredBy:".to_owned());
        let mut line = |key: &str, value: &EcoString| {
            if !value.is_empty() {
                lines.push(format!("  {key}: {}", scalar(value)));
            }
        };
        line("apiVersion", &by.api_version);
        line("kind", &by.kind);
        line("name", &by.name);
        line("namespace", &by.namespace);
    }
    let mut text = String::new();
    for (at, line) in lines.iter().enumerate() {
        text.push_str(if at == 0 { first } else { others });
        text.push_str(line);
        text.push('\n');
    }
    if lines.is_empty() {
        text.push_str(first);
        text.push_str("{}\n");
    }
    text
}
