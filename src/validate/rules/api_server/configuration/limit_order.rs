//! EK1155: bounds of a LimitRange that contradict each other. After `ValidateLimitRange` of `pkg/apis/core/validation`.

use std::collections::BTreeMap;

use crate::diag::Code;
use crate::k8s::quantity::Quantity;
use crate::k8s::resource_name::can_be_overcommitted;
use crate::validate::findings::{Findings, items, text};
use crate::validate::judge::{Judge, quantity, shown};
use crate::validate::tree::Tree;
use crate::yaml::Node;

/// Each pair of fields of which the first must not be above the second.
const ORDER: [(&str, &str); 6] = [
    ("min", "max"),
    ("min", "defaultRequest"),
    ("defaultRequest", "max"),
    ("defaultRequest", "default"),
    ("min", "default"),
    ("default", "max"),
];

type Amounts<'n> = BTreeMap<&'n str, (&'n Node, Quantity)>;

/// The bounds of one type.
struct Bounds<'n> {
    min: Amounts<'n>,
    max: Amounts<'n>,
    default: Amounts<'n>,
    request: Amounts<'n>,
}

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for range in tree.of("", "LimitRange") {
        let mut judge = Judge::new(Code::LimitOrder, range, findings);
        let limits = range
            .node
            .value_of("spec")
            .map_or(&[][..], |spec| items(spec, "limits"));
        for limit in limits {
            let bounds = Bounds::of(limit);
            bounds.in_order(&mut judge);
            bounds.ratios(&amounts(limit, "maxLimitRequestRatio"), &mut judge);
        }
    }
}

impl<'n> Bounds<'n> {
    fn of(limit: &'n Node) -> Self {
        let kind = text(limit, &["type"]).unwrap_or_default();
        let of = |field: &str| match kind {
            "Pod" => Amounts::default(),
            _ => amounts(limit, field),
        };
        let mut bounds = Bounds {
            min: amounts(limit, "min"),
            max: amounts(limit, "max"),
            default: of("default"),
            request: of("defaultRequest"),
        };
        if kind == "Container" {
            // The API server fills in what is not stated.
            fill(&mut bounds.default, &bounds.max);
            fill(&mut bounds.request, &bounds.default);
            fill(&mut bounds.request, &bounds.min);
        }
        bounds
    }

    fn field(&self, name: &str) -> &Amounts<'n> {
        match name {
            "min" => &self.min,
            "max" => &self.max,
            "default" => &self.default,
            _ => &self.request,
        }
    }

    fn in_order(&self, judge: &mut Judge<'_, '_>) {
        let mut told: Vec<(*const Node, *const Node)> = Vec::new();
        for (low, high) in ORDER {
            for (name, (node, amount)) in self.field(low) {
                let Some((above, _)) = self.field(high).get(name).filter(|(_, most)| most < amount)
                else {
                    continue;
                };
                let pair = (std::ptr::from_ref(*node), std::ptr::from_ref(*above));
                // What was filled in is somebody's already.
                if !told.contains(&pair) {
                    told.push(pair);
                    let (node_shown, above_shown) = (shown(node), shown(above));
                    let message = format!(
                        "`{low}` of `{name}`, {node_shown}, is above `{high}`, {above_shown}"
                    );
                    judge.says(node, message);
                }
            }
        }
        for (name, (node, amount)) in self
            .request
            .iter()
            .filter(|(name, _)| !can_be_overcommitted(name))
        {
            if self
                .default
                .get(name)
                .is_some_and(|(_, limit)| limit != amount)
            {
                judge.says(
                    node,
                    format!("`default` and `defaultRequest` of `{name}` must be equal"),
                );
            }
        }
    }

    fn ratios(&self, ratios: &Amounts<'n>, judge: &mut Judge<'_, '_>) {
        let thousandths = |amount: &Quantity| {
            amount
                .milli_value()
                .map_or(f64::INFINITY, |number| number as f64)
        };
        for (name, (node, share)) in ratios {
            let bounds = self.min.get(name).zip(self.max.get(name));
            let most = bounds.map(|((_, min), (_, max))| thousandths(max) / thousandths(min));
            if *share < Quantity::from_int(1)
                || most.is_some_and(|most| thousandths(share) / 1_000.0 > most)
            {
                judge.says(
                    node,
                    format!("the ratio of `{name}` must be from 1 to `max` by `min`"),
                );
            }
        }
    }
}

fn fill<'n>(amounts: &mut Amounts<'n>, from: &Amounts<'n>) {
    for (name, amount) in from {
        amounts.entry(name).or_insert(*amount);
    }
}

fn amounts<'n>(limit: &'n Node, field: &str) -> Amounts<'n> {
    let entries = limit
        .value_of(field)
        .and_then(Node::as_map)
        .into_iter()
        .flatten();
    entries
        .filter_map(|entry| {
            // The API server reads null as nothing.
            let nothing = entry.value.is_null().then(|| Quantity::from_int(0));
            let amount = nothing.or_else(|| quantity(&entry.value))?;
            Some((entry.key.name.as_str(), (&entry.value, amount)))
        })
        .collect()
}
