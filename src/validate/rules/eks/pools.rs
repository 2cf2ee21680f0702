//! NodePools of Karpenter: which capacity they may take.

use crate::k8s::Object;
use crate::validate::findings::{items, text};
use crate::validate::pods::required_terms;
use crate::validate::tree::Tree;
use crate::yaml::Node;

const CAPACITY: &str = "karpenter.sh/capacity-type";

/// A NodePool.
pub(super) struct Pool<'a> {
    pub(super) object: &'a Object,
    /// The values of its requirement of a capacity type; without one it is on-demand.
    pub(super) capacity: Option<&'a Node>,
    pub(super) spot: bool,
    pub(super) on_demand: bool,
    /// Whether only pods that tolerate it go there.
    pub(super) tainted: bool,
}

/// Returns every NodePool to judge.
pub(super) fn pools<'a>(tree: &Tree<'a>) -> Vec<Pool<'a>> {
    tree.of("karpenter.sh", "NodePool").map(pool).collect()
}

/// Returns every NodePool, those judged elsewhere included.
pub(super) fn all_pools<'a>(tree: &Tree<'a>) -> impl Iterator<Item = Pool<'a>> {
    tree.all_of("karpenter.sh", "NodePool").map(pool)
}

fn pool(object: &Object) -> Pool<'_> {
    let spec = object.node.at(&["spec", "template", "spec"]);
    let requirements = spec.map_or(&[][..], |spec| items(spec, "requirements"));
    let mut requirements = requirements.iter();
    let requirement = requirements.find(|it| text(it, &["key"]) == Some(CAPACITY));
    let takes = |kind: &str| match requirement {
        None => kind == "on-demand",
        Some(requirement) => {
            let mut values = items(requirement, "values").iter();
            let named = values.any(|value| value.as_str() == Some(kind));
            match text(requirement, &["operator"]) {
                Some("In") => named,
                Some("NotIn") => !named,
                _ => true,
            }
        }
    };
    Pool {
        object,
        capacity: requirement.and_then(|requirement| requirement.value_of("values")),
        spot: takes("spot"),
        on_demand: takes("on-demand"),
        tainted: spec.is_some_and(|spec| !items(spec, "taints").is_empty()),
    }
}

/// The labels of nodes by which a pod says which capacity it wants.
const WISHES: [&str; 4] = [
    CAPACITY,
    "eks.amazonaws.com/capacityType",
    "karpenter.sh/nodepool",
    "eks.amazonaws.com/nodegroup",
];

/// What a pod says of the capacity it wants.
pub(super) fn wanted(spec: &Node) -> Option<&Node> {
    let selector = spec.value_of("nodeSelector");
    let selected = selector.and_then(|all| WISHES.iter().find_map(|key| all.value_of(key)));
    selected.or_else(|| {
        let terms = required_terms(spec).iter();
        let mut expressions = terms.flat_map(|term| items(term, "matchExpressions"));
        expressions.find(|it| text(it, &["key"]).is_some_and(|key| WISHES.contains(&key)))
    })
}

/// Returns whether a wish names spot capacity, and nothing else.
pub(super) fn is_spot(wish: &Node) -> bool {
    let is = |value: &Node| {
        value
            .as_str()
            .is_some_and(|value| value.eq_ignore_ascii_case("spot"))
    };
    let values = items(wish, "values");
    is(wish)
        || (text(wish, &["operator"]) == Some("In") && !values.is_empty() && values.iter().all(is))
}
