//! What must not be shown, and how it is kept from everybody.
//!
//! In: the objects of both sides. Out: the same, with a [`veil`] over every value that is secret. Values are equal where
//! their veils are, so fields are compared and rules judge as ever, and nobody but this module has anything to give away.

mod places;
mod turned;
mod veil;

use rayon::prelude::*;
use rustc_hash::FxHashSet;

use self::places::Level;
use super::pair::without_hash;
use super::{Input, Placed};
use crate::k8s::{Object, ObjectId};

pub(super) use self::places::{is_secret_variable, nested};
pub(super) use self::veil::{is_veiled, shown, told};

/// Objects with a veil over what is secret of them, by their positions in the lists of an input.
pub(super) struct Veiled {
    before: Vec<(usize, Object)>,
    after: Vec<(usize, Object)>,
}

/// What makes two objects one for this purpose: kind, namespace, and name without the hash of the content.
type Key<'a> = (&'a str, &'a str, &'a str);

impl Veiled {
    /// Covers what is secret on both sides. What is secret of an object on one side is so on the other.
    pub(super) fn of(input: &Input<'_>) -> Self {
        let changed = || input.before.iter().chain(&input.after);
        let encrypted: FxHashSet<Key<'_>> = changed()
            .filter(|placed| places::is_encrypted(&placed.object.node))
            .map(|placed| key(&placed.object.id))
            .collect();
        let turned = turned::config_maps(input);
        let is_usual = encrypted.is_empty() && turned.is_empty();
        let level = |id: &ObjectId| match key(id) {
            _ if is_usual => Level::Kind,
            key if encrypted.contains(&key) => Level::All,
            key if turned.contains(&key) => Level::Data,
            _ => Level::Kind,
        };
        let cover = |list: &[Placed<'_>]| {
            let covered = list.par_iter().enumerate().filter_map(|(at, placed)| {
                let object = placed.object;
                let node = places::cover(&object.node, level(&object.id))?;
                let owner = &object.owner;
                Some((
                    at,
                    Object::with_id(object.id.clone(), node, owner, object.span),
                ))
            });
            covered.collect()
        };
        Veiled {
            before: cover(&input.before),
            after: cover(&input.after),
        }
    }

    /// Returns the input with covered objects in the place of those that give something away.
    pub(super) fn input<'a>(&'a self, input: &Input<'a>) -> Input<'a> {
        let mut input = input.clone();
        let lists = [
            (&mut input.before, &self.before),
            (&mut input.after, &self.after),
        ];
        for (list, covered) in lists {
            for (at, object) in covered {
                if let Some(placed) = list.get_mut(*at) {
                    placed.object = object;
                }
            }
        }
        input
    }
}

fn key(id: &ObjectId) -> Key<'_> {
    (&id.kind, &id.namespace, stem(&id.name))
}

/// Returns a name without the hash of the content.
fn stem(name: &str) -> &str {
    without_hash(name).unwrap_or(name)
}
