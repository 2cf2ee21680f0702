//! Which fields transformers change: kustomize's own tables, and what `configurations` and `crds` add to them.
//!
//! In: a kustomization. Out: a [`Config`], lists of [`FieldSpec`]s in kustomize's order. Most builds add nothing, so that
//! all their layers share one.

mod crds;
mod defaults;
mod name_references;
mod read;
#[cfg(test)]
mod tests;
mod var_references;

use std::sync::{Arc, LazyLock};

use ecow::EcoString;

use super::field_spec::{FieldSpec, merge, within};
use super::sort::rank;
use crate::load::kustomization::{Folder, Loader, Outcome};

/// The fields that may hold the name of an object of a type.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct NameReference {
    /// The API group of the object; empty for any.
    pub group: EcoString,
    /// Its version; empty for any.
    pub version: EcoString,
    /// Its kind; empty for any.
    pub kind: EcoString,
    /// Where it may be named.
    pub referrers: Vec<FieldSpec>,
}

/// Where each transformer finds its fields.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Config {
    pub name_prefix: Vec<FieldSpec>,
    pub name_suffix: Vec<FieldSpec>,
    pub namespace: Vec<FieldSpec>,
    pub common_labels: Vec<FieldSpec>,
    pub labels: Vec<FieldSpec>,
    pub template_labels: Vec<FieldSpec>,
    pub volume_claim_template_labels: Vec<FieldSpec>,
    pub common_annotations: Vec<FieldSpec>,
    pub name_reference: Vec<NameReference>,
    pub var_reference: Vec<FieldSpec>,
    pub images: Vec<FieldSpec>,
    pub replicas: Vec<FieldSpec>,
}

static DEFAULT: LazyLock<Arc<Config>> = LazyLock::new(|| {
    let mut config = defaults::config();
    config.sort();
    Arc::new(config)
});

static EMPTY: LazyLock<Arc<Config>> = LazyLock::new(Arc::default);

impl Config {
    /// Returns what is changed before any folder said something: nothing.
    pub(super) fn empty_arc() -> Arc<Config> {
        Arc::clone(&EMPTY)
    }

    /// Returns what kustomize changes by itself.
    pub(super) fn default_arc() -> Arc<Config> {
        Arc::clone(&DEFAULT)
    }

    /// Returns what kustomize changes by itself and by the `configurations` of a kustomization.
    pub(super) fn of_configurations(loader: &Loader<'_>, folder: &Folder) -> Outcome<Arc<Config>> {
        let entries = folder.list("configurations");
        if entries.is_empty() {
            return Ok(Config::default_arc());
        }
        let mut added = Config::default();
        for entry in entries {
            added.merge(&read::file(loader, folder, entry)?)?;
        }
        let mut config = Config::clone(&DEFAULT);
        config.merge(&added)?;
        Ok(Arc::new(config))
    }

    /// Returns what the OpenAPI definitions in `crds` of a kustomization add, if it has some.
    pub(super) fn of_crds(loader: &Loader<'_>, folder: &Folder) -> Outcome<Option<Arc<Config>>> {
        let entries = folder.list("crds");
        if entries.is_empty() {
            return Ok(None);
        }
        let mut added = Config::default();
        for entry in entries {
            added.merge(&crds::file(loader, folder, entry)?)?;
        }
        Ok(Some(Arc::new(added)))
    }

    /// Takes the specs of another configuration in, and brings all into kustomize's order.
    pub(super) fn merge(&mut self, other: &Config) -> Outcome<()> {
        for ((name, specs), (_, others)) in self.lists().into_iter().zip(other.clone().lists()) {
            merge(specs, others).map_err(|finding| {
                Box::new(within(
                    *finding,
                    &format!("failed to merge {name} fieldSpec"),
                ))
            })?;
        }
        for reference in &other.name_reference {
            self.merge_reference(reference).map_err(|finding| {
                Box::new(within(*finding, "failed to merge NameReference fieldSpec"))
            })?;
        }
        self.sort();
        Ok(())
    }

    fn merge_reference(&mut self, other: &NameReference) -> Outcome<()> {
        let there = self.name_reference.iter_mut().find(|there| {
            there.group == other.group && there.version == other.version && there.kind == other.kind
        });
        match there {
            Some(there) => merge(&mut there.referrers, &other.referrers),
            None => {
                self.name_reference.push(other.clone());
                Ok(())
            }
        }
    }

    /// Returns the lists in the order in which kustomize merges them, with its names for them.
    fn lists(&mut self) -> [(&'static str, &mut Vec<FieldSpec>); 11] {
        [
            ("NamePrefix", &mut self.name_prefix),
            ("NameSuffix", &mut self.name_suffix),
            ("NameSpace", &mut self.namespace),
            ("CommonAnnotations", &mut self.common_annotations),
            ("CommonLabels", &mut self.common_labels),
            ("Labels", &mut self.labels),
            ("TemplateLabels", &mut self.template_labels),
            (
                "VolumeClaimTemplateLabels",
                &mut self.volume_claim_template_labels,
            ),
            ("VarReference", &mut self.var_reference),
            ("Images", &mut self.images),
            ("Replicas", &mut self.replicas),
        ]
    }

    fn sort(&mut self) {
        for (_, specs) in self.lists() {
            specs.sort_by_cached_key(|spec| rank(&spec.group, &spec.version, &spec.kind));
        }
        self.name_reference
            .sort_by_cached_key(|target| rank(&target.group, &target.version, &target.kind));
    }
}

/// Makes `config` know what `other` knows.
pub(super) fn join(config: &mut Arc<Config>, other: &Arc<Config>) -> Outcome<()> {
    // Nearly every build has only kustomize's own tables, which merged with themselves stay as they are.
    let known = Arc::ptr_eq(config, &EMPTY) || Arc::ptr_eq(config, &DEFAULT);
    if known && Arc::ptr_eq(other, &DEFAULT) {
        *config = Arc::clone(other);
        return Ok(());
    }
    Arc::make_mut(config).merge(other)
}
