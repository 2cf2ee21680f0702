//! What a change does and how risky it is: one file per concern, each a function over a [`Subject`].
//!
//! A rule looks at the kind first and leaves the rest alone; what it has to say goes into a [`Verdict`]. What no rule
//! speaks of is configuration that somebody reads, of low risk.

mod access;
mod accounts;
mod admission;
mod argocd;
mod autoscaling;
mod budgets;
mod classes;
mod config;
mod containers;
mod controllers;
mod data_loss;
mod definitions;
mod entries;
mod flux;
mod gateways;
mod general;
mod guard;
mod image;
mod immutable;
mod jobs;
mod keys;
mod load_balancers;
mod mesh;
mod monitoring;
mod namespaces;
mod network_policies;
mod nodes;
mod pod_labels;
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

use super::model::Change;
use super::pair::Pair;
use super::subject::Subject;
use super::verdict::Verdict;
use super::world::World;

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
    controllers::judge,
    data_loss::judge,
    definitions::judge,
    flux::judge,
    gateways::judge,
    image::judge,
    immutable::judge,
    jobs::judge,
    keys::judge,
    mesh::judge,
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

/// Lets every rule judge a change.
pub(super) fn judge(pair: Pair<'_>, world: &World<'_>, change: &mut Change) {
    let mut verdict = Verdict::default();
    let subject = Subject::new(pair, world, change);
    for rule in RULES {
        rule(&subject, &mut verdict);
    }
    verdict.settle(change, general::effect, general::risk);
}
