//! The nodes that Karpenter would make: which labels and taints each NodePool gives them.

use rustc_hash::FxHashMap;

use super::findings::{items, text};
use super::tree::Tree;
use crate::k8s::Object;
use crate::yaml::Node;

/// Labels that Karpenter gives every node, with values that no NodePool needs to state.
const GIVEN: [&str; 11] = [
    "eks.amazonaws.com/",
    "karpenter.k8s.aws/",
    "karpenter.sh/capacity-type",
    "karpenter.sh/initialized",
    "karpenter.sh/registered",
    "kubernetes.io/",
    "beta.kubernetes.io/",
    "node.kubernetes.io/",
    "topology.k8s.aws/",
    "topology.kubernetes.io/",
    "failure-domain.beta.kubernetes.io/",
];

/// A demand on one label, of a pod or of a NodePool.
pub(super) struct Demand<'a> {
    /// The label.
    pub(super) key: &'a str,
    operator: &'a str,
    values: Vec<&'a str>,
    /// Where it stands.
    pub(super) node: &'a Node,
}

impl<'a> Demand<'a> {
    /// Reads one of `matchExpressions` or `requirements`.
    pub(super) fn read(node: &'a Node) -> Option<Self> {
        Some(Demand {
            key: text(node, &["key"])?,
            operator: text(node, &["operator"])?,
            values: items(node, "values")
                .iter()
                .filter_map(Node::as_str)
                .collect(),
            node,
        })
    }

    /// A label that must have a value.
    pub(super) fn equal(key: &'a str, node: &'a Node) -> Option<Self> {
        let values = vec![node.as_str()?];
        Some(Demand {
            key,
            operator: "In",
            values,
            node,
        })
    }

    /// Returns whether only a NodePool gives nodes the label, and not whatever makes them.
    pub(super) fn is_of_pools(&self) -> bool {
        let any = GIVEN.iter().any(|start| self.key.starts_with(start));
        !any || self.key.starts_with("karpenter.sh/")
    }

    fn allows(&self, value: &str) -> bool {
        match self.operator {
            "In" => self.values.contains(&value),
            "NotIn" => !self.values.contains(&value),
            "DoesNotExist" => false,
            _ => true,
        }
    }

    /// Returns whether a node without the label meets it.
    fn allows_none(&self) -> bool {
        matches!(self.operator, "NotIn" | "DoesNotExist")
    }

    /// Returns whether some value meets both.
    fn fits(&self, other: &Demand<'_>) -> bool {
        match (self.operator, other.operator) {
            ("DoesNotExist", _) | (_, "DoesNotExist") => self.allows_none() && other.allows_none(),
            ("In", _) => self.values.iter().any(|value| other.allows(value)),
            (_, "In") => other.values.iter().any(|value| self.allows(value)),
            _ => true,
        }
    }
}

/// A NodePool.
pub(super) struct Pool<'a> {
    /// The object.
    pub(super) object: &'a Object,
    labels: FxHashMap<&'a str, Vec<Demand<'a>>>,
    taints: &'a [Node],
}

/// Returns every NodePool of Karpenter.
pub(super) fn pools<'a>(tree: &Tree<'a>) -> Vec<Pool<'a>> {
    let pools = tree.all_of("karpenter.sh", "NodePool");
    pools.filter_map(pool).collect()
}

fn pool(object: &Object) -> Option<Pool<'_>> {
    let template = object.node.at(&["spec", "template"])?;
    let spec = template.value_of("spec")?;
    let stated = template.at(&["metadata", "labels"]).and_then(Node::as_map);
    let stated = stated.into_iter().flatten();
    let stated = stated.filter_map(|entry| Demand::equal(&entry.key.name, &entry.value));
    let name = object.node.at(&["metadata", "name"]);
    let name = name.and_then(|name| Demand::equal("karpenter.sh/nodepool", name));
    let required = items(spec, "requirements").iter().filter_map(Demand::read);
    let mut labels: FxHashMap<&str, Vec<Demand>> = FxHashMap::default();
    for demand in stated.chain(name).chain(required) {
        labels.entry(demand.key).or_default().push(demand);
    }
    Some(Pool {
        object,
        labels,
        taints: items(spec, "taints"),
    })
}

impl<'a> Pool<'a> {
    /// Returns whether a node of the pool can have what a pod demands.
    pub(super) fn meets(&self, demand: &Demand<'_>) -> bool {
        match self.labels.get(demand.key) {
            Some(own) => own.iter().all(|own| own.fits(demand)),
            None => demand.allows_none() || GIVEN.iter().any(|start| demand.key.starts_with(start)),
        }
    }

    /// Returns the labels that the pool itself states.
    pub(super) fn keys(&self) -> impl Iterator<Item = &'a str> {
        let mut keys: Vec<&str> = self.labels.keys().copied().collect();
        keys.sort_unstable();
        keys.into_iter()
    }

    /// Returns the values that the pool states for a label.
    pub(super) fn values(&self, key: &str) -> impl Iterator<Item = &'a str> {
        let demands = self.labels.get(key).into_iter().flatten();
        demands
            .filter(|demand| demand.operator == "In")
            .flat_map(|demand| demand.values.iter().copied())
    }

    /// Returns the first taint that keeps a pod with these tolerations away.
    pub(super) fn keeps_away(&self, tolerations: &[Node]) -> Option<&'a Node> {
        let repels = |taint: &&Node| {
            let hard = text(taint, &["effect"]).is_some_and(|effect| effect != "PreferNoSchedule");
            hard && !tolerations
                .iter()
                .any(|toleration| tolerates(toleration, taint))
        };
        self.taints.iter().find(repels)
    }
}

fn tolerates(toleration: &Node, taint: &Node) -> bool {
    let same = |key| {
        text(toleration, &[key]).unwrap_or_default() == text(taint, &[key]).unwrap_or_default()
    };
    let effect = text(toleration, &["effect"]).is_none_or(str::is_empty) || same("effect");
    let exists = text(toleration, &["operator"]) == Some("Exists");
    let any_key = exists && text(toleration, &["key"]).is_none_or(str::is_empty);
    effect && (any_key || same("key") && (exists || same("value")))
}
