//! `replicas`: the number of replicas of workloads, by name.

use ecow::EcoString;

use super::Context;
use super::field_spec::{Created, FieldSpec, set_scalar, visit};
use crate::diag::{Code, Diagnostic, did_you_mean};
use crate::load::kustomization::Outcome;
use crate::patch::change;
use crate::yaml::{Node, Style};

/// Sets the fields of `specs` in the resources that have or had the name of an entry of `replicas`.
pub(super) fn run(cx: &mut Context<'_, '_>, entry: &Node, specs: &[FieldSpec]) -> Outcome<()> {
    let name = entry
        .get("name")
        .and_then(Node::to_text)
        .unwrap_or_default();
    let count = entry.get("count");
    let number = count.and_then(Node::as_int).unwrap_or_default();
    let value = change::shell(count.unwrap_or(entry), number);
    let mut found = false;
    for spec in specs {
        let matching = cx.resources.with_id(&name, cx.schema, |id| {
            id.name == name && id.is_selected(&spec.group, &spec.version, &spec.kind)
        });
        for at in matching {
            found = true;
            let Some(resource) = cx.resources.get_mut(at) else {
                continue;
            };
            if !spec.is_for(&resource.gvk()) {
                continue;
            }
            visit(
                &mut resource.node,
                spec,
                Some(Created::Scalar(&value)),
                &mut |field| match field.style {
                    // A count in quotes stays in quotes.
                    Style::Quoted => set_scalar(field, change::shell(&value, number.to_string())),
                    _ => set_scalar(field, value.clone()),
                },
            )?;
        }
    }
    if found {
        return Ok(());
    }
    Err(Box::new(nothing_found(cx, entry, &name, specs)))
}

fn nothing_found(
    cx: &Context<'_, '_>,
    entry: &Node,
    name: &str,
    specs: &[FieldSpec],
) -> Diagnostic {
    let or = |text: &EcoString, none: &'static str| {
        if text.is_empty() {
            EcoString::from(none)
        } else {
            text.clone()
        }
    };
    let types: Vec<String> = specs
        .iter()
        .map(|spec| {
            format!(
                "{}.{}.{}",
                or(&spec.kind, "[noKind]"),
                or(&spec.version, "[noVer]"),
                or(&spec.group, "[noGrp]")
            )
        })
        .collect();
    let kinds: Vec<&str> = specs.iter().map(|spec| spec.kind.as_str()).collect();
    let names: Vec<EcoString> = cx
        .resources
        .iter()
        .filter(|resource| specs.iter().any(|spec| spec.is_for(&resource.gvk())))
        .map(|resource| resource.name())
        .collect();
    let near = did_you_mean(name, names.iter().map(EcoString::as_str));
    Diagnostic::new(
        Code::TransformFailed,
        format!("no resource named `{name}` has replicas"),
    )
    .at(entry.get("name").unwrap_or(entry).span())
    .note(format!(
        "kustomize: resource with name {name} does not match a config with the following GVK [{}]",
        types.join(" ")
    ))
    .help(match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("kinds with replicas: {}", kinds.join(", ")),
    })
}
