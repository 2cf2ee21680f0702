//! All objects of both sides, found by what rules ask for.
//!
//! Everything is gathered once, before the first rule runs. A [`Side`] is asked, and asks its modules, each of which is
//! named for what it answers.

mod amounts;
mod answering;
pub(super) mod balancers;
pub(super) mod classes;
pub(super) mod covered;
mod entries;
mod hosts;
mod isolation;
mod memo;
pub(super) mod moves;
mod objects;
pub(super) mod readers;
pub(super) mod scalers;
mod schemas;
mod services;
mod transitions;
mod users;

use ecow::EcoString;
use rayon::prelude::*;
use rustc_hash::FxHashSet;

use self::answering::Answering;
use self::balancers::Balancers;
use self::covered::Covered;
use self::isolation::Isolation;
use self::memo::Memo;
use self::moves::{Moves, Selects};
use self::objects::Objects;
use self::readers::Reader;
use self::scalers::Scaler;
use self::services::Services;
use self::transitions::Transitions;
use self::users::User;
use super::pair::Pair;
use super::words::Few;
use super::{Input, Placed, Use};
use crate::k8s::quantity::Quantity;
use crate::k8s::schema::Schemas;
use crate::k8s::{LabelSelector, Object, ObjectId, pod_template};
use crate::yaml::Node;

pub(super) use self::entries::Entry;
pub(super) use self::schemas::{api_version, schemas};
pub(super) use self::services::Alike;

/// Both sides.
pub(super) struct World<'a> {
    /// Before.
    pub(super) before: Side<'a>,
    /// After.
    pub(super) after: Side<'a>,
    /// The Services that ask for the same on both sides.
    pub(super) services: Services<'a>,
    /// The workloads whose pods are described otherwise than before.
    renewed: FxHashSet<&'a ObjectId>,
    schemas: &'a Schemas,
    transitions: Transitions<'a>,
    /// What a budget covers no longer: in a namespace, by its selectors before and after.
    uncovered: Memo<(EcoString, LabelSelector, Option<LabelSelector>), Few>,
    /// Who answers for a Service: in a namespace, by its selectors before and after.
    answering: Memo<(EcoString, LabelSelector, LabelSelector), Answering>,
    /// What becomes of the pods that a policy selects.
    moves: Memo<Selects, Moves>,
}

/// All objects of one side.
#[derive(Default)]
pub(super) struct Side<'a> {
    objects: Objects<'a>,
    balancers: Balancers,
    isolation: Isolation<'a>,
    /// The class of volumes that a claim gets which names none.
    default_class: Option<&'a Object>,
    /// What a budget covers: in a namespace, by its selector.
    covered: Memo<(EcoString, LabelSelector), Covered>,
    /// What workloads of a namespace ask for, of what a quota counts.
    used: Memo<(EcoString, EcoString), Option<Quantity>>,
    /// Who has a container with a greater limit: in a namespace, of a resource, than an amount.
    above: Memo<(EcoString, EcoString, String), Few>,
    /// How many objects rules were given to look at, in lists of all of a kind.
    #[cfg(test)]
    pub(super) listed: std::sync::atomic::AtomicUsize,
}

impl<'a> World<'a> {
    pub(super) fn new(input: &'a Input<'a>, schemas: &'a Schemas) -> Self {
        let same = Objects::default().with(&input.same);
        let copy = same.clone();
        let (before, after) = rayon::join(
            || Side::new(same.with(&input.before)),
            || Side::new(copy.with(&input.after)),
        );
        World {
            services: Services::new(&before, &after),
            renewed: renewed(&input.after, &before),
            before,
            after,
            schemas,
            transitions: Transitions::new(&input.after, schemas),
            uncovered: Memo::default(),
            answering: Memo::default(),
            moves: Memo::default(),
        }
    }

    /// Returns the types of all objects.
    pub(super) fn schemas(&self) -> &Schemas {
        self.schemas
    }

    /// Returns the rules of custom resources that compare an object with the one before.
    pub(super) fn transitions(&self) -> &Transitions<'a> {
        &self.transitions
    }

    /// Returns whether the pods of a workload after the change are described otherwise than before, or are new.
    pub(super) fn is_renewed(&self, workload: &ObjectId) -> bool {
        self.renewed.contains(workload)
    }

    /// Returns who refers to an object, after the change where it is there then.
    pub(super) fn used_by(&self, pair: Pair<'_>) -> Vec<Use> {
        // Who refers to what is gone is found where it was.
        let (side, placed) = match (pair.after, pair.before) {
            (Some(after), _) => (&self.after, after),
            (None, Some(before)) => (&self.before, before),
            (None, None) => return Vec::new(),
        };
        let users = side.users(&placed.object.id).into_iter();
        let mut users: Vec<Use> = users
            .map(|user| Use {
                by: user.by.clone(),
                why: user.why.to_string().into(),
            })
            .collect();
        users.sort();
        users
    }

    /// Returns who names, also after the change, an object that is there before it only.
    pub(super) fn dangling(&self, gone: &ObjectId) -> Vec<&'a ObjectId> {
        let users = self.before.users(gone).into_iter();
        let mut users: Vec<&ObjectId> = users.map(|user| user.by).collect();
        users.dedup();
        let still = self.after.objects.users.of(gone).into_iter();
        let still: FxHashSet<&ObjectId> = still.map(|user| user.by).collect();
        users.retain(|user| still.contains(user));
        users
    }
}

#[cfg(test)]
impl World<'_> {
    /// Returns how many answers of each sort were looked for.
    pub(super) fn found(&self) -> Vec<usize> {
        let of_side = |side: &Side<'_>| [side.covered.len(), side.used.len(), side.above.len()];
        let sides = [of_side(&self.before), of_side(&self.after)].concat();
        let both = [
            self.uncovered.len(),
            self.answering.len(),
            self.moves.len(),
            self.services.groups(),
        ];
        [sides, both.to_vec()].concat()
    }
}

/// Compares the templates of pods, each once: who reads many ConfigMaps is asked for with each of them.
fn renewed<'a>(after: &'a [Placed<'a>], before: &Side<'_>) -> FxHashSet<&'a ObjectId> {
    let found = after.par_iter().filter(|placed| {
        let template = pod_template(placed.object);
        let before = before.get(&placed.object.id).and_then(pod_template);
        template.is_some() && template != before
    });
    found.map(|placed| &placed.object.id).collect()
}

impl<'a> Side<'a> {
    fn new(objects: Objects<'a>) -> Self {
        let mut side = Side {
            objects,
            ..Side::default()
        };
        let mut classes = side.of_kind("storage.k8s.io", "StorageClass").iter();
        let default = classes.find(|class| classes::is_default(&class.node));
        side.default_class = default.copied();
        side.isolate();
        side
    }

    /// Returns an object.
    pub(super) fn get(&self, id: &ObjectId) -> Option<&'a Object> {
        self.objects.by_id.get(id).map(|placed| placed.object)
    }

    /// Returns everything in a namespace that makes pods.
    pub(super) fn workloads<'s>(
        &'s self,
        namespace: &str,
    ) -> impl Iterator<Item = &'a Object> + use<'s, 'a> {
        let found = self.objects.labels.within(namespace).iter();
        found.filter_map(|at| self.objects.pods.get(*at).copied())
    }

    /// Returns whose pods read a ConfigMap or a Secret.
    pub(super) fn readers<'s>(
        &'s self,
        kind: &'static str,
        namespace: &'s str,
        name: &'s str,
    ) -> &'s [Reader<'s>] {
        self.objects.readers.of(kind, namespace, name)
    }

    /// Returns who answers for a host, other than one.
    pub(super) fn others_at(&self, host: &str, than: Option<&ObjectId>) -> Option<&'a ObjectId> {
        self.objects.hosts.others(host, than)
    }

    /// Returns whether a controller makes a Secret of this name.
    pub(super) fn makes_secret(&self, namespace: &str, name: &str) -> bool {
        self.objects.made.contains(&(namespace, name))
    }

    /// Returns what scales a workload.
    pub(super) fn scaler(&self, workload: &ObjectId) -> Option<&Scaler<'a>> {
        self.objects.scalers.get(workload)
    }

    /// Returns how many pods a workload has at least; nothing where that depends on the nodes.
    pub(super) fn pods(&self, workload: &Object) -> Option<i64> {
        if let Some(scaler) = self.scaler(&workload.id) {
            return Some(scaler.least);
        }
        match workload.id.kind.as_str() {
            "DaemonSet" => None,
            "Pod" => Some(1),
            _ => {
                let stated = workload.node.at(&["spec", "replicas"]);
                Some(stated.and_then(Node::as_int).unwrap_or(1))
            }
        }
    }

    /// Returns the unit that syncs an object; nothing where the object is not there.
    pub(super) fn unit(&self, id: &ObjectId) -> Option<&'a str> {
        self.objects.by_id.get(id).map(|placed| placed.unit)
    }

    /// Returns the objects of a kind.
    pub(super) fn of_kind<'s>(&'s self, group: &'s str, kind: &'s str) -> &'s [&'a Object] {
        let all = self
            .objects
            .kinds
            .get(&(group, kind))
            .map_or(&[][..], Vec::as_slice);
        #[cfg(test)]
        self.listed
            .fetch_add(all.len(), std::sync::atomic::Ordering::Relaxed);
        all
    }

    /// Returns the class of volumes that a claim gets which names none.
    pub(super) fn default_class(&self) -> Option<&'a Object> {
        self.default_class
    }

    /// Returns an object of a namespace; of none where that is empty.
    pub(super) fn find(
        &self,
        group: &str,
        kind: &str,
        namespace: &str,
        name: &str,
    ) -> Option<&'a Object> {
        self.get(&ObjectId {
            group: group.into(),
            kind: kind.into(),
            namespace: namespace.into(),
            name: name.into(),
        })
    }

    /// Returns an object that is in no namespace.
    pub(super) fn named(&self, group: &str, kind: &str, name: &str) -> Option<&'a Object> {
        self.find(group, kind, "", name)
    }

    /// Returns the objects of a namespace.
    pub(super) fn in_namespace<'s>(&'s self, namespace: &'s str) -> &'s [&'a Object] {
        self.objects
            .namespaces
            .get(namespace)
            .map(Vec::as_slice)
            .unwrap_or_default()
    }

    /// Returns the objects of a unit.
    pub(super) fn members(&self, unit: &str) -> &[&'a ObjectId] {
        self.objects
            .members
            .get(unit)
            .map(Vec::as_slice)
            .unwrap_or_default()
    }

    /// Returns what syncs a unit, where that is among the manifests.
    pub(super) fn entry(&self, unit: &str) -> Option<Entry<'a>> {
        self.objects.entries.get(unit)
    }

    /// Returns who refers to an object, sorted, each once for each reason.
    pub(super) fn users(&self, id: &ObjectId) -> Vec<User<'a>> {
        match self.objects.by_id.contains_key(id) {
            true => self.objects.users.of(id),
            false => Vec::new(),
        }
    }

    /// Returns the workloads of a namespace whose pods have the labels that a selector asks for.
    pub(super) fn selected<'s>(
        &'s self,
        namespace: &'s str,
        selector: &'s LabelSelector,
    ) -> impl Iterator<Item = &'a Object> + 's {
        let found = self.objects.labels.matching(namespace, selector);
        found.filter_map(|at| self.objects.pods.get(at).copied())
    }

    /// Returns whether NetworkPolicies select the pods of a workload, for what comes in or for what goes out.
    pub(super) fn is_isolated(&self, workload: &ObjectId, is_out: bool) -> bool {
        self.isolation.has(workload, is_out)
    }

    /// Gathers what NetworkPolicies select, once all are there.
    fn isolate(&mut self) {
        let Objects { pods, labels, .. } = &self.objects;
        let policies = ("networking.k8s.io", "NetworkPolicy");
        for policy in self.objects.kinds.get(&policies).into_iter().flatten() {
            self.isolation.add(policy, |selector| {
                let found = labels.matching(&policy.id.namespace, selector);
                found
                    .filter_map(|at| pods.get(at).map(|pod| &pod.id))
                    .collect()
            });
        }
    }
}
