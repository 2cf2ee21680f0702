//! The line that caused a change: where the value after comes from, and of what is gone, what it is gone from.
//!
//! Only what is known is said. Before is a rendering, whose specs nobody reads: of an object that is gone there is the
//! component that asked for it, and of an element that is gone the list in the spec that does not have it.

mod whence;

use std::sync::Arc;

use ecow::EcoString;
use rustc_hash::FxHashMap;

use self::whence::{list_above, named_variable};
use super::model::{Cause, Variable};
use super::pair::Pair;
use super::path::{Path, Segment};
use super::world::Entry;
use super::{Input, Judged, Placed, Specs};
use crate::k8s::Object;
use crate::text::{Sources, Span};
use crate::yaml::{Origin, Step};

pub(super) use self::whence::Whence;

/// Finds the cause of every field and object, and collects them in source order.
pub(super) fn find(
    judged: &mut [Judged<'_>],
    input: &Input<'_>,
    sources: &Sources,
    causes: &mut Vec<Cause>,
) {
    let mut finder = Finder {
        specs: &input.specs,
        sources,
        units: units(&input.before),
        lists: Lists::default(),
        known: FxHashMap::default(),
        found: Vec::new(),
    };
    for Judged {
        pair,
        change,
        whences,
    } in judged.iter_mut()
    {
        let Some(after) = pair.after else {
            change.cause = finder.end(*pair);
            continue;
        };
        for (field, whence) in change.fields.iter_mut().zip(whences.iter()) {
            field.cause = finder.of_field(&field.path, whence, after.object);
        }
        if change.fields.is_empty() {
            let whole = after.object.span.map(Origin::written);
            change.cause = whole.and_then(|origin| finder.of_origin(&origin));
        }
    }
    let mut order: Vec<usize> = (0..finder.found.len()).collect();
    order.sort_by(|a, b| finder.found[*a].cmp(&finder.found[*b]));
    let mut place = vec![0; order.len()];
    for (to, from) in order.iter().enumerate() {
        place[*from] = to;
    }
    let renumber = |cause: &mut Option<usize>| *cause = cause.map(|at| place[at]);
    for Judged { change, .. } in judged {
        renumber(&mut change.cause);
        change
            .fields
            .iter_mut()
            .for_each(|field| renumber(&mut field.cause));
    }
    *causes = finder.found;
    causes.sort();
}

/// What is left of lists that something is gone from, by the name of each and the places of what it still has.
type Lists = FxHashMap<(EcoString, Arc<[(Span, Span)]>), Option<Cause>>;

/// Returns who asked for the objects of each unit.
fn units<'a>(before: &[Placed<'a>]) -> FxHashMap<&'a str, Option<&'a str>> {
    let mut units = FxHashMap::default();
    for placed in before {
        let owner = units.entry(placed.unit).or_insert(Some(placed.owner));
        *owner = owner.filter(|known| *known == placed.owner);
    }
    units
}

struct Finder<'s> {
    specs: &'s Specs<'s>,
    sources: &'s Sources,
    /// The component that asked for everything in a unit before; nothing where there are several.
    units: FxHashMap<&'s str, Option<&'s str>>,
    lists: Lists,
    known: FxHashMap<Cause, usize>,
    found: Vec<Cause>,
}

impl Finder<'_> {
    fn of_field(&mut self, path: &Path, whence: &Whence, object: &Object) -> Option<usize> {
        let (Whence::Set(origin) | Whence::Gone { from: origin, .. }) = whence;
        if origin.span.is_some() {
            return self.of_origin(origin);
        }
        let mut is_made = path.segments().contains(&Segment::Inside);
        if let Whence::Gone { beside, .. } = whence {
            if let Some(list) = self.list(path, beside) {
                return self.position(list);
            }
            is_made = true;
        }
        // A default is the same as ever: what it makes of a component differs because the component does.
        match object.span.filter(|_| is_made) {
            Some(span) => {
                let mut cause = self.at(span);
                cause.by = origin.default.map_or("", |default| default.id).into();
                cause.component = object.owner.to_string().into();
                self.position(cause)
            }
            None => self.of_origin(origin),
        }
    }

    /// Returns the place of the list or map in a spec that has what is left of one in an object, if it is called the same.
    fn list(&mut self, path: &Path, beside: &Arc<[(Span, Span)]>) -> Option<Cause> {
        let (_, above) = path.segments().split_last()?;
        let name = above.iter().rev().find_map(|segment| match segment {
            Segment::Field(name) => Some(name),
            _ => None,
        })?;
        let key = (name.clone(), Arc::clone(beside));
        if let Some(known) = self.lists.get(&key) {
            return known.clone();
        }
        let mut found = beside.iter().filter_map(|(first, last)| {
            let source = self.sources.get(first.file);
            let line = |at: &Span| list_above(&source.text, at.range().start, name);
            let line = line(first).filter(|found| line(last) == Some(*found))?;
            Some(Cause {
                file: self.sources.place(*first).file,
                line,
                ..Cause::default()
            })
        });
        // Where layers have one each, nobody can say from which it is gone.
        let only = found.next().filter(|_| found.next().is_none());
        self.lists.insert(key, only.clone());
        only
    }

    /// Returns what became of the component that a deleted object was made for.
    fn end(&mut self, pair: Pair<'_>) -> Option<usize> {
        let before = pair.before?;
        // What syncs a unit goes when nothing is in the unit any more.
        let entry = Entry::of(before.object);
        let unit = entry.and_then(|entry| entry.folders().find_map(|unit| self.units.get(unit)));
        let owner = match unit {
            Some(owner) => (*owner)?,
            None => before.owner,
        };
        if owner.is_empty() {
            return None;
        }
        let mut cause = match self.specs.components.get(owner) {
            Some(span) => self.at(*span),
            None => Cause::default(),
        };
        cause.component = owner.into();
        self.position(cause)
    }

    fn of_origin(&mut self, origin: &Origin) -> Option<usize> {
        let mut cause = origin.span.map_or(Cause::default(), |span| self.at(span));
        cause.by = match (origin.step, origin.default) {
            (Step::Patched, _) => "patch".into(),
            (_, Some(default)) => default.id.into(),
            _ => "".into(),
        };
        cause.variable = origin.span.and_then(|span| self.variable(span));
        self.position(cause)
    }

    /// Returns the variable that a value at a place is made of, where it is made of one only.
    fn variable(&self, span: Span) -> Option<Variable> {
        /// Longer values are documents; which of their variables changed is not to be known.
        const LONGEST: usize = 4 << 10;
        let variables = self.specs.variables?;
        if span.range().len() > LONGEST {
            return None;
        }
        let name = named_variable(&self.sources.slice(span))?;
        let mut steps: Vec<&str> = name.split('.').collect();
        // A step may be a method and not a part of the name.
        while !steps.is_empty() {
            if let Some(span) = variables.at(&steps).and_then(|node| node.span()) {
                let place = self.sources.place(span);
                return Some(Variable {
                    name: format!("env.{}", steps.join(".")).into(),
                    file: place.file,
                    line: place.line,
                });
            }
            steps.pop();
        }
        None
    }

    fn at(&self, span: Span) -> Cause {
        let place = self.sources.place(span);
        Cause {
            file: place.file,
            line: place.line,
            ..Cause::default()
        }
    }

    /// Returns the position of a cause.
    fn position(&mut self, cause: Cause) -> Option<usize> {
        if let Some(at) = self.known.get(&cause) {
            return Some(*at);
        }
        self.known.insert(cause.clone(), self.found.len());
        self.found.push(cause);
        Some(self.found.len() - 1)
    }
}
