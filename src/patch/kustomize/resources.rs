//! The resources of a build, and their identities.
//!
//! A resource keeps every identity it had: patches, selectors and references may use the name that a base gave it, long
//! after overlays have put prefixes before it. Lookups by name go through an index, so that ten thousand named patches
//! cost no more than ten thousand lookups.

use ecow::EcoString;
use rustc_hash::FxHashMap;

use super::schema::Schema;
use crate::k8s::Gvk;
use crate::patch::change::CHANGED;
use crate::text::Span;
use crate::yaml::{Mapping, Node};

/// Group, version, kind, name and namespace, as kustomize compares them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Identity {
    pub gvk: Gvk,
    pub name: EcoString,
    /// The namespace as it is stated; empty where none is.
    pub namespace: EcoString,
    /// Whether the kind is known to belong to the cluster.
    pub cluster: bool,
}

/// What kustomize takes for the namespace of an object of the cluster.
const NO_NAMESPACE: &str = "_non_namespaceable_";

impl Identity {
    /// Returns the identity of an object, for messages: whether its kind belongs to the cluster is left open.
    pub(super) fn of(object: &Node) -> Self {
        Identity {
            gvk: gvk_of(object),
            name: text_at(object, &["metadata", "name"]),
            namespace: text_at(object, &["metadata", "namespace"]),
            cluster: false,
        }
    }

    /// Returns the identity of an object.
    pub(super) fn known(object: &Node, schema: &Schema) -> Self {
        let id = Identity::of(object);
        Identity {
            cluster: schema.is_certainly_cluster_scoped(&id.gvk),
            ..id
        }
    }

    /// Returns the namespace that counts: none is `default`, and the cluster's own have one for themselves.
    pub(super) fn effective_namespace(&self) -> &str {
        match self.namespace.as_str() {
            _ if self.cluster => NO_NAMESPACE,
            "" => "default",
            namespace => namespace,
        }
    }

    /// Returns whether two identities are one.
    pub(super) fn is(&self, other: &Identity) -> bool {
        self.is_named_as(other) && self.effective_namespace() == other.effective_namespace()
    }

    /// Returns whether they differ at most in their namespace.
    pub(super) fn is_named_as(&self, other: &Identity) -> bool {
        self.name == other.name && self.gvk == other.gvk
    }

    /// Returns whether group, version and kind are the ones asked for, as far as they are asked for.
    pub(super) fn is_selected(&self, group: &str, version: &str, kind: &str) -> bool {
        (group.is_empty() || self.gvk.group == group)
            && (version.is_empty() || self.gvk.version == version)
            && (kind.is_empty() || self.gvk.kind == kind)
    }
}

/// Prints `Deployment.v1.apps/api.shop`, as kustomize does.
impl std::fmt::Display for Identity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{}.{}.{}/{}.{}",
            or(&self.gvk.kind, "[noKind]"),
            or(&self.gvk.version, "[noVer]"),
            or(&self.gvk.group, "[noGrp]"),
            or(&self.name, "[noName]"),
            or(&self.namespace, "[noNs]")
        )
    }
}

/// Returns a text, or what kustomize prints where there is none.
pub(super) fn or<'t>(text: &'t str, none: &'t str) -> &'t str {
    if text.is_empty() { none } else { text }
}

/// How a generated resource joins one that is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(super) enum Behavior {
    /// Nothing is said, or `create`: it must be new.
    #[default]
    Create,
    /// It takes the place.
    Replace,
    /// Its data joins.
    Merge,
}

/// Where a resource was read or made, or what changed it: the content of kustomize's annotations.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub(super) struct BuildOrigin {
    /// The path of the file, from the folder of the build.
    pub path: String,
    /// The kustomization file of a generator or transformer.
    pub configured_in: String,
    /// The generator or transformer.
    pub configured_by: Option<ConfiguredBy>,
}

/// A generator or transformer: what kustomize calls its resource identifier.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub(super) struct ConfiguredBy {
    pub api_version: EcoString,
    pub kind: EcoString,
    /// Empty, unless it has a configuration of its own.
    pub name: EcoString,
    /// The namespace that the configuration states.
    pub namespace: EcoString,
}

/// One resource of a build.
#[derive(Clone, Debug)]
pub(super) struct Resource {
    pub node: Node,
    /// The identities it had, the first one first.
    pub previous: Vec<Identity>,
    /// The prefixes it was given, the first one first.
    pub prefixes: Vec<EcoString>,
    /// The suffixes it was given, the first one first.
    pub suffixes: Vec<EcoString>,
    /// Whether its name gets the hash of its content.
    pub hashed: bool,
    /// How it joins one that is there.
    pub behavior: Behavior,
    /// Whether there may be texts in it that are still [bare](super::bare).
    pub bare: bool,
    /// Whether there may be scalars in it that are [one and the same](super::shared).
    pub shares: bool,
    /// The vars that take their value from it.
    pub vars: Vec<EcoString>,
    /// Where it comes from, where the build is to say so.
    pub origin: Option<BuildOrigin>,
    /// What changed it, where the build is to say so.
    pub transformations: Vec<BuildOrigin>,
}

impl Resource {
    pub(super) fn new(node: Node) -> Self {
        Resource {
            node,
            previous: Vec::new(),
            prefixes: Vec::new(),
            suffixes: Vec::new(),
            hashed: false,
            behavior: Behavior::Create,
            bare: false,
            shares: false,
            vars: Vec::new(),
            origin: None,
            transformations: Vec::new(),
        }
    }

    /// Returns the kind; empty where there is none.
    pub(super) fn kind(&self) -> EcoString {
        text_at(&self.node, &["kind"])
    }

    /// Returns the name; empty where there is none.
    pub(super) fn name(&self) -> EcoString {
        text_at(&self.node, &["metadata", "name"])
    }

    /// Returns the namespace as it is stated.
    pub(super) fn namespace(&self) -> EcoString {
        text_at(&self.node, &["metadata", "namespace"])
    }

    /// Returns group, version and kind.
    pub(super) fn gvk(&self) -> Gvk {
        gvk_of(&self.node)
    }

    /// Returns the identity it has now.
    pub(super) fn id(&self, schema: &Schema) -> Identity {
        Identity::known(&self.node, schema)
    }

    /// Returns the first identity it had.
    pub(super) fn first_id(&self, schema: &Schema) -> Identity {
        let now = self.id(schema);
        match self.previous.first() {
            None => now,
            Some(first) => Identity {
                gvk: self.first_gvk(),
                ..first.clone()
            },
        }
    }

    /// Returns the group and version it has now, with the first kind it had.
    pub(super) fn first_gvk(&self) -> Gvk {
        let now = self.gvk();
        match self.previous.first() {
            None => now,
            Some(first) => Gvk {
                kind: first.gvk.kind.clone(),
                ..now
            },
        }
    }

    /// Remembers the identity it has now, before a change of it.
    pub(super) fn remember(&mut self, schema: &Schema) {
        self.annotate();
        let mut id = self.id(schema);
        // kustomize keeps no more than names, and takes the group and version of today for all of them.
        id.namespace = id.effective_namespace().into();
        id.cluster = false;
        // Ten thousand patches that could rename it, and do not, leave it with one name.
        if self.previous.last() != Some(&id) {
            self.previous.push(id);
        }
    }

    /// Makes sure that it has annotations. kustomize keeps its own notes there while it builds, and patches and
    /// transformers can tell; a map that stays empty is dropped at the end.
    pub(super) fn annotate(&mut self) {
        let place = self.node.origin.clone();
        if let Some(metadata) = self.node.get_mut("metadata").and_then(Node::as_map_mut)
            && metadata.get("annotations").is_none_or(Node::is_null)
        {
            metadata.insert("annotations", Node::new(Mapping::new(), place));
        }
    }

    /// Returns the place of its first key, for findings about it as a whole.
    pub(super) fn place(&self) -> Option<Span> {
        self.node.head()
    }

    /// Returns every identity it has or had, the present one last.
    pub(super) fn ids(&self, schema: &Schema) -> Vec<Identity> {
        let now = self.id(schema);
        let mut ids: Vec<Identity> = self.previous.clone();
        for id in &mut ids {
            id.gvk.group = now.gvk.group.clone();
            id.gvk.version = now.gvk.version.clone();
        }
        ids.push(now);
        ids
    }
}

/// Returns group, version and kind of an object.
pub(super) fn gvk_of(object: &Node) -> Gvk {
    Gvk::new(
        &text_at(object, &["apiVersion"]),
        &text_at(object, &["kind"]),
    )
}

fn text_at(node: &Node, keys: &[&str]) -> EcoString {
    node.at(keys).and_then(Node::to_text).unwrap_or_default()
}

/// The resources of a build in their order, and an index of their names.
#[derive(Clone, Debug, Default)]
pub(super) struct Resources {
    items: Vec<Option<Resource>>,
    /// For each name that a resource has or had, the positions of those that may have it; nothing while it is stale.
    by_name: Option<FxHashMap<EcoString, Vec<usize>>>,
    /// The positions of those that were appended one after the other, by [`key`]; nothing once one was changed. A name may
    /// be that of a thousand resources, one in each namespace.
    appended: Option<FxHashMap<Key, usize>>,
    /// The last number of [shared](Node::shared) scalars.
    shared: u32,
}

/// What an identity is compared by, except for objects of the cluster.
type Key = (Gvk, EcoString, EcoString);

fn key(id: &Identity) -> Key {
    let namespace = match id.namespace.as_str() {
        "" => "default".into(),
        _ => id.namespace.clone(),
    };
    (id.gvk.clone(), id.name.clone(), namespace)
}

/// Two resources have one identity.
#[derive(Debug)]
pub(super) struct Conflict {
    pub id: Identity,
    /// The place of the one that is there.
    pub first: Option<Span>,
    /// The place of the one that was to be added.
    pub second: Option<Span>,
}

impl Resources {
    /// Walks the resources in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Resource> {
        self.items.iter().flatten()
    }

    /// Walks the resources in order, with their positions.
    pub(super) fn positions(&self) -> impl Iterator<Item = (usize, &Resource)> {
        self.items
            .iter()
            .enumerate()
            .filter_map(|(at, item)| Some((at, item.as_ref()?)))
    }

    /// Returns the resources to change all of them, names included.
    pub(super) fn all_mut(&mut self) -> impl Iterator<Item = &mut Resource> {
        self.slots_mut().iter_mut().flatten()
    }

    /// Returns the slots of all resources, to change anything in any order.
    pub(super) fn slots_mut(&mut self) -> &mut [Option<Resource>] {
        self.by_name = None;
        self.appended = None;
        &mut self.items
    }

    /// Returns the resources to change their content, but not their names.
    pub(super) fn contents_mut(&mut self) -> &mut [Option<Resource>] {
        self.appended = None;
        &mut self.items
    }

    /// Returns a number for scalars that are [one and the same](super::shared); none when there are no more.
    pub(super) fn share(&mut self) -> u32 {
        let next = self.shared + 1;
        if next >= CHANGED {
            return 0;
        }
        self.shared = next;
        next
    }

    /// Returns the resource at a position.
    pub(super) fn get(&self, at: usize) -> Option<&Resource> {
        self.items.get(at)?.as_ref()
    }

    /// Returns the resource at a position, to change it; whoever changes its name calls [`Resources::renamed`].
    pub(super) fn get_mut(&mut self, at: usize) -> Option<&mut Resource> {
        self.appended = None;
        self.items.get_mut(at)?.as_mut()
    }

    /// Takes a resource out; the others keep their positions.
    pub(super) fn remove(&mut self, at: usize) -> Option<Resource> {
        self.appended = None;
        self.items.get_mut(at)?.take()
    }

    /// Takes the new name of a resource into the index.
    pub(super) fn renamed(&mut self, at: usize) {
        let Some(Some(resource)) = self.items.get(at) else {
            return;
        };
        if let Some(index) = &mut self.by_name {
            let positions = index.entry(resource.name()).or_default();
            if !positions.contains(&at) {
                positions.push(at);
            }
        }
    }

    /// Takes the places out that removed resources left. Positions change.
    pub(super) fn compact(&mut self) {
        if self.items.iter().any(Option::is_none) {
            self.items.retain(Option::is_some);
            self.by_name = None;
            self.appended = None;
        }
    }

    /// Returns the positions of the resources that have or had an identity for which `matches` is true; all have or had
    /// `name`.
    pub(super) fn with_id(
        &mut self,
        name: &str,
        schema: &Schema,
        mut matches: impl FnMut(&Identity) -> bool,
    ) -> Vec<usize> {
        self.candidates(name)
            .into_iter()
            .filter(|at| {
                self.get(*at)
                    .is_some_and(|resource| resource.ids(schema).iter().any(&mut matches))
            })
            .collect()
    }

    /// Returns the positions of the resources that may have or have had a name, in order.
    pub(super) fn candidates(&mut self, name: &str) -> Vec<usize> {
        let index = self.by_name.get_or_insert_with(|| {
            let mut index: FxHashMap<EcoString, Vec<usize>> = FxHashMap::default();
            for (at, item) in self.items.iter().enumerate() {
                let Some(resource) = item else { continue };
                for id in &resource.previous {
                    index.entry(id.name.clone()).or_default().push(at);
                }
                index.entry(resource.name()).or_default().push(at);
            }
            index
        });
        let mut positions = index.get(name).cloned().unwrap_or_default();
        positions.sort_unstable();
        positions.dedup();
        positions
    }

    /// Adds a resource, whose identity must be new.
    pub(super) fn append(
        &mut self,
        resource: Resource,
        schema: &Schema,
    ) -> Result<(), Box<Conflict>> {
        let id = resource.id(schema);
        let there = if id.cluster {
            let candidates = self.candidates(&id.name).into_iter();
            let mut there = candidates.filter_map(|at| self.get(at));
            there.find(|there| there.id(schema).is(&id))
        } else {
            self.appended(schema)
                .get(&key(&id))
                .copied()
                .and_then(|at| self.get(at))
        };
        if let Some(there) = there {
            return Err(Box::new(Conflict {
                id,
                first: there.place(),
                second: resource.place(),
            }));
        }
        let mut appended = self.appended.take();
        if let Some(appended) = &mut appended {
            appended.insert(key(&id), self.items.len());
        }
        self.push(resource);
        self.appended = appended;
        Ok(())
    }

    fn appended(&mut self, schema: &Schema) -> &FxHashMap<Key, usize> {
        self.appended.get_or_insert_with(|| {
            let there = self.items.iter().enumerate();
            let there = there.filter_map(|(at, item)| Some((item.as_ref()?, at)));
            // The first of two that became one is the one that is there.
            let there = there.rev();
            there
                .map(|(there, at)| (key(&there.id(schema)), at))
                .collect()
        })
    }

    /// Adds a resource whose identity is known to be new, or may be there already.
    pub(super) fn push(&mut self, resource: Resource) {
        self.appended = None;
        let at = self.items.len();
        if let Some(index) = &mut self.by_name {
            for id in &resource.previous {
                index.entry(id.name.clone()).or_default().push(at);
            }
            index.entry(resource.name()).or_default().push(at);
        }
        self.items.push(Some(resource));
    }

    /// Adds all resources of another build.
    pub(super) fn append_all(
        &mut self,
        others: Resources,
        schema: &Schema,
    ) -> Result<(), Box<Conflict>> {
        let shared = self.shared.max(others.shared);
        if self.items.is_empty() {
            *self = others;
            self.shared = shared;
            return Ok(());
        }
        self.shared = shared;
        others
            .items
            .into_iter()
            .flatten()
            .try_for_each(|resource| self.append(resource, schema))
    }

    /// Returns the resource that has the identity of the one at a position, if a change made it so.
    pub(super) fn conflict_of(&mut self, at: usize, schema: &Schema) -> Option<Conflict> {
        let id = self.get(at)?.id(schema);
        let others = self
            .candidates(&id.name)
            .into_iter()
            .filter(|other| *other != at);
        let mut others = others.filter_map(|other| self.get(other));
        let other = others.find(|other| other.id(schema).is(&id))?;
        Some(Conflict {
            first: other.place(),
            second: self.get(at).and_then(Resource::place),
            id,
        })
    }

    /// Returns the first two resources with one identity, if a change made some.
    pub(super) fn conflict(&mut self, schema: &Schema) -> Option<Conflict> {
        let ids: Vec<(usize, Identity)> = self
            .positions()
            .map(|(at, resource)| (at, resource.id(schema)))
            .collect();
        let mut seen: FxHashMap<(Gvk, EcoString, EcoString), usize> = FxHashMap::default();
        for (at, id) in ids {
            let key = (
                id.gvk.clone(),
                id.name.clone(),
                id.effective_namespace().into(),
            );
            if let Some(first) = seen.insert(key, at) {
                return Some(Conflict {
                    first: self.get(first).and_then(Resource::place),
                    second: self.get(at).and_then(Resource::place),
                    id,
                });
            }
        }
        None
    }

    /// Returns the number of resources.
    pub(super) fn len(&self) -> usize {
        self.iter().count()
    }

    /// Puts the resources in another order.
    pub(super) fn sort_by_cached_key<K: Ord>(&mut self, mut key: impl FnMut(&Resource) -> K) {
        self.compact();
        self.by_name = None;
        self.appended = None;
        self.items
            .sort_by_cached_key(|item| item.as_ref().map(&mut key));
    }

    /// Gives the resources out, in order.
    pub(super) fn into_vec(self) -> Vec<Resource> {
        self.items.into_iter().flatten().collect()
    }
}
