//! Where a value comes from. Every node has an [`Origin`], from the first byte read to the last byte written.

use std::sync::Arc;

use crate::text::Span;

/// A rule of ours that sets a value nobody wrote: a named default, or the shape of an object.
///
/// `explain` prints it; `explain --defaults` lists those that are removable.
#[derive(Debug, PartialEq, Eq)]
pub struct NamedDefault {
    /// The stable id, `app.rollout.maxUnavailable`.
    pub id: &'static str,
    /// What is set, in one half sentence.
    pub what: &'static str,
    /// Why, in a sentence.
    pub why: &'static str,
    /// Who says so: a Kubernetes field, an AWS page, an issue.
    pub source: &'static str,
    /// The spec field that replaces it, or removes it with `null`; empty where it is the shape of an object itself.
    pub field: &'static str,
}

/// What sets values in tests.
#[cfg(test)]
pub(crate) static TEST: NamedDefault = NamedDefault {
    id: "test",
    what: "",
    why: "",
    source: "",
    field: "",
};

/// The step that gave a node its present value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// It stands in a file (the span), or is a default (the default).
    Written,
    /// A higher layer set it.
    Layered,
    /// Computed from an expression at the span.
    Evaluated,
    /// Computed by an expander from the spec value at the span, by the rule named in `default`.
    Derived,
    /// A patch at the span set it.
    Patched,
}

/// What a value was before a higher layer or a patch replaced it.
#[derive(Debug, PartialEq, Eq)]
pub struct Past {
    /// Its origin then, which has its own past.
    pub origin: Origin,
    /// The value, short, as YAML flow.
    pub value: ecow::EcoString,
}

/// Where a value comes from: a place in a file, a default, or both (a value derived from a spec by a rule), and what
/// was there before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The place in the user's files.
    pub span: Option<Span>,
    /// The rule of ours.
    pub default: Option<&'static NamedDefault>,
    /// The step that set it.
    pub step: Step,
    /// What it replaced.
    pub past: Option<Arc<Past>>,
}

impl Origin {
    /// The origin of what stands in a file.
    pub fn written(span: Span) -> Self {
        Origin {
            span: Some(span),
            default: None,
            step: Step::Written,
            past: None,
        }
    }

    /// The origin of a default.
    pub fn default(default: &'static NamedDefault) -> Self {
        Origin {
            span: None,
            default: Some(default),
            step: Step::Written,
            past: None,
        }
    }

    /// The origin of a value that `rule` computed from the value at this origin.
    #[must_use]
    pub fn derived(&self, rule: &'static NamedDefault) -> Self {
        Origin {
            span: self.span,
            default: Some(rule),
            step: Step::Derived,
            past: self.past.clone(),
        }
    }

    /// Walks from the present origin to the oldest one, with the value each had; the present value is not known here.
    pub fn chain(&self) -> impl Iterator<Item = (&Origin, Option<&str>)> {
        let mut next: Option<(&Origin, Option<&str>)> = Some((self, None));
        std::iter::from_fn(move || {
            let current = next?;
            next = current
                .0
                .past
                .as_deref()
                .map(|past| (&past.origin, Some(past.value.as_str())));
            Some(current)
        })
    }
}
