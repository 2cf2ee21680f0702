//! The graph as a tree for terminals: units in the order in which they are applied, below each what it waits for.

use super::{Edge, Graph, Level, Unit};
use crate::diag::plural;
use crate::order;

/// A line and what stands below it.
struct Branch {
    text: String,
    below: Vec<Branch>,
}

impl Branch {
    fn new(text: String) -> Self {
        Branch {
            text,
            below: Vec::new(),
        }
    }
}

/// Renders the tree. `reasons` puts all reasons of an edge below it where there are several; without it the first one
/// stands behind what is needed, with the number of the others.
pub fn tree(graph: &Graph, reasons: bool) -> String {
    let mut out = format!("{}\n", graph.title());
    let mut unit_edges = Rest(&graph.unit_edges);
    let mut object_edges = Rest(&graph.object_edges);
    for (at, unit) in graph.units.iter().enumerate() {
        let waits = unit_edges.of(at);
        let below = match graph.level {
            Level::Units => {
                let name = |edge: &Edge| graph.units[edge.to].plan.name.clone();
                branches(graph, waits, name, reasons)
            }
            Level::Objects => {
                let name = |edge: &Edge| graph.name(edge.to);
                let objects = unit.objects.clone();
                let object = |at| Branch {
                    text: graph.short_name(at),
                    below: branches(graph, object_edges.of(at), name, reasons),
                };
                objects.map(object).collect()
            }
        };
        out.push_str(&format!("\n{}\n", headline(graph, unit, waits)));
        write(&below, "", &mut out);
    }
    out
}

/// Returns the line of a unit. Where its objects stand below it, it says what the unit waits for as a whole.
fn headline(graph: &Graph, unit: &Unit, waits: &[Edge]) -> String {
    let mut line = format!(
        "{}  {}",
        unit.plan.name,
        plural(unit.objects.len(), "object")
    );
    let direct = waits
        .iter()
        .filter(|edge| edge.direct && graph.level == Level::Objects);
    for (at, edge) in direct.enumerate() {
        line.push_str(if at == 0 { ", waits for " } else { ", " });
        line.push_str(&graph.units[edge.to].plan.name);
    }
    line
}

/// Edges that are sorted by where they begin, taken from the front.
struct Rest<'e>(&'e [Edge]);

impl<'e> Rest<'e> {
    /// Takes those that begin at a node; nodes are asked for in order.
    fn of(&mut self, from: usize) -> &'e [Edge] {
        let count = self.0.partition_point(|edge| edge.from <= from);
        let (taken, rest) = self.0.split_at(count);
        self.0 = rest;
        taken
    }
}

fn branches(
    graph: &Graph,
    edges: &[Edge],
    name: impl Fn(&Edge) -> String,
    reasons: bool,
) -> Vec<Branch> {
    let direct = edges.iter().filter(|edge| edge.direct);
    let branch = |edge: &Edge| {
        let cycle = if graph.is_of_cycle(edge) {
            ", in a cycle"
        } else {
            ""
        };
        let needs = format!("needs {}{cycle}", name(edge));
        let mut each = edge.reasons.iter().map(|reason| brief(graph, reason));
        match (each.next(), edge.reasons.len()) {
            (Some(first), 1) => Branch::new(format!("{needs}: {first}")),
            (Some(first), count) if !reasons => {
                Branch::new(format!("{needs}: {first}, and {} more", count - 1))
            }
            (first, _) => Branch {
                text: needs,
                below: first.into_iter().chain(each).map(Branch::new).collect(),
            },
        }
    };
    direct.map(branch).collect()
}

/// Returns a reason without what stands before it already: between objects, who needs whom.
fn brief(graph: &Graph, reason: &order::Edge) -> String {
    match graph.level {
        Level::Units => graph.sentence(reason),
        Level::Objects => format!("{}{}", reason.why, graph.place(reason.span)),
    }
}

fn write(branches: &[Branch], indent: &str, out: &mut String) {
    for (at, branch) in branches.iter().enumerate() {
        let (line, below) = if at + 1 == branches.len() {
            ("└── ", "    ")
        } else {
            ("├── ", "│   ")
        };
        for part in [indent, line, &branch.text, "\n"] {
            out.push_str(part);
        }
        write(&branch.below, &format!("{indent}{below}"), out);
    }
}
