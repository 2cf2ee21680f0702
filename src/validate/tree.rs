//! An index of everything that rules look at.
//!
//! A tree judges all objects, or a part of them; what it looks up, it always looks up among all. Rules that judge each object by
//! itself are given small parts, so that the next rule finds in the cache of the processor what the last one read.

use std::collections::hash_map::Entry;
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::autoscalers::Autoscalers;
use super::components::Containers;
use super::definitions::schemas;
use super::externals::Externals;
use super::findings::Findings;
use super::given::is_given;
use super::load_balancers::LoadBalancers;
use super::pods::{Pod, Pods};
use super::secrets::Secrets;
use super::standards::Standards;
use crate::k8s::LabelIndex;
use crate::k8s::schema::Schemas;
use crate::k8s::{LabelSelector, Minor, Object, ObjectId};
use crate::layer::Target;
use crate::session::Session;
use crate::yaml::Node;

/// So many objects are a part: few enough for the cache, and enough to make little of what a part costs.
const PART: usize = 64;

/// The objects of an environment, or of a set of manifests.
#[derive(Clone)]
pub(super) struct Tree<'a> {
    /// For the texts that findings must not quote.
    pub(super) session: &'a Session<'a>,
    /// The version of Kubernetes that the objects are for.
    pub(super) minor: Minor,
    /// The types of objects: those of this version, and custom resources.
    pub(super) schemas: Arc<Schemas>,
    /// The environment; plain manifests have none.
    pub(super) target: Option<&'a Target>,
    /// Whether one server is meant, by server-side apply, whose definitions of custom resources are those we know.
    pub(super) is_server: bool,
    /// The objects to judge, in the order in which they were made.
    pub(super) objects: &'a [Object],
    /// Descriptions of pods: those to judge, and all of them by their labels.
    pub(super) pods: Pods<'a>,
    /// Every Secret that will be there, with its keys.
    pub(super) secrets: Arc<Secrets<'a>>,
    /// What each namespace asks of its pods.
    pub(super) standards: Arc<Standards<'a>>,
    /// What lives elsewhere.
    pub(super) externals: Arc<Externals<'a>>,
    /// The load balancers among the objects to judge.
    pub(super) load_balancers: Arc<LoadBalancers<'a>>,
    /// The autoscalers among the objects to judge.
    pub(super) autoscalers: Arc<Autoscalers<'a>>,
    /// The programs of the platform among the pods to judge.
    pub(super) components: Arc<Containers<'a>>,
    /// The objects to judge.
    by_kind: Arc<ByKind<'a>>,
    all: Arc<All<'a>>,
}

type ByKind<'a> = FxHashMap<&'a str, Vec<&'a Object>>;

/// Group, kind, namespace and name.
type Identity<'a> = (&'a str, &'a str, &'a str, &'a str);

/// What is looked up.
struct All<'a> {
    objects: &'a [Object],
    by_id: FxHashMap<Identity<'a>, &'a Object>,
    /// The identities that several objects have.
    repeated: FxHashSet<Identity<'a>>,
    by_kind: Arc<ByKind<'a>>,
    /// The Namespaces, by their labels.
    namespaces: LabelIndex<'a>,
    /// The positions of the objects, sorted by kind and namespace. Sorted when somebody asks, which is seldom.
    sorted: OnceLock<Vec<usize>>,
}

impl<'a> All<'a> {
    fn new(objects: &'a [Object]) -> Self {
        let mut by_id: FxHashMap<Identity<'_>, &Object> = FxHashMap::default();
        by_id.reserve(objects.len());
        let mut repeated = FxHashSet::default();
        for object in objects {
            match by_id.entry(identity(&object.id)) {
                Entry::Vacant(place) => {
                    place.insert(object);
                }
                Entry::Occupied(first) => {
                    repeated.insert(*first.key());
                }
            }
        }
        let by_kind = by_kind(objects);
        let mut namespaces = LabelIndex::default();
        for namespace in by_kind.get("Namespace").into_iter().flatten() {
            namespaces.add("", namespace.node.at(&["metadata", "labels"]));
        }
        All {
            objects,
            by_id,
            repeated,
            by_kind: Arc::new(by_kind),
            namespaces,
            sorted: OnceLock::new(),
        }
    }

    fn of_kind(&self, kind: &str) -> &[&'a Object] {
        self.by_kind.get(kind).map_or(&[], Vec::as_slice)
    }

    /// Returns the objects of a kind in a namespace.
    fn within(
        &self,
        kind: &str,
        namespace: &str,
    ) -> impl Iterator<Item = &'a Object> + use<'a, '_> {
        let objects = self.objects;
        let place = |at: usize| {
            (
                objects[at].id.kind.as_str(),
                objects[at].id.namespace.as_str(),
            )
        };
        let sorted = self.sorted.get_or_init(|| {
            let mut sorted: Vec<usize> = (0..objects.len()).collect();
            sorted.sort_by_key(|at| place(*at));
            sorted
        });
        let start = sorted.partition_point(|at| place(*at) < (kind, namespace));
        let end = sorted.partition_point(|at| place(*at) <= (kind, namespace));
        sorted[start..end].iter().map(move |at| &objects[*at])
    }
}

fn identity(id: &ObjectId) -> Identity<'_> {
    (&id.group, &id.kind, &id.namespace, &id.name)
}

fn by_kind(objects: &[Object]) -> ByKind<'_> {
    let mut by_kind = ByKind::default();
    for object in objects {
        by_kind
            .entry(object.id.kind.as_str())
            .or_default()
            .push(object);
    }
    by_kind
}

impl<'a> Tree<'a> {
    pub(super) fn new(
        session: &'a Session<'a>,
        minor: Minor,
        target: Option<&'a Target>,
        objects: &'a [Object],
        definitions: &[Object],
    ) -> Self {
        let elsewhere = target.map_or(&[][..], |target| &target.definitions);
        let definitions = || definitions.iter().chain(elsewhere);
        let ((all, pods), (secrets, schemas)) = rayon::join(
            || rayon::join(|| All::new(objects), || Pods::new(objects)),
            || {
                rayon::join(
                    || Secrets::new(objects),
                    || schemas(minor, objects, definitions()),
                )
            },
        );
        let standards = Standards::new(minor, target, all.of_kind("Namespace"));
        Tree {
            session,
            minor,
            schemas: Arc::new(schemas),
            target,
            is_server: false,
            objects,
            pods,
            secrets: Arc::new(secrets),
            standards: Arc::new(standards),
            externals: Arc::new(Externals::new(target)),
            load_balancers: Arc::default(),
            autoscalers: Arc::default(),
            components: Arc::default(),
            by_kind: Arc::clone(&all.by_kind),
            all: Arc::new(all),
        }
    }

    /// Returns the parts of the tree, in the order of the objects.
    pub(super) fn parts(&self) -> impl IndexedParallelIterator<Item = Tree<'a>> {
        self.objects.par_chunks(PART).map(|objects| Tree {
            objects,
            pods: self.pods.part(objects),
            load_balancers: Arc::default(),
            autoscalers: Arc::default(),
            components: Arc::default(),
            by_kind: Arc::new(by_kind(objects)),
            ..self.clone()
        })
    }

    /// Returns an object by its identity.
    pub(super) fn get(
        &self,
        group: &str,
        kind: &str,
        namespace: &str,
        name: &str,
    ) -> Option<&'a Object> {
        let by_id: &FxHashMap<Identity<'_>, &'a Object> = &self.all.by_id;
        let found = by_id.get(&(group, kind, namespace, name)).copied();
        if found.is_some() || namespace.is_empty() || self.target.is_some() {
            return found;
        }
        // Plain manifests may leave the namespace to whoever applies them.
        by_id.get(&(group, kind, "", name)).copied()
    }

    /// Returns the objects that share their identity with others, in their order.
    pub(super) fn repeated(&self) -> impl Iterator<Item = &'a Object> {
        let repeated = &self.all.repeated;
        let is_one = |object: &&Object| repeated.contains(&identity(&object.id));
        let objects = if repeated.is_empty() {
            &[][..]
        } else {
            self.all.objects
        };
        objects.iter().filter(is_one)
    }

    /// Returns whether an object is part of the tree, declared to live elsewhere, or in every cluster.
    pub(super) fn exists(&self, group: &str, kind: &str, namespace: &str, name: &str) -> bool {
        self.get(group, kind, namespace, name).is_some()
            || is_given(group, kind, namespace, name)
            || self.externals.has(group, kind, namespace, name)
    }

    /// Returns the objects to judge of a kind, whatever their group.
    pub(super) fn of_kind(&self, kind: &str) -> &[&'a Object] {
        self.by_kind.get(kind).map_or(&[], Vec::as_slice)
    }

    /// Returns all objects of a kind, those that are not to judge included.
    pub(super) fn all_of_kind(&self, kind: &str) -> &[&'a Object] {
        self.all.of_kind(kind)
    }

    /// Returns the objects to judge of a kind of one group.
    pub(super) fn of(&self, group: &str, kind: &str) -> impl Iterator<Item = &'a Object> {
        let of_group = move |object: &&Object| object.id.group == group;
        self.of_kind(kind).iter().copied().filter(of_group)
    }

    /// Returns the names that objects of a kind have in a namespace.
    pub(super) fn names(&self, kind: &str, namespace: &str) -> impl Iterator<Item = &'a str> {
        let objects = self.all.within(kind, namespace);
        objects.map(|object| object.id.name.as_str())
    }

    /// Returns the first namespace, by name, that has an object.
    pub(super) fn namespace_with(&self, group: &str, kind: &str, name: &str) -> Option<&'a str> {
        let objects = self.all.of_kind(kind).iter();
        let same = objects.filter(|object| object.id.name == name && object.id.group == group);
        same.map(|object| object.id.namespace.as_str()).min()
    }

    /// Returns the namespaces that a selector of a peer means, as far as the tree knows them; none where it means all.
    pub(super) fn namespaces_with(&self, selector: &LabelSelector) -> Vec<&str> {
        // Every namespace has its name as a label, which no file states.
        let named = selector
            .equalities()
            .find(|(key, _)| *key == "kubernetes.io/metadata.name");
        if let Some((_, name)) = named {
            let namespace = self.get("", "Namespace", "", name);
            return namespace.iter().map(|it| it.id.name.as_str()).collect();
        }
        if selector.is_empty() {
            return Vec::new();
        }
        let namespaces = self.all.of_kind("Namespace");
        let positions = self.all.namespaces.matching("", selector);
        positions
            .map(|at| namespaces[at].id.name.as_str())
            .collect()
    }

    /// Returns "did you mean" for a selector that matches no pod of a namespace: a value that one of its labels has there.
    pub(super) fn near_labels(
        &self,
        findings: &mut Findings,
        namespace: &str,
        selector: &LabelSelector,
    ) -> Option<String> {
        let index = self.pods.index();
        let (key, value) = selector
            .equalities()
            .find(|(key, value)| !index.values(namespace, key).any(|there| there == *value))?;
        findings.near(value, index.values(namespace, key))
    }

    /// Returns what to do about an object that is not there.
    pub(super) fn add_or_declare(&self, kind: &str, namespace: &str, name: &str) -> String {
        if self.target.is_none() {
            return "add it, unless it is in the cluster already".to_owned();
        }
        let namespace = if namespace.is_empty() {
            String::new()
        } else {
            format!("{namespace}/")
        };
        let add = match kind {
            "ClusterSecretStore" | "SecretStore" => "add it to `secretStores` of a Platform",
            "IngressClass" => "add it to `albs` of a Platform",
            "StorageClass" => "add it to `storageClasses` of a Platform",
            _ => "add it",
        };
        format!("{add}, or declare `{kind}/{namespace}{name}` under `externals`")
    }

    /// Returns a value of the environment's policy.
    pub(super) fn policy(&self, key: &str) -> Option<&'a Node> {
        self.target?.environment.at(&["policy", key])
    }

    /// Returns the pods that the object makes.
    pub(super) fn pod_of(&self, object: &Object) -> Option<&Pod<'a>> {
        self.pods.of(object)
    }
}
