//! Static types.

use std::fmt::{self, Display, Formatter};
use std::sync::Arc;

use super::object::ObjectType;

/// The type of an expression.
#[derive(Clone, Debug)]
pub enum Type<'s> {
    /// Known only when the expression is evaluated.
    Dyn,
    /// Of something that is wrong and has been reported.
    Error,
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool,
    /// An integer of 64 bits.
    Int,
    /// An integer of 64 bits without a sign.
    Uint,
    /// A number with a fraction.
    Double,
    /// Text.
    String,
    /// Bytes.
    Bytes,
    /// A span of time.
    Duration,
    /// A point in time.
    Timestamp,
    /// A list.
    List(Arc<Type<'s>>),
    /// A map.
    Map(Arc<(Type<'s>, Type<'s>)>),
    /// An object with fields that a schema names.
    Object(ObjectType<'s>),
    /// A type with functions and nothing else, such as `kubernetes.URL`.
    Opaque(&'static str),
    /// A value that may be missing.
    Optional(Arc<Type<'s>>),
    /// The type of types.
    Type(Arc<Type<'s>>),
    /// A type to be found out: a letter in a signature, a number while checking.
    Param(usize),
}

/// What kind of type an expression has, as far as its cost asks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Class {
    /// Of one size: a number, a truth, a time.
    Scalar,
    String,
    Bytes,
    /// A list; whether its elements are texts or bytes.
    List {
        of_text: bool,
    },
    Map,
    Object,
    /// A type of Kubernetes' libraries.
    Opaque,
    /// Anything else, or not known.
    #[default]
    Other,
}

impl Class {
    /// Returns the class of the sum of two values.
    pub(super) fn joined(self, other: Class) -> Class {
        match (self, other) {
            (Class::Other, other) => other,
            (one, _) => one,
        }
    }
}

impl<'s> Type<'s> {
    /// Returns the type of a list.
    pub fn list(of: Type<'s>) -> Self {
        Type::List(Arc::new(of))
    }

    /// Returns the type of a map.
    pub fn map(key: Type<'s>, value: Type<'s>) -> Self {
        Type::Map(Arc::new((key, value)))
    }

    /// Returns the type of a value that may be missing.
    pub fn optional(of: Type<'s>) -> Self {
        Type::Optional(Arc::new(of))
    }

    pub(super) fn is_dyn(&self) -> bool {
        matches!(self, Type::Dyn)
    }

    /// Returns the type below an optional, and whether there was one.
    pub(super) fn unwrapped(&self) -> (&Type<'s>, bool) {
        match self {
            Type::Optional(of) => (of, true),
            other => (other, false),
        }
    }

    /// Returns whether two types are the same, without finding out anything.
    pub(super) fn is(&self, other: &Type<'_>) -> bool {
        match (self, other) {
            (Type::List(a), Type::List(b))
            | (Type::Optional(a), Type::Optional(b))
            | (Type::Type(a), Type::Type(b)) => a.is(b),
            (Type::Map(a), Type::Map(b)) => a.0.is(&b.0) && a.1.is(&b.1),
            (Type::Object(a), Type::Object(b)) => a == b,
            (Type::Opaque(a), Type::Opaque(b)) => a == b,
            (Type::Param(a), Type::Param(b)) => a == b,
            _ => {
                std::mem::discriminant(self) == std::mem::discriminant(other)
                    && self.parts().is_empty()
            }
        }
    }

    pub(super) fn class(&self) -> Class {
        match self {
            Type::Bool | Type::Int | Type::Uint | Type::Double => Class::Scalar,
            // What is still to be found out counts as small.
            Type::Duration | Type::Timestamp | Type::Param(_) => Class::Scalar,
            Type::String => Class::String,
            Type::Bytes => Class::Bytes,
            Type::List(of) => Class::List {
                of_text: matches!(**of, Type::String | Type::Bytes),
            },
            Type::Map(_) => Class::Map,
            Type::Object(_) => Class::Object,
            Type::Opaque(_) => Class::Opaque,
            Type::Optional(of) if of.class() == Class::Scalar => Class::Scalar,
            _ => Class::Other,
        }
    }

    /// Returns the types it is made of.
    pub(super) fn parts(&self) -> Vec<&Type<'s>> {
        match self {
            Type::List(of) | Type::Optional(of) | Type::Type(of) => vec![of],
            Type::Map(both) => vec![&both.0, &both.1],
            _ => Vec::new(),
        }
    }

    /// Returns the same with each part changed.
    pub(super) fn with_parts(&self, change: &mut dyn FnMut(&Type<'s>) -> Type<'s>) -> Type<'s> {
        match self {
            Type::List(of) => Type::list(change(of)),
            Type::Optional(of) => Type::optional(change(of)),
            Type::Type(of) => Type::Type(Arc::new(change(of))),
            Type::Map(both) => Type::map(change(&both.0), change(&both.1)),
            other => other.clone(),
        }
    }
}

impl Display for Type<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Type::Dyn | Type::Param(_) => f.write_str("dyn"),
            Type::Error => f.write_str("error"),
            Type::Null => f.write_str("null"),
            Type::Bool => f.write_str("bool"),
            Type::Int => f.write_str("int"),
            Type::Uint => f.write_str("uint"),
            Type::Double => f.write_str("double"),
            Type::String => f.write_str("string"),
            Type::Bytes => f.write_str("bytes"),
            Type::Duration => f.write_str("duration"),
            Type::Timestamp => f.write_str("timestamp"),
            Type::List(of) => write!(f, "list({of})"),
            Type::Map(both) => write!(f, "map({}, {})", both.0, both.1),
            Type::Object(shape) => shape.fmt(f),
            Type::Opaque(name) => f.write_str(name),
            Type::Optional(of) => write!(f, "optional({of})"),
            Type::Type(of) => write!(f, "type({of})"),
        }
    }
}
