//! What an expander sees besides its own component: facts of the cluster, and who else is there.

use std::collections::BTreeMap;

use ecow::EcoString;
use rustc_hash::FxHashMap;

use crate::k8s::Owner;
use crate::layer::{Component, Target};
use crate::load::SpecKind;
use crate::session::Session;
use crate::yaml::Node;

/// What an expander sees besides its own component. Look-ups cost the same however many components there are.
pub(super) struct Context<'a> {
    /// Takes findings, gives files.
    pub session: &'a Session<'a>,
    /// The environment.
    pub target: &'a Target,
    /// Facts of the cluster that change what is built.
    pub cluster: Facts,
    components: FxHashMap<(SpecKind, &'a str, &'a str), &'a Component>,
    albs: BTreeMap<&'a str, &'a Node>,
    stores: BTreeMap<&'a str, &'a Node>,
    links: BTreeMap<&'a Owner, Links<'a>>,
}

/// Facts of the cluster that change what is built.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Facts {
    /// Whether EKS Auto Mode runs the nodes and the controllers: `compute: auto-mode`.
    pub auto_mode: bool,
    /// The minor of `kubernetesVersion`; 36 for `"1.36"`.
    pub minor: u32,
}

/// Who calls a component, and whom it calls, in the order of the components. A call that either side states counts:
/// `egressTo` of the caller, `ingressFrom` of the called, or a reference `${database.orders.host}`.
#[derive(Clone, Debug, Default)]
pub(super) struct Links<'a> {
    /// The components that call this one, and the node or place that says so.
    pub callers: Vec<Link<'a>>,
    /// The components that this one calls.
    pub callees: Vec<Link<'a>>,
}

/// One end of a call.
#[derive(Clone, Debug)]
pub(super) struct Link<'a> {
    /// The other end.
    pub component: &'a Component,
    /// A node whose origin is the place that states the call.
    pub said: Node,
}

impl<'a> Context<'a> {
    /// Gathers what expanders look up.
    pub(super) fn new(session: &'a Session<'a>, target: &'a Target) -> Self {
        let components = target
            .components
            .iter()
            .map(|component| {
                let owner = &component.owner;
                (
                    (
                        component.kind,
                        owner.namespace.as_str(),
                        owner.name.as_str(),
                    ),
                    component,
                )
            })
            .collect();
        let mut context = Context {
            session,
            target,
            cluster: Facts::of(&target.cluster),
            components,
            albs: named(target, "albs"),
            stores: named(target, "secretStores"),
            links: BTreeMap::new(),
        };
        context.links = super::links::find(&context);
        context
    }

    /// Returns the component of a kind that `name`, or `namespace/name`, means when it is said in `namespace`.
    pub(super) fn find(
        &self,
        kind: SpecKind,
        name: &str,
        namespace: &str,
    ) -> Option<&'a Component> {
        let (namespace, name) = name.split_once('/').unwrap_or((namespace, name));
        self.components.get(&(kind, namespace, name)).copied()
    }

    /// Returns the ALB group of this name, as the Platform describes it.
    pub(super) fn alb(&self, name: &str) -> Option<&'a Node> {
        self.albs.get(name).copied()
    }

    /// Returns the names of the ALB groups.
    pub(super) fn alb_names(&self) -> impl Iterator<Item = &'a str> {
        self.albs.keys().copied()
    }

    /// Returns the secret store of this name, as the Platform describes it.
    pub(super) fn store(&self, name: &str) -> Option<&'a Node> {
        self.stores.get(name).copied()
    }

    /// Returns the names of the secret stores.
    pub(super) fn store_names(&self) -> impl Iterator<Item = &'a str> {
        self.stores.keys().copied()
    }

    /// Returns who calls a component and whom it calls.
    pub(super) fn links(&self, component: &Component) -> Links<'a> {
        self.links
            .get(component.owner.as_ref())
            .cloned()
            .unwrap_or_default()
    }
}

/// Returns the entries of a map of every Platform.
fn named<'a>(target: &'a Target, field: &str) -> BTreeMap<&'a str, &'a Node> {
    target
        .of_kind(SpecKind::Platform)
        .filter_map(|platform| platform.spec.value_of(field)?.as_map())
        .flatten()
        .filter(|entry| !entry.value.is_null())
        .map(|entry| (entry.key.name.as_str(), &entry.value))
        .collect()
}

impl Facts {
    fn of(cluster: &Node) -> Self {
        let version: EcoString = cluster
            .value_of("kubernetesVersion")
            .and_then(Node::to_text)
            .unwrap_or_default();
        let minor = version
            .split('.')
            .nth(1)
            .and_then(|minor| minor.parse().ok());
        Facts {
            auto_mode: cluster.value_of("compute").is_some_and(is_auto_mode),
            minor: minor.unwrap_or(NEWEST_MINOR),
        }
    }
}

/// The minor that is assumed where a Cluster states none, which is an error of its own.
const NEWEST_MINOR: u32 = 36;

/// `compute: auto-mode`, alone or among several.
fn is_auto_mode(compute: &Node) -> bool {
    compute.as_str() == Some("auto-mode")
        || compute
            .as_list()
            .is_some_and(|list| list.iter().any(is_auto_mode))
        || compute
            .as_map()
            .is_some_and(|map| map.get("autoMode").and_then(Node::as_bool) == Some(true))
}
