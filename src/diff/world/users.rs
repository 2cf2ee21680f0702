//! Who refers to whom.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::diff::Use;
use crate::k8s::{Object, ObjectId};
use crate::order;

/// The users of every object, by its identity.
#[derive(Default)]
pub(super) struct Users<'a> {
    users: FxHashMap<&'a ObjectId, Vec<Use>>,
    /// Who refers to what is not there.
    missed: FxHashMap<ObjectId, FxHashSet<&'a ObjectId>>,
}

impl<'a> Users<'a> {
    /// Adds an object as a user of all that it refers to.
    pub(super) fn add(&mut self, object: &'a Object, all: &FxHashMap<&'a ObjectId, &'a Object>) {
        order::references(object, &mut |reference| {
            let id = ObjectId {
                group: reference.group.into(),
                kind: reference.kind.into(),
                namespace: reference.namespace.into(),
                name: reference.name.into(),
            };
            if let Some((id, _)) = all.get_key_value(&id) {
                let user = Use {
                    by: object.id.clone(),
                    why: reference.why.to_string().into(),
                };
                self.users.entry(id).or_default().push(user);
            } else {
                self.missed.entry(id).or_default().insert(&object.id);
            }
        });
    }

    /// Returns who refers to an object, sorted, each once for each reason.
    pub(super) fn of(&self, id: &ObjectId) -> Vec<&Use> {
        let mut users: Vec<&Use> = self.users.get(id).into_iter().flatten().collect();
        users.sort();
        users.dedup();
        users
    }

    /// Returns whether somebody refers to an object that is not there.
    pub(super) fn misses(&self, user: &ObjectId, id: &ObjectId) -> bool {
        let missing = self.missed.get(id);
        missing.is_some_and(|users| users.contains(user))
    }
}
