//! Images, and the units of what containers ask for.

mod docker_hub;
mod elsewhere;
mod memory_unit;
mod mutable_tag;

use crate::validate::rules::{Reach, Rule, of_all, of_each};

/// The rules of this folder.
pub(super) const RULES: &[Rule] = &[
    of_each(Reach::Environment, docker_hub::check),
    of_all(Reach::Environment, elsewhere::accounts),
    of_each(Reach::Environment, elsewhere::check),
    of_each(Reach::Object, memory_unit::check),
    of_each(Reach::Object, mutable_tag::check),
    of_all(Reach::Environment, mutable_tag::untagged),
];
