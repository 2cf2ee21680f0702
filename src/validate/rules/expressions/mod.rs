//! Rules in CEL: those that definitions of custom resources bring, and the expressions that people write themselves.
//!
//! In: objects, definitions, admission policies, webhooks and requests for devices. Out: which rules do not hold, which cannot be
//! evaluated or may cost too much, and which expressions are none. The language is [`cel`](crate::cel)'s; which expression may
//! say what is said here.

mod admission;
mod admission_types;
mod budget;
mod compiled;
mod definition;
mod device;
mod evaluated;
mod field_path;
mod fits;
mod kinds;
mod old_self;
mod place;
mod schemas;
mod types;
mod violated;

use super::{Reach, Rule, of_all, of_each};

/// The rules of this folder.
pub(super) const RULES: &[Rule] = &[
    of_all(Reach::Object, violated::check),
    of_each(Reach::Object, definition::check),
    of_each(Reach::Object, admission::check),
    of_each(Reach::Object, device::check),
];
