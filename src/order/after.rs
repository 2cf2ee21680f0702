//! The explicit order: `after` of a component.

use super::edges::{Edge, Index, Owners};
use super::units::Place;
use super::why::Why;
use crate::diag::{Code, Diagnostic, did_you_mean};
use crate::k8s::{Object, Owner};
use crate::layer::{Component, Target};
use crate::load::SpecKind;
use crate::session::Session;
use crate::yaml::Node;

/// Returns the edges of every `after`. `database/orders` is a component, which means all that it runs; `ConfigMap/seed` is an
/// object, by its kind. Both take a namespace in the middle; without one it is the component's own, or none.
pub(super) fn explicit(
    session: &Session,
    target: &Target,
    objects: &[Object],
    places: &[Place],
    index: &Index<'_>,
) -> Vec<Edge> {
    let wanting: Vec<(&Component, &[Node])> = target
        .components
        .iter()
        .filter_map(|component| {
            let list = component.spec.value_of("after")?.as_list()?;
            Some((component, list))
        })
        .collect();
    if wanting.is_empty() {
        return Vec::new();
    }
    let owners = Owners::new(objects, places);
    let mut edges = Vec::new();
    for (component, list) in wanting {
        for item in list {
            let Some(text) = item.as_str() else { continue };
            let found = find(text, component, target, objects, &owners, index);
            if found.is_empty() {
                // What could not be read may be what is named.
                if target.sound {
                    session.report(unknown(text, item, component, target, objects));
                }
                continue;
            }
            for from in owners.acting(&component.owner) {
                for to in &found {
                    if places[*from].directory == places[*to].directory {
                        session.report(together(text, item, component, &places[*to].directory));
                        continue;
                    }
                    edges.push(Edge {
                        from: *from,
                        to: *to,
                        why: Why::After,
                        span: item.span(),
                    });
                }
            }
        }
    }
    edges
}

/// Splits `kind/name` and `kind/namespace/name`; the namespace is the component's where it is left out.
fn split<'t>(text: &'t str, own: &'t str) -> Option<(&'t str, &'t str, &'t str)> {
    let (kind, rest) = text.split_once('/')?;
    Some(match rest.split_once('/') {
        Some((namespace, name)) => (kind, namespace, name),
        None => (kind, own, rest),
    })
}

fn find(
    text: &str,
    component: &Component,
    target: &Target,
    objects: &[Object],
    owners: &Owners<'_>,
    index: &Index<'_>,
) -> Vec<usize> {
    let Some((kind, namespace, name)) = split(text, &component.owner.namespace) else {
        return Vec::new();
    };
    if let Some(component) = SpecKind::of_word(kind) {
        for namespace in [namespace, ""] {
            let owner = Owner {
                kind: component.name().into(),
                namespace: namespace.into(),
                name: name.into(),
            };
            let known = target.components.iter().any(|other| *other.owner == owner);
            if known {
                return owners.acting(&owner).to_vec();
            }
        }
        return Vec::new();
    }
    // The kind is written without its group, so the groups of the objects at hand are tried; `after` is rare.
    for namespace in [namespace, ""] {
        let mut groups: Vec<&str> = objects
            .iter()
            .filter(|object| object.id.kind == kind)
            .map(|object| object.id.group.as_str())
            .collect();
        groups.sort_unstable();
        groups.dedup();
        if let Some(at) = groups
            .iter()
            .find_map(|group| index.find(group, kind, namespace, name))
        {
            return vec![at];
        }
    }
    Vec::new()
}

fn unknown(
    text: &str,
    item: &Node,
    component: &Component,
    target: &Target,
    objects: &[Object],
) -> Diagnostic {
    let finding = Diagnostic::new(
        Code::UnknownAfter,
        format!("`after` expects the name of something in this environment, found `{text}`"),
    )
    .on(&component.owner)
    .at(item.span().or(Some(component.span)));
    if split(text, "").is_none() {
        return finding
            .help("write `database/orders` or `database/<namespace>/orders`; an object by its kind, `ConfigMap/seed`");
    }
    // Said as briefly as the user may say it.
    let own = &component.owner.namespace;
    let briefly = |kind: &str, namespace: &str, name: &str| {
        if namespace.is_empty() || namespace == own {
            format!("{kind}/{name}")
        } else {
            format!("{kind}/{namespace}/{name}")
        }
    };
    let mut known: Vec<String> = target
        .components
        .iter()
        .filter(|other| other.owner != component.owner)
        .map(|other| {
            let owner = &other.owner;
            briefly(other.kind.word(), &owner.namespace, &owner.name)
        })
        .chain(
            objects
                .iter()
                .map(|object| &object.id)
                .map(|id| briefly(&id.kind, &id.namespace, &id.name)),
        )
        .collect();
    known.sort();
    known.dedup();
    let meant = did_you_mean(text, known.iter().map(String::as_str));
    finding.maybe_help(meant.map(|meant| format!("did you mean `{meant}`?")))
}

fn together(text: &str, item: &Node, component: &Component, unit: &str) -> Diagnostic {
    Diagnostic::new(
        Code::AfterItself,
        format!("`after` expects something of another unit, found `{text}`, which is applied together with this"),
    )
    .on(&component.owner)
    .at(item.span().or(Some(component.span)))
    .note(format!("both are in the unit `{unit}`, whose files are applied at once, in the order of their kinds"))
    .help("remove the entry")
}
