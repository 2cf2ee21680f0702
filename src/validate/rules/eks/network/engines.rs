//! Who enforces NetworkPolicies, as far as the tree says so.

use crate::k8s::Object;
use crate::validate::findings::{items, text};
use crate::validate::rules::eks::charts::{Chart, all_charts};
use crate::validate::tree::Tree;
use crate::yaml::Node;

/// A place that turns the engine of the VPC CNI on or off.
pub(super) struct Switch<'a> {
    /// What says so; the Cluster is no object.
    pub(super) object: Option<&'a Object>,
    pub(super) node: &'a Node,
    pub(super) on: bool,
}

/// Returns the switch of the VPC CNI.
pub(super) fn vpc_cni<'a>(tree: &Tree<'a>) -> Option<Switch<'a>> {
    let map = tree
        .get("", "ConfigMap", "kube-system", "amazon-vpc-cni")
        .and_then(|object| {
            let node = object
                .node
                .at(&["data", "enable-network-policy-controller"])?;
            Some(Switch {
                object: Some(object),
                node,
                on: node.as_str() == Some("true"),
            })
        });
    let container = || {
        let daemon = tree.get("apps", "DaemonSet", "kube-system", "aws-node")?;
        let mut containers = tree.pod_of(daemon)?.running();
        containers.find_map(|container| {
            let word = items(container, "args").iter().find(|word| {
                word.as_str()
                    .is_some_and(|word| word.starts_with("--enable-network-policy="))
            })?;
            Some(Switch {
                object: Some(daemon),
                node: word,
                on: word.as_str() == Some("--enable-network-policy=true"),
            })
        })
    };
    map.or_else(container).or_else(|| addon(tree))
}

/// Returns the add-on: of the Cluster's facts, of a file of eksctl, or an object of AWS Controllers for Kubernetes.
fn addon<'a>(tree: &Tree<'a>) -> Option<Switch<'a>> {
    let stated = tree.target.and_then(|target| {
        let addon = target.cluster.at(&["addons", "vpc-cni"])?;
        let switch = addon.at(&["configuration", "enableNetworkPolicy"]);
        Some(Switch {
            object: None,
            node: switch.unwrap_or(addon),
            on: switch.and_then(Node::to_text).as_deref() == Some("true"),
        })
    });
    let is_it = |addon: &&Node| text(addon, &["name"]) == Some("vpc-cni");
    let of_file = |file: &'a Object| {
        let addon = items(&file.node, "addons").iter().find(is_it)?;
        Some((file, addon))
    };
    let of_object = |object: &'a Object| {
        let spec = object.node.value_of("spec").filter(is_it)?;
        Some((object, spec))
    };
    let listed = || {
        let mut files = tree.of("eksctl.io", "ClusterConfig").filter_map(of_file);
        let mut objects = tree
            .of("eks.services.k8s.aws", "Addon")
            .filter_map(of_object);
        let (object, addon) = files.next().or_else(|| objects.next())?;
        let values = addon.value_of("configurationValues");
        Some(Switch {
            object: Some(object),
            node: values.or(addon.value_of("name"))?,
            on: values.and_then(Node::as_str).is_some_and(turns_on),
        })
    };
    stated.or_else(listed)
}

/// Whether configuration values, in JSON or YAML, turn the engine on.
fn turns_on(values: &str) -> bool {
    let is_plain = |c: &char| !c.is_whitespace() && *c != '"';
    let compact: String = values.chars().filter(is_plain).collect();
    compact.contains("enableNetworkPolicy:true")
}

/// Returns another engine: Calico, or Cilium.
pub(super) fn other<'a>(tree: &Tree<'a>) -> Option<&'a Object> {
    let calico = tree.all_of("operator.tigera.io", "Installation").next();
    let daemon = |name| tree.get("apps", "DaemonSet", "kube-system", name);
    let chart = || {
        let charts = all_charts(tree);
        let engine = |chart: &&Chart<'_>| matches!(chart.name, "cilium" | "tigera-operator");
        charts.iter().find(engine).map(|chart| chart.object)
    };
    calico
        .or_else(|| daemon("calico-node"))
        .or_else(|| daemon("cilium"))
        .or_else(chart)
}
