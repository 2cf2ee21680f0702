//! EK1357: nodes have rights that only one program on them needs.
//!
//! Source: EKS Best Practices, Security: identity and access management, "Restrict access to the instance profile assigned to the
//! worker node"; Amazon EKS User Guide, "Amazon EKS node IAM role", for what a node needs itself.

use rustc_hash::FxHashSet;
use serde_json::Value as Json;

use super::trust_document::{statements, texts};
use crate::diag::{Code, Diagnostic};
use crate::k8s::Object;
use crate::validate::findings::{Findings, items, text};
use crate::validate::rules::eks::facts::said;
use crate::validate::rules::eks::node_groups::groups;
use crate::validate::tree::Tree;
use crate::yaml::Node;

/// Policies that are for nodes.
const OF_NODES: &[&str] = &[
    "AmazonEC2ContainerRegistryPullOnly",
    "AmazonEC2ContainerRegistryReadOnly",
    "AmazonEKSWorkerNodeMinimalPolicy",
    "AmazonEKSWorkerNodePolicy",
    "AmazonEKS_CNI_IPv6_Policy",
    "AmazonEKS_CNI_Policy",
    "AmazonSSMManagedInstanceCore",
];

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for group in groups(tree) {
        let policies = group.policies.into_iter();
        let foreign: Vec<&Node> = policies.filter(|policy| !is_of_nodes(policy)).collect();
        if let Some(first) = foreign.first() {
            let whose = format!("the node group `{}`", group.name);
            findings.push(say(group.object, first, &whose, &foreign));
        }
    }
    let classes = tree.of("karpenter.k8s.aws", "EC2NodeClass");
    let named: FxHashSet<&str> = classes
        .filter_map(|class| text(&class.node, &["spec", "role"]))
        .collect();
    for role in tree.of("iam.services.k8s.aws", "Role") {
        let Some(spec) = role.node.value_of("spec") else {
            continue;
        };
        let attached = items(spec, "policies");
        let name = text(spec, &["name"]).unwrap_or(&role.id.name);
        // Of other machines than nodes, nothing is said.
        let is_of_node = named.contains(name) || attached.iter().any(is_of_nodes);
        if !is_of_node || !trusts_machines(spec) {
            continue;
        }
        let inline = spec.value_of("inlinePolicies").and_then(Node::as_map);
        let inline = inline.into_iter().flatten().map(|entry| &entry.value);
        let own = inline.chain(items(spec, "policyRefs"));
        let foreign = attached.iter().filter(|policy| !is_of_nodes(policy));
        let foreign: Vec<&Node> = foreign.chain(own).collect();
        if let Some(first) = foreign.first() {
            let whose = format!("`{}`, the role of nodes,", role.id);
            findings.push(say(Some(role), first, &whose, &foreign));
        }
    }
}

fn say(object: Option<&Object>, node: &Node, whose: &str, foreign: &[&Node]) -> Diagnostic {
    let names = foreign.iter().filter_map(|policy| policy.as_str());
    let names: Vec<&str> = names.filter_map(|arn| arn.rsplit('/').next()).collect();
    let what = match names.as_slice() {
        [] => "rights of its own".to_owned(),
        names => format!("`{}`", names.join("`, `")),
    };
    said(Code::NodeRoleRights, object, node, format!("{whose} has {what}, and so has every pod on its nodes"))
        .help("give these rights to the ServiceAccount of the program that needs them: by Pod Identity, or IRSA")
}

fn is_of_nodes(policy: &Node) -> bool {
    let name = policy.as_str().and_then(|arn| arn.rsplit('/').next());
    name.is_some_and(|name| OF_NODES.contains(&name))
}

fn trusts_machines(spec: &Node) -> bool {
    let document = text(spec, &["assumeRolePolicyDocument"]).unwrap_or_default();
    let document: Json = serde_json::from_str(document).unwrap_or_default();
    let is_ec2 = |service: &&str| service.starts_with("ec2.amazonaws.com");
    let mut statements = statements(&document).into_iter();
    statements.any(|it| texts(&it["Principal"]["Service"]).iter().any(is_ec2))
}
