//! An index of everything that rules look at.
//!
//! A tree judges all objects, or a part of them; what it looks up, it always looks up among all, and then in what is beside them. Rules that judge each object by
//! itself are given small parts, so that the next rule finds in the cache of the processor what the last one read.

use std::sync::Arc;

use rayon::prelude::*;

use super::autoscalers::Autoscalers;
use super::components::Containers;
use super::definitions::schemas;
use super::externals::Externals;
use super::findings::Findings;
use super::given::is_given;
use super::index::{ByKind, Index, by_kind};
use super::load_balancers::LoadBalancers;
use super::others::Others;
use super::pods::{Pod, Pods};
use super::secrets::Secrets;
use super::standards::Standards;
use crate::k8s::schema::{Definitions, Schemas};
use crate::k8s::{LabelSelector, Minor, Object};
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
    /// What the objects beside do to those to judge.
    pub(super) others: Option<Arc<Others<'a>>>,
    /// The objects to judge.
    by_kind: Arc<ByKind<'a>>,
    index: Arc<Index<'a>>,
}

/// What is there and judged elsewhere, for rules to look up.
pub(super) struct Beside<'a> {
    index: Arc<Index<'a>>,
    pods: Pods<'a>,
    secrets: Arc<Secrets<'a>>,
    standards: Arc<Standards<'a>>,
    definitions: Definitions<'a>,
    others: Arc<Others<'a>>,
}

impl<'a> Beside<'a> {
    /// Returns the definitions of custom resources, with those of the cluster behind them.
    pub(super) fn definitions(&self) -> &Definitions<'a> {
        &self.definitions
    }

    pub(super) fn new(
        minor: Minor,
        target: Option<&'a Target>,
        objects: &'a [Object],
        vary: bool,
        definitions: &'a Definitions<'a>,
    ) -> Self {
        let index = Arc::new(Index::new(objects, None));
        let namespaces = index.of_kind("Namespace");
        Beside {
            standards: Arc::new(Standards::new(minor, target, namespaces, None)),
            pods: Pods::new(objects, vary, None),
            secrets: Arc::new(Secrets::new(objects, None)),
            definitions: Definitions::of(objects, Some(definitions)),
            others: Arc::new(Others::new(Arc::clone(&index))),
            index,
        }
    }
}

impl<'a> Tree<'a> {
    pub(super) fn new(
        session: &'a Session<'a>,
        minor: Minor,
        target: Option<&'a Target>,
        objects: &'a [Object],
        definitions: &Definitions<'_>,
        beside: Option<&Beside<'a>>,
    ) -> Self {
        let ((index, pods), (secrets, schemas)) = rayon::join(
            || {
                rayon::join(
                    || Index::new(objects, beside.map(|it| Arc::clone(&it.index))),
                    || Pods::new(objects, false, beside.map(|it| &it.pods)),
                )
            },
            || {
                rayon::join(
                    || Secrets::new(objects, beside.map(|it| Arc::clone(&it.secrets))),
                    || schemas(minor, objects, definitions),
                )
            },
        );
        let namespaces = index.own().get("Namespace").into_iter().flatten().copied();
        let others = beside.map(|it| Arc::clone(&it.standards));
        let standards = Standards::new(minor, target, namespaces, others);
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
            others: beside.map(|it| Arc::clone(&it.others)),
            by_kind: Arc::clone(index.own()),
            index: Arc::new(index),
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
        let found = self.index.get(group, kind, namespace, name);
        if found.is_some() || namespace.is_empty() || self.target.is_some() {
            return found;
        }
        // Plain manifests may leave the namespace to whoever applies them.
        self.index.get(group, kind, "", name)
    }

    /// Returns the objects that share their identity with others, in their order.
    pub(super) fn repeated(&self) -> impl Iterator<Item = &'a Object> {
        self.index.repeated()
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

    /// Returns the objects of a kind that are judged elsewhere.
    pub(super) fn beside_of_kind(&self, kind: &str) -> impl Iterator<Item = &'a Object> {
        self.index.beside_of_kind(kind)
    }

    /// Returns all objects of a kind, those that are not to judge included.
    pub(super) fn all_of_kind(&self, kind: &str) -> impl Iterator<Item = &'a Object> {
        self.index.of_kind(kind)
    }

    /// Returns all objects of a kind of one group, those that are not to judge included.
    pub(super) fn all_of(&self, group: &str, kind: &str) -> impl Iterator<Item = &'a Object> {
        let of_group = move |object: &&Object| object.id.group == group;
        self.all_of_kind(kind).filter(of_group)
    }

    /// Returns the objects to judge of a kind of one group.
    pub(super) fn of(&self, group: &str, kind: &str) -> impl Iterator<Item = &'a Object> {
        let of_group = move |object: &&Object| object.id.group == group;
        self.of_kind(kind).iter().copied().filter(of_group)
    }

    /// Returns the Services of a namespace that a selector matches.
    pub(super) fn services<'q>(
        &'q self,
        namespace: &'q str,
        selector: &'q LabelSelector,
    ) -> impl Iterator<Item = &'a Object> + use<'a, 'q> {
        self.index.services(namespace, selector)
    }

    /// Returns whether a namespace has a Service.
    pub(super) fn has_service(&self, namespace: &str) -> bool {
        self.index.has_service(namespace)
    }

    /// Returns the names that objects of a kind have in a namespace.
    pub(super) fn names(&self, kind: &str, namespace: &str) -> impl Iterator<Item = &'a str> {
        let objects = self.index.within(kind, namespace);
        objects.map(|object| object.id.name.as_str())
    }

    /// Returns the first namespace, by name, that has an object.
    pub(super) fn namespace_with(&self, group: &str, kind: &str, name: &str) -> Option<&'a str> {
        let objects = self.index.of_kind(kind);
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
        let namespaces = self.index.namespaces(selector);
        namespaces.map(|it| it.id.name.as_str()).collect()
    }

    /// Returns "did you mean" for a selector that matches no pod of a namespace: a value that one of its labels has there.
    pub(super) fn near_labels(
        &self,
        findings: &mut Findings,
        namespace: &str,
        selector: &LabelSelector,
    ) -> Option<String> {
        let values = |key| self.pods.values(namespace, key);
        let (key, value) = selector
            .equalities()
            .find(|(key, value)| !values(key).any(|there| there == *value))?;
        findings.near(value, values(key))
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
