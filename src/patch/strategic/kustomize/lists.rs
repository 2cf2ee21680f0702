//! Lists that kustomize merges by key.
//!
//! Elements of the patch come first, in their order, then those that only the object has. What is lost on the way is
//! what kustomize loses; here it is told.

use rustc_hash::{FxHashMap, FxHashSet};

use super::elements::{Element, Form, Keys, List, Misfit};
use super::tuples::{Tuple, complete};
use crate::diag::{Code, Diagnostic};
use crate::k8s::{Lists, TypeOf};
use crate::patch::change::Path;
use crate::patch::strategic::Merge;
use crate::patch::strategic::directives::{Directive, patch_directive};
use crate::yaml::{self, Entry, Mapping, Node};

/// What a list is merged with.
#[derive(Clone, Copy)]
pub(in crate::patch::strategic) enum Side<'n> {
    /// The elements of a patch.
    Patch(&'n [&'n Node]),
    /// Itself: it is new, and only its directives are carried out.
    Itself,
    /// Nothing: the patch does not speak of it.
    Nothing,
}

/// What became of an element.
#[derive(Clone, Copy)]
enum Trace {
    /// Nothing asked for it.
    Unseen,
    /// It is meant to go.
    Gone,
    /// The element with this number stands for it.
    Became(usize),
}

/// A list while it is merged.
struct Work<'n> {
    keys: Keys<'n>,
    /// The elements by number, those of the object first.
    nodes: yaml::List,
    elements: Vec<Element>,
    /// The elements of the patch.
    patch: &'n [&'n Node],
    of_patch: Vec<Element>,
    /// What became of the elements of the object.
    traces: Vec<Trace>,
    traces_of_patch: Vec<Trace>,
    /// Elements of the patch that were seen once. Their directives are carried out, and gone.
    spent: FxHashMap<usize, Node>,
}

impl<'d> Merge<'d> {
    /// Merges a list whose elements are matched by keys.
    pub(in crate::patch::strategic) fn keyed(
        &mut self,
        old: &mut Node,
        side: Side<'_>,
        ty: TypeOf<'d>,
        lists: &Lists<'d>,
        path: &Path<'_>,
    ) {
        let Some(list) = old.as_list_mut() else {
            return;
        };
        let keys = match lists {
            Lists::ByKey(keys) => Keys::Fields(keys.iter().map(|key| key.name).collect()),
            Lists::Set | Lists::Atomic | Lists::Unknown => Keys::Scalars,
        };
        let patch = match side {
            Side::Patch(items) => items,
            Side::Itself | Side::Nothing => &[],
        };
        let nodes = std::mem::take(list);
        let count = nodes.len();
        let mut work = Work {
            elements: nodes.iter().map(|node| keys.element(node)).collect(),
            of_patch: patch.iter().map(|node| keys.element(node)).collect(),
            keys,
            nodes,
            patch,
            traces: vec![Trace::Unseen; count],
            traces_of_patch: vec![Trace::Unseen; patch.len()],
            spent: FxHashMap::default(),
        };
        match self.joined(&mut work, side, ty, path) {
            Ok(numbers) => {
                self.losses(&work, &numbers, side, path);
                self.changed |= !numbers.iter().copied().eq(0..count);
                *list = work.finish(&numbers);
            }
            Err(Misfit(number)) => {
                let expected = match work.keys {
                    Keys::Scalars => "ScalarNode",
                    Keys::Fields(_) => "MappingNode",
                };
                self.wrong_kind(expected, &work.nodes[number], None, path);
                work.nodes.truncate(count);
                *list = work.nodes;
            }
        }
    }

    /// Returns the numbers of the elements of the merged list.
    fn joined(
        &mut self,
        work: &mut Work<'_>,
        side: Side<'_>,
        ty: TypeOf<'d>,
        path: &Path<'_>,
    ) -> Result<Vec<usize>, Misfit> {
        let tuples = work.tuples();
        // Only where tuples were completed an element is met twice.
        let complete = work.keys.len() > 1;
        let counting = counting(&tuples, work.keys.len());
        let scalars = matches!(work.keys, Keys::Scalars);
        let mut there = List::of(&work.elements, &counting, scalars);
        let mut of_patch = List::of(&work.of_patch, &counting, scalars);
        let mut items = List::new(&counting, scalars);
        for tuple in &tuples {
            let wanted = wanted(tuple, &counting);
            let old = there.find(&wanted, &work.elements);
            let new = of_patch.find(&wanted, &work.of_patch);
            let made = match side {
                Side::Itself => old.and_then(|old| self.itself(work, old, ty, path)),
                Side::Patch(_) | Side::Nothing => self.element(work, old, new, ty, path),
            };
            if let Some(old) = old {
                work.elements[old] = work.keys.element(&work.nodes[old]);
                there.changed(old, &work.elements);
            }
            let values: Tuple = counting.iter().map(|key| tuple[*key].clone()).collect();
            let trace = made.map_or(Trace::Gone, Trace::Became);
            if let Some(old) = old {
                work.traces[old] = trace;
            }
            if let Some(new) = new {
                work.traces_of_patch[new] = trace;
                if complete && has_directive(work.patch[new]) {
                    work.spent.insert(new, without_directives(work.patch[new]));
                }
            }
            match made {
                Some(_) => items.set(&values, made, &work.elements)?,
                None => there.set(&values, None, &work.elements)?,
            }
        }
        if tuples.is_empty() {
            return Ok(there.numbers().collect());
        }
        let rest: Vec<usize> = there.numbers().collect();
        for number in rest {
            work.take_over(&mut items, number, &counting)?;
        }
        Ok(items.numbers().collect())
    }

    /// Carries out the directives of an element of a new list.
    fn itself(
        &mut self,
        work: &mut Work<'_>,
        at: usize,
        ty: TypeOf<'d>,
        path: &Path<'_>,
    ) -> Option<usize> {
        let made = self.own(&work.nodes[at], ty, &Lists::Atomic, &path.index(at));
        match made.filter(|node| !is_hollow(node)) {
            Some(made) => {
                work.nodes[at] = made;
                Some(at)
            }
            None => {
                // Its directive is carried out, and gone.
                if let Some(map) = work.nodes[at].as_map_mut() {
                    map.remove("$patch");
                }
                None
            }
        }
    }

    /// Merges an element of the patch into one of the object; each may be missing.
    fn element(
        &mut self,
        work: &mut Work<'_>,
        old: Option<usize>,
        new: Option<usize>,
        ty: TypeOf<'d>,
        path: &Path<'_>,
    ) -> Option<usize> {
        let spent = new.and_then(|new| work.spent.remove(&new));
        let patch = spent.as_ref().or(new.map(|new| work.patch[new]));
        let below = path.index(old.unwrap_or(work.nodes.len()));
        let stated = patch.and_then(|patch| Some((patch, patch.as_map()?)));
        let replaces = match (old, stated) {
            (Some(_), Some((_, entries))) => match self.directive(entries, &below) {
                Directive::Delete => return None,
                Directive::Replace => true,
                Directive::Merge => false,
            },
            (old, _) => old.is_none(),
        };
        if replaces {
            let made = self.nested(|inner| inner.made(patch?, ty, &Lists::Atomic, &below));
            return made
                .filter(|node| !is_hollow(node))
                .map(|node| work.add(node));
        }
        let old = old?;
        let node = &mut work.nodes[old];
        match stated {
            Some((patch, entries)) => self.fields(node, patch, entries, ty, &below),
            None => {
                self.tidy(node, ty, &Lists::Atomic, &below);
            }
        }
        (!is_hollow(node)).then_some(old)
    }

    /// Tells what the merge has lost.
    fn losses(&mut self, work: &Work<'_>, numbers: &[usize], side: Side<'_>, path: &Path<'_>) {
        let kept: FxHashSet<usize> = numbers.iter().copied().collect();
        let is_lost = |trace: &Trace, number: Option<usize>| match trace {
            Trace::Gone => false,
            Trace::Became(made) => !kept.contains(made),
            Trace::Unseen => number.is_none_or(|number| !kept.contains(&number)),
        };
        let of_patch = work
            .traces_of_patch
            .iter()
            .zip(work.patch)
            .zip(&work.of_patch)
            .filter(|((trace, _), element)| element.form != Form::Hollow && is_lost(trace, None))
            .map(|((_, node), _)| (*node, true));
        let of_object = work
            .traces
            .iter()
            .enumerate()
            .filter(|(number, trace)| {
                work.elements[*number].form != Form::Hollow
                    && !kept.contains(number)
                    && is_lost(trace, Some(*number))
            })
            .map(|(number, _)| (&work.nodes[number], matches!(side, Side::Itself)));
        let findings: Vec<Diagnostic> = of_patch
            .chain(of_object)
            .map(|(node, of_patch)| lost(node, of_patch, &work.keys, path))
            .collect();
        self.findings.extend(findings);
    }
}

impl Work<'_> {
    /// Returns what identifies the elements, each once, those of the patch first.
    fn tuples(&self) -> Vec<Tuple> {
        let mut seen: FxHashSet<Tuple> = FxHashSet::default();
        let all = self.patch.iter().copied().chain(&self.nodes);
        let mut tuples: Vec<Tuple> = all
            .map(|node| self.keys.tuple(node))
            .filter(|tuple| seen.insert(tuple.clone()))
            .collect();
        complete(&mut tuples);
        tuples
    }

    /// Adds an element and returns its number.
    fn add(&mut self, node: Node) -> usize {
        self.elements.push(self.keys.element(&node));
        self.nodes.push(node);
        self.nodes.len() - 1
    }

    /// Takes an element of the object's list over. It takes the place of what has its keys; where there are several, it
    /// goes to the end, and one that leaves a key out takes everything with it that has the others.
    fn take_over(&self, items: &mut List, number: usize, counting: &[usize]) -> Result<(), Misfit> {
        let element = &self.elements[number];
        if element.form == Form::Unfit && matches!(self.keys, Keys::Fields(_)) {
            return Err(Misfit(number));
        }
        let mut values = Tuple::new();
        for key in counting {
            match &element.texts[*key] {
                Some(text) => values.push(text.clone()),
                None => items.push(number, &self.elements),
            }
        }
        if counting.len() > 1 {
            items.set(&values, None, &self.elements)?;
        }
        items.set(&values, Some(number), &self.elements)
    }

    /// Returns the nodes with these numbers.
    fn finish(self, numbers: &[usize]) -> yaml::List {
        let mut nodes: Vec<Option<Node>> = self.nodes.into_iter().map(Some).collect();
        let mut last: Vec<usize> = vec![0; nodes.len()];
        for (at, number) in numbers.iter().enumerate() {
            last[*number] = at;
        }
        let node = |(at, number): (usize, &usize)| {
            if last[*number] == at {
                nodes[*number].take()
            } else {
                nodes[*number].clone()
            }
        };
        numbers.iter().enumerate().filter_map(node).collect()
    }
}

/// Returns the positions of the keys that any element states; all if none does.
fn counting(tuples: &[Tuple], keys: usize) -> Vec<usize> {
    let stated: Vec<usize> = (0..keys)
        .filter(|key| tuples.iter().any(|tuple| !tuple[*key].is_empty()))
        .collect();
    if stated.is_empty() {
        (0..keys).collect()
    } else {
        stated
    }
}

/// Returns what an element must state to be the one that a tuple means: what the tuple states.
fn wanted(tuple: &Tuple, counting: &[usize]) -> Vec<(usize, ecow::EcoString)> {
    let all = || counting.iter().map(|key| (*key, tuple[*key].clone()));
    let stated: Vec<_> = all().filter(|(_, value)| !value.is_empty()).collect();
    if stated.is_empty() {
        all().collect()
    } else {
        stated
    }
}

/// Returns whether a map of the patch has a directive, itself or deeper, that a merge carries out.
fn has_directive(node: &Node) -> bool {
    node.as_map().is_some_and(|map| {
        map.contains("$patch") && patch_directive(map).is_ok()
            || map.iter().any(|entry| has_directive(&entry.value))
    })
}

/// Returns a map of the patch as it is after it was merged: without the directives of maps.
fn without_directives(node: &Node) -> Node {
    let Some(map) = node.as_map() else {
        return node.clone();
    };
    let is_spent = patch_directive(map).is_ok();
    let kept = map
        .iter()
        .filter(|entry| !is_spent || entry.key.name != "$patch");
    let kept: Mapping = kept
        .map(|entry| Entry {
            key: entry.key.clone(),
            value: without_directives(&entry.value),
        })
        .collect();
    node.with(kept)
}

fn is_hollow(node: &Node) -> bool {
    node.is_null() || node.as_map().is_some_and(Mapping::is_empty)
}

fn lost(node: &Node, of_patch: bool, keys: &Keys<'_>, path: &Path<'_>) -> Diagnostic {
    let whose = if of_patch { "patch" } else { "object" };
    let tuple = keys.tuple(node);
    let (which, help) = match keys {
        Keys::Scalars => (tuple.join(" "), None),
        Keys::Fields(names) => {
            let stated = names
                .iter()
                .zip(&tuple)
                .filter(|(_, value)| !value.is_empty());
            let stated: Vec<String> = stated
                .map(|(name, value)| format!("{name}: {value}"))
                .collect();
            let help = format!(
                "state `{}` in every element, each combination once",
                names.join("` and `")
            );
            (stated.join(", "), Some(help))
        }
    };
    Diagnostic::new(
        Code::MergeLosesElement,
        format!(
            "kustomize loses the element `{{{which}}}` of the {whose} from `{}`",
            path.pointer()
        ),
    )
    .at(node.span())
    .pointer(path.pointer())
    .maybe_help(help)
}
