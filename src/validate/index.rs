//! What rules look up: objects by their identity, kind and namespace.
//!
//! An index may stand on another one, of objects that are there and judged elsewhere; its own come first.

use std::collections::hash_map::Entry;
use std::sync::{Arc, OnceLock};

use rustc_hash::{FxHashMap, FxHashSet};

use crate::k8s::{LabelIndex, LabelSelector, Object, ObjectId};

/// Objects by their kind.
pub(super) type ByKind<'a> = FxHashMap<&'a str, Vec<&'a Object>>;

/// Group, kind, namespace and name.
type Identity<'a> = (&'a str, &'a str, &'a str, &'a str);

/// Objects, by their labels.
struct Labelled<'a> {
    objects: Vec<&'a Object>,
    index: LabelIndex<'a>,
}

/// Objects, and those beside them.
pub(super) struct Index<'a> {
    objects: &'a [Object],
    by_id: FxHashMap<Identity<'a>, &'a Object>,
    /// The identities that several objects have.
    repeated: FxHashSet<Identity<'a>>,
    by_kind: Arc<ByKind<'a>>,
    /// The Namespaces, by their labels.
    namespaces: LabelIndex<'a>,
    /// The Services, by their labels; read when somebody asks.
    services: OnceLock<Labelled<'a>>,
    /// The positions of the objects, sorted by kind and namespace. Sorted when somebody asks, which is seldom.
    sorted: OnceLock<Vec<usize>>,
    beside: Option<Arc<Index<'a>>>,
}

impl<'a> Index<'a> {
    pub(super) fn new(objects: &'a [Object], beside: Option<Arc<Index<'a>>>) -> Self {
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
        Index {
            objects,
            by_id,
            repeated,
            by_kind: Arc::new(by_kind),
            namespaces,
            services: OnceLock::new(),
            sorted: OnceLock::new(),
            beside,
        }
    }

    /// Returns its own objects by their kind.
    pub(super) fn own(&self) -> &Arc<ByKind<'a>> {
        &self.by_kind
    }

    /// Returns an object by its identity.
    pub(super) fn get(
        &self,
        group: &str,
        kind: &str,
        namespace: &str,
        name: &str,
    ) -> Option<&'a Object> {
        self.layers().find_map(|layer| {
            let by_id: &FxHashMap<Identity<'_>, &'a Object> = &layer.by_id;
            by_id.get(&(group, kind, namespace, name)).copied()
        })
    }

    /// Returns its own objects that share their identity with others, in their order.
    pub(super) fn repeated(&self) -> impl Iterator<Item = &'a Object> {
        let repeated = &self.repeated;
        let is_one = |object: &&Object| repeated.contains(&identity(&object.id));
        let objects = if repeated.is_empty() {
            &[][..]
        } else {
            self.objects
        };
        objects.iter().filter(is_one)
    }

    /// Returns the objects of a kind.
    pub(super) fn of_kind(&self, kind: &str) -> impl Iterator<Item = &'a Object> {
        self.layers()
            .flat_map(move |layer| layer.own_of_kind(kind).iter().copied())
    }

    /// Returns the objects of a kind beside its own.
    pub(super) fn beside_of_kind(&self, kind: &str) -> impl Iterator<Item = &'a Object> {
        let beside = self.beside.iter();
        beside.flat_map(move |beside| beside.own_of_kind(kind).iter().copied())
    }

    /// Returns the objects of a kind in a namespace.
    pub(super) fn within(&self, kind: &str, namespace: &str) -> impl Iterator<Item = &'a Object> {
        self.layers()
            .flat_map(move |layer| layer.own_within(kind, namespace))
    }

    /// Returns the Namespaces that a selector matches.
    pub(super) fn namespaces<'q>(
        &'q self,
        selector: &'q LabelSelector,
    ) -> impl Iterator<Item = &'a Object> + use<'a, 'q> {
        self.layers().flat_map(move |layer| {
            let namespaces = layer.own_of_kind("Namespace");
            let positions = layer.namespaces.matching("", selector);
            positions.map(|at| namespaces[at])
        })
    }

    /// Returns the Services of a namespace that a selector matches.
    pub(super) fn services<'q>(
        &'q self,
        namespace: &'q str,
        selector: &'q LabelSelector,
    ) -> impl Iterator<Item = &'a Object> + use<'a, 'q> {
        self.layers().flat_map(move |layer| {
            let services = layer.own_services();
            let positions = services.index.matching(namespace, selector);
            positions.map(|at| services.objects[at])
        })
    }

    /// Returns whether a namespace has a Service.
    pub(super) fn has_service(&self, namespace: &str) -> bool {
        let mut layers = self.layers();
        layers.any(|layer| layer.own_services().index.has(namespace))
    }

    fn own_services(&self) -> &Labelled<'a> {
        self.services.get_or_init(|| {
            let all = self.own_of_kind("Service").iter().copied();
            let objects: Vec<&'a Object> = all.filter(|it| it.id.group.is_empty()).collect();
            let mut index = LabelIndex::default();
            for object in &objects {
                let labels = object.node.at(&["metadata", "labels"]);
                index.add(object.id.namespace.as_str(), labels);
            }
            Labelled { objects, index }
        })
    }

    fn layers(&self) -> impl Iterator<Item = &Index<'a>> {
        std::iter::once(self).chain(self.beside.as_deref())
    }

    fn own_of_kind(&self, kind: &str) -> &[&'a Object] {
        self.by_kind.get(kind).map_or(&[], Vec::as_slice)
    }

    fn own_within(
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

/// Returns objects by their kind.
pub(super) fn by_kind(objects: &[Object]) -> ByKind<'_> {
    let mut by_kind = ByKind::default();
    for object in objects {
        by_kind
            .entry(object.id.kind.as_str())
            .or_default()
            .push(object);
    }
    by_kind
}
