//! Stage 6, objects to units and their dependencies.
//!
//! In: every object of an environment. Out: a [`Plan`]: the [units](Unit) that Flux and Argo CD sync, in the order in
//! which they are applied, with the dependencies that make it so. The order comes from the graph of the objects (who
//! names whom), never from the names of units or files: consumers sort those again anyway. This stage changes no object
//! and does not ask whether a reference leads somewhere; that is validation.

mod after;
mod edges;
#[cfg(test)]
pub(crate) mod fixtures;
mod graph;
pub mod names;
mod pods;
mod references;
#[cfg(test)]
mod tests;
mod units;

use rustc_hash::FxHashMap;

use crate::k8s::{Object, ObjectId, RANK_OF_OTHERS, kind_of};
use crate::layer::Target;
use crate::session::Session;
use crate::text::Span;

pub use edges::Why;
pub use references::{Reference, references};
pub use units::Category;

/// The whole environment in apply order.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// The units; each stands behind all that it depends on.
    pub units: Vec<Unit>,
}

/// What is synced together: one folder, one Flux Kustomization or Argo CD Application.
#[derive(Clone, Debug)]
pub struct Unit {
    /// The name of its folder, `90-shop.api`.
    pub name: String,
    /// The fixed category that its number says.
    pub category: Category,
    /// The namespace that its file names leave out; empty for a unit that components share.
    pub namespace: String,
    /// Its objects by rank, kind, namespace and name.
    pub objects: Vec<Object>,
    /// The units that must be ready before: the transitive reduction, by name.
    pub depends_on: Vec<String>,
    /// The length of the longest way to a unit that depends on none: the wave.
    pub level: usize,
    /// Why it depends on others, also on those that the reduction left out; one reason a unit, by its name.
    pub reasons: Vec<Reason>,
}

/// Why one unit depends on another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// The unit that must be ready before.
    pub unit: String,
    /// The object that needs.
    pub from: ObjectId,
    /// The object that is needed.
    pub to: ObjectId,
    /// What it needs it for.
    pub why: Why,
    /// The place that says so.
    pub span: Option<Span>,
}

/// Returns the rank of an object's kind, which orders the files of a unit.
pub fn rank_of(id: &ObjectId) -> u8 {
    kind_of(&id.group, &id.kind).map_or(RANK_OF_OTHERS, |kind| kind.rank)
}

/// Puts objects into units and orders them. Cycles and unknown names under `after` are reported; the plan is whole all
/// the same, with the units of a cycle in the order of their names.
pub fn run(session: &Session, target: &Target, objects: Vec<Object>) -> Plan {
    let index = edges::Index::new(&objects);
    let mut edges = edges::named(&objects, &index);
    let places = units::assign(target, &objects, &edges);
    edges.extend(edges::implied(target, &objects, &places));
    edges.extend(after::explicit(session, target, &objects, &places, &index));

    let names: Vec<&units::Place> = {
        let mut names: Vec<&units::Place> = places.iter().collect();
        names.sort_by(|a, b| a.directory.cmp(&b.directory));
        names.dedup_by(|a, b| a.directory == b.directory);
        names
    };
    let number: FxHashMap<&str, usize> = names
        .iter()
        .enumerate()
        .map(|(at, place)| (place.directory.as_str(), at))
        .collect();
    let unit_of: Vec<usize> = places
        .iter()
        .map(|place| number[place.directory.as_str()])
        .collect();

    let graph = graph::Graph::new(names.len(), &unit_of, &edges);
    let labels: Vec<&str> = names.iter().map(|place| place.directory.as_str()).collect();
    session.report_all(graph.cycles(&labels, &objects));
    let order = graph.order();

    let mut units: Vec<Unit> = names
        .iter()
        .enumerate()
        .map(|(at, place)| Unit {
            name: place.directory.clone(),
            category: place.category,
            namespace: place.namespace.to_string(),
            objects: Vec::new(),
            depends_on: order.reduced[at]
                .iter()
                .map(|on| labels[*on].to_owned())
                .collect(),
            level: order.levels[at],
            reasons: graph
                .reasons(at)
                .map(|(on, edge)| Reason {
                    unit: labels[on].to_owned(),
                    from: objects[edge.from].id.clone(),
                    to: objects[edge.to].id.clone(),
                    why: edge.why,
                    span: edge.span,
                })
                .collect(),
        })
        .collect();
    for (object, unit) in objects.into_iter().zip(unit_of) {
        units[unit].objects.push(object);
    }
    for unit in &mut units {
        unit.objects.sort_by(|a, b| {
            (rank_of(&a.id), by_name(&a.id)).cmp(&(rank_of(&b.id), by_name(&b.id)))
        });
    }
    let mut slots: Vec<Option<Unit>> = units.into_iter().map(Some).collect();
    Plan {
        units: order
            .sequence
            .iter()
            .filter_map(|at| slots[*at].take())
            .collect(),
    }
}

fn by_name(id: &ObjectId) -> (&str, &str, &str, &str) {
    (&id.kind, &id.group, &id.namespace, &id.name)
}
