//! What a rule is asked about: an object on both sides, what is known of its change, and all others.

use super::model::{Action, Change, FieldChange};
use super::pair::{Pair, without_hash};
use super::path::Path;
use super::pods::Pods;
use super::world::World;
use crate::k8s::ObjectId;
use crate::yaml::Node;

/// A change that is judged.
pub(super) struct Subject<'a> {
    /// The object on both sides.
    pub(super) pair: Pair<'a>,
    /// All others.
    pub(super) world: &'a World<'a>,
    /// What is known of the change so far.
    pub(super) change: &'a Change,
    /// The pods that it makes.
    pub(super) pods: Option<Pods<'a>>,
}

impl<'a> Subject<'a> {
    pub(super) fn new(pair: Pair<'a>, world: &'a World<'a>, change: &'a Change) -> Self {
        Subject {
            pair,
            world,
            change,
            pods: Pods::of(pair, &change.id),
        }
    }

    /// Returns the pods that it makes, where it is there on both sides under one name.
    pub(super) fn kept_pods(&self) -> Option<&Pods<'a>> {
        self.pods.as_ref().filter(|_| self.stays())
    }

    /// Returns the identity.
    pub(super) fn id(&self) -> &ObjectId {
        &self.change.id
    }

    /// Returns whether it is of a kind, `apps` and `Deployment`.
    pub(super) fn is(&self, group: &str, kind: &str) -> bool {
        self.id().group == group && self.id().kind == kind
    }

    /// Returns what happens to it.
    pub(super) fn action(&self) -> Action {
        self.change.action
    }

    /// Returns whether the object is there on both sides, under one name.
    pub(super) fn stays(&self) -> bool {
        self.pair.before.is_some()
            && self.pair.after.is_some()
            && self.change.renamed_from.is_none()
    }

    /// Returns the identity under which nothing is there any more: it is deleted, or called otherwise.
    pub(super) fn gone(&self) -> Option<&'a ObjectId> {
        let renamed = self.change.renamed_from.as_ref();
        renamed.or((self.change.action == Action::Delete).then_some(&self.change.id))
    }

    /// Returns whether the object before is lost: deleted, or under another name. A name that ends in the hash of its
    /// content is meant to change.
    pub(super) fn is_lost(&self) -> bool {
        let renamed = self.change.renamed_from.as_ref();
        self.action() == Action::Delete
            || renamed.is_some_and(|old| without_hash(&old.name).is_none())
    }

    /// Returns the name of the object before.
    pub(super) fn old_name(&self) -> &str {
        &self.gone().unwrap_or(self.id()).name
    }

    /// Returns the object before.
    pub(super) fn before(&self) -> Option<&'a Node> {
        self.pair.before.map(|placed| &placed.object.node)
    }

    /// Returns the object after.
    pub(super) fn after(&self) -> Option<&'a Node> {
        self.pair.after.map(|placed| &placed.object.node)
    }

    /// Returns what stood at a place.
    pub(super) fn was(&self, keys: &[&str]) -> Option<&'a Node> {
        self.before()?.at(keys).filter(|node| !node.is_null())
    }

    /// Returns what stands at a place.
    pub(super) fn now(&self, keys: &[&str]) -> Option<&'a Node> {
        self.after()?.at(keys).filter(|node| !node.is_null())
    }

    /// Returns the fields that differ at a place and below it.
    pub(super) fn below(&self, fields: &'a [&'a str]) -> impl Iterator<Item = &'a FieldChange> {
        let changed = self.change.fields.iter();
        changed.filter(move |field| field.path.is_below(fields))
    }

    /// Returns whether something differs at a place or below it, on both sides of which the object is there.
    pub(super) fn touches(&self, fields: &[&str]) -> bool {
        self.change
            .fields
            .iter()
            .any(|field| field.path.is_below(fields))
    }

    /// Returns whether something differs at a place or below it.
    pub(super) fn differs(&self, path: &Path) -> bool {
        let changed = &self.change.fields;
        changed.iter().any(|field| field.path.is_within(path))
    }
}
