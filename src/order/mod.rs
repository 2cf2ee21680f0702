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
mod references;
#[cfg(test)]
mod tests;
mod units;
mod why;

use rustc_hash::FxHashMap;

use crate::k8s::{Object, ObjectId, RANK_OF_OTHERS, kind_of};
use crate::layer::Target;
use crate::session::Session;

pub use edges::Edge;
pub use references::{Reference, references};
pub use units::Category;
pub use why::Why;

/// The whole environment in apply order.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// The units; each stands behind all that it depends on.
    pub units: Vec<Unit>,
    /// Which object needs which; objects are named by their positions in [`Plan::objects`]. Of several edges between two
    /// units, the first is the one that errors show.
    pub edges: Vec<Edge>,
}

impl Plan {
    /// Returns every object, in the order in which they are applied.
    pub fn objects(&self) -> impl Iterator<Item = &Object> {
        self.units.iter().flat_map(|unit| &unit.objects)
    }
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

    let mut units: Vec<Unit> = order
        .sequence
        .iter()
        .map(|at| Unit {
            name: names[*at].directory.clone(),
            category: names[*at].category,
            namespace: names[*at].namespace.to_string(),
            objects: Vec::new(),
            depends_on: order.reduced[*at]
                .iter()
                .map(|on| labels[*on].to_owned())
                .collect(),
            level: order.levels[*at],
        })
        .collect();
    let place_of = places_in(&order.sequence);
    let unit_of: Vec<usize> = unit_of.iter().map(|unit| place_of[*unit]).collect();
    let sequence = sequence(&objects, &unit_of);
    let place_of = places_in(&sequence);
    for edge in &mut edges {
        edge.from = place_of[edge.from];
        edge.to = place_of[edge.to];
    }
    let mut objects: Vec<Option<Object>> = objects.into_iter().map(Some).collect();
    for at in sequence {
        units[unit_of[at]].objects.extend(objects[at].take());
    }
    Plan { units, edges }
}

/// Returns the objects in the order in which they are applied: by the place of their unit, rank, kind, namespace and name.
fn sequence(objects: &[Object], unit_of: &[usize]) -> Vec<usize> {
    let mut sequence: Vec<usize> = (0..objects.len()).collect();
    let key = |at: &usize| {
        let id = &objects[*at].id;
        (unit_of[*at], rank_of(id), by_name(id))
    };
    sequence.sort_by(|a, b| key(a).cmp(&key(b)));
    sequence
}

/// Returns the place of each thing in a sequence of all things.
fn places_in(sequence: &[usize]) -> Vec<usize> {
    let mut places = vec![0; sequence.len()];
    for (place, at) in sequence.iter().enumerate() {
        places[*at] = place;
    }
    places
}

fn by_name(id: &ObjectId) -> (&str, &str, &str, &str) {
    (&id.kind, &id.group, &id.namespace, &id.name)
}
