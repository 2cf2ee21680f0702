//! Published documents of many minor versions, read into one set of types in which each field knows its versions.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use ekscompile::k8s::Minor;
use serde_json::Value;

use crate::Failure;

/// A type, as the document of one minor version describes it in one place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Type {
    Any,
    Named(String),
    /// `type` and `format`.
    Plain(String, String),
    Map(Box<Type>),
    /// Elements, and how they are told apart: nothing, no key for a set, keys.
    List(Box<Type>, Option<Vec<String>>),
}

/// The fields of a definition, each with its types and the versions that have them, a bit a version.
pub(super) type Fields = BTreeMap<String, BTreeMap<Type, u16>>;

/// A definition.
#[derive(Debug)]
pub(super) enum Definition {
    Object(Fields),
    Other(Type),
}

/// Group, version and kind.
pub(super) type Gvk = (String, String, String);

/// What is known of a kind.
#[derive(Debug)]
pub(super) struct Kind {
    pub(super) namespaced: bool,
    pub(super) minors: u16,
    pub(super) definition: String,
}

/// Everything of all documents that a kind can reach.
#[derive(Debug, Default)]
pub(super) struct Types {
    pub(super) definitions: BTreeMap<String, Definition>,
    pub(super) kinds: BTreeMap<Gvk, Kind>,
}

/// Kinds of a document without paths that no older version has, and that live in a namespace: `+genclient` without
/// `nonNamespaced` in k8s.io/api 0.37.1.
const NEW_AND_NAMESPACED: &[(&str, &str)] = &[
    ("lifecycle.k8s.io", "Eviction"),
    ("lifecycle.k8s.io", "EvictionRequest"),
    ("scheduling.k8s.io", "CompositePodGroup"),
];

impl Types {
    /// Reads the document of every minor version, oldest first.
    pub(super) fn read(folder: &Path) -> Result<Types, Failure> {
        let mut types = Types::default();
        for minor in Minor::all() {
            let path = folder.join(format!("{minor}.json"));
            let text =
                std::fs::read(&path).map_err(|error| format!("{}: {error}", path.display()))?;
            let document: Value = serde_json::from_slice(&text)?;
            let definitions = ["definitions", "$defs"]
                .iter()
                .find_map(|key| document[*key].as_object())
                .ok_or_else(|| format!("{}: no definitions", path.display()))?;
            let bit = 1 << (minor.0 - Minor::OLDEST.0);
            for (name, definition) in definitions {
                types.add(name, definition, bit);
            }
            match document["paths"].as_object() {
                Some(paths) => types.add_kinds_of(paths, definitions, bit),
                None => types.add_kinds(definitions, bit),
            }
        }
        types.keep_reachable();
        Ok(types)
    }

    fn add(&mut self, name: &str, definition: &Value, bit: u16) {
        let Some(properties) = definition["properties"].as_object() else {
            let other = Definition::Other(special(name).unwrap_or_else(|| type_of(definition)));
            self.definitions.entry(name.to_owned()).or_insert(other);
            return;
        };
        let entry = self
            .definitions
            .entry(name.to_owned())
            .or_insert_with(|| Definition::Object(Fields::new()));
        // A definition that had no fields has some from here on.
        if let Definition::Other(_) = entry {
            *entry = Definition::Object(Fields::new());
        }
        if let Definition::Object(fields) = entry {
            for (name, property) in properties {
                let types = fields.entry(name.clone()).or_default();
                *types.entry(type_of(property)).or_default() |= bit;
            }
        }
    }

    /// Adds the kinds that one can make: those whose collection takes a POST.
    fn add_kinds_of(
        &mut self,
        paths: &serde_json::Map<String, Value>,
        definitions: &serde_json::Map<String, Value>,
        bit: u16,
    ) {
        let by_kind = by_kind(definitions);
        for (path, operations) in paths {
            let post = &operations["post"];
            if post["x-kubernetes-action"] != "post" || path.contains("{name}") {
                continue;
            }
            let gvk = gvk(&post["x-kubernetes-group-version-kind"]);
            if let Some(definition) = by_kind.get(&gvk) {
                self.add_kind(gvk, path.contains("{namespace}"), definition, bit);
            }
        }
    }

    /// Adds kinds that an older document has, and new ones of which there are lists.
    fn add_kinds(&mut self, definitions: &serde_json::Map<String, Value>, bit: u16) {
        let scopes: BTreeMap<(String, String), bool> = self
            .kinds
            .iter()
            .map(|((group, _, kind), known)| ((group.clone(), kind.clone()), known.namespaced))
            .collect();
        for (gvk, definition) in by_kind(definitions) {
            let key = (gvk.0.clone(), gvk.2.clone());
            let known = scopes.get(&key).copied();
            if known.is_none() && !definitions.contains_key(&format!("{definition}List")) {
                continue;
            }
            let listed = NEW_AND_NAMESPACED.contains(&(gvk.0.as_str(), gvk.2.as_str()));
            self.add_kind(gvk, known.unwrap_or(listed), &definition, bit);
        }
    }

    fn add_kind(&mut self, gvk: Gvk, namespaced: bool, definition: &str, bit: u16) {
        let kind = self.kinds.entry(gvk).or_insert_with(|| Kind {
            namespaced,
            minors: 0,
            definition: definition.to_owned(),
        });
        kind.minors |= bit;
    }

    /// Drops definitions that no kind uses: lists, options of requests.
    fn keep_reachable(&mut self) {
        let mut wanted: Vec<String> = self
            .kinds
            .values()
            .map(|kind| kind.definition.clone())
            .collect();
        let mut reached = BTreeSet::new();
        while let Some(name) = wanted.pop() {
            match self.definitions.get(&name) {
                Some(Definition::Object(fields)) if reached.insert(name.clone()) => {
                    let types = fields.values().flat_map(BTreeMap::keys);
                    wanted.extend(types.filter_map(Type::name));
                }
                Some(Definition::Other(ty)) if reached.insert(name.clone()) => {
                    wanted.extend(ty.name());
                }
                _ => {}
            }
        }
        self.definitions.retain(|name, _| reached.contains(name));
    }
}

impl Type {
    /// Returns the definition that the type names, itself or for its elements.
    fn name(&self) -> Option<String> {
        match self {
            Type::Named(name) => Some(name.clone()),
            Type::Map(of) | Type::List(of, _) => of.name(),
            Type::Any | Type::Plain(..) => None,
        }
    }
}

fn gvk(value: &Value) -> Gvk {
    let text = |key: &str| value[key].as_str().unwrap_or_default().to_owned();
    (text("group"), text("version"), text("kind"))
}

/// Returns the definition of each kind that has metadata of its own.
fn by_kind(definitions: &serde_json::Map<String, Value>) -> BTreeMap<Gvk, String> {
    let of_one = |definition: &&Value| {
        definition["properties"]["metadata"]["$ref"]
            .as_str()
            .is_some_and(|name| name.ends_with(".ObjectMeta"))
    };
    definitions
        .iter()
        .filter(|(_, definition)| of_one(definition))
        .flat_map(|(name, definition)| {
            let kinds = definition["x-kubernetes-group-version-kind"].as_array();
            let kinds = kinds.into_iter().flatten();
            kinds.map(|kind| (gvk(kind), name.clone()))
        })
        .collect()
}

/// Returns the type of definitions that say less than their Go types read and write.
fn special(name: &str) -> Option<Type> {
    let plain = |format: &str| Type::Plain("string".to_owned(), format.to_owned());
    Some(match name.rsplit('.').next()? {
        "Quantity" => plain("quantity"),
        "MicroTime" => plain("micro-time"),
        "RawExtension" | "FieldsV1" | "Patch" => Type::Map(Box::new(Type::Any)),
        _ => return None,
    })
}

fn type_of(schema: &Value) -> Type {
    if let Some(name) = schema["$ref"].as_str() {
        return Type::Named(name.rsplit('/').next().unwrap_or(name).to_owned());
    }
    let text = |key: &str| schema[key].as_str().unwrap_or_default().to_owned();
    // Documents that were made for JSON Schema add `null` to the types of what may be absent.
    let ty = match &schema["type"] {
        Value::Array(types) => types
            .iter()
            .find_map(|ty| ty.as_str().filter(|ty| *ty != "null")),
        ty => ty.as_str(),
    };
    match ty {
        Some("object") if schema["additionalProperties"].is_object() => {
            Type::Map(Box::new(type_of(&schema["additionalProperties"])))
        }
        Some("array") => Type::List(Box::new(type_of(&schema["items"])), list_of(schema)),
        Some("string") if schema["format"] == "int-or-string" => {
            Type::Plain("int-or-string".to_owned(), String::new())
        }
        Some(ty) => Type::Plain(ty.to_owned(), text("format")),
        // The older form of `int-or-string`, or nothing said at all.
        None if schema["oneOf"].is_array() => {
            Type::Plain("int-or-string".to_owned(), String::new())
        }
        None => Type::Any,
    }
}

/// Returns how the elements of a list are told apart; documents of 1.29 often state it for patches alone, and their server
/// takes it from there.
fn list_of(schema: &Value) -> Option<Vec<String>> {
    let strategy = schema["x-kubernetes-patch-strategy"].as_str();
    let merges = strategy.is_some_and(|strategy| strategy.starts_with("merge"));
    let merge_key = schema["x-kubernetes-patch-merge-key"].as_str();
    match (schema["x-kubernetes-list-type"].as_str(), merge_key) {
        (Some("map"), _) => {
            let keys = schema["x-kubernetes-list-map-keys"].as_array()?.iter();
            Some(
                keys.filter_map(|key| key.as_str().map(str::to_owned))
                    .collect(),
            )
        }
        (Some("set"), _) => Some(Vec::new()),
        (Some(_), _) => None,
        (None, Some(key)) if merges => Some(vec![key.to_owned()]),
        (None, None) if merges => Some(Vec::new()),
        (None, _) => None,
    }
}
