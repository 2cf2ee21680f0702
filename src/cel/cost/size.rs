//! How large the values of a type can be, as the API server guesses it where a definition states no bound.
//!
//! Source: `SchemaDeclType` of `pkg/cel/common` in `k8s.io/apiserver` 0.36, and `maxCardinality` of `pkg/apiserver/schema/cel` in
//! `apiextensions-apiserver`. A request has at most three mebibytes, so that a list has no more elements than fit into it.

use ecow::EcoString;

use crate::cel::escape;
use crate::k8s::schema::{Additional, Format, Limits, Ref, Schema, Type};

/// The most bytes of a request.
const REQUEST: u64 = 3 * 1024 * 1024;

/// How large the values of a type can be, and those below.
#[derive(Clone, Debug)]
pub struct Sizes {
    /// The most elements of a list or map, bytes of a text; nothing else has a size.
    pub(super) most: u64,
    /// The fewest bytes that a value takes in a request.
    least: u64,
    parts: Parts,
}

#[derive(Clone, Debug)]
enum Parts {
    None,
    List(Box<Sizes>),
    Map(Box<Sizes>),
    /// By the names that expressions know them by, sorted.
    Object(Vec<(EcoString, Sizes)>),
}

/// What is guessed of a key: nothing.
static KEY: Sizes = Sizes {
    most: 0,
    least: 2,
    parts: Parts::None,
};

impl Sizes {
    /// Returns the sizes of a type of a custom resource; nothing where CEL does not see its values.
    pub fn new(schema: &Schema, is_resource: bool) -> Option<Self> {
        let none = Limits::default();
        let limits = schema.limits.as_deref().unwrap_or(&none);
        let below = |schema: &Ref| match schema {
            Ref::Own(schema) => Sizes::new(schema, schema.is_embedded),
            Ref::Named(_) => None,
        };
        Some(match schema.ty {
            Type::Any => return None,
            Type::IntOrString => scalar(text_length(limits), 1),
            Type::Boolean => scalar(0, 4),
            Type::Integer | Type::Number => scalar(0, 1),
            Type::String => text(schema.format, limits),
            Type::Array => {
                let items = below(schema.items.as_ref()?)?;
                let guessed = (REQUEST - 2) / (items.least + 1);
                Sizes {
                    most: limits.max_items.unwrap_or(guessed),
                    least: 2,
                    parts: Parts::List(items.into()),
                }
            }
            Type::Object => match &schema.additional {
                Some(Additional::Of(values)) => {
                    let values = below(values)?;
                    let guessed = (REQUEST - 2) / (values.least + 6);
                    Sizes {
                        most: limits.max_properties.unwrap_or(guessed),
                        least: 2,
                        parts: Parts::Map(values.into()),
                    }
                }
                _ => object(schema, is_resource, below),
            },
        })
    }

    /// Returns the sizes of a field, by its name in the object.
    pub fn field(&self, name: &str) -> Option<&Self> {
        self.named(&escape(name)?)
    }

    /// Returns the sizes of the elements of a list or the values of a map.
    pub fn elements(&self) -> Option<&Self> {
        match &self.parts {
            Parts::List(below) | Parts::Map(below) => Some(below),
            _ => None,
        }
    }

    /// Returns how many values of the type a request can hold.
    pub fn most_values(&self) -> u64 {
        REQUEST / (self.least + 1)
    }

    /// Returns the sizes of a field, by the name that expressions know it by.
    pub(super) fn named(&self, name: &str) -> Option<&Self> {
        let Parts::Object(fields) = &self.parts else {
            return None;
        };
        let at = fields.binary_search_by(|(known, _)| known.as_str().cmp(name));
        fields.get(at.ok()?).map(|(_, sizes)| sizes)
    }

    /// Returns the sizes of the keys of a map.
    pub(super) fn keys(&self) -> Option<&'static Self> {
        matches!(self.parts, Parts::Map(_)).then_some(&KEY)
    }
}

fn scalar(most: u64, least: u64) -> Sizes {
    Sizes {
        most,
        least,
        parts: Parts::None,
    }
}

fn text(format: Option<Format>, limits: &Limits) -> Sizes {
    match format {
        Some(Format::Byte) => scalar(limits.max_length.unwrap_or(REQUEST - 2), 2),
        Some(Format::Duration) => scalar(32, 3),
        Some(Format::Named("date")) => scalar(12, 12),
        Some(Format::DateTime) => scalar(32, 21),
        _ if limits.max_length.is_none() && !limits.one_of.is_empty() => {
            let texts = limits.one_of.iter().filter_map(|value| value.as_str());
            scalar(texts.map(str::len).max().unwrap_or(0) as u64, 2)
        }
        _ => scalar(text_length(limits), 2),
    }
}

/// A character has four bytes at most.
fn text_length(limits: &Limits) -> u64 {
    let stated = limits.max_length.map(|length| length.saturating_mul(4));
    stated.unwrap_or(REQUEST - 2)
}

fn object(schema: &Schema, is_resource: bool, below: impl Fn(&Ref) -> Option<Sizes>) -> Sizes {
    let any_text = || scalar(REQUEST - 2, 2);
    let mut fields: Vec<(EcoString, Sizes)> = Vec::new();
    let mut least = 2;
    for property in schema.properties.iter() {
        let name = property.name.as_str();
        let sizes = match name {
            "apiVersion" | "kind" if is_resource => Some(any_text()),
            "metadata" if is_resource => Some(Sizes {
                most: 0,
                least: 2,
                parts: Parts::Object(
                    ["generateName", "name"]
                        .map(|name| (name.into(), any_text()))
                        .into(),
                ),
            }),
            _ => below(&property.schema),
        };
        let Some(sizes) = sizes else { continue };
        let is_required = schema.required.iter().any(|required| required == name);
        if is_required && property.schema.default.is_none() {
            least += name.len() as u64 + sizes.least + 4;
        }
        fields.extend(escape(name).map(|name| (name, sizes)));
    }
    fields.sort_by(|(a, _), (b, _)| a.cmp(b));
    Sizes {
        most: 0,
        least,
        parts: Parts::Object(fields),
    }
}
