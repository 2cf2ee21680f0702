//! The line that caused a change: where the value after comes from, and of what is gone, where its surroundings come from.

use rustc_hash::FxHashMap;

use super::model::{Cause, Change};
use super::pair::Pair;
use super::path::{Path, Segment};
use crate::text::Sources;
use crate::yaml::{Node, Origin, Step};

/// Finds the cause of every field and object, and collects them in source order.
pub(super) fn find(judged: &mut [(Pair<'_>, Change)], sources: &Sources, causes: &mut Vec<Cause>) {
    let mut finder = Finder {
        sources,
        known: FxHashMap::default(),
        found: Vec::new(),
    };
    for (pair, change) in judged.iter_mut() {
        let Some(after) = pair.after else {
            continue;
        };
        let whole = after.object.span.map(Origin::written);
        for field in &mut change.fields {
            let origin = nearest(&after.object.node, &field.path).or(whole.as_ref());
            field.cause = origin.and_then(|origin| finder.position(origin));
        }
        if change.fields.is_empty() {
            change.cause = whole.and_then(|origin| finder.position(&origin));
        }
    }
    let mut order: Vec<usize> = (0..finder.found.len()).collect();
    order.sort_by(|a, b| finder.found[*a].cmp(&finder.found[*b]));
    let mut place = vec![0; order.len()];
    for (to, from) in order.iter().enumerate() {
        place[*from] = to;
    }
    let renumber = |cause: &mut Option<usize>| *cause = cause.map(|at| place[at]);
    for (_, change) in judged {
        renumber(&mut change.cause);
        change
            .fields
            .iter_mut()
            .for_each(|field| renumber(&mut field.cause));
    }
    *causes = finder.found;
    causes.sort();
}

struct Finder<'s> {
    sources: &'s Sources,
    known: FxHashMap<Cause, usize>,
    found: Vec<Cause>,
}

impl Finder<'_> {
    /// Returns the position of a cause; nothing for what has none.
    fn position(&mut self, origin: &Origin) -> Option<usize> {
        let by = match (origin.step, origin.default) {
            (Step::Patched, _) => "patch".into(),
            (_, Some(default)) => default.id.into(),
            _ => "".into(),
        };
        let (file, line) = match origin.span {
            Some(span) => {
                let place = self.sources.place(span);
                (place.file, place.line)
            }
            None => (String::new(), 0),
        };
        let cause = Cause { file, line, by };
        if let Some(at) = self.known.get(&cause) {
            return Some(*at);
        }
        self.known.insert(cause.clone(), self.found.len());
        self.found.push(cause);
        Some(self.found.len() - 1)
    }
}

/// Returns the origin of what a path leads to: of the first leaf there, or else of the deepest map or list on the way.
fn nearest<'n>(object: &'n Node, path: &Path) -> Option<&'n Origin> {
    let mut node = object;
    let mut stays = false;
    for segment in path.segments() {
        let next = match segment {
            Segment::Field(name) => node.get(name),
            Segment::Index(at) => node.as_list().and_then(|list| list.get(*at)),
            Segment::Element(keys) => element(node, |item| {
                keys.iter().all(|(key, value)| {
                    let stated = item.get(key).and_then(Node::to_text);
                    stated.is_none_or(|stated| stated == *value)
                })
            }),
            Segment::Member(value) => element(node, |item| item.to_text().as_ref() == Some(value)),
            Segment::Inside => None,
        };
        let Some(next) = next else {
            stays = true;
            break;
        };
        node = next;
    }
    if stays {
        return Some(&node.origin);
    }
    let mut first = None;
    node.leaves(&mut |_, leaf| {
        // The first that somebody wrote, since of the rest nobody decided anything.
        let is_better =
            first.is_none_or(|known: &Node| known.span().is_none() && leaf.span().is_some());
        if is_better {
            first = Some(leaf);
        }
    });
    Some(first.map_or(&node.origin, |leaf| &leaf.origin))
}

fn element(list: &Node, is_it: impl Fn(&Node) -> bool) -> Option<&Node> {
    list.as_list()?.iter().find(|item| is_it(item))
}
