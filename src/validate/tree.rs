//! An index of everything that rules look at.

use rustc_hash::FxHashMap;

use super::definitions::schemas;
use super::externals::Externals;
use super::findings::Findings;
use super::given::is_given;
use super::pods::{Pod, Pods};
use super::secrets::Secrets;
use super::standards::Standards;
use crate::k8s::LabelIndex;
use crate::k8s::schema::Schemas;
use crate::k8s::{LabelSelector, Minor, Object, ObjectId};
use crate::layer::Target;
use crate::session::Session;
use crate::yaml::Node;

/// The objects of an environment, or of a set of manifests.
pub(super) struct Tree<'a> {
    /// For the texts that findings must not quote.
    pub(super) session: &'a Session<'a>,
    /// The version of Kubernetes that the objects are for.
    pub(super) minor: Minor,
    /// The types of objects: those of this version, and custom resources.
    pub(super) schemas: Schemas,
    /// The environment; plain manifests have none.
    pub(super) target: Option<&'a Target>,
    /// Whether one server is meant, by server-side apply, whose definitions of custom resources are those we know.
    pub(super) is_server: bool,
    /// Every object, in the order in which they were made.
    pub(super) objects: &'a [Object],
    /// Every description of a pod.
    pub(super) pods: Pods<'a>,
    /// Every Secret that will be there, with its keys.
    pub(super) secrets: Secrets<'a>,
    /// What each namespace asks of its pods.
    pub(super) standards: Standards<'a>,
    /// What lives elsewhere.
    pub(super) externals: Externals<'a>,
    namespaces: LabelIndex<'a>,
    by_id: FxHashMap<&'a ObjectId, &'a Object>,
    names: FxHashMap<&'a str, FxHashMap<&'a str, Vec<&'a str>>>,
    by_kind: FxHashMap<&'a str, Vec<&'a Object>>,
}

impl<'a> Tree<'a> {
    pub(super) fn new(
        session: &'a Session<'a>,
        minor: Minor,
        target: Option<&'a Target>,
        objects: &'a [Object],
        definitions: &[Object],
    ) -> Self {
        let mut by_id: FxHashMap<&ObjectId, &Object> = FxHashMap::default();
        let mut names: FxHashMap<&str, FxHashMap<&str, Vec<&str>>> = FxHashMap::default();
        let mut by_kind: FxHashMap<&str, Vec<&Object>> = FxHashMap::default();
        for object in objects {
            let id = &object.id;
            by_id.entry(id).or_insert(object);
            names
                .entry(id.kind.as_str())
                .or_default()
                .entry(id.namespace.as_str())
                .or_default()
                .push(id.name.as_str());
            by_kind.entry(id.kind.as_str()).or_default().push(object);
        }
        let namespaces = by_kind.get("Namespace").map_or(&[][..], Vec::as_slice);
        let standards = Standards::new(minor, target, namespaces);
        let mut labelled = LabelIndex::default();
        for namespace in namespaces {
            labelled.add("", namespace.node.at(&["metadata", "labels"]));
        }
        Tree {
            session,
            minor,
            schemas: schemas(minor, objects, definitions),
            target,
            is_server: false,
            objects,
            pods: Pods::new(objects),
            secrets: Secrets::new(objects),
            standards,
            externals: Externals::new(target),
            namespaces: labelled,
            by_id,
            names,
            by_kind,
        }
    }

    /// Returns an object by its identity.
    pub(super) fn get(
        &self,
        group: &str,
        kind: &str,
        namespace: &str,
        name: &str,
    ) -> Option<&'a Object> {
        let mut id = ObjectId {
            group: group.into(),
            kind: kind.into(),
            namespace: namespace.into(),
            name: name.into(),
        };
        let found = self.by_id.get(&id).copied();
        if found.is_some() || namespace.is_empty() || self.target.is_some() {
            return found;
        }
        // Plain manifests may leave the namespace to whoever applies them.
        id.namespace = "".into();
        self.by_id.get(&id).copied()
    }

    /// Returns whether an object is part of the tree, declared to live elsewhere, or in every cluster.
    pub(super) fn exists(&self, group: &str, kind: &str, namespace: &str, name: &str) -> bool {
        self.get(group, kind, namespace, name).is_some()
            || is_given(group, kind, namespace, name)
            || self.externals.has(group, kind, namespace, name)
    }

    /// Returns the objects of a kind, whatever their group.
    pub(super) fn of_kind(&self, kind: &str) -> &[&'a Object] {
        self.by_kind.get(kind).map_or(&[], Vec::as_slice)
    }

    /// Returns the objects of a kind of one group.
    pub(super) fn of(&self, group: &str, kind: &str) -> impl Iterator<Item = &'a Object> {
        let of_group = move |object: &&Object| object.id.group == group;
        self.of_kind(kind).iter().copied().filter(of_group)
    }

    /// Returns the names that objects of a kind have in a namespace.
    pub(super) fn names(&self, kind: &str, namespace: &str) -> &[&'a str] {
        self.names
            .get(kind)
            .and_then(|names| names.get(namespace))
            .map_or(&[], Vec::as_slice)
    }

    /// Returns the first namespace, by name, that has an object.
    pub(super) fn namespace_with(&self, group: &str, kind: &str, name: &str) -> Option<&'a str> {
        let objects = self.of_kind(kind).iter();
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
        let namespaces = self.of_kind("Namespace");
        let positions = self.namespaces.matching("", selector);
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
