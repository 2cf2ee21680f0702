//! EK1311: a load balancer names too few subnets, which can be said without the cluster.
//!
//! Source: AWS Load Balancer Controller, Subnet Discovery, "Minimum Subnet Requirements"; Ingress annotations, `subnets`.

use crate::diag::Code;
use crate::k8s::Object;
use crate::validate::findings::{Findings, about, items};
use crate::validate::load_balancers::annotations::{Annotation, SERVICE_PREFIX, annotation};
use crate::validate::load_balancers::fronts::groups;
use crate::validate::load_balancers::targets::is_nlb;
use crate::validate::tree::Tree;
use crate::yaml::Node;

/// The subnets that a load balancer names.
pub(super) struct Named<'a> {
    pub(super) object: &'a Object,
    pub(super) node: &'a Node,
    pub(super) ids: Vec<&'a str>,
    pub(super) public: bool,
    pub(super) is_alb: bool,
}

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for named in named(tree)
        .iter()
        .filter(|named| named.is_alb && named.ids.len() == 1)
    {
        let message = "the load balancer names one subnet, and needs two in different zones";
        findings.push(
            about(Code::AlbSubnets, named.object, named.node, message)
                .help("add a subnet of another zone"),
        );
    }
}

/// Says that a class looks for subnets of the other kind.
pub(super) fn tags(tree: &Tree<'_>, findings: &mut Findings) {
    for params in tree.of_kind("IngressClassParams") {
        let tags = params.node.at(&["spec", "subnets", "tags"]);
        let scheme = params.node.at(&["spec", "scheme"]);
        let (word, wrong) = match scheme.and_then(Node::as_str) {
            Some("internet-facing") => ("internet-facing", "kubernetes.io/role/internal-elb"),
            Some("internal") => ("internal", "kubernetes.io/role/elb"),
            _ => continue,
        };
        if let Some(node) = tags.and_then(|tags| tags.value_of(wrong)) {
            let message = format!(
                "the load balancers are {word}, and the class looks for subnets with `{wrong}`"
            );
            findings.push(
                about(Code::AlbSubnets, params, node, message)
                    .related(scheme.and_then(Node::span), "the scheme")
                    .help("look for the tag of the other role"),
            );
        }
    }
}

/// Returns the load balancers that name subnets.
pub(super) fn named<'a>(tree: &Tree<'a>) -> Vec<Named<'a>> {
    let mut all = Vec::new();
    for (_, members) in groups(tree) {
        let scheme = members
            .iter()
            .find_map(|member| member.stated("scheme", "scheme")?.as_str());
        let stating = members
            .iter()
            .find_map(|member| Some((member, member.stated("subnets", "subnets")?)));
        let Some((member, node)) = stating else {
            continue;
        };
        let ids = match node.as_str() {
            Some(text) => Annotation { node, text }.list().collect(),
            None => items(node, "ids").iter().filter_map(Node::as_str).collect(),
        };
        all.push(Named {
            object: member.ingress,
            node,
            ids,
            public: scheme == Some("internet-facing"),
            is_alb: true,
        });
    }
    for service in tree
        .of_kind("Service")
        .iter()
        .filter(|service| is_nlb(service))
    {
        let Some(subnets) = annotation(service, SERVICE_PREFIX, "aws-load-balancer-subnets") else {
            continue;
        };
        let scheme = annotation(service, SERVICE_PREFIX, "aws-load-balancer-scheme");
        let public = scheme.is_some_and(|scheme| scheme.text == "internet-facing");
        all.push(Named {
            object: service,
            node: subnets.node,
            ids: subnets.list().collect(),
            public,
            is_alb: false,
        });
    }
    all
}
