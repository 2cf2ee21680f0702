//! `namePrefix` and `nameSuffix`: texts before and behind names.
//!
//! Names of Namespaces, CustomResourceDefinitions and APIServices stay as they are, whatever the specs say. A resource
//! remembers its former identity and what was put around its name, which decides between references later.

use ecow::{EcoString, eco_format};

use super::Context;
use super::each::until_wrong;
use super::field_spec::{ByKind, Created, FieldSpec, set_text, visit};
use super::resources::Resource;
use crate::k8s::Gvk;
use crate::load::kustomization::Outcome;
use crate::yaml::Node;

/// Where the text goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Before,
    Behind,
}

/// The path of names. A spec with it is what makes a change one of identity.
const NAME: &str = "metadata/name";

/// Puts the text of `prefix` before the fields of `specs`.
pub(super) fn prefix(cx: &mut Context<'_, '_>, prefix: &Node, specs: &[FieldSpec]) -> Outcome<()> {
    run(cx, prefix, specs, Side::Before)
}

/// Puts the text of `suffix` behind the fields of `specs`.
pub(super) fn suffix(cx: &mut Context<'_, '_>, suffix: &Node, specs: &[FieldSpec]) -> Outcome<()> {
    run(cx, suffix, specs, Side::Behind)
}

fn run(cx: &mut Context<'_, '_>, text: &Node, specs: &[FieldSpec], side: Side) -> Outcome<()> {
    let added = text.to_text().unwrap_or_default();
    if added.is_empty() {
        return Ok(());
    }
    let specs = ByKind::new(specs);
    let sources = &cx.loader.session.sources;
    let schema = cx.schema;
    until_wrong(cx.resources.slots_mut(), |resource| {
        let first = resource.first_gvk();
        if is_kept(&first) {
            return Ok(());
        }
        for (spec, ()) in specs.of(&first) {
            if spec.path == NAME {
                resource.remember(schema);
                note(resource, &added, side);
            }
            if !spec.is_for(&resource.gvk()) {
                continue;
            }
            visit(
                &mut resource.node,
                spec,
                Some(Created::Scalar(text)),
                &mut |field| {
                    let there = field.raw_text(sources).unwrap_or_default();
                    let new = match side {
                        Side::Before => eco_format!("{added}{there}"),
                        Side::Behind => eco_format!("{there}{added}"),
                    };
                    set_text(field, new, text)
                },
            )?;
        }
        Ok(())
    })
}

fn note(resource: &mut Resource, added: &EcoString, side: Side) {
    let list = match side {
        Side::Before => &mut resource.prefixes,
        Side::Behind => &mut resource.suffixes,
    };
    list.push(added.clone());
}

/// Returns whether names of a kind are not kustomize's to change.
fn is_kept(gvk: &Gvk) -> bool {
    match gvk.kind.as_str() {
        "CustomResourceDefinition" | "Namespace" => true,
        "APIService" => gvk.group == "apiregistration.k8s.io",
        _ => false,
    }
}
