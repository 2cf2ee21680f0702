//! The line that caused a change: where the value after comes from, and of what is gone, what it is gone from.
//!
//! Only what is known is said. Before is a rendering, whose specs nobody reads: of an object that is gone there is the
//! component that asked for it, and of an element that is gone the list in the spec that does not have it.

mod whence;

use std::sync::Arc;

use ecow::EcoString;
use rustc_hash::FxHashMap;

use self::whence::{Around, list_above};
use super::model::{Cause, FieldChange, Shown, Variable};
use super::pair::Pair;
use super::path::{Path, Segment};
use super::world::Entry;
use super::{Input, Judged, Placed, Specs};
use crate::k8s::{Object, ObjectId};
use crate::patch::CONTENT_HASH;
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
        contents: FxHashMap::default(),
        known: FxHashMap::default(),
        found: Vec::new(),
    };
    // What refers to a name with a hash differs because of what is hashed, which therefore comes first.
    let (contents, others): (Vec<_>, Vec<_>) = judged.iter_mut().partition(|judged| {
        let change = &judged.change;
        change.renamed_from.is_some() && matches!(change.id.kind.as_str(), "ConfigMap" | "Secret")
    });
    for judged in contents {
        finder.of_change(judged);
        let mut causes = judged.change.fields.iter().map(|field| field.cause);
        let first = causes.next().flatten();
        if let Some(only) = first.filter(|only| causes.all(|other| other == Some(*only))) {
            finder.contents.insert(judged.change.id.clone(), only);
        }
    }
    for judged in others {
        finder.of_change(judged);
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
    /// The only cause of what is new in objects whose names end in a hash of it.
    contents: FxHashMap<ObjectId, usize>,
    known: FxHashMap<Cause, usize>,
    found: Vec<Cause>,
}

impl Finder<'_> {
    /// Says what caused a change.
    fn of_change(&mut self, judged: &mut Judged<'_>) {
        let change = &mut judged.change;
        let Some(after) = judged.pair.after else {
            change.cause = self.end(judged.pair);
            return;
        };
        for (field, whence) in change.fields.iter_mut().zip(&judged.whences) {
            field.cause = self.of_field(field, whence, after.object);
        }
        if change.fields.is_empty() {
            let whole = after.object.span.map(Origin::written);
            change.cause = whole.and_then(|origin| self.of_origin(&origin, None));
        }
    }

    fn of_field(&mut self, field: &FieldChange, whence: &Whence, object: &Object) -> Option<usize> {
        let path = &field.path;
        let (Whence::Set(origin) | Whence::Gone { from: origin, .. }) = whence;
        if let Some(cause) = self.content(field, origin, object) {
            return Some(cause);
        }
        if origin.span.is_some() {
            return self.of_origin(origin, Some(field));
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
            None => self.of_origin(origin, Some(field)),
        }
    }

    /// Returns the cause of what a name with a hash stands for, where it has only one.
    fn content(&self, field: &FieldChange, origin: &Origin, object: &Object) -> Option<usize> {
        if origin.default != Some(&CONTENT_HASH) {
            return None;
        }
        let Some(Shown::Value(name)) = &field.after else {
            return None;
        };
        let name = name.to_text()?;
        let of_kind = |kind: &str| ObjectId {
            group: EcoString::new(),
            kind: kind.into(),
            namespace: object.id.namespace.clone(),
            name: name.clone(),
        };
        let mut found = ["ConfigMap", "Secret"].iter();
        found.find_map(|kind| self.contents.get(&of_kind(kind)).copied())
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
            let start = |at: &Span| list_above(&source.text, at.range().start, name);
            let start = start(first).filter(|found| start(last) == Some(*found))?;
            Some(self.at(Span::new(first.file, start, start)))
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

    /// Returns the place of an origin; `field` is what it is the origin of.
    fn of_origin(&mut self, origin: &Origin, field: Option<&FieldChange>) -> Option<usize> {
        let mut cause = origin.span.map_or(Cause::default(), |span| self.at(span));
        cause.by = match (origin.step, origin.default) {
            (Step::Patched, _) => "patch".into(),
            (_, Some(default)) => default.id.into(),
            _ => "".into(),
        };
        cause.variable = origin
            .span
            .zip(field)
            .and_then(|(span, field)| self.variable(span, field));
        self.position(cause)
    }

    /// Returns the variable that a field takes its value from, where the text around it is the same before: then the
    /// variable differs, and not what stands at this place.
    fn variable(&self, span: Span, field: &FieldChange) -> Option<Variable> {
        /// Longer values are documents, and not made of one variable.
        const LONGEST: usize = 4 << 10;
        let (Some(Shown::Value(before)), Some(Shown::Value(after))) = (&field.before, &field.after)
        else {
            return None;
        };
        let variables = self
            .specs
            .variables
            .filter(|_| span.range().len() <= LONGEST)?;
        let source = self.sources.slice(span);
        let part = Around::read(&source)?;
        let steps: Vec<&str> = part.name.split('.').collect();
        let variable = variables.at(&steps)?;
        let is_made = part.holds(&before.to_text()?).is_some()
            && part.holds(&after.to_text()?) == variable.to_text().as_deref();
        let (file, line) = self.sources.line(variable.span().filter(|_| is_made)?);
        Some(Variable {
            name: format!("env.{}", part.name).into(),
            file,
            line,
        })
    }

    fn at(&self, span: Span) -> Cause {
        let (file, line) = self.sources.line(span);
        Cause {
            file,
            line,
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
