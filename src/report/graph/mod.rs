//! The graph of an environment: its units and objects, which needs which, and why.
//!
//! In: a finished [`Plan`], and the texts that its places are in. Out: a [`Graph`], the part that is to be seen at the
//! level that is to be seen, which one file a format turns into text: [`tree`], [`mermaid`], [`dot`], [`svg`], [`json`].
//! An edge always leads from what needs to what is needed. Drawings leave out what follows from other edges; only
//! [`json`] has all of them.

mod dot;
mod focus;
mod json;
pub(super) mod layout;
mod mermaid;
mod svg;
#[cfg(test)]
mod tests;
mod tree;

use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::diag::plural;
use crate::k8s::Object;
use crate::order::{self, Plan};
use crate::text::{Sources, Span};

pub use dot::dot;
pub use focus::{find, names};
pub use json::{json, schema};
pub use mermaid::{MOST_MERMAID_EDGES, mermaid};
pub use svg::svg;
pub(super) use svg::{head, path, shortened, text_width};
pub use tree::tree;

/// The most objects that are drawn one by one unless it is asked for: about what a person can follow, and what fits on
/// a screen or two.
pub const MOST_OBJECTS: usize = 60;

/// The most reasons that stand behind one edge of a drawing; a unit may need another for each of its objects.
const MOST_REASONS: usize = 10;

/// What the nodes are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// Units alone, with the number of their objects.
    Units,
    /// The objects of each unit.
    Objects,
}

/// What is to be seen.
#[derive(Clone, Debug, Default)]
pub struct View {
    /// The level; without it objects, and units where there are more than [`MOST_OBJECTS`].
    pub level: Option<Level>,
    /// Only these objects, what they need and what needs them, at any distance; by their positions in the plan.
    pub focus: Option<Vec<usize>>,
    /// Whether errors have left something out.
    pub incomplete: bool,
}

/// What is seen of a plan.
#[derive(Debug)]
pub struct Graph<'p> {
    environment: &'p str,
    level: Level,
    incomplete: bool,
    /// In the order in which they are applied.
    units: Vec<Unit<'p>>,
    /// In that order too, so that those of a unit stand together.
    objects: Vec<Node<'p>>,
    unit_edges: Vec<Edge>,
    object_edges: Vec<Edge>,
    sources: &'p Sources,
}

#[derive(Debug)]
struct Unit<'p> {
    plan: &'p order::Unit,
    /// Its objects that are seen.
    objects: Range<usize>,
}

#[derive(Debug)]
struct Node<'p> {
    object: &'p Object,
    /// The position of its unit.
    unit: usize,
}

/// One unit or object needs another.
#[derive(Debug)]
struct Edge {
    from: usize,
    to: usize,
    /// Whether it does not follow from others.
    direct: bool,
    /// Which object needs which, at least one.
    reasons: Vec<order::Edge>,
}

impl<'p> Graph<'p> {
    /// Takes from a plan what is to be seen.
    pub fn new(environment: &'p str, plan: &'p Plan, sources: &'p Sources, view: &View) -> Self {
        let unit_of: Vec<usize> = (plan.units.iter().enumerate())
            .flat_map(|(at, unit)| std::iter::repeat_n(at, unit.objects.len()))
            .collect();
        let (level, seen) = focus::seen(plan, &unit_of, view);
        let (mut units, mut objects) = (Vec::new(), Vec::new());
        // The new position of each object that is seen.
        let mut moved = vec![None; seen.len()];
        let mut last = None;
        for (at, object) in plan.objects().enumerate().filter(|(at, _)| seen[*at]) {
            if last.replace(unit_of[at]) != Some(unit_of[at]) {
                units.push(Unit {
                    plan: &plan.units[unit_of[at]],
                    objects: objects.len()..objects.len(),
                });
            }
            moved[at] = Some(objects.len());
            let unit = units.len() - 1;
            objects.push(Node { object, unit });
            units[unit].objects.end = objects.len();
        }
        let edges: Vec<order::Edge> = (plan.edges.iter())
            .filter_map(|edge| {
                Some(order::Edge {
                    from: moved[edge.from]?,
                    to: moved[edge.to]?,
                    ..*edge
                })
            })
            .collect();
        Graph {
            environment,
            level,
            incomplete: view.incomplete,
            unit_edges: between_units(&units, &objects, &edges),
            object_edges: between_objects(&objects, &edges),
            units,
            objects,
            sources,
        }
    }

    /// Returns the level that is drawn.
    pub fn level(&self) -> Level {
        self.level
    }

    /// Returns how many edges a drawing has.
    pub fn drawn_edges(&self) -> usize {
        self.drawn().count()
    }

    /// Returns the edges of a drawing at its level.
    fn drawn(&self) -> impl Iterator<Item = &Edge> {
        let edges = match self.level {
            Level::Units => &self.unit_edges,
            Level::Objects => &self.object_edges,
        };
        edges.iter().filter(|edge| edge.direct)
    }

    /// Returns whether an edge leads to a unit that is applied later: both are in a cycle.
    fn is_of_cycle(&self, edge: &Edge) -> bool {
        match self.level {
            Level::Units => edge.to > edge.from,
            Level::Objects => self.objects[edge.to].unit > self.objects[edge.from].unit,
        }
    }

    /// Returns `prod: 58 objects in 14 units`.
    fn title(&self) -> String {
        let suffix = if self.incomplete {
            ", incomplete because of errors"
        } else {
            ""
        };
        format!(
            "{}: {} in {}{suffix}",
            printable(self.environment),
            plural(self.objects.len(), "object"),
            plural(self.units.len(), "unit"),
        )
    }

    /// Returns `Deployment/shop/api`.
    fn name(&self, object: usize) -> String {
        printable(&self.objects[object].object.id.to_string())
    }

    /// Returns the name of an object where its unit is known: without the namespace that the unit belongs to.
    fn short_name(&self, object: usize) -> String {
        let Node { object, unit } = &self.objects[object];
        let id = &object.id;
        if !id.namespace.is_empty() && id.namespace == self.units[*unit].plan.namespace.as_str() {
            printable(&format!("{}/{}", id.kind, id.name))
        } else {
            printable(&id.to_string())
        }
    }

    /// Returns a text that no two objects of a plan share: `Deployment.apps/shop/api`.
    fn key(&self, object: usize) -> String {
        let id = &self.objects[object].object.id;
        let dot = if id.group.is_empty() { "" } else { "." };
        let mut key = format!("{}{dot}{}", id.kind, id.group);
        for part in [&id.namespace, &id.name] {
            if !part.is_empty() {
                key.push('/');
                key.push_str(part);
            }
        }
        key
    }

    /// Returns ` (base/apps/api.yaml:14)`, and nothing for what no line says.
    fn place(&self, span: Option<Span>) -> String {
        span.map_or_else(String::new, |span| {
            let place = self.sources.place(span);
            format!(" ({}:{})", printable(&place.file), place.line)
        })
    }

    /// Returns the whole sentence: who needs whom, for what, and who says so.
    fn sentence(&self, reason: &order::Edge) -> String {
        format!(
            "{} needs {}, {}{}",
            self.name(reason.from),
            self.name(reason.to),
            reason.why,
            self.place(reason.span)
        )
    }

    /// Returns the sentences of an edge, one a line; of many the first ones, and how many more there are.
    fn sentences(&self, edge: &Edge) -> String {
        let first = edge.reasons.iter().take(MOST_REASONS);
        let mut lines: Vec<String> = first.map(|reason| self.sentence(reason)).collect();
        if edge.reasons.len() > lines.len() {
            lines.push(format!("and {} more", edge.reasons.len() - lines.len()));
        }
        lines.join("\n")
    }
}

/// Joins edges of objects to edges of what `ends` names, sorted; reasons stay in the order of the plan.
fn joined(
    edges: &[order::Edge],
    ends: impl Fn(&order::Edge) -> (usize, usize),
    direct: impl Fn(usize, usize) -> bool,
) -> Vec<Edge> {
    let mut sorted: Vec<&order::Edge> = edges.iter().collect();
    sorted.sort_by_key(|edge| ends(edge));
    let mut joined: Vec<Edge> = Vec::new();
    for reason in sorted {
        let (from, to) = ends(reason);
        match joined.last_mut() {
            Some(last) if (last.from, last.to) == (from, to) => {
                if last.reasons.last() != Some(reason) {
                    last.reasons.push(*reason);
                }
            }
            _ => joined.push(Edge {
                from,
                to,
                direct: direct(from, to),
                reasons: vec![*reason],
            }),
        }
    }
    joined
}

/// Returns the edges between units; direct are those that the plan's reduction has kept.
fn between_units(units: &[Unit], objects: &[Node], edges: &[order::Edge]) -> Vec<Edge> {
    let number: FxHashMap<&str, usize> = (units.iter().enumerate())
        .map(|(at, unit)| (unit.plan.name.as_str(), at))
        .collect();
    let mut kept: FxHashSet<(usize, usize)> = FxHashSet::default();
    for (from, unit) in units.iter().enumerate() {
        let on = unit.plan.depends_on.iter();
        kept.extend(on.filter_map(|on| Some((from, *number.get(on.as_str())?))));
    }
    let across: Vec<order::Edge> = (edges.iter())
        .filter(|edge| objects[edge.from].unit != objects[edge.to].unit)
        .copied()
        .collect();
    let ends = |edge: &order::Edge| (objects[edge.from].unit, objects[edge.to].unit);
    joined(&across, ends, |from, to| kept.contains(&(from, to)))
}

/// Returns the edges between objects. That an object needs its Namespace follows where it needs something else of that
/// namespace which stands before it and so needs the Namespace too; nearly all do, and a drawing would be full of it.
fn between_objects(objects: &[Node], edges: &[order::Edge]) -> Vec<Edge> {
    let namespace = |at: usize| objects[at].object.id.namespace.as_str();
    let mut follows = vec![false; objects.len()];
    for order::Edge { from, to, .. } in edges {
        if to < from && !namespace(*from).is_empty() && namespace(*from) == namespace(*to) {
            follows[*from] = true;
        }
    }
    let direct = |from: usize, to: usize| {
        let id = &objects[to].object.id;
        let is_own = id.group.is_empty() && id.kind == "Namespace" && id.name == namespace(from);
        !(follows[from] && is_own)
    };
    joined(edges, |edge| (edge.from, edge.to), direct)
}

/// Returns a text without characters that would command a terminal or end a line.
fn printable(text: &str) -> String {
    let shown = |c: char| if c.is_control() { '\u{fffd}' } else { c };
    text.chars().map(shown).collect()
}
