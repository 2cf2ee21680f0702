//! Node groups: those of the Cluster's facts, and of the files of eksctl.

use crate::k8s::Object;
use crate::validate::findings::{items, text};
use crate::validate::tree::Tree;
use crate::yaml::Node;

/// A node group.
pub(super) struct Group<'a> {
    /// The file of eksctl; the Cluster is no object.
    pub(super) object: Option<&'a Object>,
    pub(super) node: &'a Node,
    pub(super) name: &'a str,
    /// Where it says that it is spot capacity, and nothing else.
    pub(super) spot: Option<&'a Node>,
    pub(super) managed: bool,
    /// Whether it lies in several zones, or nobody says in which.
    pub(super) of_many_zones: bool,
    /// Whether only pods that tolerate it go there.
    pub(super) tainted: bool,
    /// Where it says that pods get no answer of the metadata service.
    pub(super) closed: Option<&'a Node>,
    /// The IAM policies of its nodes.
    pub(super) policies: Vec<&'a Node>,
}

/// Returns every node group to judge.
pub(super) fn groups<'a>(tree: &Tree<'a>) -> Vec<Group<'a>> {
    among(tree, tree.of("eksctl.io", "ClusterConfig"))
}

/// Returns every node group, those judged elsewhere included.
pub(super) fn all_groups<'a>(tree: &Tree<'a>) -> Vec<Group<'a>> {
    among(tree, tree.all_of("eksctl.io", "ClusterConfig"))
}

fn among<'a>(tree: &Tree<'a>, files: impl Iterator<Item = &'a Object>) -> Vec<Group<'a>> {
    let stated = tree
        .target
        .and_then(|target| target.cluster.value_of("nodeGroups"));
    let stated = stated.and_then(Node::as_map).into_iter().flatten();
    let stated = stated.map(|entry| of_cluster(&entry.key.name, &entry.value));
    let listed = files.flat_map(|file| {
        [("managedNodeGroups", true), ("nodeGroups", false)]
            .into_iter()
            .flat_map(move |(list, managed)| {
                let groups = items(&file.node, list).iter();
                groups.map(move |group| of_eksctl(file, group, managed))
            })
    });
    stated.chain(listed).collect()
}

fn of_cluster<'a>(name: &'a str, node: &'a Node) -> Group<'a> {
    let is = |key: &str| node.value_of(key).and_then(Node::as_bool);
    let capacity = node.value_of("capacity");
    let hops = node.value_of("imdsHopLimit");
    Group {
        object: None,
        node,
        name,
        spot: capacity.filter(|capacity| capacity.as_str() == Some("spot")),
        managed: is("managed") != Some(false),
        of_many_zones: items(node, "zones").len() != 1,
        tainted: is("tainted") == Some(true),
        closed: hops.filter(|hops| hops.as_int() == Some(1)),
        policies: items(node, "policyArns").iter().collect(),
    }
}

fn of_eksctl<'a>(file: &'a Object, node: &'a Node, managed: bool) -> Group<'a> {
    let is_on = |node: &&Node| node.as_bool() == Some(true);
    // Self-managed groups mix: of the share above the base nothing, and no base.
    let mixed = node.value_of("instancesDistribution").filter(|mixed| {
        let number = |key| mixed.value_of(key).and_then(Node::as_int);
        number("onDemandPercentageAboveBaseCapacity") == Some(0)
            && number("onDemandBaseCapacity").unwrap_or(0) == 0
    });
    let iam = node.value_of("iam");
    let addons = iam.and_then(|iam| iam.value_of("withAddonPolicies")?.as_map());
    let addons = addons.into_iter().flatten().map(|entry| &entry.value);
    let attached = iam.map_or(&[][..], |iam| items(iam, "attachPolicyARNs"));
    let own = iam.and_then(|iam| iam.value_of("attachPolicy"));
    Group {
        object: Some(file),
        node,
        name: text(node, &["name"]).unwrap_or_default(),
        spot: node.value_of("spot").filter(is_on).or(mixed),
        managed,
        of_many_zones: items(node, "availabilityZones").len() != 1
            && items(node, "subnets").len() != 1,
        tainted: node.value_of("taints").is_some(),
        closed: node.value_of("disablePodIMDS").filter(is_on),
        policies: attached
            .iter()
            .chain(own)
            .chain(addons.filter(is_on))
            .collect(),
    }
}
