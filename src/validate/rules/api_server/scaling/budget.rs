//! EK1178: PodDisruptionBudgets that the API server refuses. After `ValidatePodDisruptionBudgetSpec` of
//! `pkg/apis/policy/validation`.

use crate::diag::Code;
use crate::k8s::Format;
use crate::validate::findings::Findings;
use crate::validate::judge::{Judge, shown};
use crate::validate::tree::Tree;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for budget in tree.of("policy", "PodDisruptionBudget") {
        let Some(spec) = budget.node.value_of("spec") else {
            continue;
        };
        let mut judge = Judge::new(Code::DisruptionBudget, budget, findings);
        let fields = ["minAvailable", "maxUnavailable"].map(|key| spec.value_of(key));
        if let [Some(_), Some(most)] = fields {
            let message = "a budget takes one of `minAvailable`, `maxUnavailable`, and has both";
            judge.advises(
                most,
                message,
                "keep `maxUnavailable`: it also holds when the workload scales",
            );
        }
        for node in fields.into_iter().flatten() {
            judge.within(node, 0..=i64::MAX, "a number of pods");
            judge.format(node, Format::Percent, "percentage");
            let percent = node.as_str().and_then(|text| text.strip_suffix('%'));
            if percent.is_some_and(|digits| digits.parse::<u64>().is_ok_and(|share| share > 100)) {
                judge.says(node, format!("{} is more than all pods", shown(node)));
            }
        }
    }
}
