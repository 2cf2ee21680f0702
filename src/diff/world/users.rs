//! Who refers to whom.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::diff::Placed;
use crate::k8s::{Object, ObjectId};
use crate::order::{self, Why};

/// An object that refers to another, and what for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::diff) struct User<'a> {
    pub(in crate::diff) by: &'a ObjectId,
    pub(super) why: Why,
}

/// The users of every object, by its identity.
#[derive(Default)]
pub(super) struct Users<'a>(FxHashMap<&'a ObjectId, Vec<User<'a>>>);

/// Who refers to what is not there.
#[derive(Default)]
pub(super) struct Missed<'a>(FxHashMap<ObjectId, FxHashSet<&'a ObjectId>>);

impl<'a> Users<'a> {
    /// Adds an object as a user of all that it refers to; what is not there, `miss` is told.
    pub(super) fn add(
        &mut self,
        object: &'a Object,
        all: &FxHashMap<&'a ObjectId, &'a Placed<'a>>,
        miss: &mut impl FnMut(ObjectId),
    ) {
        order::references(object, &mut |reference| {
            let id = ObjectId {
                group: reference.group.into(),
                kind: reference.kind.into(),
                namespace: reference.namespace.into(),
                name: reference.name.into(),
            };
            let Some((id, _)) = all.get_key_value(&id) else {
                return miss(id);
            };
            self.0.entry(id).or_default().push(User {
                by: &object.id,
                why: reference.why,
            });
        });
    }

    /// Returns who refers to an object, sorted, each once for each reason.
    pub(super) fn of(&self, id: &ObjectId) -> Vec<User<'a>> {
        let mut users = self.0.get(id).cloned().unwrap_or_default();
        users.sort();
        users.dedup();
        users
    }
}

impl<'a> Missed<'a> {
    pub(super) fn add(&mut self, user: &'a ObjectId, id: ObjectId) {
        self.0.entry(id).or_default().insert(user);
    }

    /// Returns whether somebody refers to an object that is not there.
    pub(super) fn by(&self, user: &ObjectId, id: &ObjectId) -> bool {
        let users = self.0.get(id);
        users.is_some_and(|users| users.contains(user))
    }
}
