//! EK1316: two load balancers serve one host to the same public.
//!
//! Source: Kubernetes, Ingress: name based virtual hosting; ExternalDNS, "two sources claiming one host".

use std::collections::BTreeMap;

use crate::diag::Code;
use crate::validate::findings::{Findings, about, items, text};
use crate::validate::load_balancers::fronts::groups;
use crate::validate::tree::Tree;
use crate::yaml::Node;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    let mut first: BTreeMap<(&str, &str), (&str, _, _)> = BTreeMap::new();
    for (group, members) in groups(tree) {
        let scheme = members
            .iter()
            .find_map(|member| member.stated("scheme", "scheme")?.as_str());
        let scheme = scheme.unwrap_or("internal");
        for member in &members {
            let rules = member
                .ingress
                .node
                .value_of("spec")
                .map(|spec| items(spec, "rules"));
            for rule in rules.unwrap_or_default() {
                let Some((node, host)) = rule.value_of("host").zip(text(rule, &["host"])) else {
                    continue;
                };
                let (there, object, place): &(_, &crate::k8s::Object, &Node) = first
                    .entry((scheme, host))
                    .or_insert((group, member.ingress, node));
                if *there == group {
                    continue;
                }
                findings.push(
                    about(
                        Code::HostOnTwoLoadBalancers,
                        member.ingress,
                        node,
                        format!(
                            "the host `{host}` is served by two load balancers, for `{}` and `{}`",
                            object.id, member.ingress.id
                        ),
                    )
                    .related(place.span().or(object.span), "the other")
                    .help("a name leads to one of them: put both Ingresses into one `group.name`"),
                );
            }
        }
    }
}
