//! EK1214: a pod for nodes whose taints it does not tolerate.
//!
//! Source: Kubernetes, Taints and Tolerations; Karpenter, NodePools: `spec.template.spec.taints`. Taints that go away when a
//! node has started are not asked for.

use super::node_pool::{choices, may_need_a_node};
use crate::diag::Code;
use crate::validate::findings::{Findings, about, items, text};
use crate::validate::nodes::{Pool, pools};
use crate::validate::tree::Tree;
use crate::yaml::Node;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    let pools = pools(tree);
    if pools.is_empty() {
        return;
    }
    for pod in tree.pods.iter().filter(|pod| may_need_a_node(pod)) {
        let tolerations = items(pod.spec, "tolerations");
        let choices = choices(pod);
        let fits = |pool: &&Pool| {
            choices
                .iter()
                .any(|choice| choice.iter().all(|demand| pool.meets(demand)))
        };
        let mut kept_away = pools
            .iter()
            .filter(fits)
            .map(|pool| Some((pool, pool.keeps_away(tolerations)?)));
        // Each pool that has such nodes keeps it away.
        let Some(Some((pool, taint))) = kept_away.next() else {
            continue;
        };
        if kept_away.any(|kept| kept.is_none()) {
            continue;
        }
        let place = choices
            .first()
            .and_then(|choice| choice.first())
            .map(|demand| demand.node);
        let key = text(taint, &["key"]).unwrap_or_default();
        let value = text(taint, &["value"]).unwrap_or_default();
        let message = format!(
            "the pod does not tolerate the taint `{key}` of the nodes it demands, those of `{}`",
            pool.object.id
        );
        let toleration = match value {
            "" => format!("{{key: {key}, operator: Exists}}"),
            value => format!("{{key: {key}, value: {value}}}"),
        };
        findings.push(
            about(
                Code::UntoleratedTaint,
                pod.object,
                place.unwrap_or(pod.spec),
                message,
            )
            .related(Node::span(taint), "the taint")
            .help(format!("add `tolerations: [{toleration}]` to the pod")),
        );
    }
}
