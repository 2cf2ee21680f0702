//! The graph as a tree for terminals: units in the order in which they are applied, below each what it waits for.

use super::{Edge, Graph, Level};
use crate::diag::plural;

/// A line and what stands below it.
struct Branch {
    text: String,
    below: Vec<Branch>,
}

/// Renders the tree. `reasons` puts every reason of an edge on a line of its own; without it the first one stands behind
/// what is needed, and the number of the others.
pub fn tree(graph: &Graph, reasons: bool) -> String {
    let mut out = format!("{}\n", graph.title());
    let mut unit_edges = Rest(&graph.unit_edges);
    let mut object_edges = Rest(&graph.object_edges);
    for (at, unit) in graph.units.iter().enumerate() {
        let waits = unit_edges.of(at);
        let count = plural(unit.objects.len(), "object");
        out.push_str(&format!("\n{}  {count}", unit.plan.name));
        let below: Vec<Branch> = match graph.level {
            Level::Units => {
                let text = |edge: &Edge| graph.units[edge.to].plan.name.clone();
                branches(graph, waits, text, reasons)
            }
            Level::Objects => {
                let on: Vec<&str> = (waits.iter().filter(|edge| edge.direct))
                    .map(|edge| graph.units[edge.to].plan.name.as_str())
                    .collect();
                if !on.is_empty() {
                    out.push_str(&format!(", waits for {}", on.join(", ")));
                }
                let objects = unit.objects.clone();
                let object = |at: usize| Branch {
                    text: graph.short_name(at),
                    below: branches(
                        graph,
                        object_edges.of(at),
                        |edge| graph.name(edge.to),
                        reasons,
                    ),
                };
                objects.map(object).collect()
            }
        };
        out.push('\n');
        write(&below, "", &mut out);
    }
    out
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
        if reasons {
            let each = edge.reasons.iter().map(|reason| Branch {
                text: graph.sentence(reason),
                below: Vec::new(),
            });
            return Branch {
                text: format!("needs {}", name(edge)),
                below: each.collect(),
            };
        }
        let first = edge.reasons.first().map_or_else(String::new, |reason| {
            let which = match graph.level {
                Level::Units => format!(
                    "{} needs {}, ",
                    graph.name(reason.from),
                    graph.name(reason.to)
                ),
                Level::Objects => String::new(),
            };
            format!(": {which}{}{}", reason.why, graph.place(reason.span))
        });
        let more = match edge.reasons.len() {
            0 | 1 => String::new(),
            count => format!(", and {} more", count - 1),
        };
        Branch {
            text: format!("needs {}{first}{more}", name(edge)),
            below: Vec::new(),
        }
    };
    direct.map(branch).collect()
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
