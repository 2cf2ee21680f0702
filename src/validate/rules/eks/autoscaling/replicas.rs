//! EK0616: `replicas` and an autoscaler fight over the size of a workload.

use crate::diag::Code;
use crate::validate::autoscalers::{autoscalers, target_of};
use crate::validate::findings::{Findings, about};
use crate::validate::tree::Tree;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for autoscaler in autoscalers(tree) {
        let Some(target) = target_of(tree, autoscaler) else {
            continue;
        };
        if let Some(replicas) = target.node.at(&["spec", "replicas"]) {
            findings.push(
                about(
                    Code::ReplicasUnderAutoscaler,
                    target,
                    replicas,
                    format!(
                        "`{}` states `replicas`, and `{}` scales it",
                        target.id, autoscaler.object.id
                    ),
                )
                .related(
                    autoscaler.name.span().or(autoscaler.object.span),
                    "the autoscaler",
                )
                .help("remove `replicas`: every sync would undo what the autoscaler did"),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::diag::Code;
    use crate::validate::testing::{autoscaler, deployment, found};

    #[test]
    fn one_of_them_decides() {
        let deployment = deployment("{}", "{}");
        let fixed = deployment.replace("\"selector\"", "\"replicas\": 3, \"selector\"");
        assert_eq!(
            found(
                Code::ReplicasUnderAutoscaler,
                &[&autoscaler("[]"), &deployment]
            )
            .len(),
            0
        );
        assert_eq!(
            found(Code::ReplicasUnderAutoscaler, &[&autoscaler("[]"), &fixed]).len(),
            1
        );
    }
}
