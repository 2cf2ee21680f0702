//! EK1155: a ratio of a LimitRange that its bounds exclude. After `ValidateLimitRange` of `pkg/apis/core/validation`.

use super::limit_bounds::{Amounts, Bounds, amounts, each_limit};
use crate::diag::Code;
use crate::k8s::quantity::Quantity;
use crate::validate::findings::Findings;
use crate::validate::judge::Judge;
use crate::validate::tree::Tree;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    each_limit(tree, &mut |range, limit| {
        let mut judge = Judge::new(Code::LimitOrder, range, findings);
        let stated = amounts(limit, "maxLimitRequestRatio");
        ratios(&Bounds::of(limit), &stated, &mut judge);
    });
}

fn ratios(bounds: &Bounds<'_>, ratios: &Amounts<'_>, judge: &mut Judge<'_, '_>) {
    let thousandths = |amount: &Quantity| {
        amount
            .milli_value()
            .map_or(f64::INFINITY, |number| number as f64)
    };
    for (name, (node, share)) in ratios {
        let both = bounds.min.get(name).zip(bounds.max.get(name));
        let most = both.map(|((_, min), (_, max))| thousandths(max) / thousandths(min));
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
