//! What a change does and how risky it is: one file per concern, each a function over a [`Subject`].
//!
//! A rule looks at the kind first and leaves the rest alone; what it has to say goes into a [`Verdict`]. What no rule
//! speaks of is configuration that somebody reads, of low risk.

mod access;
mod accounts;
mod admission;
mod answers;
mod argocd;
mod autoscaling;
mod budgets;
mod classes;
mod config;
mod containers;
mod data_loss;
mod definitions;
mod entries;
mod flux;
mod gateways;
mod general;
mod guard;
mod image;
mod immutable;
mod load_balancers;
mod monitoring;
mod namespaces;
mod network_policies;
mod nodes;
mod pod_labels;
mod pods;
mod presence;
mod privileges;
mod probes;
mod quotas;
mod ranges;
mod replicas;
mod resources;
mod rollout;
mod routes;
mod scheduling;
mod services;
mod storage;
mod strategy;
mod units;
mod words;

use super::model::{Action, Change, Effect, FieldChange, Reason, Risk};
use super::pair::Pair;
use super::path::Path;
use super::world::World;
use crate::k8s::ObjectId;
use crate::yaml::Node;

pub(super) use self::answers::Answers;
pub(super) use self::immutable::Transitions;
pub(super) use self::storage::is_default as is_default_class;

/// A rule.
type Rule = fn(&Subject<'_>, &mut Verdict);

/// All rules. Of reasons of equal risk those of an earlier rule are told first, so that the order is seen by users; it is
/// that of the alphabet, and a rule that must speak before or after another says so here.
const RULES: &[Rule] = &[
    access::judge,
    accounts::judge,
    admission::judge,
    argocd::judge,
    autoscaling::judge,
    budgets::judge,
    classes::judge,
    config::judge,
    containers::judge,
    data_loss::judge,
    definitions::judge,
    flux::judge,
    gateways::judge,
    image::judge,
    immutable::judge,
    monitoring::judge,
    namespaces::judge,
    network_policies::judge,
    nodes::judge,
    pod_labels::judge,
    presence::judge,
    privileges::judge,
    probes::judge,
    quotas::judge,
    replicas::judge,
    resources::judge,
    rollout::judge,
    routes::judge,
    scheduling::judge,
    services::judge,
    storage::judge,
    strategy::judge,
    units::judge,
];

/// A change that is judged.
pub(super) struct Subject<'a> {
    /// The object on both sides.
    pub(super) pair: Pair<'a>,
    /// All others.
    pub(super) world: &'a World<'a>,
    /// What is known of the change so far.
    pub(super) change: &'a Change,
}

/// What rules say of a change.
#[derive(Debug, Default)]
pub(super) struct Verdict {
    effects: Vec<Effect>,
    reasons: Vec<Reason>,
    replaces: bool,
    stays: Option<Reason>,
}

/// Lets every rule judge a change.
pub(super) fn judge(pair: Pair<'_>, world: &World<'_>, change: &mut Change) {
    let mut verdict = Verdict::default();
    let subject = Subject {
        pair,
        world,
        change,
    };
    for rule in RULES {
        rule(&subject, &mut verdict);
    }
    let Verdict {
        mut effects,
        mut reasons,
        replaces,
        stays,
    } = verdict;
    // What is not deleted does none of what its deletion would do.
    reasons = match stays {
        Some(stays) if change.action == Action::Delete => vec![stays],
        stays => reasons.into_iter().chain(stays).collect(),
    };
    if replaces && change.action == Action::Update {
        change.action = Action::Replace;
    }
    if effects.is_empty() {
        effects.push(general::effect(change));
    }
    effects.sort();
    effects.dedup();
    if effects.contains(&Effect::Recreate) {
        effects.retain(|effect| !matches!(effect, Effect::RollingRestart { .. }));
    }
    if effects.len() > 1 {
        effects.retain(|effect| !matches!(effect, Effect::None | Effect::Metadata));
    }
    reasons.sort_by_key(|reason| std::cmp::Reverse(reason.risk));
    change.risk = reasons
        .first()
        .map_or(general::risk(change), |reason| reason.risk);
    change.effects = effects;
    change.reasons = reasons;
}

impl<'a> Subject<'a> {
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
}

impl Subject<'_> {
    /// Returns whether something differs at a place or below it.
    pub(super) fn differs(&self, path: &Path) -> bool {
        let changed = &self.change.fields;
        changed.iter().any(|field| field.path.is_within(path))
    }
}

impl Verdict {
    /// Says what it does that a field is another one, and how it was and is; nothing where it is not.
    pub(super) fn changed(&mut self, subject: &Subject<'_>, path: &[&str], risk: Risk, why: &str) {
        if !subject.touches(path) {
            return;
        }
        let (old, new) = (subject.was(path), subject.now(path));
        let field = path.last().copied().unwrap_or_default();
        let is_scalar = |node: &Node| node.as_map().is_none() && node.as_list().is_none();
        let how = match [old, new].into_iter().flatten().all(is_scalar) {
            true => format!("goes from {} to {}", words::value(old), words::value(new)),
            false => "changes".to_owned(),
        };
        self.reason(risk, Path::of(path), format!("`{field}` {how}: {why}"), "");
    }

    /// Says what the change does.
    pub(super) fn effect(&mut self, effect: Effect) {
        self.effects.push(effect);
    }

    /// Says why it is risky; `why` is half a sentence, `remedy` may be empty.
    pub(super) fn reason(
        &mut self,
        risk: Risk,
        path: Path,
        why: impl Into<String>,
        remedy: impl Into<String>,
    ) {
        self.reasons.push(Reason {
            risk,
            why: why.into(),
            remedy: remedy.into(),
            path,
        });
    }

    /// Says that what is gone from the manifests stays in the cluster.
    pub(super) fn stays(&mut self, why: impl Into<String>, remedy: impl Into<String>) {
        self.stays = Some(Reason {
            risk: Risk::Low,
            why: why.into(),
            remedy: remedy.into(),
            path: Path::default(),
        });
    }

    /// Says that the API server refuses the change, so that the object must be deleted and created.
    pub(super) fn replaces(&mut self) {
        self.replaces = true;
    }
}
