//! The types of values as the API server knows them: built-in kinds of every minor version, and custom resources.
//!
//! In: an `apiVersion` and a `kind`. Out: the [`Schema`] of its objects, from [`Schemas`]. Built-in types come from one embedded
//! file and are decoded when somebody looks at them; those of custom resources are read from their definitions by others
//! and added. A type is not judged against any value here.

mod crds;
mod format;
mod history;
mod limits;
mod properties;
mod registry;
mod store;
mod text_formats;
mod texts;
mod values;

use ecow::EcoString;

pub use self::crds::{COMPONENTS, Component, Definitions, brought_by, described};
pub use self::format::Format;
pub use self::history::{Removal, Stability, best, removal};
pub use self::limits::{Limits, Logic, Pattern, Validation};
pub use self::properties::Properties;
pub use self::registry::{Schemas, Served};
pub use self::store::{BuiltIn, Definition, built_in, is_built_in_group};
pub use self::text_formats::has_format;
use super::{Minor, Minors};
use crate::yaml::Node;

/// The type of a value: a structural schema, for built-in types and custom resources alike.
#[derive(Clone, Debug, Default)]
pub struct Schema {
    /// What the value is.
    pub ty: Type,
    /// What text or number it is, closer than the type says; nothing where the server checks no format.
    pub format: Option<Format>,
    /// Whether `null` is a value of its own. In custom resources only; a built-in type takes any `null` for an absent value.
    pub nullable: bool,
    /// The fields of an object that are known by name, sorted by name. A name stands several times where its type depends on
    /// the minor version; the versions of such entries exclude each other.
    pub properties: Properties,
    /// The fields that must be there, sorted. For built-in types, those that their server asks for in its own code; what
    /// the published documents call required is something else.
    pub required: Box<[EcoString]>,
    /// What fields may hold that `properties` does not name; nothing where there may be none.
    pub additional: Option<Additional>,
    /// The type of the elements of a list; nothing where they may be anything.
    pub items: Option<Ref>,
    /// How the elements of a list are told apart (`x-kubernetes-list-type`).
    pub list: List,
    /// Whether fields that nobody declares are kept (`x-kubernetes-preserve-unknown-fields`), and so are no mistake.
    pub preserves_unknown: bool,
    /// Whether the value is a whole object with `apiVersion`, `kind` and `metadata` (`x-kubernetes-embedded-resource`).
    pub is_embedded: bool,
    /// Bounds of the value; most have none.
    pub limits: Option<Box<Limits>>,
    /// `allOf`, `anyOf`, `oneOf` and `not`; most have none.
    pub logic: Option<Box<Logic>>,
    /// The value that the server gives an absent field.
    pub default: Option<Box<Node>>,
    /// The rules of `x-kubernetes-validations`, in their order.
    pub validations: Box<[Validation]>,
    /// For built-in types that the API has a name for: `io.k8s.api.core.v1.Container`.
    pub name: Option<&'static str>,
}

/// What a value is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Type {
    /// Anything at all.
    #[default]
    Any,
    /// A map; its keys are fields, or data.
    Object,
    /// A list.
    Array,
    /// Text.
    String,
    /// A whole number; `1.0` is one.
    Integer,
    /// A number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// A whole number or text (`x-kubernetes-int-or-string`).
    IntOrString,
}

/// A field of an object.
#[derive(Clone, Debug)]
pub struct Property {
    /// Its name.
    pub name: EcoString,
    /// The minor versions that know it with this type; all of them in custom resources.
    pub minors: Minors,
    /// Its type.
    pub schema: Ref,
}

/// What a field may hold that an object does not name.
#[derive(Clone, Debug)]
pub enum Additional {
    /// Anything (`additionalProperties: true`).
    Any,
    /// A value of this type.
    Of(Ref),
}

/// How the elements of a list are told apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum List {
    /// They are not; the list is one value.
    #[default]
    Atomic,
    /// By their value: none may stand twice.
    Set,
    /// By the values of these fields together, in the order in which they are declared: none may stand twice. An absent
    /// field counts as its default.
    Map(Box<[EcoString]>),
}

/// A type below another: part of it, or a named one of the built-in types, which may go round in a circle.
#[derive(Clone, Debug)]
pub enum Ref {
    /// Part of the schema above.
    Own(Box<Schema>),
    /// A built-in type, decoded when it is looked at.
    Named(Definition),
}

/// A reference is used like what it refers to.
impl std::ops::Deref for Ref {
    type Target = Schema;

    fn deref(&self) -> &Schema {
        match self {
            Ref::Own(schema) => schema,
            Ref::Named(definition) => definition.schema(),
        }
    }
}

impl From<Schema> for Ref {
    fn from(schema: Schema) -> Self {
        Ref::Own(Box::new(schema))
    }
}

impl Schema {
    /// Returns a type without anything more to it.
    pub fn of(ty: Type) -> Self {
        Schema {
            ty,
            ..Schema::default()
        }
    }

    /// Returns the type of a field that is known by name in a minor version.
    pub fn property(&self, name: &str, minor: Minor) -> Option<&Ref> {
        let mut entries = self.properties.named(name).iter();
        entries
            .find(|property| property.minors.contains(minor))
            .map(|property| &property.schema)
    }

    /// Returns the type of a field in a minor version, named or not; nothing where the type does not know it, or anything goes.
    pub fn field(&self, name: &str, minor: Minor) -> Option<&Ref> {
        self.property(name, minor).or(match &self.additional {
            Some(Additional::Of(schema)) => Some(schema),
            _ => None,
        })
    }

    /// Returns the minor versions that know a field; none where no version does.
    pub fn minors_of(&self, name: &str) -> Minors {
        let entries = self.properties.named(name).iter();
        entries.fold(Minors::NONE, |all, property| all.union(property.minors))
    }

    /// Returns the names of the fields that a minor version knows, sorted.
    pub fn names(&self, minor: Minor) -> impl Iterator<Item = &str> {
        self.properties
            .iter()
            .filter(move |property| property.minors.contains(minor))
            .map(|property| property.name.as_str())
    }
}
