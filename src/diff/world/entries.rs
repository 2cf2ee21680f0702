//! What syncs a unit: the Flux Kustomization or the Argo CD Application that reads its folder.

use rustc_hash::FxHashMap;

use crate::diff::read::is_true;
use crate::k8s::Object;
use crate::yaml::Node;

/// The entry objects, by the folder that they read.
#[derive(Clone, Default)]
pub(super) struct Entries<'a> {
    /// Nothing where several read folders of one name.
    by_folder: FxHashMap<&'a str, Option<Entry<'a>>>,
}

/// What syncs a unit.
#[derive(Clone, Copy, Debug)]
pub(in crate::diff) struct Entry<'a> {
    object: &'a Object,
    is_flux: bool,
}

impl<'a> Entries<'a> {
    /// Adds an object, if it is an entry object.
    pub(super) fn add(&mut self, object: &'a Object) {
        let Some(entry) = Entry::of(object) else {
            return;
        };
        for folder in entry.folders() {
            self.by_folder
                .entry(folder)
                .and_modify(|known| *known = None)
                .or_insert(Some(entry));
        }
    }

    /// Returns what syncs a unit.
    pub(super) fn get(&self, unit: &str) -> Option<Entry<'a>> {
        *self.by_folder.get(unit)?
    }
}

impl<'a> Entry<'a> {
    /// Returns an object as an entry object, if it is one.
    pub(in crate::diff) fn of(object: &'a Object) -> Option<Self> {
        let is_flux = match (object.id.group.as_str(), object.id.kind.as_str()) {
            ("kustomize.toolkit.fluxcd.io", "Kustomization") => true,
            ("argoproj.io", "Application") => false,
            _ => return None,
        };
        Some(Entry { object, is_flux })
    }

    /// Returns the last names of the folders that it reads: those are the units.
    pub(in crate::diff) fn folders(&self) -> impl Iterator<Item = &'a str> {
        let node = &self.object.node;
        let sources = node.at(&["spec", "sources"]).and_then(Node::as_list);
        let one = [&["spec", "path"][..], &["spec", "source", "path"]];
        let one = one.into_iter().filter_map(|keys| node.at(keys));
        let sources = sources.unwrap_or_default().iter();
        let paths = one.chain(sources.filter_map(|source| source.get("path")));
        paths.filter_map(|path| {
            let path = path.as_str()?.trim_end_matches('/');
            let folder = path.rsplit('/').next()?;
            (!folder.is_empty() && folder != ".").then_some(folder)
        })
    }

    /// Returns its name.
    pub(in crate::diff) fn name(&self) -> &'a str {
        &self.object.id.name
    }

    /// Returns whether it is of Flux, and not of Argo CD.
    pub(in crate::diff) fn is_flux(&self) -> bool {
        self.is_flux
    }

    /// Returns whether what is removed from its folder is deleted in the cluster.
    pub(in crate::diff) fn prunes(&self) -> bool {
        let keys: &[&str] = match self.is_flux {
            true => &["spec", "prune"],
            false => &["spec", "syncPolicy", "automated", "prune"],
        };
        is_true(self.object.node.at(keys))
    }

    /// Returns whether nothing of it is applied until somebody says so.
    pub(in crate::diff) fn is_suspended(&self) -> bool {
        let spec = self.object.node.get("spec");
        let truth = |keys: &[&str]| spec?.at(keys)?.as_bool();
        match self.is_flux {
            true => truth(&["suspend"]) == Some(true),
            false => {
                let automated = spec.and_then(|spec| spec.at(&["syncPolicy", "automated"]));
                automated.is_none() || truth(&["syncPolicy", "automated", "enabled"]) == Some(false)
            }
        }
    }

    /// Returns whether everything that it applied is deleted with it.
    pub(in crate::diff) fn takes_along(&self) -> bool {
        let node = &self.object.node;
        if !self.is_flux {
            let finalizers = node.at(&["metadata", "finalizers"]).and_then(Node::as_list);
            let mut finalizers = finalizers
                .unwrap_or_default()
                .iter()
                .filter_map(Node::as_str);
            return finalizers
                .any(|name| name.starts_with("resources-finalizer.argocd.argoproj.io"));
        }
        match node.at(&["spec", "deletionPolicy"]).and_then(Node::as_str) {
            Some("Delete" | "WaitForTermination") => !self.is_suspended(),
            Some("Orphan") => false,
            _ => self.prunes() && !self.is_suspended(),
        }
    }
}
