//! EK1155: bounds of a LimitRange that contradict each other. After `ValidateLimitRange` of `pkg/apis/core/validation`.

use super::limit_bounds::{Bounds, each_limit};
use crate::diag::Code;
use crate::k8s::resource_name::can_be_overcommitted;
use crate::validate::findings::Findings;
use crate::validate::judge::{Judge, shown};
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

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    each_limit(tree, &mut |range, limit| {
        in_order(
            &Bounds::of(limit),
            &mut Judge::new(Code::LimitOrder, range, findings),
        );
    });
}

fn in_order(bounds: &Bounds<'_>, judge: &mut Judge<'_, '_>) {
    let mut told: Vec<(*const Node, *const Node)> = Vec::new();
    for (low, high) in ORDER {
        for (name, (node, amount)) in bounds.field(low) {
            let Some((above, _)) = bounds
                .field(high)
                .get(name)
                .filter(|(_, most)| most < amount)
            else {
                continue;
            };
            let pair = (std::ptr::from_ref(*node), std::ptr::from_ref(*above));
            // What was filled in is somebody's already.
            if !told.contains(&pair) {
                told.push(pair);
                let (node_shown, above_shown) = (shown(node), shown(above));
                let message =
                    format!("`{low}` of `{name}`, {node_shown}, is above `{high}`, {above_shown}");
                judge.says(node, message);
            }
        }
    }
    for (name, (node, amount)) in bounds
        .request
        .iter()
        .filter(|(name, _)| !can_be_overcommitted(name))
    {
        if bounds
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
