//! What an expander sees besides its own component: facts of the cluster, and who else is there.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;

use crate::diag::Diagnostic;
use crate::k8s::{Minor, Owner};
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
    operator: bool,
    externals: BTreeSet<(&'a str, &'a str, &'a str)>,
    links: BTreeMap<&'a Owner, Links<'a>>,
}

/// Facts of the cluster that change what is built.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Facts {
    /// Whether EKS Auto Mode runs the nodes and the controllers: `compute: auto-mode`.
    pub auto_mode: bool,
    /// Whether pods get IAM roles through Pod Identity unless they say otherwise: `identity: pod-identity`.
    pub pod_identity: bool,
    /// `kubernetesVersion`; the newest where a Cluster states none, which is an error of its own.
    pub minor: Minor,
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
    /// The ports that it is limited to, if it says so.
    pub ports: Option<Node>,
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
            operator: target.of_kind(SpecKind::Monitoring).any(|monitoring| {
                monitoring.spec.value_of("form").and_then(Node::as_str) == Some("operator")
            }),
            externals: externals(target),
            links: BTreeMap::new(),
        };
        context.links = super::links::find(&context);
        context
    }

    /// Reports what a component lacks. Where something was wrong with its spec, that may be the very thing, and it is
    /// reported: one mistake, one finding.
    pub(super) fn report_missing(&self, component: &Component, finding: Diagnostic) {
        if component.sound {
            self.session.report(finding);
        }
    }

    /// Reports what is nowhere in the environment, which nobody can say of one that could not be read whole.
    pub(super) fn report_nowhere(&self, finding: Diagnostic) {
        if self.target.sound {
            self.session.report(finding);
        }
    }

    /// Returns the component of a kind that `name`, or `namespace/name`, means when it is said in `namespace`.
    pub(super) fn find(
        &self,
        kind: SpecKind,
        name: &str,
        namespace: &str,
    ) -> Option<&'a Component> {
        let (namespace, name) = name.split_once('/').unwrap_or((namespace, name));
        self.find_in(kind, namespace, name)
    }

    /// Returns the component that an owner is.
    pub(super) fn owned(&self, owner: &Owner) -> Option<&'a Component> {
        let kind = SpecKind::find(&owner.kind)?;
        self.find_in(kind, &owner.namespace, &owner.name)
    }

    fn find_in(&self, kind: SpecKind, namespace: &str, name: &str) -> Option<&'a Component> {
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

    /// Returns whether the environment says that this object exists without being part of its tree.
    pub(super) fn is_external(&self, kind: &str, namespace: &str, name: &str) -> bool {
        self.externals.contains(&(kind, namespace, name))
            || self.externals.contains(&(kind, "", name))
    }

    /// Returns the address ranges that an ALB or NLB connects from: those of its subnets, or of the VPC where the Cluster does not
    /// list subnets.
    pub(super) fn load_balancer_ranges(&self, internet_facing: bool) -> Vec<&'a Node> {
        let Some(vpc) = self.target.cluster.value_of("vpc") else {
            return Vec::new();
        };
        let side = if internet_facing { "public" } else { "private" };
        let subnets = vpc.at(&["subnets", side]).and_then(Node::as_list);
        let ranges: Vec<&Node> = subnets
            .unwrap_or_default()
            .iter()
            .filter_map(|subnet| subnet.value_of("cidr"))
            .collect();
        match ranges.is_empty() {
            true => vpc.value_of("cidr").into_iter().collect(),
            false => ranges,
        }
    }

    /// Returns the components that scrape.
    pub(super) fn monitoring(&self) -> impl Iterator<Item = &'a Component> {
        self.target.of_kind(SpecKind::Monitoring)
    }

    /// Returns whether metrics are read by an operator, through ServiceMonitors, instead of a plain Prometheus.
    pub(super) fn has_operator(&self) -> bool {
        self.operator
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

/// Returns the `externals` of the environment, as kind, namespace and name.
fn externals(target: &Target) -> BTreeSet<(&str, &str, &str)> {
    let list = target.environment.value_of("externals");
    list.and_then(Node::as_list)
        .unwrap_or_default()
        .iter()
        .map(|external| {
            let part = |key| external.value_of(key).and_then(Node::as_str);
            (
                part("kind").unwrap_or_default(),
                part("namespace").unwrap_or_default(),
                part("name").unwrap_or_default(),
            )
        })
        .collect()
}

impl Facts {
    fn of(cluster: &Node) -> Self {
        Facts {
            auto_mode: cluster.value_of("compute").and_then(Node::as_str) == Some("auto-mode"),
            pod_identity: cluster.value_of("identity").and_then(Node::as_str)
                == Some("pod-identity"),
            minor: Minor::of_cluster(cluster).unwrap_or(Minor::NEWEST),
        }
    }
}
