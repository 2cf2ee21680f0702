//! Who refers to whom.

use rustc_hash::FxHashMap;

use crate::diff::Use;
use crate::k8s::{Object, ObjectId};
use crate::order;

/// The users of every object, by its identity.
#[derive(Default)]
pub(super) struct Users<'a>(FxHashMap<&'a ObjectId, Vec<Use>>);

impl<'a> Users<'a> {
    /// Adds an object as a user of all that it refers to and that is there.
    pub(super) fn add(&mut self, object: &Object, all: &FxHashMap<&'a ObjectId, &'a Object>) {
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
                self.0.entry(id).or_default().push(user);
            }
        });
    }

    /// Returns who refers to an object, sorted, each once for each reason.
    pub(super) fn of(&self, id: &ObjectId) -> Vec<&Use> {
        let mut users: Vec<&Use> = self.0.get(id).into_iter().flatten().collect();
        users.sort();
        users.dedup();
        users
    }
}

/// Returns whether an object refers to another.
pub(super) fn names(object: &Object, id: &ObjectId) -> bool {
    let mut is_named = false;
    order::references(object, &mut |reference| {
        is_named |= reference.group == id.group
            && reference.kind == id.kind
            && reference.namespace == id.namespace
            && reference.name == id.name;
    });
    is_named
}
