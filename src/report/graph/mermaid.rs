//! The graph as Mermaid, which GitHub and GitLab draw where a fence says `mermaid`.

use std::fmt::Write as _;

use super::{Edge, Graph, Level};
use crate::diag::plural;

/// The most edges that Mermaid draws unless whoever shows the drawing lets it draw more.
pub const MOST_MERMAID_EDGES: usize = 500;

/// Renders a flowchart. Nodes are numbered, since Mermaid takes few characters in their names; objects stand in a frame
/// for each unit. An edge of a cycle is dotted.
pub fn mermaid(graph: &Graph) -> String {
    // A JSON string is a YAML string too.
    let title = serde_json::Value::from(graph.title());
    let mut out = format!("---\ntitle: {title}\n---\nflowchart RL\n");
    for (at, unit) in graph.units.iter().enumerate() {
        let name = escaped(&unit.plan.name);
        let _ = match graph.level {
            Level::Units => {
                let count = plural(unit.objects.len(), "object");
                writeln!(out, "  n{at}[\"{name}<br/>{count}\"]")
            }
            Level::Objects => {
                let _ = writeln!(out, "  subgraph u{at}[\"{name}\"]");
                for object in unit.objects.clone() {
                    let name = escaped(&graph.short_name(object));
                    let _ = writeln!(out, "    n{object}[\"{name}\"]");
                }
                writeln!(out, "  end")
            }
        };
    }
    for edge in graph.drawn() {
        let _ = writeln!(out, "  {}", line(graph, edge));
    }
    out
}

fn line(graph: &Graph, edge: &Edge) -> String {
    let arrow = if graph.is_of_cycle(edge) {
        "-.->"
    } else {
        "-->"
    };
    let why = edge.reasons.first().map(|reason| reason.why.to_string());
    let label = escaped(&why.unwrap_or_default());
    format!("n{} {arrow}|\"{label}\"| n{}", edge.from, edge.to)
}

/// Writes every character that could mean something to Mermaid as a number: quotes end a label, backticks begin Markdown,
/// `%%{` begins a directive wherever it stands, and `#` begins a number.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '"' | '#' | '%' | '&' | '<' | '>' | '`' | '\\' | '{' | '}' | ';' => {
                let _ = write!(out, "#{};", character as u32);
            }
            character => out.push(character),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_means_something_is_a_number() {
        assert_eq!(
            escaped("`after` %%{a}#1;\"<b>"),
            "#96;after#96; #37;#37;#123;a#125;#35;1#59;#34;#60;b#62;"
        );
    }
}
