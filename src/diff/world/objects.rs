//! The objects of one side, found by whatever they are asked for.
//!
//! What stands on both sides is gathered once and copied: the copy costs a small part of what it costs to gather it.

use rustc_hash::{FxHashMap, FxHashSet};

use super::entries::Entries;
use super::hosts::Hosts;
use super::readers::Readers;
use super::scalers::{self, Scalers};
use super::users::Users;
use crate::diff::Placed;
use crate::k8s::{LabelIndex, Object, ObjectId, made_secret, pod_template};

/// Objects, and what they say of each other.
#[derive(Clone, Default)]
pub(super) struct Objects<'a> {
    pub(super) by_id: FxHashMap<&'a ObjectId, &'a Placed<'a>>,
    /// By the unit.
    pub(super) members: FxHashMap<&'a str, Vec<&'a ObjectId>>,
    /// By group and kind.
    pub(super) kinds: FxHashMap<(&'a str, &'a str), Vec<&'a Object>>,
    pub(super) namespaces: FxHashMap<&'a str, Vec<&'a Object>>,
    pub(super) entries: Entries<'a>,
    pub(super) hosts: Hosts<'a>,
    /// What makes pods, and where it is found by their labels.
    pub(super) pods: Vec<&'a Object>,
    pub(super) labels: LabelIndex<'a>,
    pub(super) readers: Readers<'a>,
    pub(super) scalers: Scalers<'a>,
    pub(super) users: Users<'a>,
    /// Secrets that a controller makes: namespaces and names.
    pub(super) made: FxHashSet<(&'a str, &'a str)>,
}

impl<'a> Objects<'a> {
    /// Returns these and others.
    pub(super) fn with(mut self, placed: &'a [Placed<'a>]) -> Self {
        self.by_id.reserve(placed.len());
        for placed in placed {
            self.add(placed);
        }
        self
    }

    fn add(&mut self, placed: &'a Placed<'a>) {
        let Placed { object, unit, .. } = placed;
        let id = &object.id;
        self.by_id.entry(id).or_insert(placed);
        self.members.entry(unit).or_default().push(id);
        let kind = (id.group.as_str(), id.kind.as_str());
        self.kinds.entry(kind).or_default().push(object);
        let namespace = id.namespace.as_str();
        self.namespaces.entry(namespace).or_default().push(object);
        self.entries.add(object);
        self.hosts.add(object);
        self.users.add(object);
        scalers::add(&mut self.scalers, object);
        let made = made_secret(object);
        self.made.extend(made.map(|name| (namespace, name)));
        if let Some(template) = pod_template(object) {
            self.pods.push(object);
            self.readers.add(object);
            let labels = template.at(&["metadata", "labels"]);
            self.labels.add(namespace, labels);
        }
    }
}
