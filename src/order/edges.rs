//! The edges of the object graph: which object needs which, for what, and who says so.
//!
//! Every edge is found by looking up a name, so the work is linear in objects and names.

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::references::references;
use super::units::{Category, Place, is_migration};
use super::why::Why;
use crate::k8s::{Object, Owner, made_secret, pod_spec};
use crate::layer::Target;
use crate::text::Span;
use crate::yaml::Node;

/// One object needs another; both as positions in a list of objects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edge {
    /// The object that needs.
    pub from: usize,
    /// The object that is needed.
    pub to: usize,
    /// What it needs it for.
    pub why: Why,
    /// The place that says so, or that of the component.
    pub span: Option<Span>,
}

/// Finds objects by what names them.
pub(super) struct Index<'o> {
    objects: FxHashMap<(&'o str, &'o str, &'o str, &'o str), usize>,
    /// By namespace and name: what makes the Secret, where the Secret itself is not in the tree.
    secrets: FxHashMap<(&'o str, &'o str), usize>,
}

impl<'o> Index<'o> {
    pub(super) fn new(objects: &'o [Object]) -> Self {
        let mut index = Index {
            objects: FxHashMap::default(),
            secrets: FxHashMap::default(),
        };
        for (at, object) in objects.iter().enumerate() {
            let id = &object.id;
            let key = (
                id.group.as_str(),
                id.kind.as_str(),
                id.namespace.as_str(),
                id.name.as_str(),
            );
            index.objects.entry(key).or_insert(at);
            if let Some(name) = made_secret(object) {
                let key = (id.namespace.as_str(), name);
                index.secrets.entry(key).or_insert(at);
            }
        }
        index
    }

    pub(super) fn find(
        &self,
        group: &str,
        kind: &str,
        namespace: &str,
        name: &str,
    ) -> Option<usize> {
        let object = self.objects.get(&(group, kind, namespace, name)).copied();
        if object.is_none() && group.is_empty() && kind == "Secret" {
            return self.secrets.get(&(namespace, name)).copied();
        }
        object
    }
}

/// Returns the edges that stand in the objects themselves: names of others.
pub(super) fn named(objects: &[Object], index: &Index<'_>) -> Vec<Edge> {
    let found: Vec<Vec<Edge>> = objects
        .par_iter()
        .enumerate()
        .map(|(from, object)| {
            let mut edges = Vec::new();
            references(object, &mut |to| {
                if let Some(at) = index.find(to.group, to.kind, to.namespace, to.name)
                    && at != from
                {
                    edges.push(Edge {
                        from,
                        to: at,
                        why: to.why,
                        span: to.span.or(object.span),
                    });
                }
            });
            edges
        })
        .collect();
    found.into_iter().flatten().collect()
}

/// Returns the edges that follow from kinds, namespaces and owners.
pub(super) fn implied(target: &Target, objects: &[Object], places: &[Place]) -> Vec<Edge> {
    let owners = Owners::new(objects, places);
    let mut edges = Vec::new();
    definitions(objects, &owners, &mut edges);
    namespaces(objects, &mut edges);
    let gated = gated_namespaces(objects);
    for owned in &owners.list {
        owned.before_rollout(objects, &gated, &mut edges);
    }
    let of_components = target.components.iter().flat_map(|component| {
        let owner = &component.owner;
        let reads = component.refers_to.iter();
        reads.map(move |(read, span)| (owner, read, *span))
    });
    let of_raw = target.references.iter();
    let of_raw = of_raw.map(|reference| (&reference.from, &reference.to, reference.span));
    for (owner, read, span) in of_components.chain(of_raw) {
        if read == owner {
            continue;
        }
        for from in owners.acting(owner) {
            for to in owners.acting(read) {
                edges.push(Edge {
                    from: *from,
                    to: *to,
                    why: Why::Expression,
                    span: Some(span),
                });
            }
        }
    }
    edges
}

/// Custom resources need their definition, and the operator that came with it.
fn definitions(objects: &[Object], owners: &Owners<'_>, edges: &mut Vec<Edge>) {
    let mut defined: FxHashMap<(&str, &str), usize> = FxHashMap::default();
    for (at, object) in objects.iter().enumerate() {
        if object.id.kind == "CustomResourceDefinition"
            && let Some(group) = object.node.at(&["spec", "group"]).and_then(Node::as_str)
            && let Some(kind) = object
                .node
                .at(&["spec", "names", "kind"])
                .and_then(Node::as_str)
        {
            defined.entry((group, kind)).or_insert(at);
        }
    }
    if defined.is_empty() {
        return;
    }
    for (from, object) in objects.iter().enumerate() {
        let key = (object.id.group.as_str(), object.id.kind.as_str());
        let Some(to) = defined.get(&key).copied() else {
            continue;
        };
        let mut add = |to, why| {
            edges.push(Edge {
                from,
                to,
                why,
                span: object.span,
            });
        };
        add(to, Why::Definition);
        let owner = &objects[to].owner;
        if *owner != object.owner && !is_passive(object) {
            owners
                .running(owner)
                .iter()
                .for_each(|operator| add(*operator, Why::Operator));
        }
    }
}

/// Returns whether nothing waits for an operator to act on the object: it is only ever read by Prometheus. An operator
/// that monitors itself must not wait for the operator of its monitor.
fn is_passive(object: &Object) -> bool {
    object.id.group == "monitoring.coreos.com"
        && !matches!(
            object.id.kind.as_str(),
            "Prometheus" | "PrometheusAgent" | "Alertmanager" | "ThanosRuler"
        )
}

fn namespaces(objects: &[Object], edges: &mut Vec<Edge>) {
    let namespaces: FxHashMap<&str, usize> = objects
        .iter()
        .enumerate()
        .filter(|(_, object)| is_namespace(object))
        .map(|(at, object)| (object.id.name.as_str(), at))
        .collect();
    for (from, object) in objects.iter().enumerate() {
        if let Some(to) = namespaces.get(object.id.namespace.as_str()) {
            edges.push(Edge {
                from,
                to: *to,
                why: Why::Namespace,
                span: object.span,
            });
        }
    }
}

fn is_namespace(object: &Object) -> bool {
    object.id.group.is_empty() && object.id.kind == "Namespace"
}

/// Returns the namespaces whose pods the AWS Load Balancer Controller gives a readiness gate when they are created.
fn gated_namespaces(objects: &[Object]) -> FxHashSet<&str> {
    objects
        .iter()
        .filter(|object| is_namespace(object))
        .filter(|object| {
            let labels = object.node.at(&["metadata", "labels"]);
            let gate =
                labels.and_then(|labels| labels.get("elbv2.k8s.aws/pod-readiness-gate-inject"));
            gate.and_then(Node::as_str) == Some("enabled")
        })
        .map(|object| object.id.name.as_str())
        .collect()
}

/// What one owner's objects do, as far as order asks.
#[derive(Default)]
struct Owned {
    /// Its first object with pods in each of its units.
    running: Vec<usize>,
    /// Its first object in each unit of its own.
    first: Vec<usize>,
    /// What faces the outside, the Ingress rather than its Service.
    exposed: Option<usize>,
    /// Its migration Job.
    migration: Option<usize>,
    /// Classes that it brings.
    classes: Vec<usize>,
    /// Its first workload that serves.
    serving: Option<usize>,
}

impl Owned {
    fn before_rollout(&self, objects: &[Object], gated: &FxHashSet<&str>, edges: &mut Vec<Edge>) {
        let mut add = |from: usize, to: usize, why| {
            edges.push(Edge {
                from,
                to,
                why,
                span: objects[from].span,
            });
        };
        for from in &self.running {
            for class in &self.classes {
                add(*from, *class, Why::Class);
            }
            if let Some(job) = self.migration
                && job != *from
            {
                add(*from, job, Why::Migration);
            }
        }
        if let (Some(serving), Some(exposed)) = (self.serving, self.exposed)
            && gated.contains(objects[serving].id.namespace.as_str())
        {
            add(serving, exposed, Why::ReadinessGate);
        }
    }
}

/// The objects of each owner.
pub(super) struct Owners<'o> {
    list: Vec<Owned>,
    numbers: FxHashMap<&'o Owner, usize>,
}

impl<'o> Owners<'o> {
    pub(super) fn new(objects: &'o [Object], places: &'o [Place]) -> Self {
        let mut owners = Owners {
            list: Vec::new(),
            numbers: FxHashMap::default(),
        };
        let mut seen: FxHashSet<(usize, &str, bool)> = FxHashSet::default();
        for (at, (object, place)) in objects.iter().zip(places).enumerate() {
            let next = owners.list.len();
            let number = *owners.numbers.entry(object.owner.as_ref()).or_insert(next);
            if number == next {
                owners.list.push(Owned::default());
            }
            let owned = &mut owners.list[number];
            let directory = place.directory.as_str();
            let has_pods = pod_spec(object).is_some();
            if has_pods && seen.insert((number, directory, true)) {
                owned.running.push(at);
            }
            if !place.is_shared() && seen.insert((number, directory, false)) {
                owned.first.push(at);
            }
            if is_migration(object) {
                owned.migration.get_or_insert(at);
            } else if has_pods && !matches!(object.id.kind.as_str(), "Job" | "CronJob") {
                owned.serving.get_or_insert(at);
            }
            if place.category == Category::Exposure
                && (owned.exposed.is_none() || object.id.kind != "Service")
            {
                owned.exposed = Some(at);
            }
            if place.category == Category::Storage {
                owned.classes.push(at);
            }
        }
        owners
    }

    fn owned(&self, owner: &Owner) -> Option<&Owned> {
        self.numbers.get(owner).map(|number| &self.list[*number])
    }

    /// Returns an object with pods for each unit of the owner that has some.
    fn running(&self, owner: &Owner) -> &[usize] {
        self.owned(owner)
            .map_or(&[], |owned| owned.running.as_slice())
    }

    /// Returns an object for each unit that the owner's dependencies are about: those with pods, else its own.
    pub(super) fn acting(&self, owner: &Owner) -> &[usize] {
        self.owned(owner).map_or(&[], |owned| {
            if owned.running.is_empty() {
                &owned.first
            } else {
                &owned.running
            }
        })
    }
}
