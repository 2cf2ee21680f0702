//! The schema of a version of a CustomResourceDefinition, as a [`Schema`].
//!
//! In: `spec.versions[].schema.openAPIV3Schema`. Out: the type of its objects, with the fields that every object has. What
//! the API server would refuse in a definition is read as far as it goes; that it is refused is said elsewhere.

use std::sync::LazyLock;

use ecow::EcoString;

use super::super::{
    Additional, Definition, Format, Limits, List, Logic, Pattern, Properties, Property, Ref,
    Schema, Type, Validation,
};
use crate::k8s::{Minor, Minors};
use crate::yaml::{Mapping, Node, Value};

/// What every object says of itself.
const OWN_FIELDS: [&str; 3] = ["apiVersion", "kind", "metadata"];

const OBJECT_META: &str = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta";

/// Returns the type of the objects of a definition whose schema is `node`, for a minor version, which decides the formats.
pub(super) fn object(node: &Node, minor: Minor) -> Schema {
    let mut schema = part(node, minor);
    schema.ty = Type::Object;
    whole_object(&mut schema);
    schema
}

/// Returns the type of objects whose definition has no schema that can be read.
pub(super) fn anything() -> Schema {
    let mut schema = Schema {
        preserves_unknown: true,
        ..Schema::of(Type::Object)
    };
    whole_object(&mut schema);
    schema
}

/// Returns the type that a schema describes.
pub(super) fn part(node: &Node, minor: Minor) -> Schema {
    let is = |key: &str| node.get(key).and_then(Node::as_bool) == Some(true);
    let ty = type_of(node);
    let mut schema = Schema {
        ty,
        format: format(node, ty, minor),
        nullable: is("nullable"),
        properties: properties(node, minor),
        required: sorted_texts(node, "required"),
        additional: node.get("additionalProperties").and_then(|additional| {
            match additional.as_bool() {
                Some(true) => Some(Additional::Any),
                Some(false) => None,
                None => Some(Additional::Of(part(additional, minor).into())),
            }
        }),
        items: node
            .value_of("items")
            .map(|items| Ref::from(part(items, minor))),
        list: list(node),
        preserves_unknown: is("x-kubernetes-preserve-unknown-fields"),
        is_embedded: is("x-kubernetes-embedded-resource"),
        limits: limits(node).map(Box::new),
        logic: logic(node, minor).map(Box::new),
        default: node.value_of("default").cloned().map(Box::new),
        validations: validations(node),
        name: None,
    };
    if schema.is_embedded {
        whole_object(&mut schema);
        let mut required: Vec<EcoString> = schema.required.to_vec();
        required.extend(["apiVersion", "kind"].map(EcoString::from));
        required.sort_unstable();
        required.dedup();
        schema.required = required.into();
    }
    schema
}

/// Adds the fields that an object has whether its schema names them or not. What the schema asks of `metadata` is asked
/// beside what the server asks of every object.
fn whole_object(schema: &mut Schema) {
    let mut properties = std::mem::take(&mut schema.properties).into_vec();
    let asked = properties
        .iter()
        .position(|property| property.name == "metadata")
        .map(|at| properties.remove(at));
    for name in OWN_FIELDS {
        if properties.iter().all(|property| property.name != name) {
            properties.push(property(name, own_field(name)));
        }
    }
    properties.sort_by(|a, b| a.name.cmp(&b.name));
    schema.properties = properties.into();
    let Some(asked) = asked.filter(|asked| asks_anything(&asked.schema)) else {
        return;
    };
    let logic = schema.logic.get_or_insert_default();
    let mut all_of = std::mem::take(&mut logic.all_of).into_vec();
    all_of.push(Schema {
        properties: vec![asked].into(),
        ..Schema::default()
    });
    logic.all_of = all_of.into();
}

fn own_field(name: &str) -> Ref {
    static META: LazyLock<Option<Definition>> = LazyLock::new(|| Definition::named(OBJECT_META));
    match (name, *META) {
        ("metadata", Some(definition)) => Ref::Named(definition),
        ("metadata", None) => Schema {
            preserves_unknown: true,
            ..Schema::of(Type::Object)
        }
        .into(),
        _ => Schema::of(Type::String).into(),
    }
}

fn asks_anything(schema: &Schema) -> bool {
    !schema.properties.is_empty() || schema.limits.is_some() || !schema.required.is_empty()
}

fn property(name: &str, schema: Ref) -> Property {
    Property {
        name: name.into(),
        minors: Minors::ALL,
        schema,
    }
}

fn type_of(node: &Node) -> Type {
    if node
        .get("x-kubernetes-int-or-string")
        .and_then(Node::as_bool)
        == Some(true)
    {
        return Type::IntOrString;
    }
    match node.get("type").and_then(Node::as_str) {
        Some("object") => Type::Object,
        Some("array") => Type::Array,
        Some("string") => Type::String,
        Some("integer") => Type::Integer,
        Some("number") => Type::Number,
        Some("boolean") => Type::Boolean,
        _ => Type::Any,
    }
}

/// Returns the format, if the server checks it for this type.
fn format(node: &Node, ty: Type, minor: Minor) -> Option<Format> {
    let name = node.text_of("format")?.as_str()?;
    let plain: String = name.chars().filter(|c| *c != '-').collect();
    let known = match plain.as_str() {
        // Since 1.34.
        "k8sshortname" | "k8slongname" if minor < Minor(34) => None,
        "k8sshortname" => Format::find("k8s-short-name"),
        "k8slongname" => Format::find("k8s-long-name"),
        plain => Format::find(plain),
    }?;
    let fits = match known {
        Format::Int32 | Format::Int64 => ty == Type::Integer,
        Format::Float | Format::Double => ty == Type::Number,
        _ => matches!(ty, Type::String | Type::Any | Type::IntOrString),
    };
    fits.then_some(known)
}

fn properties(node: &Node, minor: Minor) -> Properties {
    let entries = node.get("properties").and_then(Node::as_map);
    let mut properties: Vec<Property> = entries
        .into_iter()
        .flat_map(Mapping::iter)
        .map(|entry| Property {
            name: entry.key.name.clone(),
            minors: Minors::ALL,
            schema: part(&entry.value, minor).into(),
        })
        .collect();
    properties.sort_by(|a, b| a.name.cmp(&b.name));
    properties.into()
}

fn texts(node: &Node, key: &str) -> Vec<EcoString> {
    let list = node.get(key).and_then(Node::as_list).unwrap_or_default();
    list.iter()
        .filter_map(Node::as_str)
        .map(EcoString::from)
        .collect()
}

fn sorted_texts(node: &Node, key: &str) -> Box<[EcoString]> {
    let mut texts = texts(node, key);
    texts.sort_unstable();
    texts.dedup();
    texts.into()
}

fn list(node: &Node) -> List {
    match node.get("x-kubernetes-list-type").and_then(Node::as_str) {
        Some("set") => List::Set,
        Some("map") => List::Map(texts(node, "x-kubernetes-list-map-keys").into()),
        _ => List::Atomic,
    }
}

fn limits(node: &Node) -> Option<Limits> {
    let is = |key: &str| node.get(key).and_then(Node::as_bool) == Some(true);
    let number = |key: &str| match node.get(key)?.value {
        Value::Int(number) => Some(number as f64),
        Value::UInt(number) => Some(number as f64),
        Value::Float(number) => Some(number),
        _ => None,
    };
    let count = |key: &str| u64::try_from(node.get(key)?.as_int()?).ok();
    let pattern = node.text_of("pattern").and_then(Node::as_str);
    let found = Limits {
        one_of: node
            .get("enum")
            .and_then(Node::as_list)
            .unwrap_or_default()
            .into(),
        minimum: number("minimum"),
        exclusive_minimum: is("exclusiveMinimum"),
        maximum: number("maximum"),
        exclusive_maximum: is("exclusiveMaximum"),
        multiple_of: number("multipleOf"),
        min_length: count("minLength"),
        max_length: count("maxLength"),
        pattern: pattern.map(Pattern::new),
        min_items: count("minItems"),
        max_items: count("maxItems"),
        unique_items: is("uniqueItems"),
        min_properties: count("minProperties"),
        max_properties: count("maxProperties"),
    };
    let any = !found.one_of.is_empty()
        || found.minimum.is_some()
        || found.maximum.is_some()
        || found.multiple_of.is_some()
        || found.min_length.is_some()
        || found.max_length.is_some()
        || found.pattern.is_some()
        || found.min_items.is_some()
        || found.max_items.is_some()
        || found.unique_items
        || found.min_properties.is_some()
        || found.max_properties.is_some();
    any.then_some(found)
}

fn logic(node: &Node, minor: Minor) -> Option<Logic> {
    let parts = |key: &str| -> Box<[Schema]> {
        let list = node.get(key).and_then(Node::as_list).unwrap_or_default();
        list.iter().map(|item| part(item, minor)).collect()
    };
    let found = Logic {
        all_of: parts("allOf"),
        any_of: parts("anyOf"),
        one_of: parts("oneOf"),
        not: node
            .value_of("not")
            .map(|inner| Box::new(part(inner, minor))),
    };
    let any = !(found.all_of.is_empty() && found.any_of.is_empty() && found.one_of.is_empty());
    (any || found.not.is_some()).then_some(found)
}

fn validations(node: &Node) -> Box<[Validation]> {
    let list = node
        .get("x-kubernetes-validations")
        .and_then(Node::as_list)
        .unwrap_or_default();
    list.iter()
        .map(|rule| {
            let text = |key: &str| rule.text_of(key)?.as_str().map(EcoString::from);
            Validation {
                rule: text("rule").unwrap_or_default(),
                message: text("message"),
                message_expression: text("messageExpression"),
                reason: text("reason"),
                field_path: text("fieldPath"),
                optional_old_self: rule.get("optionalOldSelf").and_then(Node::as_bool)
                    == Some(true),
            }
        })
        .collect()
}
