//! The graph in the language of Graphviz.

use std::fmt::Write as _;

use super::{Edge, Graph, Level};
use crate::diag::plural;

/// Renders a directed graph. Nodes are called by their names, so that a change of the graph is a small change of the text;
/// objects stand in a cluster for each unit. The tooltip of an edge has all its reasons.
pub fn dot(graph: &Graph) -> String {
    let mut out = format!(
        "digraph {} {{\n  rankdir=RL;\n  label={};\n  labelloc=t;\n  node [shape=box, style=rounded, fontname=Courier];\n  edge [fontsize=10, fontname=Helvetica];\n",
        quoted(graph.environment),
        quoted(&graph.title()),
    );
    for unit in &graph.units {
        let name = &unit.plan.name;
        let _ = match graph.level {
            Level::Units => {
                let count = plural(unit.objects.len(), "object");
                let label = quoted(&format!("{name}\n{count}"));
                writeln!(out, "  {} [label={label}];", quoted(name))
            }
            Level::Objects => {
                let cluster = quoted(&format!("cluster {name}"));
                let _ = writeln!(out, "  subgraph {cluster} {{\n    label={};", quoted(name));
                for object in unit.objects.clone() {
                    let (key, label) = (
                        quoted(&graph.key(object)),
                        quoted(&graph.short_name(object)),
                    );
                    let _ = writeln!(out, "    {key} [label={label}];");
                }
                writeln!(out, "  }}")
            }
        };
    }
    for edge in graph.drawn() {
        let _ = writeln!(out, "  {}", line(graph, edge));
    }
    out.push_str("}\n");
    out
}

fn line(graph: &Graph, edge: &Edge) -> String {
    let name = |at: usize| match graph.level {
        Level::Units => quoted(&graph.units[at].plan.name),
        Level::Objects => quoted(&graph.key(at)),
    };
    let why = edge.reasons.first().map(|reason| reason.why.to_string());
    let label = quoted(&why.unwrap_or_default());
    let tooltip = quoted(&graph.sentences(edge));
    let cycle = if graph.is_of_cycle(edge) {
        // It must not move what it leads to.
        ", style=dashed, constraint=false"
    } else {
        ""
    };
    format!(
        "{} -> {} [label={label}, tooltip={tooltip}{cycle}];",
        name(edge.from),
        name(edge.to)
    )
}

/// Quotes a text. Graphviz reads escapes and entities in labels, and takes any other character as it is.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '&' => out.push_str("&amp;"),
            '\n' => out.push_str("\\n"),
            character if character.is_control() => out.push('\u{fffd}'),
            character => out.push(character),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_end_nothing() {
        assert_eq!(
            quoted("a\"b\\&\nc\u{1b}"),
            "\"a\\\"b\\\\&amp;\\nc\u{fffd}\""
        );
    }
}
