//! EK0615: a selector that matches no pod of its namespace.

use crate::diag::Code;
use crate::k8s::{LabelSelector, Object};
use crate::validate::findings::{Findings, about, within};
use crate::validate::operators::makes_pods_for;
use crate::validate::tree::Tree;
use crate::yaml::Node;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for service in tree.of_kind("Service") {
        let selector = service.node.at(&["spec", "selector"]);
        let external = service.node.at(&["spec", "externalName"]).is_some();
        if let Some(node) = selector.filter(|_| !external && service.id.group.is_empty()) {
            one(
                tree,
                service,
                node,
                &LabelSelector::equal_to(node),
                findings,
            );
        }
    }
    for budget in tree.of_kind("PodDisruptionBudget") {
        if let Some(node) = budget.node.at(&["spec", "selector"]) {
            one(tree, budget, node, &LabelSelector::read(node), findings);
        }
    }
}

fn one(
    tree: &Tree<'_>,
    object: &Object,
    node: &Node,
    selector: &LabelSelector,
    findings: &mut Findings,
) {
    let namespace = &object.id.namespace;
    if selector.is_empty()
        || tree.pods.matching(namespace, selector).next().is_some()
        || makes_pods_for(tree, namespace, selector)
    {
        return;
    }
    let near = tree.near_labels(findings, namespace, selector);
    let labels: Vec<String> = selector
        .equalities()
        .map(|(key, value)| format!("`{key}: {value}`"))
        .collect();
    findings.push(
        about(
            Code::SelectsNoPods,
            object,
            node,
            format!("`{}` selects no pod{}", object.id, within(namespace)),
        )
        .note(format!("no pod template has {}", labels.join(" and ")))
        .help(
            near.unwrap_or_else(|| "give it the labels of the pod template it is for".to_owned()),
        ),
    );
}

#[cfg(test)]
mod tests {
    use crate::diag::Code;
    use crate::validate::testing::{deployment, found, service};

    #[test]
    fn services_and_budgets_need_pods() {
        let pod = deployment(r#"{"app": "api", "tier": "a"}"#, "{}");
        let budget = |selector: &str| {
            format!(
                r#"{{"apiVersion": "policy/v1", "kind": "PodDisruptionBudget", "metadata": {{"name": "b", "namespace": "shop"}},
                "spec": {{"selector": {selector}}}}}"#
            )
        };
        assert_eq!(found(Code::SelectsNoPods, &[&pod, &service("{}")]).len(), 0);
        assert_eq!(found(Code::SelectsNoPods, &[&service("{}")]).len(), 1);
        let check = |selector: &str| found(Code::SelectsNoPods, &[&pod, &budget(selector)]).len();
        assert_eq!(check(r#"{"matchLabels": {"app": "api"}}"#), 0);
        assert_eq!(check(r#"{"matchLabels": {"app": "web"}}"#), 1);
        assert_eq!(
            check(
                r#"{"matchExpressions": [{"key": "tier", "operator": "NotIn", "values": ["a"]}]}"#
            ),
            1
        );
        assert_eq!(check("{}"), 0);
    }
}
