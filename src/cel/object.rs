//! What CEL sees of a schema: which fields have which types, under which names.

use std::borrow::Cow;
use std::fmt::{self, Display, Formatter};
use std::sync::LazyLock;

use ecow::EcoString;

use super::parse::is_reserved;
use super::types::Type;
use crate::k8s::Minor;
use crate::k8s::schema::{Additional, Format, Property, Schema, Type as Is};

/// An object with fields.
#[derive(Clone, Copy, Debug)]
pub struct ObjectType<'s> {
    pub(super) schema: &'s Schema,
    pub(super) view: View,
}

/// How a schema is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct View {
    /// The version of Kubernetes whose fields there are.
    pub minor: Minor,
    /// Whether it is a whole object: it has `apiVersion`, `kind` and `metadata` with a name, whatever the schema says.
    pub is_resource: bool,
    /// Whether it is of a built-in kind. What has no type there may be anything; in a custom resource nobody sees it.
    pub is_built_in: bool,
}

/// Types are the same when they come from the same place of a schema.
impl PartialEq for ObjectType<'_> {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.schema, other.schema) && self.view == other.view
    }
}

impl Display for ObjectType<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(self.schema.name.unwrap_or("object"))
    }
}

/// What CEL sees of the metadata of a custom resource.
static METADATA: LazyLock<Schema> = LazyLock::new(|| {
    let field = |name: &str| Property {
        name: name.into(),
        minors: crate::k8s::Minors::ALL,
        schema: Schema::of(Is::String).into(),
    };
    Schema {
        properties: vec![field("generateName"), field("name")].into(),
        ..Schema::of(Is::Object)
    }
});

static STRING: LazyLock<Schema> = LazyLock::new(|| Schema::of(Is::String));

impl<'s> ObjectType<'s> {
    /// Returns the schema of a field by its name in the object, and how it is looked at.
    pub(super) fn field(&self, name: &str) -> Option<(&'s Schema, View)> {
        let below = |schema: &Schema| View {
            is_resource: schema.is_embedded,
            ..self.view
        };
        if self.view.is_resource && !self.view.is_built_in {
            let fixed: Option<&'static Schema> = match name {
                "apiVersion" | "kind" => Some(&STRING),
                "metadata" => Some(&METADATA),
                _ => None,
            };
            if let Some(fixed) = fixed {
                return Some((fixed, below(fixed)));
            }
        }
        let schema: &Schema = self.schema.property(name, self.view.minor)?;
        Some((schema, below(schema)))
    }

    /// Returns the type of a field by its name in expressions; nothing where CEL does not see it.
    pub(super) fn type_of(&self, name: &str) -> Option<Type<'s>> {
        let (schema, view) = self.field(&unescape(name)?)?;
        type_of(schema, view)
    }

    /// Returns the names of the fields, as expressions write them.
    pub(super) fn names(&self) -> Vec<EcoString> {
        let mut names: Vec<&str> = self.schema.names(self.view.minor).collect();
        if self.view.is_resource {
            names.extend(["apiVersion", "kind", "metadata"]);
        }
        names.into_iter().filter_map(escape).collect()
    }
}

/// Returns the type of the values of a schema; nothing where CEL does not see them.
pub fn type_of(schema: &Schema, view: View) -> Option<Type<'_>> {
    let below = |schema: &Schema| View {
        is_resource: schema.is_embedded,
        ..view
    };
    let known = match schema.ty {
        Is::IntOrString => Type::Dyn,
        Is::Boolean => Type::Bool,
        Is::Integer => Type::Int,
        Is::Number => Type::Double,
        Is::String => match schema.format {
            Some(Format::Byte) => Type::Bytes,
            Some(Format::Duration) => Type::Duration,
            Some(Format::DateTime | Format::MicroTime | Format::Named("date")) => Type::Timestamp,
            Some(Format::Quantity) => Type::Dyn,
            _ => Type::String,
        },
        Is::Array => match &schema.items {
            Some(items) => Type::list(type_of(items, below(items))?),
            None if view.is_built_in => Type::list(Type::Dyn),
            None => return None,
        },
        Is::Object => match &schema.additional {
            Some(Additional::Of(values)) if schema.properties.is_empty() => {
                Type::map(Type::String, type_of(values, below(values))?)
            }
            _ if view.is_built_in && schema.properties.is_empty() => Type::Dyn,
            _ => Type::Object(ObjectType { schema, view }),
        },
        Is::Any if view.is_built_in => Type::Dyn,
        Is::Any => return None,
    };
    Some(known)
}

/// What stands for characters that names in expressions cannot have.
const ESCAPES: [(&str, &str); 4] = [
    ("__", "underscores"),
    (".", "dot"),
    ("-", "dash"),
    ("/", "slash"),
];

/// Returns the name by which expressions know a field: `__namespace__` for `namespace`. Some have none.
pub fn escape(name: &str) -> Option<EcoString> {
    if name.is_empty() || name.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    if is_reserved(name) {
        return Some(ecow::eco_format!("__{name}__"));
    }
    let mut escaped = EcoString::new();
    let mut rest = name;
    while let Some(c) = rest.chars().next() {
        let known = ESCAPES.iter().find(|(plain, _)| rest.starts_with(plain));
        match known {
            Some((plain, word)) => {
                escaped.push_str(&format!("__{word}__"));
                rest = &rest[plain.len()..];
            }
            None if c.is_ascii_alphanumeric() || c == '_' => {
                escaped.push(c);
                rest = &rest[1..];
            }
            None => return None,
        }
    }
    Some(escaped)
}

/// Returns the field that an expression means by a name; nothing where the name holds an escape that is none.
pub(super) fn unescape(escaped: &str) -> Option<Cow<'_, str>> {
    if !escaped.contains("__") {
        return Some(Cow::Borrowed(escaped));
    }
    let mut plain = String::new();
    let mut rest = escaped;
    while let Some(start) = rest.find("__") {
        let behind = &rest[start + 2..];
        let word_end = behind.find('_').unwrap_or(behind.len());
        let word = &behind[..word_end];
        if word.is_empty() || !behind[word_end..].starts_with("__") {
            // No escape begins here: go on behind the first underscore.
            plain.push_str(&rest[..=start]);
            rest = &rest[start + 1..];
            continue;
        }
        plain.push_str(&rest[..start]);
        let known = ESCAPES.iter().find(|(_, known)| *known == word);
        match known {
            Some((character, _)) => plain.push_str(character),
            None if is_reserved(word) && escaped.len() == word.len() + 4 => {
                plain.push_str(word);
            }
            None => return None,
        }
        rest = &behind[word_end + 2..];
    }
    plain.push_str(rest);
    Some(Cow::Owned(plain))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_survive_escaping() {
        for name in [
            "a",
            "a-b",
            "a.b/c",
            "namespace",
            "a__b",
            "_a_",
            "x-kubernetes-y",
        ] {
            let escaped = escape(name).unwrap_or_default();
            assert_eq!(unescape(&escaped).as_deref(), Some(name), "{escaped}");
        }
        assert_eq!(escape("namespace").as_deref(), Some("__namespace__"));
        assert_eq!(escape("a-b").as_deref(), Some("a__dash__b"));
        assert_eq!(escape("1a"), None);
        assert_eq!(escape("a b"), None);
        assert_eq!(unescape("__none__"), None);
    }
}
