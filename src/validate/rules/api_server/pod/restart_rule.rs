//! EK1121: rules of when a container restarts that the API server refuses. After `validateContainerRestartPolicy` and
//! `validateInitContainerRestartPolicy` of `pkg/apis/core/validation`.

use super::{called, each};
use crate::diag::Code;
use crate::k8s::Minor;
use crate::validate::findings::{Findings, items};
use crate::validate::judge::Judge;
use crate::validate::tree::Tree;
use crate::yaml::Node;

/// From this version on, every container may have a restart policy of its own (`ContainerRestartRules`).
const RULES: Minor = Minor(35);

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    let minor = tree.minor;
    each(tree, findings, Code::RestartRule, |pod, judge| {
        for list in ["initContainers", "containers"] {
            for container in items(pod.spec, list) {
                let policy = container.value_of("restartPolicy");
                match policy {
                    Some(policy) if minor < RULES => old(policy, list, judge),
                    _ if minor < RULES => {}
                    _ => rules(container, policy, judge),
                }
            }
        }
    });
}

fn old(policy: &Node, list: &str, judge: &mut Judge<'_, '_>) {
    if list == "containers" {
        judge.advises(
            policy,
            "a container has no restart policy of its own",
            "remove it",
        );
    } else if policy.as_str() != Some("Always") {
        judge.says(
            policy,
            format!(
                "the restart policy of an init container is `Always`, found {}",
                policy.brief()
            ),
        );
    }
}

fn rules(container: &Node, policy: Option<&Node>, judge: &mut Judge<'_, '_>) {
    let rules = items(container, "restartPolicyRules");
    if let (Some(first), None) = (rules.first(), policy) {
        let message = format!(
            "{} has restart rules, so it needs `restartPolicy`",
            called(container)
        );
        judge.says(first, message);
    }
    judge.at_most(container, "restartPolicyRules", 20);
    for rule in rules {
        let Some(codes) = rule.value_of("exitCodes") else {
            judge.says(rule, "a restart rule needs `exitCodes`");
            continue;
        };
        judge.at_most(codes, "values", 255);
    }
}
