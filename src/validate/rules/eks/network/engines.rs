//! Who enforces NetworkPolicies, as far as the tree says so.

use crate::k8s::Object;
use crate::validate::findings::{items, text};
use crate::validate::tree::Tree;
use crate::yaml::Node;

/// A place that turns the engine of the VPC CNI on or off.
pub(super) struct Switch<'a> {
    pub(super) object: &'a Object,
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
                object,
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
                object: daemon,
                node: word,
                on: word.as_str() == Some("--enable-network-policy=true"),
            })
        })
    };
    let addon = || {
        tree.of_kind("ClusterConfig").iter().find_map(|object| {
            let addon = items(&object.node, "addons")
                .iter()
                .find(|addon| text(addon, &["name"]) == Some("vpc-cni"))?;
            let values = addon.value_of("configurationValues");
            let on = values.and_then(Node::as_str).is_some_and(|values| {
                let compact: String = values
                    .chars()
                    .filter(|c| !c.is_whitespace() && *c != '"')
                    .collect();
                compact.contains("enableNetworkPolicy:true")
            });
            Some(Switch {
                object,
                node: values.or(addon.value_of("name"))?,
                on,
            })
        })
    };
    map.or_else(container).or_else(addon)
}

/// Returns another engine: Calico, or Cilium.
pub(super) fn other<'a>(tree: &Tree<'a>) -> Option<&'a Object> {
    let calico = tree
        .of_kind("Installation")
        .iter()
        .copied()
        .find(|object| object.id.group == "operator.tigera.io");
    let daemon = |name| tree.get("apps", "DaemonSet", "kube-system", name);
    calico
        .or_else(|| daemon("calico-node"))
        .or_else(|| daemon("cilium"))
}
