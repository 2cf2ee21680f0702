//! Who refers to whom.

use rustc_hash::FxHashMap;

use crate::k8s::{Object, ObjectId};
use crate::order::{self, Why};

/// An object that refers to another, and what for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::diff) struct User<'a> {
    pub(in crate::diff) by: &'a ObjectId,
    pub(super) why: Why,
}

/// Who refers to each object, by its identity, whether it is there or not.
#[derive(Clone, Default)]
pub(super) struct Users<'a>(FxHashMap<ObjectId, Vec<User<'a>>>);

impl<'a> Users<'a> {
    /// Adds an object as a user of all that it refers to.
    pub(super) fn add(&mut self, object: &'a Object) {
        order::references(object, &mut |reference| {
            let id = ObjectId {
                group: reference.group.into(),
                kind: reference.kind.into(),
                namespace: reference.namespace.into(),
                name: reference.name.into(),
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
