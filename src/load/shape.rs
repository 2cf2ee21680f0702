//! The language in which the vocabulary of our kinds is written down.
//!
//! One table per kind (`load/kinds/`) drives everything that depends on the vocabulary: the check of each layer as a
//! partial, unknown keys and their suggestions, the expansion of shorthand, and the JSON Schema for editors.

pub use super::schema::json_schema;
use crate::yaml::Node;

/// The type of a value of a spec.
#[derive(Debug)]
pub enum Type {
    /// Whatever Kubernetes takes there; checked later, in the object it becomes.
    Any,
    /// A string. Numbers and booleans are errors that say to quote.
    String,
    /// A string, number or boolean that is used as text: environment variables.
    Text,
    /// `true` or `false`.
    Bool,
    /// An integer within bounds, both included.
    Int(i64, i64),
    /// Any number.
    Number,
    /// A Kubernetes quantity: `250m`, `1Gi`.
    Quantity,
    /// A duration: `30s`, `1h30m`.
    Duration,
    /// An integer, or a percentage such as `25%`.
    IntOrPercent,
    /// The number of a port or its name.
    PortRef,
    /// A name that Kubernetes takes as a DNS label.
    Name,
    /// One of these words.
    Enum(&'static [&'static str]),
    /// A list.
    List(&'static Type),
    /// A map from names the user chooses.
    Map(&'static Type),
    /// A map with fixed fields.
    Object(&'static Shape),
    /// A map with fixed fields of which exactly one of `keys` is there: `value`, `secret`, … of an environment variable.
    /// A higher layer that sets another of them replaces the whole map instead of mixing the two.
    OneOf {
        /// The fields that exclude each other.
        keys: &'static [&'static str],
        /// All fields, these included.
        shape: &'static Shape,
    },
    /// The same, where none of `keys` needs to be there: a startup probe that asks what the readiness probe asks.
    AtMostOne {
        /// The fields that exclude each other.
        keys: &'static [&'static str],
        /// All fields, these included.
        shape: &'static Shape,
    },
    /// A scalar (or list) short form, which `expand` turns into the long one before layers are merged.
    ///
    /// A scalar that is one `${…}` and nothing else is expanded only after it was evaluated. Where `${…}` is a part of
    /// the scalar, `expand` sees a letter of the private use area in its place and may split the text around it.
    Short {
        /// The type of the short form.
        short: &'static Type,
        /// Turns it into the long form; every node of the result keeps the origin of the short form or of the shape.
        expand: fn(&Node) -> Node,
        /// The type of the long form.
        long: &'static Type,
    },
}

/// The fields of a map.
#[derive(Debug)]
pub struct Shape {
    /// The name that messages and JSON Schema definitions use: `App`, `Autoscaling`.
    pub name: &'static str,
    /// What it is, one sentence, for editors.
    pub doc: &'static str,
    /// The fields, in the order in which documentation lists them.
    pub fields: &'static [Field],
}

/// One field.
#[derive(Debug)]
pub struct Field {
    /// The key.
    pub name: &'static str,
    /// The type. `null` is always allowed: it deletes.
    pub ty: &'static Type,
    /// Whether the merged spec must have it.
    pub required: bool,
    /// What it means, one sentence, for editors and `explain`.
    pub doc: &'static str,
}

/// Returns an optional field.
pub const fn field(name: &'static str, ty: &'static Type, doc: &'static str) -> Field {
    Field {
        name,
        ty,
        required: false,
        doc,
    }
}

/// Returns a field that the merged spec must have.
pub const fn required(name: &'static str, ty: &'static Type, doc: &'static str) -> Field {
    Field {
        name,
        ty,
        required: true,
        doc,
    }
}
