//! One layer over another.
//!
//! | below | above | result |
//! |---|---|---|
//! | map | map | merged key by key |
//! | anything | `null` | `null`, which also keeps a default away; a map above it starts afresh |
//! | list | list | the upper one; `!append` and `!prepend` join, and must not repeat an item |
//! | `podTemplate` | same | lists merge by Kubernetes' keys: containers by name, ports by containerPort and protocol |
//! | `patches` | same | the upper ones behind the lower ones |
//! | anything | another type | an error that shows both places |
//!
//! Short forms were expanded before. Every node that takes the place of another remembers it.

use rustc_hash::FxHashMap;

use crate::diag::{Code, Diagnostic};
use crate::load::check::dotted;
use crate::load::expression;
use crate::load::shape::{Shape, Type};
use crate::yaml::{Entry, Join, Mapping, Node, Step, Value};

/// What is known of the node that is merged.
#[derive(Clone, Copy, Debug)]
enum Rule {
    /// The vocabulary knows its type.
    Typed(&'static Type),
    /// Whatever the user wrote.
    Free,
    /// Part of a pod template.
    Pod,
    /// A list of patches.
    Patches,
}

/// Merges `above` over the fields of `below`, both of which are maps of this shape. `object` and `pointer` name the
/// place in findings.
pub(super) fn merge_object(
    below: Node,
    above: &Node,
    shape: &'static Shape,
    (object, pointer): (&str, &str),
    findings: &mut Vec<Diagnostic>,
) -> Node {
    let mut merge = Merge {
        object,
        pointer: pointer.to_owned(),
        findings,
    };
    merge.fields(below, above, &|name| field_rule(shape, name))
}

fn field_rule(shape: &'static Shape, name: &str) -> Rule {
    match name {
        "podTemplate" => Rule::Pod,
        "patches" | "outputPatches" => Rule::Patches,
        name => shape
            .fields
            .iter()
            .find(|field| field.name == name)
            .map_or(Rule::Free, |field| Rule::Typed(field.ty)),
    }
}

/// Returns the type that is left once short forms are expanded.
fn long(ty: &'static Type) -> &'static Type {
    match ty {
        Type::Short { long: inner, .. } => long(inner),
        ty => ty,
    }
}

struct Merge<'m> {
    object: &'m str,
    pointer: String,
    findings: &'m mut Vec<Diagnostic>,
}

impl Merge<'_> {
    fn node(&mut self, below: Node, above: &Node, rule: Rule, field: &str) -> Node {
        if below.is_null() || above.is_null() {
            return above.clone().replacing(&below, Step::Layered);
        }
        match (&below.value, &above.value) {
            (Value::Mapping(_), Value::Mapping(_)) => self.maps(below, above, rule),
            (Value::Sequence(_), Value::Sequence(_)) => self.lists(below, above, rule, field),
            _ if compatible(&below, above, rule) => above.clone().replacing(&below, Step::Layered),
            _ => {
                self.findings.push(self.clash(&below, above));
                above.clone().replacing(&below, Step::Layered)
            }
        }
    }

    fn maps(&mut self, below: Node, above: &Node, rule: Rule) -> Node {
        match rule {
            Rule::Typed(ty) => match long(ty) {
                Type::OneOf { keys, shape } | Type::AtMostOne { keys, shape } => {
                    let set = |node: &Node| keys.iter().find(|key| node.value_of(key).is_some());
                    match (set(&below), set(above)) {
                        (Some(one), Some(other)) if one != other => {
                            above.clone().replacing(&below, Step::Layered)
                        }
                        _ => self.fields(below, above, &|name| field_rule(shape, name)),
                    }
                }
                Type::Object(shape) => self.fields(below, above, &|name| field_rule(shape, name)),
                Type::Map(value) => self.fields(below, above, &|_| Rule::Typed(value)),
                _ => self.fields(below, above, &|_| Rule::Free),
            },
            // A directive of strategic merge is meant for the rendered pod template, not for the layer below.
            Rule::Pod if above.get("$patch").is_some() => {
                above.clone().replacing(&below, Step::Layered)
            }
            rule => self.fields(below, above, &|_| rule),
        }
    }

    /// Merges two maps; `below` keeps its place and the order of its keys.
    fn fields(&mut self, mut below: Node, above: &Node, rule_of: &dyn Fn(&str) -> Rule) -> Node {
        let (Some(lower), Some(upper)) = (below.as_map_mut(), above.as_map()) else {
            return above.clone().replacing(&below, Step::Layered);
        };
        for entry in upper {
            let name = entry.key.name.as_str();
            match lower.get_mut(name) {
                None => {
                    lower.insert_entry(entry.clone());
                }
                Some(slot) => {
                    let length = self.pointer.len();
                    self.pointer.push('/');
                    self.pointer
                        .push_str(&name.replace('~', "~0").replace('/', "~1"));
                    let old = std::mem::replace(slot, Node::new(Value::Null, slot.origin.clone()));
                    *slot = self.node(old, &entry.value, rule_of(name), name);
                    self.pointer.truncate(length);
                }
            }
        }
        below
    }

    fn lists(&mut self, below: Node, above: &Node, rule: Rule, field: &str) -> Node {
        match (rule, above.join) {
            (Rule::Patches, Join::Replace | Join::Append) => concatenated(below, above, false),
            (Rule::Patches, Join::Prepend) => concatenated(below, above, true),
            (Rule::Pod, Join::Replace) => match merge_keys(field) {
                Some(keys) => self.keyed(below, above, keys),
                None => above.clone().replacing(&below, Step::Layered),
            },
            (_, Join::Replace) => above.clone().replacing(&below, Step::Layered),
            (_, join) => {
                self.refuse_repetition(&below, above, join);
                concatenated(below, above, join == Join::Prepend)
            }
        }
    }

    fn refuse_repetition(&mut self, below: &Node, above: &Node, join: Join) {
        let mut known: FxHashMap<String, &Node> = FxHashMap::default();
        for item in below.as_list().unwrap_or_default() {
            known.entry(fingerprint(item)).or_insert(item);
        }
        let tag = if join == Join::Prepend {
            "!prepend"
        } else {
            "!append"
        };
        for item in above.as_list().unwrap_or_default() {
            if let Some(first) = known.get(&fingerprint(item)) {
                self.findings.push(
                    Diagnostic::new(
                        Code::DuplicateItem,
                        format!(
                            "`{tag}` repeats {} in `{}`",
                            item.brief(),
                            dotted(&self.pointer)
                        ),
                    )
                    .on(self.object)
                    .pointer(self.pointer.clone())
                    .at(item.span())
                    .related(first.span(), "already in the layer below")
                    .help("remove it here"),
                );
            } else {
                known.insert(fingerprint(item), item);
            }
        }
    }

    /// Merges two lists of maps by the fields that tell their items apart.
    fn keyed(&mut self, below: Node, above: &Node, keys: &[&str]) -> Node {
        let origin = below.origin.clone();
        let join = below.join;
        let Value::Sequence(mut items) = below.value else {
            return above.clone();
        };
        let mut places: FxHashMap<String, usize> = FxHashMap::default();
        for (at, item) in items.iter().enumerate() {
            if let Some(key) = key_of(item, keys) {
                places.entry(key).or_insert(at);
            }
        }
        for item in above.as_list().unwrap_or_default() {
            let place = key_of(item, keys).and_then(|key| places.get(&key).copied());
            match place.and_then(|at| items.get_mut(at).map(|slot| (at, slot))) {
                Some((at, slot)) => {
                    let length = self.pointer.len();
                    self.pointer.push_str(&format!("/{at}"));
                    let old = std::mem::replace(slot, Node::new(Value::Null, slot.origin.clone()));
                    *slot = self.node(old, item, Rule::Pod, "");
                    self.pointer.truncate(length);
                }
                None => {
                    if let Some(key) = key_of(item, keys) {
                        places.insert(key, items.len());
                    }
                    items.push(item.clone());
                }
            }
        }
        let mut merged = Node::new(items, origin);
        merged.join = join;
        merged
    }

    fn clash(&self, below: &Node, above: &Node) -> Diagnostic {
        let path = dotted(&self.pointer);
        let is_expression = |node: &Node| node.as_str().is_some_and(expression::any);
        let finding = Diagnostic::new(
            Code::LayerType,
            format!(
                "`{path}`: expected {} as in the layer below, found {}",
                below.value.type_name(),
                above.value.type_name()
            ),
        )
        .on(self.object)
        .pointer(self.pointer.clone())
        .at_saying(above.span(), format!("{} here", above.value.type_name()))
        .related(below.span(), format!("{} here", below.value.type_name()));
        if is_expression(below) {
            finding.help("write the lower layer as a map, with expressions for its values")
        } else {
            finding.help(format!(
                "write {}, or `null` in a layer between to start afresh",
                below.value.type_name()
            ))
        }
    }
}

/// Returns whether one scalar may take the place of the other.
fn compatible(below: &Node, above: &Node, rule: Rule) -> bool {
    let whole = |node: &Node| {
        node.as_str()
            .is_some_and(|text| expression::whole(text).is_some())
    };
    let collection = |node: &Node| matches!(node.value, Value::Mapping(_) | Value::Sequence(_));
    if whole(above) {
        return true;
    }
    if whole(below) {
        // A scalar may follow what will become one; a map may not be merged into something that is not known yet,
        // except where it takes its place anyway.
        let replaced = matches!(rule, Rule::Typed(ty) if matches!(long(ty), Type::OneOf { .. } | Type::AtMostOne { .. }));
        return !collection(above) || replaced;
    }
    if collection(below) || collection(above) {
        return false;
    }
    match rule {
        // Each layer was checked: where the vocabulary takes several types (ports, quantities), all of them are right.
        Rule::Typed(ty) if !matches!(ty, Type::Any) => true,
        // Kubernetes has fields that are an integer or text, so those two do not clash.
        _ => boolean(below) == boolean(above),
    }
}

fn boolean(node: &Node) -> bool {
    matches!(node.value, Value::Bool(_))
}

/// Joins two lists; the result stands where the upper one does and remembers the lower one.
fn concatenated(below: Node, above: &Node, before: bool) -> Node {
    let mut joined = Node::new(Value::Null, above.origin.clone()).replacing(&below, Step::Layered);
    joined.join = below.join;
    if let (Value::Sequence(lower), Value::Sequence(upper)) = (below.value, &above.value) {
        let upper = upper.iter().cloned();
        joined.value = Value::Sequence(if before {
            upper.chain(lower).collect()
        } else {
            lower.into_iter().chain(upper).collect()
        });
    }
    joined
}

/// The fields that tell the items of a list of a PodTemplateSpec apart, as the Kubernetes API declares them
/// (`x-kubernetes-patch-merge-key` and `x-kubernetes-list-map-keys`).
fn merge_keys(field: &str) -> Option<&'static [&'static str]> {
    Some(match field {
        "containers"
        | "initContainers"
        | "ephemeralContainers"
        | "env"
        | "volumes"
        | "imagePullSecrets"
        | "resourceClaims"
        | "claims" => &["name"],
        "ports" => &["containerPort", "protocol"],
        "volumeMounts" => &["mountPath"],
        "volumeDevices" => &["devicePath"],
        "hostAliases" => &["ip"],
        "topologySpreadConstraints" => &["topologyKey", "whenUnsatisfiable"],
        _ => return None,
    })
}

fn key_of(item: &Node, keys: &[&str]) -> Option<String> {
    let (first, rest) = keys.split_first()?;
    let mut key = item.value_of(first)?.to_text()?.to_string();
    for field in rest {
        let text = item.value_of(field).and_then(Node::to_text);
        let default = if *field == "protocol" { "TCP" } else { "" };
        key.push('\n');
        key.push_str(text.as_deref().unwrap_or(default));
    }
    Some(key)
}

/// Returns a text that is the same for equal values only.
fn fingerprint(node: &Node) -> String {
    fn write(node: &Node, out: &mut String) {
        match &node.value {
            Value::Sequence(items) => {
                out.push('[');
                for item in items {
                    write(item, out);
                    out.push(',');
                }
                out.push(']');
            }
            Value::Mapping(map) => {
                let mut entries: Vec<&Entry> = map.iter().collect();
                entries.sort_by(|a, b| a.key.name.cmp(&b.key.name));
                out.push('{');
                for entry in entries {
                    out.push_str(&format!("{:?}:", entry.key.name));
                    write(&entry.value, out);
                    out.push(',');
                }
                out.push('}');
            }
            Value::String(text) => out.push_str(&format!("{text:?}")),
            Value::Null => out.push_str("null"),
            _ => out.push_str(&node.to_text().unwrap_or_default()),
        }
    }
    let mut out = String::new();
    write(node, &mut out);
    out
}

/// Returns an empty map at the place of `node`.
pub(super) fn empty_at(node: &Node) -> Node {
    node.with(Mapping::new())
}

#[cfg(test)]
mod tests;
