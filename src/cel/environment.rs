//! What an expression can name: its variables and the functions of its version of Kubernetes.

use ecow::EcoString;

use super::ast::Macro;
use super::function;
use super::object::{ObjectType, type_of};
use super::types::Type;
use crate::k8s::Minor;

/// What an expression can name.
#[derive(Clone, Debug)]
pub struct Environment<'s> {
    minor: Minor,
    variables: Vec<(EcoString, Type<'s>)>,
    /// Types that expressions can make values of: `Object{…}`.
    messages: Messages<'s>,
}

/// Which messages an expression can make.
#[derive(Clone, Copy, Debug)]
enum Messages<'s> {
    None,
    /// `JSONPatch{…}` and `Object{…}`, whose fields are those of a type, or any.
    Patches(Option<ObjectType<'s>>),
}

/// What a type of a patch is called.
const PATCH: &str = "JSONPatch";
const OBJECT: &str = "Object";

impl<'s> Environment<'s> {
    /// Returns the environment of a minor version, without variables.
    pub fn new(minor: Minor) -> Self {
        Environment {
            minor,
            variables: Vec::new(),
            messages: Messages::None,
        }
    }

    /// Adds a variable.
    #[must_use]
    pub fn with(mut self, name: impl Into<EcoString>, of: Type<'s>) -> Self {
        self.variables.push((name.into(), of));
        self
    }

    /// Lets expressions make patches: `JSONPatch{…}`, and `Object{…}` with the fields of a type, or any.
    #[must_use]
    pub fn with_patches(mut self, of: Option<ObjectType<'s>>) -> Self {
        self.messages = Messages::Patches(of);
        self
    }

    /// Returns whether a library is there that Kubernetes introduced in a minor version. Expressions of new objects get it
    /// one version later, so that the version before can still read them.
    pub(super) fn has(&self, since: u8) -> bool {
        since == 0 || self.minor.0 > u16::from(since)
    }

    /// Returns whether a macro with so many variables is there.
    pub(super) fn has_macro(&self, of: Macro, variables: usize) -> bool {
        match of {
            Macro::SortBy => self.has(34),
            Macro::OptMap | Macro::OptFlatMap => self.has(28),
            _ => variables < 2 || self.has(32),
        }
    }

    pub(super) fn makes_patches(&self) -> bool {
        matches!(self.messages, Messages::Patches(_))
    }

    pub(super) fn variable(&self, name: &str) -> Option<Type<'s>> {
        let mut all = self.variables.iter().rev();
        all.find(|(variable, _)| variable == name)
            .map(|(_, of)| of.clone())
    }

    /// Returns the names of the variables.
    pub(super) fn variables(&self) -> impl Iterator<Item = &str> {
        self.variables.iter().map(|(name, _)| name.as_str())
    }

    /// Returns the variables that stand behind a name that is none itself: `a` and `b` of `variables.a` and `variables.b`.
    pub(super) fn names_in(&self, group: &str) -> impl Iterator<Item = &str> {
        let is_none = self.variable(group).is_none();
        let all = self.variables().filter(move |_| is_none);
        all.filter_map(move |name| name.strip_prefix(group)?.strip_prefix('.'))
    }

    /// Returns the names of the functions.
    pub(super) fn functions(&self) -> impl Iterator<Item = &'static str> {
        function::names()
    }

    /// Returns the type of a message.
    pub(super) fn message(&self, name: &str) -> Option<Type<'s>> {
        let Messages::Patches(of) = self.messages else {
            return None;
        };
        match name {
            PATCH => Some(Type::Opaque(PATCH)),
            _ => self.object(name, of),
        }
    }

    /// Returns the type of a field of a message.
    pub(super) fn message_field(&self, name: &str, field: &str) -> Option<Type<'s>> {
        match (name, field) {
            (PATCH, "op" | "path" | "from") => Some(Type::String),
            (PATCH, "value") => Some(Type::Dyn),
            (PATCH, _) => None,
            _ => match self.message(name)? {
                Type::Object(object) => object.type_of(field),
                other => Some(other),
            },
        }
    }

    /// Returns the type that `Object.spec.template` names.
    fn object(&self, name: &str, of: Option<ObjectType<'s>>) -> Option<Type<'s>> {
        let path = name.strip_prefix(OBJECT)?;
        let Some(object) = of else {
            return Some(Type::Dyn);
        };
        let whole = type_of(object.schema, object.view)?;
        let mut fields = path.split('.').skip(1);
        fields.try_fold(whole, |of, field| match of {
            Type::Object(object) => match object.type_of(field)? {
                Type::List(of) => Some((*of).clone()),
                other => Some(other),
            },
            other => Some(other),
        })
    }
}
