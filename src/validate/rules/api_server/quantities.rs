//! EK0628: a limit below its request. What is no quantity at all, EK0622, is a matter of types; of claims, the API server
//! compares neither.

use crate::diag::Code;
use crate::k8s::Object;
use crate::k8s::quantity::Quantity;
use crate::validate::findings::{Findings, about};
use crate::validate::tree::Tree;
use crate::yaml::{Mapping, Node};

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for pod in tree.pods.iter() {
        for container in pod.containers() {
            resources(pod.object, container.value_of("resources"), findings);
        }
    }
}

fn map(node: Option<&Node>) -> std::slice::Iter<'_, crate::yaml::Entry> {
    node.and_then(Node::as_map).map_or([].iter(), Mapping::iter)
}

fn resources(object: &Object, node: Option<&Node>, findings: &mut Findings) {
    let Some(node) = node else { return };
    for entry in map(node.value_of("requests")) {
        let request = quantity(&entry.value);
        let limit = node
            .value_of("limits")
            .and_then(|limits| limits.get(&entry.key.name));
        let above = limit.and_then(|limit| Some((limit, quantity(limit)?)));
        if let (Some(request), Some((limit, amount))) = (request, above)
            && amount < request
        {
            findings.push(
                about(
                    Code::LimitBelowRequest,
                    object,
                    limit,
                    format!(
                        "the limit of `{}`, {}, is below the request, {}",
                        entry.key.name,
                        limit.brief(),
                        entry.value.brief()
                    ),
                )
                .related(entry.value.span(), "the request")
                .help("raise the limit, or lower the request"),
            );
        }
    }
}

fn quantity(node: &Node) -> Option<Quantity> {
    if node.is_null() {
        return Some(Quantity::from_int(0));
    }
    let text = node.to_text().filter(|_| node.as_bool().is_none())?;
    Quantity::parse(&text).ok()
}

#[cfg(test)]
mod tests {
    use crate::diag::Code;
    use crate::validate::testing::{deployment, found};

    #[test]
    fn amounts_parse_and_limits_hold_requests() {
        let pod = |resources: &str| {
            deployment(
                "{}",
                &format!(r#"{{"containers": [{{"name": "a", "resources": {resources}}}]}}"#),
            )
        };
        let good = pod(
            r#"{"requests": {"cpu": "250m", "memory": "1Gi"}, "limits": {"cpu": 1, "memory": "1024Mi"}}"#,
        );
        assert_eq!(
            found(Code::InvalidQuantity, &[&good]).len()
                + found(Code::LimitBelowRequest, &[&good]).len(),
            0
        );
        let bad = pod(
            r#"{"requests": {"cpu": "abc", "memory": "10Gb"}, "limits": {"x": "1e3", "y": ""}}"#,
        );
        assert_eq!(found(Code::InvalidQuantity, &[&bad]).len(), 3);
        let low = pod(r#"{"requests": {"memory": "1Gi"}, "limits": {"memory": "1000Mi"}}"#);
        assert_eq!(found(Code::LimitBelowRequest, &[&low]).len(), 1);
    }
}
