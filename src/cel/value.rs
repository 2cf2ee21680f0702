//! Values: those of a document are looked at where they are, those that an expression makes are its own.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::ops::Deref;
use std::sync::Arc;

use ecow::EcoString;

use super::library::cidr::Cidr;
use super::library::format::Named;
use super::library::semver::Semver;
use super::library::url::Url;
use super::object::{ObjectType, View, unescape};
use super::time::Timestamp;
use super::types::Type;
use crate::k8s::quantity::Quantity;
use crate::k8s::schema::{Additional, List as ListType, Schema, Type as Is};
use crate::k8s::{Minor, schema::Format};
use crate::yaml::{Mapping, Node, Value as Yaml};

pub(super) use super::failure::Failure;

/// A value.
#[derive(Clone, Debug)]
pub enum Value<'a> {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// An integer.
    Int(i64),
    /// An integer without a sign.
    Uint(u64),
    /// A number.
    Double(f64),
    /// Text.
    String(Text<'a>),
    /// Bytes.
    Bytes(Arc<[u8]>),
    /// Nanoseconds.
    Duration(i64),
    /// A point in time.
    Timestamp(Timestamp),
    /// A list.
    List(List<'a>),
    /// A map or an object.
    Map(Map<'a>),
    /// A type.
    Type(&'static str),
    /// A value that may be missing.
    Optional(Option<Arc<Value<'a>>>),
    /// `quantity('1Gi')`, and whether it is held as a whole number.
    Quantity(Quantity, bool),
    /// `ip('::1')`.
    Ip(IpAddr),
    /// `cidr('10.0.0.0/8')`.
    Cidr(Cidr),
    /// `url('https://a')`.
    Url(Arc<Url>),
    /// `semver('1.2.3')`.
    Semver(Arc<Semver>),
    /// `format.uuid()`.
    Format(&'static Named),
    /// Data that no schema describes; it can be compared and nothing else.
    Hidden(&'a Node),
}

/// Text of a document or of an expression.
#[derive(Clone, Debug)]
pub enum Text<'a> {
    /// Of a document, or a constant.
    Of(&'a str),
    /// Made.
    Made(EcoString),
}

impl Deref for Text<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        match self {
            Text::Of(text) => text,
            Text::Made(text) => text,
        }
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Value::String(Text::Of(text))
    }
}

impl From<EcoString> for Value<'_> {
    fn from(text: EcoString) -> Self {
        Value::String(Text::Made(text))
    }
}

impl From<String> for Value<'_> {
    fn from(text: String) -> Self {
        Value::String(Text::Made(text.into()))
    }
}

impl<'a> From<Vec<Value<'a>>> for Value<'a> {
    fn from(items: Vec<Value<'a>>) -> Self {
        Value::List(List::Made(items.into(), None))
    }
}

/// The elements of a list.
#[derive(Clone, Debug)]
pub enum List<'a> {
    /// Of a document; the schema is that of the list, if there is one.
    Of(&'a [Node], Option<&'a Schema>),
    /// Made; with the schema of the list that it extends.
    Made(Arc<[Value<'a>]>, Option<&'a Schema>),
}

impl<'a> List<'a> {
    /// Returns the number of elements.
    pub(super) fn len(&self) -> usize {
        match self {
            List::Of(items, _) => items.len(),
            List::Made(items, _) => items.len(),
        }
    }

    /// Returns an element.
    pub(super) fn get(&self, at: usize) -> Option<Value<'a>> {
        match self {
            List::Of(items, schema) => Some(element(items.get(at)?, *schema)),
            List::Made(items, _) => items.get(at).cloned(),
        }
    }

    /// Walks the elements.
    pub(super) fn iter(&self) -> impl Iterator<Item = Value<'a>> {
        (0..self.len()).filter_map(|at| self.get(at))
    }

    /// Returns the schema of the list, if it is of a document.
    pub(super) fn schema(&self) -> Option<&'a Schema> {
        match self {
            List::Of(_, schema) | List::Made(_, schema) => *schema,
        }
    }

    /// Returns how its elements are told apart.
    pub(super) fn told_apart(&self) -> &'a ListType {
        self.schema()
            .map_or(&ListType::Atomic, |schema| &schema.list)
    }
}

fn element<'a>(node: &'a Node, list: Option<&'a Schema>) -> Value<'a> {
    match list.and_then(|list| list.items.as_ref()) {
        Some(items) => Value::typed(node, items),
        None => Value::untyped(node),
    }
}

/// A key of a map that an expression makes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    /// `true` or `false`.
    Bool(bool),
    /// An integer with a sign or without; the number is the same key.
    Number(i128),
    /// Text.
    String(EcoString),
}

impl Key {
    /// Returns the key that a value is; nothing for values that are none.
    pub(super) fn of(value: &Value<'_>) -> Option<Self> {
        Some(match value {
            Value::Bool(truth) => Key::Bool(*truth),
            Value::Int(number) => Key::Number((*number).into()),
            Value::Uint(number) => Key::Number((*number).into()),
            Value::Double(number) if number.fract() == 0.0 && number.abs() < 1e20 => {
                Key::Number(*number as i128)
            }
            Value::String(text) => Key::String((&**text).into()),
            _ => return None,
        })
    }
}

/// The entries of a map or the fields of an object.
#[derive(Clone, Debug)]
pub enum Map<'a> {
    /// Of a document, with its schema, if there is one; and whether it is a whole object.
    Of(&'a Mapping, Option<(&'a Schema, bool)>),
    /// Made: by key, the key as it was given, and the value.
    Made(Arc<BTreeMap<Key, (Value<'a>, Value<'a>)>>),
}

impl<'a> Map<'a> {
    /// Returns the number of entries.
    pub(super) fn len(&self) -> usize {
        match self {
            Map::Of(map, _) => map.len() + self.defaulted().len(),
            Map::Made(map) => map.len(),
        }
    }

    /// Returns the value of a key; of an object, the key is as expressions write it.
    pub(super) fn get(&self, key: &Value<'_>) -> Option<Value<'a>> {
        match (self, key) {
            (Map::Of(_, schema), Value::String(name)) => match self.object() {
                Some(_) => self.field(&unescape(name)?),
                None => {
                    let node = self.node(name)?;
                    Some(match schema.map(|(schema, _)| &schema.additional) {
                        Some(Some(Additional::Of(values))) => Value::typed(node, values),
                        _ => Value::untyped(node),
                    })
                }
            },
            (Map::Of(..), _) => None,
            (Map::Made(map), key) => map.get(&Key::of(key)?).map(|(_, value)| value.clone()),
        }
    }

    fn node(&self, name: &str) -> Option<&'a Node> {
        match self {
            Map::Of(map, _) => map.get(name),
            Map::Made(_) => None,
        }
    }

    /// Returns the type of an object; a map has none.
    pub(super) fn object(&self) -> Option<ObjectType<'a>> {
        match self {
            Map::Of(_, Some((schema, is_resource))) => {
                let is_map = matches!(schema.additional, Some(Additional::Of(_)))
                    && schema.properties.is_empty();
                let view = View {
                    minor: Minor::NEWEST,
                    is_resource: *is_resource,
                    is_built_in: false,
                };
                (!is_map).then_some(ObjectType { schema, view })
            }
            _ => None,
        }
    }

    /// Returns a field of an object by its own name; `null` is no value of it.
    pub(super) fn field(&self, name: &str) -> Option<Value<'a>> {
        let (schema, view) = self.object()?.field(name)?;
        let node = self.node(name).filter(|node| !node.is_null());
        let node = match node {
            // What stands for an absent value has the default, and so has an absent value.
            None if self.node(name).is_none() || !schema.nullable => schema.default.as_deref(),
            node => node,
        };
        Some(Value::of(node?, schema, view.is_resource))
    }

    /// Returns the fields of an object that are absent and have a default.
    fn defaulted(&self) -> Vec<&'a str> {
        let (Map::Of(map, Some((schema, _))), Some(_)) = (self, self.object()) else {
            return Vec::new();
        };
        let absent = schema
            .properties
            .iter()
            .filter(|property| property.schema.default.is_some() && !map.contains(&property.name));
        absent.map(|property| property.name.as_str()).collect()
    }

    /// Returns the keys, those of an object as expressions write them and without what no schema describes.
    pub(super) fn keys(&self) -> Vec<Value<'a>> {
        match (self, self.object()) {
            (Map::Of(map, _), Some(object)) => {
                let known = map.iter().map(|entry| entry.key.name.as_str());
                let known = known.chain(self.defaulted());
                let known = known.filter(|name| object.field(name).is_some());
                let escape = |name| match super::object::escape(name) {
                    Some(escaped) if escaped != name => Value::from(escaped),
                    _ => Value::from(name),
                };
                known.map(escape).collect()
            }
            (Map::Of(map, _), None) => map
                .iter()
                .map(|entry| Value::from(entry.key.name.as_str()))
                .collect(),
            (Map::Made(map), _) => map.values().map(|(key, _)| key.clone()).collect(),
        }
    }
}

impl<'a> Value<'a> {
    /// Returns what a node of a document is by its schema. `is_resource` says that it is a whole object.
    pub fn of(node: &'a Node, schema: &'a Schema, is_resource: bool) -> Self {
        match (&node.value, schema.ty) {
            (Yaml::Null, _) => Value::Null,
            (Yaml::Mapping(map), Is::Object) => {
                Value::Map(Map::Of(map, Some((schema, is_resource))))
            }
            (Yaml::Sequence(items), Is::Array) => Value::List(List::Of(items, Some(schema))),
            (Yaml::Int(number), Is::Number) => Value::Double(*number as f64),
            (Yaml::UInt(number), Is::Number) => Value::Double(*number as f64),
            (Yaml::Float(number), Is::Integer) if number.fract() == 0.0 => {
                Value::Int(*number as i64)
            }
            (Yaml::String(text), Is::String) => written(text, schema.format),
            (_, Is::Any) => Value::Hidden(node),
            _ => Value::untyped(node),
        }
    }

    pub(super) fn typed(node: &'a Node, schema: &'a Schema) -> Self {
        Value::of(node, schema, schema.is_embedded)
    }

    /// Returns what a node is that no schema describes.
    pub fn untyped(node: &'a Node) -> Self {
        match &node.value {
            Yaml::Null => Value::Null,
            Yaml::Bool(truth) => Value::Bool(*truth),
            Yaml::Int(number) => Value::Int(*number),
            Yaml::UInt(number) => Value::Double(*number as f64),
            Yaml::Float(number) => Value::Double(*number),
            Yaml::String(text) => Value::from(text.as_str()),
            Yaml::Sequence(items) => Value::List(List::Of(items, None)),
            Yaml::Mapping(map) => Value::Map(Map::Of(map, None)),
        }
    }

    pub(super) fn some(value: Value<'a>) -> Self {
        Value::Optional(Some(Arc::new(value)))
    }

    /// Returns the name of its type.
    pub fn type_name(&self) -> &'static str {
        match self {
            Value::Null => "null_type",
            Value::Bool(_) => "bool",
            Value::Int(_) => "int",
            Value::Uint(_) => "uint",
            Value::Double(_) => "double",
            Value::String(_) => "string",
            Value::Bytes(_) => "bytes",
            Value::Duration(_) => "google.protobuf.Duration",
            Value::Timestamp(_) => "google.protobuf.Timestamp",
            Value::List(_) => "list",
            Value::Map(_) => "map",
            Value::Type(_) => "type",
            Value::Optional(_) => "optional_type",
            Value::Quantity(..) => "kubernetes.Quantity",
            Value::Ip(_) => "net.IP",
            Value::Cidr(_) => "net.CIDR",
            Value::Url(_) => "kubernetes.URL",
            Value::Semver(_) => "kubernetes.Semver",
            Value::Format(_) => "kubernetes.NamedFormat",
            Value::Hidden(_) => "unknown",
        }
    }

    /// Returns whether it may be an argument of this type, as far as its kind tells.
    pub(super) fn is_of(&self, wanted: &Type<'_>) -> bool {
        match wanted {
            Type::Dyn | Type::Param(_) => true,
            Type::Error => false,
            Type::Null => matches!(self, Value::Null),
            Type::Bool => matches!(self, Value::Bool(_)),
            Type::Int => matches!(self, Value::Int(_)),
            Type::Uint => matches!(self, Value::Uint(_)),
            Type::Double => matches!(self, Value::Double(_)),
            Type::String => matches!(self, Value::String(_)),
            Type::Bytes => matches!(self, Value::Bytes(_)),
            Type::Duration => matches!(self, Value::Duration(_)),
            Type::Timestamp => matches!(self, Value::Timestamp(_)),
            Type::List(_) => matches!(self, Value::List(_)),
            Type::Map(_) | Type::Object(_) => matches!(self, Value::Map(_)),
            Type::Optional(_) => matches!(self, Value::Optional(_)),
            Type::Type(_) => matches!(self, Value::Type(_)),
            Type::Opaque(name) => self.type_name() == *name,
        }
    }
}

/// Returns what a text is by its format; one that is not of its format is text, and the schema reports it.
fn written(text: &str, format: Option<Format>) -> Value<'_> {
    let known = match format {
        Some(Format::Byte) => super::library::base64(text).map(|bytes| Value::Bytes(bytes.into())),
        Some(Format::Duration) => {
            let parsed = crate::k8s::duration::Duration::parse(text).ok();
            parsed.map(|parsed| Value::Duration(parsed.nanoseconds()))
        }
        Some(Format::DateTime) => Timestamp::parse(text).map(Value::Timestamp),
        Some(Format::Named("date")) => Timestamp::parse_date(text).map(Value::Timestamp),
        _ => None,
    };
    known.unwrap_or_else(|| Value::from(text))
}
