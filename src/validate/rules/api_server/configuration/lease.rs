//! EK1185: Leases that the API server refuses. After `ValidateLeaseSpec` of `pkg/apis/coordination/validation`.

use crate::diag::Code;
use crate::k8s::{Format, Minor};
use crate::validate::findings::Findings;
use crate::validate::judge::Judge;
use crate::validate::tree::Tree;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for lease in tree.of("coordination.k8s.io", "Lease") {
        let Some(spec) = lease.node.value_of("spec") else {
            continue;
        };
        let mut judge = Judge::new(Code::Lease, lease, findings);
        // Before, both fields were dropped.
        if tree.minor < Minor(33) {
            continue;
        }
        match spec.value_of("strategy") {
            Some(strategy) if strategy.as_str().is_some_and(|text| text.contains('/')) => {
                judge.format(strategy, Format::QualifiedName, "strategy");
            }
            Some(strategy)
                if strategy
                    .as_str()
                    .is_some_and(|text| text != "OldestEmulationVersion") =>
            {
                judge.says(strategy, "expected the strategy `OldestEmulationVersion`");
            }
            _ => {}
        }
        if spec.text_of("strategy").is_none() {
            judge.refuses(spec, "preferredHolder", "without `strategy`");
        }
    }
}
