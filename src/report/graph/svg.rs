//! The graph as one SVG: no script, no font, nothing to fetch.
//!
//! It follows the reader's choice of a light or a dark page, and each box and line has a title, which browsers show under
//! the pointer and screen readers read. Text is measured as if each character had one of two widths, which every
//! monospaced font of the list keeps to.

use std::fmt::Write as _;

use super::layout::{Link, MARGIN, Place, Size, lay_out};
use super::{Edge, Graph, Level};
use crate::diag::plural;
use crate::text::xml_escaped;

/// The width of a character of 13 pixels: the widest of these fonts has 7.83.
const CHARACTER: i64 = 8;
/// The most characters of a name that are drawn; the title has all of them.
const LONGEST: usize = 44;
/// The height of a line of text.
const LINE: i64 = 20;
/// The room between a box and its text.
const PADDING: i64 = 10;
/// The height of the headline.
const HEADLINE: i64 = 32;

/// Names begin with that of the drawing, so that a page may hold it as it is.
const STYLE: &str = "
.eks-graph{font:13px ui-monospace,'DejaVu Sans Mono','Liberation Mono',Menlo,Consolas,monospace}
.eks-graph .ground{fill:#fff}
.eks-graph text{fill:#1f2328}
.eks-graph .faint{fill:#59636e}
.eks-graph .name{font-weight:bold}
.eks-graph .box rect{fill:#f6f8fa;stroke:#818b98}
.eks-graph .line path{fill:none;stroke:#818b98;stroke-width:1.5}
.eks-graph .line .head{fill:#818b98;stroke:none}
.eks-graph .cycle path{stroke:#cf222e;stroke-dasharray:6 4}
.eks-graph .cycle .head{fill:#cf222e}
.eks-graph .line:hover path{stroke:#0969da;stroke-width:3}
.eks-graph .line:hover .head{fill:#0969da;stroke:none}
@media (prefers-color-scheme:dark){
.eks-graph .ground{fill:#0d1117}
.eks-graph text{fill:#e6edf3}
.eks-graph .faint{fill:#9198a1}
.eks-graph .box rect{fill:#161b22;stroke:#656c76}
.eks-graph .line path{stroke:#7d8590}
.eks-graph .line .head{fill:#7d8590}
.eks-graph .cycle path{stroke:#ff7b72}
.eks-graph .cycle .head{fill:#ff7b72}
.eks-graph .line:hover path{stroke:#4493f8}
.eks-graph .line:hover .head{fill:#4493f8}
}
";

/// Renders the drawing: a box for each unit, with its objects or their number, from left to right in the order in which
/// they are applied.
pub fn svg(graph: &Graph) -> String {
    let (inner, across): (Vec<&Edge>, Vec<&Edge>) = graph
        .drawn()
        .partition(|edge| graph.box_of(edge.from) == graph.box_of(edge.to));
    let sizes: Vec<Size> = (0..graph.units.len()).map(|at| graph.size(at)).collect();
    let links: Vec<Link> = (across.iter())
        .map(|edge| {
            // Beside the line that leads the other way, not over it.
            let aside = if graph.is_of_cycle(edge) { LINE / 3 } else { 0 };
            Link {
                from: graph.box_of(edge.from),
                to: graph.box_of(edge.to),
                leaves: graph.port(edge.from) + aside,
                enters: graph.port(edge.to) + aside,
            }
        })
        .collect();
    let layout = lay_out(&sizes, &links);

    let title = graph.title();
    let caption = "lines lead to the left, to what must be ready before";
    let width = layout
        .width
        .max(text_width(&title) + text_width(caption) + 3 * MARGIN);
    let mut out = open(&title, caption, width, layout.height + HEADLINE);
    let _ = writeln!(out, "<g transform=\"translate(0 {HEADLINE})\">");
    for (edge, route) in across.iter().zip(&layout.routes) {
        draw_line(graph, edge, route, &mut out);
    }
    for edge in inner {
        let place = layout.boxes[graph.box_of(edge.from)];
        let end = |node| (place.right(), place.y + graph.port(node));
        draw_line(graph, edge, &[end(edge.from), end(edge.to)], &mut out);
    }
    for (at, place) in layout.boxes.iter().enumerate() {
        draw_box(graph, at, place, &mut out);
    }
    out.push_str("</g>\n</svg>\n");
    out
}

fn open(title: &str, caption: &str, width: i64, height: i64) -> String {
    let title = xml_escaped(title);
    let (x, y) = (MARGIN, MARGIN + 8);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"eks-graph\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" role=\"graphics-document\">\n\
         <title>{title}</title>\n\
         <desc>A box for each unit, from left to right in the order in which they are applied; {caption}.</desc>\n\
         <style>{STYLE}</style>\n\
         <rect class=\"ground\" width=\"{width}\" height=\"{height}\"/>\n\
         <text class=\"name\" x=\"{x}\" y=\"{y}\">{title}</text>\n\
         <text class=\"faint\" x=\"{}\" y=\"{y}\" text-anchor=\"end\">{caption}</text>\n",
        width - MARGIN
    )
}

impl Graph<'_> {
    /// Returns the box that shows a node.
    fn box_of(&self, node: usize) -> usize {
        match self.level {
            Level::Units => node,
            Level::Objects => self.objects[node].unit,
        }
    }

    /// Returns the lines of text below the name of a unit.
    fn lines(&self, unit: usize) -> Vec<String> {
        let objects = self.units[unit].objects.clone();
        match self.level {
            Level::Units => vec![plural(objects.len(), "object")],
            Level::Objects => objects.map(|object| self.short_name(object)).collect(),
        }
    }

    fn size(&self, unit: usize) -> Size {
        let lines = self.lines(unit);
        let name = text_width(&shortened(&self.units[unit].plan.name));
        let widest = lines.iter().map(|line| text_width(&shortened(line))).max();
        Size {
            width: widest.unwrap_or(0).max(name) + 2 * PADDING,
            height: (lines.len() as i64 + 1) * LINE + PADDING,
        }
    }

    /// Returns how far below the top of its box the lines of a node begin and end.
    fn port(&self, node: usize) -> i64 {
        let line = match self.level {
            Level::Units => return LINE / 2 + PADDING / 2 + LINE / 2,
            Level::Objects => node - self.units[self.objects[node].unit].objects.start + 1,
        };
        line as i64 * LINE + LINE / 2 + PADDING / 2
    }
}

fn draw_line(graph: &Graph, edge: &Edge, route: &[(i64, i64)], out: &mut String) {
    let class = if graph.is_of_cycle(edge) {
        "line cycle"
    } else {
        "line"
    };
    let title = xml_escaped_lines(&graph.sentences(edge));
    let path = path(route);
    let _ = writeln!(
        out,
        "<g class=\"{class}\"><title>{title}</title><path d=\"{path}\"/><path class=\"head\" d=\"{}\"/></g>",
        head(route)
    );
}

/// Returns the path of a line: curves between columns, straight through them.
pub(in crate::report) fn path(route: &[(i64, i64)]) -> String {
    let mut path = String::new();
    for (at, pair) in route.windows(2).enumerate() {
        let ((x, y), (end, below)) = (pair[0], pair[1]);
        if at == 0 {
            let _ = write!(path, "M{x} {y}");
        }
        if at % 2 == 1 {
            let _ = write!(path, "H{end}");
            continue;
        }
        let bend = if x == end {
            // A bow beside a column: it reaches out by three quarters of this, and so stays inside the margin.
            x + 12 + ((y - below).abs() / 4).min(MARGIN - 4)
        } else {
            i64::midpoint(x, end)
        };
        let _ = write!(path, "C{bend} {y} {bend} {below} {end} {below}");
    }
    path
}

/// Returns the path of the head of a line.
pub(in crate::report) fn head(route: &[(i64, i64)]) -> String {
    let Some([(before, _), (x, y)]) = route.last_chunk() else {
        return String::new();
    };
    let length = if before < x { -8 } else { 8 };
    format!("M{x} {y}l{length} -4v8z")
}

fn draw_box(graph: &Graph, unit: usize, place: &Place, out: &mut String) {
    let Place {
        x,
        y,
        width,
        height,
    } = place;
    let name = &graph.units[unit].plan.name;
    let text = x + PADDING;
    let baseline = |line: usize| y + PADDING / 2 + line as i64 * LINE + 15;
    let _ = writeln!(
        out,
        "<g class=\"box\"><title>{}</title><rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"6\"/>",
        xml_escaped(name)
    );
    let shown = xml_escaped(&shortened(name));
    let _ = writeln!(
        out,
        "<text class=\"name\" x=\"{text}\" y=\"{}\">{shown}</text>",
        baseline(0)
    );
    for (at, line) in graph.lines(unit).iter().enumerate() {
        let shown = xml_escaped(&shortened(line));
        let (class, title) = match graph.level {
            Level::Units => (" class=\"faint\"", String::new()),
            Level::Objects => {
                let whole = graph.name(graph.units[unit].objects.start + at);
                ("", format!("<title>{}</title>", xml_escaped(&whole)))
            }
        };
        let y = baseline(at + 1);
        let _ = writeln!(
            out,
            "<text{class} x=\"{text}\" y=\"{y}\">{title}{shown}</text>"
        );
    }
    out.push_str("</g>\n");
}

/// Escapes each line of a text, and keeps the ends of lines.
fn xml_escaped_lines(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(xml_escaped).collect();
    lines.join("\n")
}

/// Cuts out the middle of what is too long: names differ at both ends.
pub(in crate::report) fn shortened(text: &str) -> String {
    let count = text.chars().count();
    if count <= LONGEST {
        return text.to_owned();
    }
    let half = LONGEST / 2;
    let start = text.chars().take(LONGEST - half - 1);
    start
        .chain(['…'])
        .chain(text.chars().skip(count - half))
        .collect()
}

/// Returns the width of a text: ASCII, Latin, Greek and Cyrillic letters are narrow, all others may be twice as wide.
pub(in crate::report) fn text_width(text: &str) -> i64 {
    let width = |c: char| {
        if c < '\u{1100}' || c == '…' {
            CHARACTER
        } else {
            2 * CHARACTER
        }
    };
    text.chars().map(width).sum()
}
