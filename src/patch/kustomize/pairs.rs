//! Texts put into maps: what `labels` and `commonAnnotations` have in common.

use super::each::each;
use super::field_spec::{ByKind, Created, FieldSpec, visit, wrong_kind};
use super::resources::gvk_of;
use super::{Context, shared, words};
use crate::diag::{Code, Diagnostic};
use crate::load::kustomization::Outcome;
use crate::patch::change;
use crate::yaml::{Entry, Node, Value, scalar};

/// Sets every pair in the fields of `specs`.
pub(super) fn run(cx: &mut Context<'_, '_>, pairs: &Node, specs: &[FieldSpec]) -> Outcome<()> {
    let pairs_of_map = pairs.as_map().into_iter().flatten();
    let entries: Vec<Entry> = pairs_of_map
        .map(|pair| {
            let text = pair.value.to_text().unwrap_or_default();
            let mut value = change::shell(&pair.value, text);
            value.shared = cx.resources.share();
            Entry {
                key: pair.key.clone(),
                value,
            }
        })
        .collect();
    if entries.is_empty() {
        return Ok(());
    }
    let specs = ByKind::new(specs);
    each(cx, |resource| {
        let gvk = gvk_of(&resource.node);
        let create = Some(Created::Map(pairs));
        let mut done = Done::default();
        specs.of(&gvk).try_for_each(|(spec, ())| {
            visit(&mut resource.node, spec, create, &mut |field| {
                set(field, &entries, &mut done)
            })
        })?;
        if done.changed {
            shared::follow(resource);
        }
        resource.shares |= done.added;
        Ok(())
    })
}

/// What was done to an object.
#[derive(Default)]
struct Done {
    /// Something was put where nothing was.
    added: bool,
    /// Something was put where something was.
    changed: bool,
}

/// Refuses a new key that would have to be quoted. kustomize writes it without quotes, and then cannot print the map.
fn refuse_number(entry: &Entry) -> Outcome<()> {
    let name = entry.key.name.as_str();
    let value = scalar::resolve(name).value;
    if matches!(value, Value::String(_) | Value::Bool(_)) {
        return Ok(());
    }
    Err(Box::new(
        Diagnostic::new(
            Code::TransformFailed,
            format!(
                "`{name}` cannot be a key here: kustomize takes it for {}",
                value.type_name()
            ),
        )
        .at(entry.key.span)
        .note(words(
            "json: unsupported type: map[interface {}]interface {}",
        ))
        .help("begin the key with a letter"),
    ))
}

fn set(field: &mut Node, entries: &[Entry], done: &mut Done) -> Outcome<()> {
    match &mut field.value {
        // kustomize puts them where nobody sees them.
        Value::Null => Ok(()),
        Value::Mapping(map) => {
            for entry in entries {
                match map.get_mut(&entry.key.name) {
                    Some(old) => {
                        let mut new = entry.value.clone();
                        new.style = old.style.of_next();
                        change::put(old, new);
                        done.changed = true;
                    }
                    None => {
                        refuse_number(entry)?;
                        map.insert_entry(entry.clone());
                        done.added = true;
                    }
                }
            }
            Ok(())
        }
        _ => Err(Box::new(wrong_kind(field, "a map", "MappingNode"))),
    }
}
