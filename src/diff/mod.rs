//! Two sets of objects to what changes, what it does, how risky it is, and which line caused it.
//!
//! In: [`Input`], the objects of both sides and where they stand; those in files that are equal byte for byte are given once.
//! Out: a [`Diff`]. Objects are paired by identity, fields compared by the types of the API, values of Secrets left out
//! before anything can print them. Nothing is read from a disk or a repository here, and nothing is printed.

mod cause;
mod cost;
mod fields;
mod images;
mod model;
mod pair;
mod path;
mod pods;
mod read;
mod requested;
mod rules;
mod secrets;
mod sets;
mod subject;
mod verdict;
mod words;
mod world;

use std::collections::BTreeMap;

use rayon::prelude::*;

use self::cause::Whence;
use self::pair::Pair;
use self::secrets::Veiled;
use self::world::World;
use crate::k8s::{Minor, Object};
use crate::text::{Sources, Span};
use crate::yaml::Node;

pub use cost::{Cost, Total};
pub use model::{
    Action, Cause, Change, Diff, Effect, FieldChange, FieldKind, ImageChange, Place, Reason, Risk,
    Shown, Use, Variable,
};
pub use path::{Path, Segment};

/// An object and where it stands.
#[derive(Clone, Copy, Debug)]
pub struct Placed<'a> {
    /// The object.
    pub object: &'a Object,
    /// Its file, below the folder that is compared.
    pub file: &'a str,
    /// The unit that syncs it; empty where there are none.
    pub unit: &'a str,
    /// The component that asked for it, `App/shop/api`; empty where that is not written down.
    pub owner: &'a str,
}

/// What is known of the specs that the objects after were made of: nothing of plain manifests.
#[derive(Clone, Debug, Default)]
pub struct Specs<'a> {
    /// The variables of the environment.
    pub variables: Option<&'a Node>,
    /// The place of each component.
    pub components: BTreeMap<String, Span>,
}

/// Two sets of objects.
#[derive(Clone, Debug)]
pub struct Input<'a> {
    /// What stands in files that are equal on both sides. Only others may refer to it.
    pub same: Vec<Placed<'a>>,
    /// The other objects before.
    pub before: Vec<Placed<'a>>,
    /// The other objects after.
    pub after: Vec<Placed<'a>>,
    /// Definitions of custom resources that stand on neither side.
    pub definitions: &'a [Object],
    /// The version of Kubernetes that gives built-in kinds their types.
    pub minor: Minor,
    /// What the objects after were made of.
    pub specs: Specs<'a>,
}

impl<'a> Input<'a> {
    /// Returns the objects of both sides alone, of which nothing else is known.
    pub fn between(before: &'a [Object], after: &'a [Object]) -> Self {
        let placed = |object| Placed {
            object,
            file: "",
            unit: "",
            owner: "",
        };
        Input {
            same: Vec::new(),
            before: before.iter().map(placed).collect(),
            after: after.iter().map(placed).collect(),
            definitions: &[],
            minor: Minor::NEWEST,
            specs: Specs::default(),
        }
    }
}

/// A pair of which one side differs from the other.
struct Judged<'a> {
    pair: Pair<'a>,
    change: Change,
    /// Where each field comes from.
    whences: Vec<Whence>,
}

/// Compares. `sources` are the texts that the objects came from; the lines of causes are looked up there.
pub fn run(input: &Input<'_>, sources: &Sources) -> Diff {
    let veiled = Veiled::of(input);
    let input = &veiled.input(input);
    let schemas = world::schemas(input);
    let world = World::new(input, &schemas);
    let pairs = pair::pairs(input);
    let count = pairs.len();
    let pairs = pairs.into_par_iter();
    let mut judged: Vec<Judged<'_>> = pairs.filter_map(|pair| judge(pair, &world)).collect();
    let mut diff = Diff {
        unchanged: input.same.len() + count - judged.len(),
        ..Diff::default()
    };
    judged.sort_by(|a, b| order(&a.change).cmp(&order(&b.change)));
    cause::find(&mut judged, input, sources, &mut diff.causes);
    diff.changes = judged.into_iter().map(|judged| judged.change).collect();
    diff.images = images::changes(&diff.changes);
    diff.cost = cost::of(input, &world);
    diff
}

/// The riskiest first, then by unit and identity.
fn order(change: &Change) -> impl Ord + '_ {
    let place = change.after.as_ref().or(change.before.as_ref());
    let unit = place.map(|place| &place.unit);
    (std::cmp::Reverse(change.risk), unit, &change.id)
}

/// Returns what happens to an object; nothing where nothing does.
fn judge<'a>(pair: Pair<'a>, world: &World<'_>) -> Option<Judged<'a>> {
    let (fields, whences) = match (pair.before, pair.after) {
        (Some(before), Some(after)) => fields::compare(
            &before.object.node,
            &after.object.node,
            &after.object.documents,
            world.schemas(),
        ),
        _ => Default::default(),
    };
    let place = |placed: &Placed<'_>| Place {
        file: placed.file.into(),
        unit: placed.unit.into(),
    };
    let (before, after) = (pair.before.map(place), pair.after.map(place));
    let subject = pair.after.or(pair.before)?;
    let old = pair.before.map(|before| &before.object.id);
    let renamed_from = old.filter(|old| **old != subject.object.id).cloned();
    let action = match (pair.before, pair.after) {
        (None, _) => Action::Create,
        (_, None) => Action::Delete,
        _ if renamed_from.is_some() || !fields.is_empty() => Action::Update,
        _ if before != after => Action::Move,
        _ => return None,
    };
    let mut change = Change {
        id: subject.object.id.clone(),
        api_version: world::api_version(subject.object).into(),
        renamed_from,
        action,
        effects: Vec::new(),
        risk: Risk::None,
        reasons: Vec::new(),
        fields,
        whole: match action {
            Action::Create | Action::Delete => Some(secrets::shown(&subject.object.node)),
            _ => None,
        },
        before,
        after,
        used_by: world.used_by(pair),
        cause: None,
    };
    rules::judge(pair, world, &mut change);
    Some(Judged {
        pair,
        change,
        whences,
    })
}

#[cfg(test)]
mod tests;
