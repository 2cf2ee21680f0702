//! EK1195: PriorityLevelConfigurations that the API server refuses. After `ValidatePriorityLevelConfigurationSpec` of
//! `pkg/apis/flowcontrol/validation`.

use crate::diag::Code;
use crate::validate::findings::{Findings, text};
use crate::validate::judge::Judge;
use crate::validate::tree::Tree;
use crate::yaml::Node;

pub(super) const GROUP: &str = "flowcontrol.apiserver.k8s.io";

/// The bits of the hash that deals the queues.
const BITS: f64 = 60.0;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for level in tree.of(GROUP, "PriorityLevelConfiguration") {
        let mut judge = Judge::new(Code::PriorityLevel, level, findings);
        let Some(spec) = judge.needs(&level.node, "spec", "a PriorityLevelConfiguration") else {
            continue;
        };
        let kind = text(spec, &["type"]).unwrap_or_default();
        let at = spec.value_of("type").unwrap_or(spec);
        if (level.id.name == "exempt") != (kind == "Exempt") {
            judge.says(
                at,
                "the type is `Exempt` for the level `exempt` and for no other",
            );
        }
        judge.wants(spec, "type", "a level");
        match kind {
            "Exempt" => {
                judge.refuses_even_empty(spec, "limited", "with the type `Exempt`");
                if let Some(exempt) = spec.value_of("exempt") {
                    shares(exempt, &mut judge);
                }
            }
            "Limited" => {
                judge.refuses_even_empty(spec, "exempt", "with the type `Limited`");
                match spec.value_of("limited") {
                    Some(limited) => check_limited(limited, &mut judge),
                    None => judge.says(spec, "a level of type `Limited` needs `limited`"),
                }
            }
            _ => {}
        }
    }
}

fn shares(node: &Node, judge: &mut Judge<'_, '_>) {
    let bounds = [
        ("nominalConcurrencyShares", i64::MAX),
        ("lendablePercent", 100),
        ("borrowingLimitPercent", i64::MAX),
    ];
    for (key, most) in bounds {
        if let Some(node) = node.value_of(key) {
            judge.within(node, 0..=most, "a share");
        }
    }
}

fn check_limited(limited: &Node, judge: &mut Judge<'_, '_>) {
    shares(limited, judge);
    let Some(response) = limited.value_of("limitResponse") else {
        judge.says(limited, "`limited` needs `limitResponse`");
        return;
    };
    judge.wants(response, "type", "`limitResponse`");
    match text(response, &["type"]) {
        Some("Reject") => judge.refuses_even_empty(response, "queuing", "with the type `Reject`"),
        Some("Queue") => match response.value_of("queuing") {
            Some(queuing) => check_queuing(queuing, judge),
            None => judge.says(response, "the type `Queue` needs `queuing`"),
        },
        _ => {}
    }
}

fn check_queuing(queuing: &Node, judge: &mut Judge<'_, '_>) {
    // Nothing and 0 are the default.
    let stated = |key: &str| {
        queuing
            .value_of(key)
            .filter(|node| node.as_int() != Some(0))
    };
    let number = |key: &str, default: i64| stated(key).and_then(Node::as_int).unwrap_or(default);
    if let Some(limit) = stated("queueLengthLimit") {
        judge.within(limit, 1..=i64::MAX, "a length");
    }
    if let Some(queues) = stated("queues") {
        judge.within(queues, 1..=10_000_000, "queues");
    }
    let (queues, hand) = (number("queues", 64), number("handSize", 8));
    let at = queuing.value_of("handSize").unwrap_or(queuing);
    if hand < 1 || hand > queues {
        judge.says(at, format!("a hand of {hand} does not fit {queues} queues"));
    } else if ((queues as f64).log2() * hand as f64).ceil() > BITS {
        judge.says(
            at,
            format!("a hand of {hand} of {queues} queues is more than the hash can deal"),
        );
    }
}
