//! An OpenAPI document that a kustomization names in `openapi.path`.

use ecow::EcoString;
use rustc_hash::FxHashMap;

use super::Definition;
use super::v1_21::Type;
use crate::k8s::{Lists, MergeKey};
use crate::yaml::path::Pointer;
use crate::yaml::{Mapping, Node};

const KIND: &str = "x-kubernetes-group-version-kind";

/// So many references may follow one another; more go round in a circle.
const REFERENCES: usize = 64;

/// A document of the user's, and where in it the kinds are.
#[derive(Debug)]
pub(super) struct Document {
    root: Node,
    /// The name of the definition of each `apiVersion` and kind.
    kinds: FxHashMap<(EcoString, EcoString), EcoString>,
    namespaced: FxHashMap<(EcoString, EcoString), bool>,
    /// Whether the definitions of Kubernetes stand beside those of the document.
    beside_built_in: bool,
}

impl Document {
    pub(super) fn new(root: Node) -> Self {
        let mut kinds = FxHashMap::default();
        for entry in root
            .get("definitions")
            .and_then(Node::as_map)
            .into_iter()
            .flat_map(Mapping::iter)
        {
            let stated = entry.value.get(KIND).and_then(Node::as_list);
            for id in stated.unwrap_or_default().iter().filter_map(kind_of) {
                kinds.insert(id, entry.key.name.clone());
            }
        }
        let mut namespaced = FxHashMap::default();
        for entry in root
            .get("paths")
            .and_then(Node::as_map)
            .into_iter()
            .flat_map(Mapping::iter)
        {
            let Some(id) = entry.value.at(&["get", KIND]).and_then(kind_of) else {
                continue;
            };
            let inside = entry.key.name.contains("namespaces/{namespace}");
            *namespaced.entry(id).or_default() |= inside;
        }
        Document {
            root,
            kinds,
            namespaced,
            beside_built_in: false,
        }
    }

    pub(super) fn beside_built_in(self) -> Self {
        Document {
            beside_built_in: true,
            ..self
        }
    }

    pub(super) fn is_beside_built_in(&self) -> bool {
        self.beside_built_in
    }

    pub(super) fn type_of(&self, api_version: &str, kind: &str) -> Option<Definition<'_>> {
        let name = self.kinds.get(&(api_version.into(), kind.into()))?;
        let schema = self.root.get("definitions")?.get(name)?;
        Some(Definition::of_document(self, schema))
    }

    pub(super) fn namespaced(&self, api_version: &str, kind: &str) -> Option<bool> {
        self.namespaced
            .get(&(api_version.into(), kind.into()))
            .copied()
    }

    /// Returns the type of a field of a schema, or of its elements, and how such a list is joined.
    pub(super) fn field<'d>(
        &'d self,
        schema: &'d Node,
        name: &str,
    ) -> Option<(Option<Definition<'d>>, Lists<'d>)> {
        let property = schema
            .at(&["properties", name])
            .or_else(|| schema.value_of("additionalProperties"))?;
        let property = match self.resolved(property)? {
            Resolved::Here(property) => property,
            Resolved::BuiltIn(ty) => return Some((Some(Definition::built_in(ty)), Lists::Atomic)),
        };
        let below = if is_array(property) {
            property
                .value_of("items")
                .and_then(|items| self.resolved(items))
        } else {
            Some(Resolved::Here(property))
        };
        let below = below.map(|below| match below {
            Resolved::Here(schema) => Definition::of_document(self, schema),
            Resolved::BuiltIn(ty) => Definition::built_in(ty),
        });
        Some((below, lists_of(property)))
    }

    /// Follows `$ref`, which takes the place of everything beside it.
    fn resolved<'d>(&'d self, mut schema: &'d Node) -> Option<Resolved<'d>> {
        for _ in 0..REFERENCES {
            schema.as_map()?;
            let Some(reference) = schema.value_of("$ref").and_then(Node::as_str) else {
                return Some(Resolved::Here(schema));
            };
            let pointer = Pointer::parse(reference.strip_prefix('#')?).ok()?;
            let Some(target) = pointer.find(&self.root) else {
                let name = pointer.tokens().last().filter(|_| self.beside_built_in)?;
                return super::definition(name).map(Resolved::BuiltIn);
            };
            schema = target;
        }
        None
    }
}

/// Where a reference leads.
enum Resolved<'d> {
    /// To a schema of this document.
    Here(&'d Node),
    /// To a definition of Kubernetes that stands beside it.
    BuiltIn(Type),
}

fn is_array(schema: &Node) -> bool {
    let array = |node: &Node| node.as_str() == Some("array");
    schema.get("type").is_some_and(|stated| {
        array(stated) || matches!(stated.as_list(), Some([only]) if array(only))
    })
}

fn lists_of(property: &Node) -> Lists<'_> {
    let text = |name| property.get(name).and_then(Node::as_str);
    let merged = text("x-kubernetes-patch-strategy")
        .is_some_and(|strategies| strategies.split(',').any(|strategy| strategy == "merge"));
    if !merged {
        return Lists::Atomic;
    }
    let key = |name| MergeKey {
        name,
        default: None,
    };
    let stated = property
        .get("x-kubernetes-list-map-keys")
        .and_then(Node::as_list);
    let keys: Vec<MergeKey<'_>> = match stated {
        Some(names) => names.iter().filter_map(Node::as_str).map(key).collect(),
        None => text("x-kubernetes-patch-merge-key")
            .map(key)
            .into_iter()
            .collect(),
    };
    if keys.is_empty() {
        Lists::Set
    } else {
        Lists::ByKey(keys)
    }
}

/// Reads one entry of `x-kubernetes-group-version-kind` as `apiVersion` and kind.
fn kind_of(entry: &Node) -> Option<(EcoString, EcoString)> {
    let text = |key| entry.get(key).and_then(Node::as_str);
    let version = text("version")?;
    let api_version = match text("group") {
        None | Some("") => version.into(),
        Some(group) => ecow::eco_format!("{group}/{version}"),
    };
    Some((api_version, text("kind")?.into()))
}
