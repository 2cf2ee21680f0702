//! The entries of `replacements`, read.

use ecow::EcoString;

use super::failed;
use crate::k8s::Gvk;
use crate::load::kustomization::fields::REPLACEMENT;
use crate::load::kustomization::{Folder, Outcome, decode_loosely};
use crate::patch::kustomize::Context;
use crate::patch::kustomize::field_path::split;
use crate::patch::kustomize::patches::selector;
use crate::patch::kustomize::resources::Identity;
use crate::patch::select::Selector;
use crate::text::Span;
use crate::yaml::{Meaning, Node, Value};

/// An entry of `replacements`.
pub(super) struct Replacement {
    pub source: Source,
    pub targets: Vec<Target>,
}

/// Where the value comes from.
pub(super) enum Source {
    /// `sourceValue`.
    Value(Node),
    /// `source`.
    Field(Box<Field>),
}

/// `source`: a field of a resource.
pub(super) struct Field {
    pub node: Node,
    pub id: Identity,
    pub path: Option<Node>,
    pub parts: Vec<String>,
    pub options: Options,
}

/// What is taken where no path is given.
const NAME: &str = "metadata.name";

impl Field {
    fn read(node: &Node) -> Self {
        let text = |key: &str| -> EcoString {
            let text = node.get(key).and_then(Node::as_str);
            text.unwrap_or_default().into()
        };
        let path = node.value_of("fieldPath");
        let path = path.filter(|path| path.as_str() != Some("")).cloned();
        let parts = split(path.as_ref().and_then(Node::as_str).unwrap_or(NAME));
        Field {
            node: node.clone(),
            id: Identity {
                gvk: Gvk {
                    group: text("group"),
                    version: text("version"),
                    kind: text("kind"),
                },
                name: text("name"),
                namespace: text("namespace"),
                cluster: false,
            },
            path,
            parts,
            options: Options::read(node.value_of("options")),
        }
    }

    /// Returns the path as it is written, or the one that is taken.
    pub(super) fn path_text(&self) -> &str {
        self.path.as_ref().and_then(Node::as_str).unwrap_or(NAME)
    }

    pub(super) fn place(&self) -> Option<Span> {
        self.node.head()
    }
}

/// Prints a source as kustomize does.
impl std::fmt::Display for Field {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.id)?;
        if let Some(path) = self.path.as_ref().and_then(Node::as_str) {
            write!(f, ":{path}")?;
        }
        let Options {
            delimiter,
            index,
            create,
        } = &self.options;
        if !delimiter.is_empty() || *create {
            write!(f, ":{delimiter}({index}), create={create}")?;
        }
        Ok(())
    }
}

/// An entry of `targets`.
pub(super) struct Target {
    pub place: Option<Span>,
    pub select: Selector,
    /// By group, version, kind, name and namespace.
    pub reject: Vec<Selector>,
    /// By labels and annotations, whatever else the entry says.
    pub reject_labels: Vec<Selector>,
    pub paths: Vec<Path>,
    pub options: Options,
}

/// An entry of `fieldPaths`.
pub(super) struct Path {
    pub text: EcoString,
    pub parts: Vec<String>,
    pub place: Option<Span>,
}

/// `options` of a source or a target.
#[derive(Default)]
pub(super) struct Options {
    pub delimiter: EcoString,
    pub index: i64,
    pub create: bool,
}

impl Options {
    fn read(node: Option<&Node>) -> Self {
        let Some(node) = node else {
            return Options::default();
        };
        let text = node.get("delimiter").and_then(Node::as_str);
        Options {
            delimiter: text.unwrap_or_default().into(),
            index: node.get("index").and_then(Node::as_int).unwrap_or(0),
            create: node.get("create").and_then(Node::as_bool) == Some(true),
        }
    }

    /// Returns what the field is split at, if it is split.
    pub(super) fn delimiter(&self) -> Option<&str> {
        Some(self.delimiter.as_str()).filter(|text| !text.is_empty())
    }
}

/// Reads all entries, and those of the files that entries name.
pub(super) fn all(
    cx: &Context<'_, '_>,
    folder: &Folder,
    entries: &[Node],
) -> Outcome<Vec<Replacement>> {
    let mut all = Vec::with_capacity(entries.len());
    for entry in entries {
        let path = entry.value_of("path");
        let Some(path) = path.filter(|path| path.as_str() != Some("")) else {
            all.push(one(entry)?);
            continue;
        };
        let has_targets = entry
            .value_of("targets")
            .and_then(Node::as_list)
            .is_some_and(|targets| !targets.is_empty());
        if has_targets || entry.value_of("source").is_some() {
            return Err(Box::new(
                failed(
                    "expected `path` or a replacement, found both",
                    "cannot specify both path and inline replacement",
                )
                .at(path.span()),
            ));
        }
        for node in file(cx, folder, path)? {
            all.push(one(&node)?);
        }
    }
    Ok(all)
}

fn file(cx: &Context<'_, '_>, folder: &Folder, path: &Node) -> Outcome<Vec<Node>> {
    let documents = cx.loader.documents(folder, path, Meaning::GoYamlV2)?;
    let root = documents.into_iter().next().map(|document| document.root);
    let items = match root.as_ref().map(|root| &root.value) {
        Some(Value::Sequence(items)) => items.as_slice(),
        Some(Value::Mapping(_)) => root.as_slice(),
        other => {
            let found = other.map_or("nothing", Value::type_name);
            return Err(Box::new(
                failed(
                    format!("expected a list of replacements, found {found}"),
                    "unsupported replacement type encountered within replacement path",
                )
                .at(root.as_ref().and_then(Node::span))
                .related(path.span(), "named here"),
            ));
        }
    };
    let decode = |item: &Node| {
        decode_loosely(item, REPLACEMENT, "a replacement").map_err(|findings| {
            let mut findings = findings.into_iter();
            let first = findings.next();
            cx.loader.session.report_all(findings);
            Box::new(first.unwrap_or_else(|| failed("it cannot be read", "json")))
        })
    };
    items.iter().map(decode).collect()
}

fn one(entry: &Node) -> Outcome<Replacement> {
    let (value, source) = (entry.value_of("sourceValue"), entry.value_of("source"));
    let source = match (value, source, entry.value_of("targets")) {
        (None, None, _) | (_, _, None) => {
            return Err(Box::new(
                failed(
                    "a replacement needs a `source` and `targets`",
                    "replacements must specify a source and at least one target",
                )
                .at(entry.head()),
            ));
        }
        (Some(value), Some(_), _) => {
            return Err(Box::new(
                failed(
                    "expected `source` or `sourceValue`, found both",
                    "value and resource selectors are mutually exclusive",
                )
                .at(value.span()),
            ));
        }
        (Some(value), None, _) => Source::Value(value.clone()),
        (None, Some(source), _) => Source::Field(Box::new(Field::read(source))),
    };
    let targets = entry.value_of("targets").and_then(Node::as_list);
    let targets = targets.unwrap_or_default().iter().map(target);
    Ok(Replacement {
        source,
        targets: targets.collect::<Outcome<_>>()?,
    })
}

fn target(node: &Node) -> Outcome<Target> {
    let Some(select) = node.value_of("select") else {
        return Err(Box::new(
            failed(
                "a target needs a `select`",
                "target must specify resources to select",
            )
            .at(node.head()),
        ));
    };
    let said = node.value_of("fieldPaths").and_then(Node::as_list);
    let mut paths: Vec<Path> = said
        .unwrap_or_default()
        .iter()
        .map(|node| {
            let text = node.as_str().unwrap_or_default();
            Path {
                text: text.into(),
                parts: split(text),
                place: node.span(),
            }
        })
        .collect();
    if paths.is_empty() {
        paths.push(Path {
            text: NAME.into(),
            parts: split(NAME),
            place: None,
        });
    }
    let mut reject = Vec::new();
    let mut reject_labels = Vec::new();
    let rejected = node.value_of("reject").and_then(Node::as_list);
    for node in rejected.unwrap_or_default() {
        for (labels, into) in [(false, &mut reject), (true, &mut reject_labels)] {
            let mut part = node.clone();
            if let Some(map) = part.as_map_mut() {
                map.retain(|entry| {
                    let is_label = entry.key.name.ends_with("Selector");
                    is_label == labels && entry.value.as_str() != Some("")
                });
            }
            if part.as_map().is_some_and(|map| !map.is_empty()) {
                into.push(selector(&part)?);
            }
        }
    }
    Ok(Target {
        place: select.head(),
        select: selector(select)?,
        reject,
        reject_labels,
        paths,
        options: Options::read(node.value_of("options")),
    })
}
