//! The load balancers that the AWS Load Balancer Controller makes for Ingresses: for one, or for all of a group.

use std::sync::OnceLock;

use ecow::EcoString;
use rustc_hash::FxHashSet;

use super::Side;
use crate::diff::read::annotation;
use crate::k8s::{Object, ObjectId};
use crate::yaml::Node;

/// What the annotations of Ingresses begin with that the controller reads.
pub(in crate::diff) const ALB: &str = "alb.ingress.kubernetes.io/";

/// What an ALB is made for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(in crate::diff) enum Group {
    /// One Ingress.
    Own(ObjectId),
    /// All Ingresses that name it, or whose class does.
    Named(EcoString),
}

/// The load balancers of a side, found when one is asked for.
#[derive(Default)]
pub(super) struct Balancers(OnceLock<FxHashSet<Group>>);

impl Side<'_> {
    /// Returns whether an Ingress has a load balancer of a group, or one of its own.
    pub(in crate::diff) fn has_balancer(&self, group: &Group) -> bool {
        let all = self.balancers.0.get_or_init(|| {
            let ingresses = self.of_kind("networking.k8s.io", "Ingress").iter();
            let groups = ingresses.filter_map(|ingress| Group::of(self, ingress));
            groups.collect()
        });
        all.contains(group)
    }

    /// Returns whether an Ingress is served by the controller.
    pub(in crate::diff) fn is_alb(&self, ingress: &Node) -> bool {
        let annotations = ingress
            .at(&["metadata", "annotations"])
            .and_then(Node::as_map);
        let mut stated = annotations.into_iter().flatten();
        stated.any(|entry| entry.key.name.starts_with(ALB)) || class(self, ingress).is_some()
    }
}

impl Group {
    /// Returns what the ALB of an Ingress is made for; nothing where it has none.
    pub(in crate::diff) fn of(side: &Side<'_>, ingress: &Object) -> Option<Self> {
        let node = &ingress.node;
        if !side.is_alb(node) {
            return None;
        }
        // The group of the class stands above that of the Ingress.
        let of_class = class(side, node).and_then(|class| {
            parameters(side, class)?
                .at(&["spec", "group", "name"])?
                .to_text()
        });
        let stated = || annotation(node, &format!("{ALB}group.name"));
        let name = of_class.or_else(stated);
        Some(name.map_or_else(|| Group::Own(ingress.id.clone()), Group::Named))
    }
}

/// Returns the class of an Ingress, if it is one of the controller.
fn class<'a>(side: &Side<'a>, ingress: &Node) -> Option<&'a Node> {
    let name = ingress.at(&["spec", "ingressClassName"])?;
    let class = named(side, "networking.k8s.io", "IngressClass", name)?;
    let controller = class.at(&["spec", "controller"])?.as_str();
    matches!(
        controller,
        Some("ingress.k8s.aws/alb" | "eks.amazonaws.com/alb")
    )
    .then_some(class)
}

/// Returns what a class says of all its load balancers.
fn parameters<'a>(side: &Side<'a>, class: &Node) -> Option<&'a Node> {
    let group = class.at(&["spec", "parameters", "apiGroup"])?.as_str()?;
    let name = class.at(&["spec", "parameters", "name"])?;
    named(side, group, "IngressClassParams", name)
}

fn named<'a>(side: &Side<'a>, group: &str, kind: &str, name: &Node) -> Option<&'a Node> {
    let found = side.named(group, kind, name.as_str()?)?;
    Some(&found.node)
}
