//! EK1213: a pod for nodes that no NodePool makes. EK1214 is about taints.
//!
//! Source: Karpenter, NodePools: labels, `requirements` and the labels that every node gets decide where a pod can go.

use crate::diag::Code;
use crate::validate::findings::{Findings, about, items};
use crate::validate::nodes::{Demand, Pool, pools};
use crate::validate::pods::{Pod, required_terms};
use crate::validate::tree::Tree;
use crate::yaml::Node;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    let pools = pools(tree);
    if pools.is_empty() {
        return;
    }
    for pod in tree.pods.iter().filter(|pod| may_need_a_node(pod)) {
        let choices = choices(pod);
        // The first demand of a choice that no pool meets tells most; each choice must fail.
        let failed: Vec<Option<&Demand>> =
            choices.iter().map(|choice| fails(choice, &pools)).collect();
        let Some(demand) = failed
            .iter()
            .copied()
            .collect::<Option<Vec<_>>>()
            .and_then(|all| all.first().copied())
        else {
            continue;
        };
        let near = near(demand, &pools, findings);
        let message = format!(
            "no NodePool makes a node with the `{}` that the pod demands",
            demand.key
        );
        findings.push(
            about(Code::NoNodePool, pod.object, demand.node, message)
                .help(near.unwrap_or_else(|| missing(demand, &pools))),
        );
    }
}

/// Returns whether Karpenter would make nodes for a pod: not for those of a DaemonSet.
pub(super) fn may_need_a_node(pod: &Pod<'_>) -> bool {
    pod.object.id.kind != "DaemonSet"
}

/// Returns the alternatives of what a pod demands of its node; none where it demands nothing of Karpenter's.
pub(super) fn choices<'a>(pod: &Pod<'a>) -> Vec<Vec<Demand<'a>>> {
    let selector = pod.spec.value_of("nodeSelector").and_then(Node::as_map);
    let always = || {
        let entries = selector.into_iter().flatten();
        entries.filter_map(|entry| Demand::equal(&entry.key.name, &entry.value))
    };
    let read = |term: &'a Node| {
        items(term, "matchExpressions")
            .iter()
            .filter_map(Demand::read)
    };
    let choices: Vec<Vec<Demand>> = match required_terms(pod.spec) {
        [] => vec![always().collect()],
        terms => terms
            .iter()
            .map(|term| always().chain(read(term)).collect())
            .collect(),
    };
    let elsewhere = |demand: &Demand| {
        demand.key == "eks.amazonaws.com/nodegroup" || demand.key.starts_with("alpha.eksctl.io/")
    };
    if choices
        .iter()
        .any(|choice| choice.is_empty() || choice.iter().any(elsewhere))
    {
        return Vec::new();
    }
    choices
}

/// Returns a demand that keeps a choice from being met; nothing where a pool meets all.
fn fails<'d, 'a>(choice: &'d [Demand<'a>], pools: &[Pool<'_>]) -> Option<&'d Demand<'a>> {
    let meets = |pool: &Pool| choice.iter().all(|demand| pool.meets(demand));
    if pools.iter().any(meets) {
        return None;
    }
    let alone = choice
        .iter()
        .find(|demand| !pools.iter().any(|pool| pool.meets(demand)));
    alone.or(choice.first())
}

/// Returns what a NodePool should say; where one knows the label, it is its values that are others.
fn missing(demand: &Demand<'_>, pools: &[Pool<'_>]) -> String {
    let key = demand.key;
    let states = |pool: &Pool| pool.keys().any(|stated| stated == key);
    match demand.node.as_str() {
        Some(value) if pools.iter().any(states) => {
            format!("allow `{value}` in the requirement of `{key}` of a NodePool")
        }
        _ => format!("add `{key}` to the labels of a NodePool"),
    }
}

fn near(demand: &Demand<'_>, pools: &[Pool<'_>], findings: &mut Findings) -> Option<String> {
    let value = demand.node.as_str();
    let values = pools.iter().flat_map(|pool| pool.values(demand.key));
    value
        .and_then(|value| findings.near(value, values))
        .or_else(|| match demand.is_of_pools() {
            true => findings.near(demand.key, pools.iter().flat_map(Pool::keys)),
            false => None,
        })
}
