//! `commonAnnotations`.

use super::Context;
use super::field_spec::FieldSpec;
use super::pairs;
use crate::load::kustomization::Outcome;
use crate::yaml::Node;

/// Sets annotations, a map of strings, in the fields of `specs`.
pub(super) fn run(
    cx: &mut Context<'_, '_>,
    annotations: &Node,
    specs: &[FieldSpec],
) -> Outcome<()> {
    pairs::run(cx, annotations, specs)
}
