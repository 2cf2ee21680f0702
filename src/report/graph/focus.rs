//! What is seen of a plan: all of it, or what some objects need and what needs them.

use super::{Level, MOST_OBJECTS, View};
use crate::k8s::{Object, Owner};
use crate::order::Plan;

/// Returns the positions of the objects that a word means: an object, `Deployment/api` or `Deployment/shop/api`; all
/// objects of a component, `api`, `app/api` or `app/shop/api`; all objects of a unit, `90-shop.api`.
pub fn find(plan: &Plan, word: &str) -> Vec<usize> {
    let units = plan.units.iter();
    let each = units.flat_map(|unit| {
        unit.objects
            .iter()
            .map(|object| (unit.name.as_str(), object))
    });
    let meant = each.enumerate().filter(|(_, (unit, object))| {
        *unit == word || is_object(object, word) || is_component(&object.owner, word)
    });
    meant.map(|(at, _)| at).collect()
}

/// Returns what [`find`] finds something for, for suggestions: the longest name of each thing.
pub fn names(plan: &Plan) -> Vec<String> {
    let units = plan.units.iter().map(|unit| unit.name.clone());
    let objects = plan.objects().map(|object| object.id.to_string());
    let owners = plan.objects().map(|object| object.owner.to_string());
    let mut names: Vec<String> = units.chain(objects).chain(owners).collect();
    names.sort_unstable();
    names.dedup();
    names
}

fn is_object(object: &Object, word: &str) -> bool {
    let id = &object.id;
    is_named(word, &id.namespace, &id.name, |kind| kind == id.kind)
}

fn is_component(owner: &Owner, word: &str) -> bool {
    word == owner.name
        || is_named(word, &owner.namespace, &owner.name, |kind| {
            kind.eq_ignore_ascii_case(&owner.kind)
        })
}

/// Returns whether a word is `kind/name` or `kind/namespace/name`.
fn is_named(word: &str, namespace: &str, name: &str, is_kind: impl Fn(&str) -> bool) -> bool {
    let Some((kind, rest)) = word.split_once('/') else {
        return false;
    };
    let in_namespace = rest.split_once('/');
    is_kind(kind) && (rest == name || in_namespace == Some((namespace, name)))
}

/// Returns the level that is seen, and of each object whether it is. Units are followed as wholes where they are what is
/// seen, so that no way between two of them leads through one that is not.
pub(super) fn seen(plan: &Plan, unit_of: &[usize], view: &View) -> (Level, Vec<bool>) {
    let fitting = |count| {
        let folded = if count > MOST_OBJECTS {
            Level::Units
        } else {
            Level::Objects
        };
        view.level.unwrap_or(folded)
    };
    let Some(focus) = &view.focus else {
        return (fitting(unit_of.len()), vec![true; unit_of.len()]);
    };
    let edges: Vec<(usize, usize)> = (plan.edges.iter())
        .map(|edge| (edge.from, edge.to))
        .collect();
    let objects = connected(unit_of.len(), &edges, focus);
    let level = fitting(objects.iter().filter(|seen| **seen).count());
    if level == Level::Objects {
        return (level, objects);
    }
    let unit = |at: usize| unit_of[at];
    let edges: Vec<(usize, usize)> = (edges.iter())
        .map(|(from, to)| (unit(*from), unit(*to)))
        .collect();
    let focus: Vec<usize> = focus.iter().map(|at| unit(*at)).collect();
    let units = connected(plan.units.len(), &edges, &focus);
    (level, unit_of.iter().map(|unit| units[*unit]).collect())
}

/// Returns for each node whether a way leads to it from one of the first, or from it to one of them.
fn connected(count: usize, edges: &[(usize, usize)], first: &[usize]) -> Vec<bool> {
    let needed = reached(count, edges.iter().copied(), first);
    let needing = reached(count, edges.iter().map(|(from, to)| (*to, *from)), first);
    let either = needed.into_iter().zip(needing);
    either.map(|(needed, needing)| needed || needing).collect()
}

fn reached(
    count: usize,
    edges: impl Iterator<Item = (usize, usize)>,
    first: &[usize],
) -> Vec<bool> {
    let mut next = vec![Vec::new(); count];
    edges.for_each(|(from, to)| next[from].push(to));
    let mut reached = vec![false; count];
    let mut open = first.to_vec();
    while let Some(at) = open.pop() {
        if !std::mem::replace(&mut reached[at], true) {
            open.extend(&next[at]);
        }
    }
    reached
}
