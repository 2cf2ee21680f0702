//! Which type an object has: the built-in kinds of a minor version and the custom resources of a run.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use ecow::EcoString;

use super::{BuiltIn, Component, Schema, store};
use crate::k8s::{Gvk, Minor};

/// A kind in a version of its group that the server serves.
#[derive(Clone, Copy, Debug)]
pub struct Served<'s> {
    /// The type of its objects.
    pub schema: &'s Schema,
    /// Whether its objects live in a namespace.
    pub namespaced: bool,
    /// Whether it is a custom resource: then the server checks its schema, and else its own code.
    pub is_custom: bool,
    /// The component whose embedded definition says so; nothing where the kind is built in, or its definition was read.
    pub component: Option<&'static Component>,
}

/// The types of a run.
#[derive(Clone, Debug)]
pub struct Schemas {
    minor: Minor,
    custom: BTreeMap<EcoString, Versions>,
}

/// The served versions of all custom resources that a kind is the name of.
#[derive(Clone, Debug, Default)]
struct Versions {
    /// In the order in which they were added.
    all: Vec<Custom>,
    /// The position of each, by group and version.
    places: BTreeMap<EcoString, BTreeMap<EcoString, usize>>,
    /// The groups of which nothing more will be added.
    complete: BTreeSet<EcoString>,
}

impl Versions {
    fn find(&self, group: &str, version: &str) -> Option<&Custom> {
        let at = self.places.get(group)?.get(version)?;
        self.all.get(*at)
    }
}

/// A version of a custom resource.
#[derive(Clone, Debug)]
struct Custom {
    gvk: Gvk,
    namespaced: bool,
    schema: Arc<Schema>,
    component: Option<&'static Component>,
}

impl Schemas {
    /// Returns the types that every server of a minor version has.
    pub fn new(minor: Minor) -> Self {
        Schemas {
            minor,
            custom: BTreeMap::new(),
        }
    }

    /// Returns the version of Kubernetes whose built-in types these are.
    pub fn minor(&self) -> Minor {
        self.minor
    }

    /// Adds a served version of a custom resource. The first of several with one name counts; a built-in kind keeps its type.
    pub fn add(
        &mut self,
        gvk: Gvk,
        namespaced: bool,
        schema: Arc<Schema>,
        component: Option<&'static Component>,
    ) {
        let versions = self.custom.entry(gvk.kind.clone()).or_default();
        if versions.find(&gvk.group, &gvk.version).is_none() {
            let group = versions.places.entry(gvk.group.clone()).or_default();
            group.insert(gvk.version.clone(), versions.all.len());
            versions.all.push(Custom {
                gvk,
                namespaced,
                schema,
                component,
            });
        }
    }

    /// Notes that all versions of a custom resource are being added, and returns whether they were not yet.
    pub(super) fn complete(&mut self, group: &EcoString, kind: &EcoString) -> bool {
        let versions = self.custom.entry(kind.clone()).or_default();
        versions.complete.insert(group.clone())
    }

    /// Returns a kind that is served; `apps/v1` and `Deployment`.
    pub fn find(&self, api_version: &str, kind: &str) -> Option<Served<'_>> {
        let (group, version) = api_version.split_once('/').unwrap_or(("", api_version));
        let mut built_in = store::built_in(kind).iter();
        let built_in = built_in.find(|known| known.group == group && known.version == version);
        if let Some(known) = built_in {
            return known.minors.contains(self.minor).then(|| Served {
                schema: known.definition.schema(),
                namespaced: known.namespaced,
                is_custom: false,
                component: None,
            });
        }
        let found = self.custom.get(kind)?.find(group, version)?;
        Some(Served {
            schema: &found.schema,
            namespaced: found.namespaced,
            is_custom: true,
            component: found.component,
        })
    }

    /// Returns every `apiVersion` that serves a kind, built-in or custom.
    pub fn api_versions(&self, kind: &str) -> Vec<EcoString> {
        let built_in = store::built_in(kind)
            .iter()
            .filter(|known| known.minors.contains(self.minor))
            .map(BuiltIn::api_version);
        let custom = self.custom.get(kind).map(|versions| &versions.all);
        let custom = custom.into_iter().flatten();
        built_in
            .chain(custom.map(|known| known.gvk.api_version()))
            .collect()
    }

    /// Returns the kinds that are served, sorted, each once.
    pub fn kinds(&self) -> Vec<&str> {
        let built_in = store::kinds()
            .iter()
            .filter(|known| known.minors.contains(self.minor))
            .map(|known| known.kind);
        let mut kinds: Vec<&str> = built_in
            .chain(self.custom.keys().map(EcoString::as_str))
            .collect();
        kinds.sort_unstable();
        kinds.dedup();
        kinds
    }
}
