//! EK1175: bounds and targets of a HorizontalPodAutoscaler that the API server refuses. After
//! `validateHorizontalPodAutoscalerSpec` of `pkg/apis/autoscaling/validation`.

use super::{GROUP, reference};
use crate::diag::Code;
use crate::k8s::Minor;
use crate::validate::findings::Findings;
use crate::validate::judge::Judge;
use crate::validate::tree::Tree;
use crate::yaml::Node;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for autoscaler in tree.of(GROUP, "HorizontalPodAutoscaler") {
        let mut judge = Judge::new(Code::AutoscalerBounds, autoscaler, findings);
        let Some(spec) = judge.needs(&autoscaler.node, "spec", "an autoscaler") else {
            continue;
        };
        judge.wants(spec, "maxReplicas", "an autoscaler");
        let number = |key| spec.value_of(key).and_then(Node::as_int);
        let (least, most) = (number("minReplicas").unwrap_or(1), number("maxReplicas"));
        if let (Some(most), Some(node)) = (most, spec.value_of("maxReplicas"))
            && most >= 1
            && most < least
        {
            let message = format!("`maxReplicas`, {most}, is below `minReplicas`, {least}");
            judge.says(node, message);
        }
        if let Some(node) = spec.value_of("minReplicas").filter(|_| least == 0) {
            let help = "scaling to nothing is what KEDA does";
            judge.advises(
                node,
                format!("`minReplicas` must be at least 1, found {least}"),
                help,
            );
        }
        match spec.value_of("scaleTargetRef") {
            Some(target) => reference(target, true, tree.minor >= Minor(34), &mut judge),
            None => judge.says(spec, "an autoscaler needs `scaleTargetRef`"),
        }
    }
}
