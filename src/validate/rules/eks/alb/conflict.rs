//! EK0619: two Ingresses of one load balancer claim the same path, or the same place in its order.

use std::collections::BTreeMap;

use crate::diag::{Code, Diagnostic};
use crate::k8s::Object;
use crate::validate::findings::{Findings, about, items, text};
use crate::validate::load_balancers::fronts::{Front, all};
use crate::validate::tree::Tree;
use crate::yaml::Node;

const ORDER: &str = "alb.ingress.kubernetes.io/group.order";

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    let mut orders: BTreeMap<(String, String), (&Object, &Node)> = BTreeMap::new();
    let mut paths: BTreeMap<(String, [&str; 3]), (&Object, &Node)> = BTreeMap::new();
    for front in all(tree) {
        let ingress = front.ingress;
        let (group, shared) = group_of(front);
        let order = ingress.node.at(&["metadata", "annotations", ORDER]);
        if let Some((node, text)) = order
            .and_then(|node| Some((node, node.to_text()?)))
            .filter(|_| shared)
        {
            match orders.get(&(group.clone(), text.to_string())) {
                None => {
                    orders.insert((group.clone(), text.to_string()), (ingress, node));
                }
                Some((other, place)) => findings.push(conflict(
                    (ingress, node),
                    (other, place),
                    format!(
                        "`{}` and `{}` have the same order {text} in the group `{group}`",
                        other.id, ingress.id
                    ),
                    "give each a number of its own: the lower one is asked first",
                )),
            }
        }
        let rules = ingress
            .node
            .value_of("spec")
            .map(|spec| items(spec, "rules"));
        for rule in rules.unwrap_or_default() {
            let host = text(rule, &["host"]).unwrap_or_default();
            let listed = rule.value_of("http").map(|http| items(http, "paths"));
            for entry in listed.unwrap_or_default() {
                let path = text(entry, &["path"]).unwrap_or("/");
                let kind = text(entry, &["pathType"]).unwrap_or_default();
                let node = entry
                    .value_of("path")
                    .or(rule.value_of("host"))
                    .unwrap_or(entry);
                let key = (group.clone(), [host, path, kind]);
                match paths.get(&key) {
                    None => {
                        paths.insert(key, (ingress, node));
                    }
                    Some((other, place)) => findings.push(conflict(
                        (ingress, node),
                        (other, place),
                        format!(
                            "`{}` and `{}` both claim `{host}{path}` of the same load balancer",
                            other.id, ingress.id
                        ),
                        "only the first of them gets requests: take the path out of one",
                    )),
                }
            }
        }
    }
}

fn conflict(
    (ingress, node): (&Object, &Node),
    (other, place): (&Object, &Node),
    message: String,
    help: &str,
) -> Diagnostic {
    about(Code::AlbConflict, ingress, node, message)
        .related(
            place.span().or(other.span),
            format!("`{}` claims it first", other.id),
        )
        .help(help)
}

/// Returns the name of the load balancer, and whether Ingresses share it by an ALB group.
fn group_of(front: &Front<'_>) -> (String, bool) {
    if front.is_alb {
        return (front.group.to_string(), front.shared);
    }
    let class = text(&front.ingress.node, &["spec", "ingressClassName"]);
    (format!("class {}", class.unwrap_or_default()), false)
}

#[cfg(test)]
mod tests {
    use crate::diag::Code;
    use crate::validate::testing::{found, ingress};

    #[test]
    fn paths_and_orders_of_a_group_are_single() {
        let grouped = |name: &str, host: &str, order: u8| {
            let annotations = format!(
                r#"{{"alb.ingress.kubernetes.io/group.name": "public", "alb.ingress.kubernetes.io/group.order": "{order}"}}"#
            );
            ingress(
                name,
                &annotations,
                host,
                r#"{"name": "api", "port": {"number": 80}}"#,
            )
        };
        let check = |a: &str, b: &str| found(Code::AlbConflict, &[a, b]).len();
        assert_eq!(check(&grouped("a", "x", 1), &grouped("b", "y", 2)), 0);
        assert_eq!(check(&grouped("a", "x", 1), &grouped("b", "y", 1)), 1);
        assert_eq!(check(&grouped("a", "x", 1), &grouped("b", "x", 2)), 1);
    }
}
