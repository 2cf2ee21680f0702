//! Components whose expressions refer to each other in a circle: none of them could be the first to be applied.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::Component;
use crate::diag::{Code, Diagnostic};
use crate::k8s::Owner;
use crate::session::Session;

/// Reports one circle for each reference that closes one.
pub(super) fn report(session: &Session<'_>, components: &[Component]) {
    let by_owner: FxHashMap<&Arc<Owner>, usize> = components
        .iter()
        .enumerate()
        .map(|(at, component)| (&component.owner, at))
        .collect();
    let mut done = vec![false; components.len()];
    let mut open: FxHashSet<usize> = FxHashSet::default();
    for start in 0..components.len() {
        if done[start] {
            continue;
        }
        // Each step: a component, and the next of its references to follow.
        let mut path: Vec<(usize, usize)> = vec![(start, 0)];
        open.insert(start);
        while let Some((at, next)) = path.last_mut() {
            let Some((owner, _)) = components[*at].refers_to.get(*next) else {
                open.remove(at);
                done[*at] = true;
                path.pop();
                continue;
            };
            *next += 1;
            let Some(to) = by_owner.get(owner).copied() else {
                continue;
            };
            if open.contains(&to) {
                let from = path.iter().position(|(at, _)| *at == to).unwrap_or(0);
                session.report(circle(components, &path[from..]));
            } else if !done[to] {
                open.insert(to);
                path.push((to, 0));
            }
        }
    }
}

fn circle(components: &[Component], path: &[(usize, usize)]) -> Diagnostic {
    let mut way: Vec<String> = path
        .iter()
        .map(|(at, _)| components[*at].owner.to_string())
        .collect();
    way.extend(way.first().cloned());
    let mut places = path.iter().filter_map(|(at, next)| {
        let component = &components[*at];
        let (owner, span) = component.refers_to.get(next.checked_sub(1)?)?;
        Some((*span, format!("{} refers to {owner}", component.owner)))
    });
    let mut finding = Diagnostic::new(
        Code::CyclicReference,
        format!("components refer to each other: {}", way.join(" → ")),
    )
    .help("write one of the values out instead of referring to it");
    if let Some((span, text)) = places.next() {
        finding = finding.at_saying(span, text);
    }
    for (span, text) in places {
        finding = finding.related(span, text);
    }
    finding
}
