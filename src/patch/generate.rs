//! Content hashes in names: new content is a new object, so that pods roll out with it and a Job runs again.
//!
//! In: objects whose [`hashed`](Object::hashed) is set. Out: the same with a suffix of ten letters on their names. It is
//! the one that kustomize's `configMapGenerator` would give, see [`hash`].

use ecow::EcoString;
use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::hash;
use crate::k8s::Object;
use crate::yaml::NamedDefault;

/// The rule behind a name with a hash and behind every reference to one.
pub static CONTENT_HASH: NamedDefault = NamedDefault {
    id: "name.contentHash",
    what: "a hash of the content is the end of the name",
    why: "pods roll out when their configuration changes, roll back with it, and a changed Job is a new one",
    source: "https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/configmapgenerator/",
    field: "",
};

/// New names by namespace and former name.
pub(super) type Renamed = FxHashMap<(EcoString, EcoString), EcoString>;

/// Renames ConfigMaps.
pub(super) fn config_maps(objects: &mut [Object]) -> Renamed {
    let renamed: Vec<((EcoString, EcoString), EcoString)> = objects
        .par_iter_mut()
        .filter(|object| object.hashed && object.verbatim.is_none() && is_config_map(object))
        .map(|object| {
            let former = (object.id.namespace.clone(), object.id.name.clone());
            rename(object);
            (former, object.id.name.clone())
        })
        .collect();
    renamed.into_iter().collect()
}

/// Renames Jobs, after the names they refer to are final.
pub(super) fn jobs(objects: &mut [Object]) {
    objects
        .par_iter_mut()
        .filter(|object| object.hashed && object.verbatim.is_none() && !is_config_map(object))
        .for_each(rename);
}

fn is_config_map(object: &Object) -> bool {
    object.id.kind == "ConfigMap" && object.id.group.is_empty()
}

fn rename(object: &mut Object) {
    let Some(suffix) = hash::of(&object.node) else {
        return;
    };
    let name = ecow::eco_format!("{}-{suffix}", object.id.name);
    if let Some(node) = crate::k8s::descend(&mut object.node, &["metadata", "name"]) {
        *node = node.derive(name.clone(), &CONTENT_HASH);
        object.id.name = name;
    }
}
