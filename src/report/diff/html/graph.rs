//! The objects that change and those that refer to them, as a drawing.

use std::collections::BTreeMap;

use super::escaped;
use crate::diag::plural;
use crate::diff::Change;
use crate::k8s::ObjectId;
use crate::report::diff::Compared;
use crate::report::graph::layout::{Layout, Link, Place, Size, lay_out};
use crate::report::graph::{head, path, shortened, text_width};

/// The most objects that are drawn: about what a person can follow.
const MOST: usize = 60;

/// The height of a line of text, and the room between a box and its text.
const LINE: i64 = 20;
const PADDING: i64 = 10;
const HEIGHT: i64 = 2 * LINE + PADDING;

/// What is drawn: objects, each behind those that it refers to, and the lines between them.
struct Graph<'a> {
    boxes: Vec<(&'a ObjectId, Option<(usize, &'a Change)>)>,
    /// Who refers to whom, and what for.
    links: Vec<(usize, usize, &'a str)>,
    left_out: usize,
}

/// Writes the drawing of an environment, if anything refers to what changes there.
pub(super) fn graph(out: &mut String, at: usize, one: &Compared) {
    let graph = Graph::of(&one.diff.changes);
    if graph.links.is_empty() {
        return;
    }
    let links: Vec<Link> = graph
        .links
        .iter()
        .map(|(from, to, _)| link(*from, *to))
        .collect();
    let sizes: Vec<Size> = graph.boxes.iter().map(|(id, _)| size(id)).collect();
    let layout = lay_out(&sizes, &links);
    let changed = graph.boxes.iter().filter(|(_, change)| change.is_some());
    let changed = changed.count();
    let others = graph.boxes.len() - changed;
    out.push_str(&format!(
        "<details class=\"graph\">\n<summary><h4>Graph of what changes ({}) and of who refers to it ({others} more)</h4></summary>\n",
        plural(changed, "object")
    ));
    if graph.left_out > 0 {
        let left = plural(graph.left_out, "object");
        out.push_str(&format!("<p>{left} of lower risk are left out.</p>\n"));
    }
    out.push_str(&format!(
        "<div class=\"drawing\" role=\"region\" aria-label=\"Graph of {}\" tabindex=\"0\">\n",
        escaped(&one.name)
    ));
    draw(out, at, &graph, &layout);
    out.push_str("</div>\n</details>\n");
}

impl<'a> Graph<'a> {
    /// Takes the riskiest changes that somebody refers to, and who does.
    fn of(changes: &'a [Change]) -> Self {
        let all: BTreeMap<&ObjectId, (usize, &Change)> = changes
            .iter()
            .enumerate()
            .map(|(at, change)| (&change.id, (at, change)))
            .collect();
        let mut taken: BTreeMap<&ObjectId, usize> = BTreeMap::new();
        let mut edges = Vec::new();
        let mut left_out = 0;
        for change in changes.iter().filter(|change| !change.used_by.is_empty()) {
            let ids = change.used_by.iter().map(|user| &user.by);
            let new = ids.chain([&change.id]);
            let new = new.filter(|id| !taken.contains_key(id)).count();
            if taken.len() + new > MOST {
                left_out += 1;
                continue;
            }
            for user in &change.used_by {
                let count = taken.len();
                let to = *taken.entry(&change.id).or_insert(count);
                let count = taken.len();
                let from = *taken.entry(&user.by).or_insert(count);
                edges.push((from, to, user.why.as_str()));
            }
        }
        let mut ids: Vec<(&ObjectId, usize)> = taken.into_iter().collect();
        ids.sort_by_key(|(_, at)| *at);
        let order = sorted(ids.len(), &edges);
        let mut place = vec![0; order.len()];
        for (to, from) in order.iter().enumerate() {
            place[*from] = to;
        }
        let mut links: Vec<(usize, usize, &str)> = edges
            .into_iter()
            .map(|(from, to, why)| (place[from], place[to], why))
            .collect();
        links.sort_unstable();
        links.dedup_by_key(|(from, to, _)| (*from, *to));
        let boxes = order.iter().filter_map(|at| {
            let (id, _) = ids.get(*at)?;
            Some((*id, all.get(id).copied()))
        });
        Graph {
            boxes: boxes.collect(),
            links,
            left_out,
        }
    }
}

/// Returns the boxes in an order in which each stands behind those that it refers to; those of a cycle come last.
fn sorted(count: usize, edges: &[(usize, usize, &str)]) -> Vec<usize> {
    let mut waits = vec![0_usize; count];
    let mut users: Vec<Vec<usize>> = vec![Vec::new(); count];
    for (from, to, _) in edges {
        waits[*from] += 1;
        users[*to].push(*from);
    }
    let mut order: Vec<usize> = (0..count).filter(|at| waits[*at] == 0).collect();
    let mut next = 0;
    while let Some(at) = order.get(next).copied() {
        next += 1;
        for user in &users[at] {
            waits[*user] -= 1;
            if waits[*user] == 0 {
                order.push(*user);
            }
        }
    }
    order.extend((0..count).filter(|at| waits[*at] > 0));
    order
}

fn link(from: usize, to: usize) -> Link {
    Link {
        from,
        to,
        leaves: HEIGHT / 2,
        enters: HEIGHT / 2,
    }
}

/// Returns the two lines of a box: what it is, and its name.
fn lines(id: &ObjectId) -> [String; 2] {
    let name = match id.namespace.is_empty() {
        true => id.name.to_string(),
        false => format!("{}/{}", id.namespace, id.name),
    };
    [shortened(&id.kind), shortened(&name)]
}

fn size(id: &ObjectId) -> Size {
    let widest = lines(id).iter().map(|line| text_width(line)).max();
    Size {
        // The symbol of the action stands before the kind.
        width: widest.unwrap_or_default() + 2 * PADDING + 4 * LINE / 2,
        height: HEIGHT,
    }
}

fn draw(out: &mut String, environment: usize, graph: &Graph<'_>, layout: &Layout) {
    let (width, height) = (layout.width, layout.height);
    out.push_str(&format!(
        "<svg width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" role=\"group\" aria-label=\"Lines lead from what refers to what changes\">\n"
    ));
    for ((from, to, why), route) in graph.links.iter().zip(&layout.routes) {
        let name = |at: &usize| graph.boxes.get(*at).map(|(id, _)| id.to_string());
        let (from, to) = (name(from).unwrap_or_default(), name(to).unwrap_or_default());
        let title = escaped(&format!("{from} {why} {to}"));
        out.push_str(&format!(
            "<g class=\"line\"><title>{title}</title><path d=\"{}\"/><path class=\"head\" d=\"{}\"/></g>\n",
            path(route),
            head(route)
        ));
    }
    for ((id, change), place) in graph.boxes.iter().zip(&layout.boxes) {
        self::draw_box(out, environment, id, *change, place);
    }
    out.push_str("</svg>\n");
}

fn draw_box(
    out: &mut String,
    environment: usize,
    id: &ObjectId,
    change: Option<(usize, &Change)>,
    place: &Place,
) {
    let Place {
        x,
        y,
        width,
        height,
    } = place;
    let [kind, name] = lines(id).map(|line| escaped(&line));
    let (open, close, class, symbol) = match change {
        Some((at, change)) => (
            format!("<a href=\"#change-{environment}-{at}\">"),
            "</a>",
            change.risk.word(),
            format!("{} ", change.action.symbol()),
        ),
        None => (String::new(), "", "unchanged", String::new()),
    };
    let (left, first, second) = (x + PADDING, y + LINE, y + 2 * LINE);
    out.push_str(&format!(
        "{open}<g class=\"box {class}\"><title>{}</title><rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"6\"/>\
         <text x=\"{left}\" y=\"{first}\">{symbol}{kind}</text><text class=\"name\" x=\"{left}\" y=\"{second}\">{name}</text></g>{close}\n",
        escaped(&id.to_string())
    ));
}
