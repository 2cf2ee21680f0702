//! Who answers for a host: Ingresses and routes of the Gateway API.

use rustc_hash::FxHashMap;

use crate::k8s::{Object, ObjectId};
use crate::yaml::Node;

/// The objects that answer for each host.
#[derive(Clone, Default)]
pub(in crate::diff) struct Hosts<'a> {
    by_host: FxHashMap<&'a str, Vec<&'a ObjectId>>,
}

impl<'a> Hosts<'a> {
    /// Adds the hosts of an object.
    pub(super) fn add(&mut self, object: &'a Object) {
        for host in of(object) {
            let objects = self.by_host.entry(host).or_default();
            if objects.last() != Some(&&object.id) {
                objects.push(&object.id);
            }
        }
    }

    /// Returns who answers for a host, other than one.
    pub(in crate::diff) fn others(
        &self,
        host: &str,
        than: Option<&ObjectId>,
    ) -> Option<&'a ObjectId> {
        let objects = self.by_host.get(host)?;
        objects.iter().copied().find(|id| Some(*id) != than)
    }
}

/// Returns the hosts of an Ingress or a route.
fn of(object: &Object) -> Vec<&str> {
    let items = |keys: &[&str]| object.node.at(keys).and_then(Node::as_list);
    match object.id.group.as_str() {
        "networking.k8s.io" if object.id.kind == "Ingress" => {
            let rules = items(&["spec", "rules"]).unwrap_or_default().iter();
            let hosts = rules.filter_map(|rule| rule.get("host")?.as_str());
            hosts.collect()
        }
        "gateway.networking.k8s.io" => {
            let hosts = items(&["spec", "hostnames"]).unwrap_or_default().iter();
            hosts.filter_map(Node::as_str).collect()
        }
        _ => Vec::new(),
    }
}
