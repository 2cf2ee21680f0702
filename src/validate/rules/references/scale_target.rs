//! EK0614: an autoscaler for a workload that nobody makes.

use crate::diag::Code;
use crate::k8s::Gvk;
use crate::validate::autoscalers::autoscalers;
use crate::validate::findings::{Findings, text};
use crate::validate::lookup::{Name, demand};
use crate::validate::tree::Tree;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for autoscaler in autoscalers(tree) {
        let name = Name {
            object: autoscaler.object,
            node: autoscaler.name,
            group: &autoscaler.target.group,
            kind: &autoscaler.target.kind,
            namespace: &autoscaler.object.id.namespace,
        };
        demand(tree, findings, Code::MissingScaleTarget, name);
    }
    for object in tree.of_kind("VerticalPodAutoscaler") {
        let target = object.node.at(&["spec", "targetRef"]);
        let Some((target, node)) = target.and_then(|it| Some((it, it.value_of("name")?))) else {
            continue;
        };
        let said = |key| text(target, &[key]).unwrap_or_default();
        let Gvk { group, kind, .. } = Gvk::new(said("apiVersion"), said("kind"));
        let namespace = object.id.namespace.as_str();
        let name = Name {
            object,
            node,
            group: &group,
            kind: &kind,
            namespace,
        };
        demand(tree, findings, Code::MissingScaleTarget, name);
    }
}

#[cfg(test)]
mod tests {
    use crate::diag::Code;
    use crate::validate::testing::{autoscaler, deployment, found};

    #[test]
    fn the_target_must_be_there() {
        let scaler = autoscaler("[]");
        assert_eq!(found(Code::MissingScaleTarget, &[&scaler]).len(), 1);
        assert_eq!(
            found(
                Code::MissingScaleTarget,
                &[&scaler, &deployment("{}", "{}")]
            )
            .len(),
            0
        );
    }
}
