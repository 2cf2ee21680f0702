//! EK0614: an autoscaler for a workload that nobody makes.

use crate::diag::Code;
use crate::validate::autoscalers::{autoscalers, target_of};
use crate::validate::findings::{Findings, about, within};
use crate::validate::tree::Tree;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for autoscaler in autoscalers(tree) {
        let (kind, name) = (&autoscaler.target.kind, autoscaler.target_name());
        let namespace = &autoscaler.object.id.namespace;
        if target_of(tree, &autoscaler).is_some()
            || tree
                .externals
                .has(&autoscaler.target.group, kind, namespace, name)
        {
            continue;
        }
        let near = findings.near(name, tree.names(kind, namespace).iter().copied());
        findings.push(
            about(
                Code::MissingScaleTarget,
                autoscaler.object,
                autoscaler.name,
                format!("there is no {kind} `{name}`{} to scale", within(namespace)),
            )
            .help(near.unwrap_or_else(|| tree.add_or_declare(kind, namespace, name))),
        );
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
