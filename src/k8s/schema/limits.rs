//! What a value of a type may be, beyond the type: bounds, alternatives, rules.

use std::sync::OnceLock;

use ecow::EcoString;
use regex_automata::meta::Regex;

use super::Schema;
use crate::k8s::go_regex;
use crate::yaml::Node;

/// Bounds of a value.
#[derive(Clone, Debug, Default)]
pub struct Limits {
    /// The values that are allowed; any where there are none.
    pub one_of: Box<[Node]>,
    /// The smallest number.
    pub minimum: Option<f64>,
    /// Whether the smallest number itself is too small.
    pub exclusive_minimum: bool,
    /// The largest number.
    pub maximum: Option<f64>,
    /// Whether the largest number itself is too large.
    pub exclusive_maximum: bool,
    /// What a number must be a multiple of.
    pub multiple_of: Option<f64>,
    /// The fewest characters of a text.
    pub min_length: Option<u64>,
    /// The most characters of a text.
    pub max_length: Option<u64>,
    /// What a text must match somewhere.
    pub pattern: Option<Pattern>,
    /// The fewest elements of a list.
    pub min_items: Option<u64>,
    /// The most elements of a list.
    pub max_items: Option<u64>,
    /// Whether no two elements of a list may be equal.
    pub unique_items: bool,
    /// The fewest fields of an object.
    pub min_properties: Option<u64>,
    /// The most fields of an object.
    pub max_properties: Option<u64>,
}

/// What a value must be together with its type.
#[derive(Clone, Debug, Default)]
pub struct Logic {
    /// It must satisfy each of these.
    pub all_of: Box<[Schema]>,
    /// It must satisfy at least one of these, if there are any.
    pub any_of: Box<[Schema]>,
    /// It must satisfy exactly one of these, if there are any.
    pub one_of: Box<[Schema]>,
    /// It must not satisfy this.
    pub not: Option<Box<Schema>>,
}

/// A regular expression, compiled when it is first used.
#[derive(Clone, Debug, Default)]
pub struct Pattern {
    text: EcoString,
    compiled: OnceLock<Option<Regex>>,
}

impl Pattern {
    /// Returns a pattern; it may turn out to be none.
    pub fn new(text: impl Into<EcoString>) -> Self {
        Pattern {
            text: text.into(),
            compiled: OnceLock::new(),
        }
    }

    /// Returns the expression as it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Returns whether it matches somewhere in a text; nothing where it is no expression that can be used.
    pub fn matches(&self, text: &str) -> Option<bool> {
        let compiled = self
            .compiled
            .get_or_init(|| go_regex::compile(&self.text).ok());
        compiled.as_ref().map(|regex| regex.is_match(text))
    }
}

/// A rule of `x-kubernetes-validations`.
#[derive(Clone, Debug, Default)]
pub struct Validation {
    /// The CEL expression that must hold.
    pub rule: EcoString,
    /// What is said where it does not hold.
    pub message: Option<EcoString>,
    /// A CEL expression that makes the message.
    pub message_expression: Option<EcoString>,
    /// The kind of refusal: `FieldValueInvalid`, `FieldValueRequired`, ….
    pub reason: Option<EcoString>,
    /// The field that is to blame, below the value: `.spec.replicas`.
    pub field_path: Option<EcoString>,
    /// Whether a rule that compares with the old object also runs where there is none.
    pub optional_old_self: bool,
}

impl Validation {
    /// Returns whether it speaks of the object before.
    pub fn names_old(&self) -> bool {
        self.rule.contains("oldSelf")
    }
}
