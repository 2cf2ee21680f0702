//! References to objects whose names changed.
//!
//! In: the objects and the new names of ConfigMaps. Out: pod templates of the same namespaces that use the new ones, in
//! environment variables and in volumes.

use rayon::prelude::*;

use super::generate::{CONTENT_HASH, Renamed};
use crate::k8s::{Object, descend, pod_template_path};
use crate::yaml::{List, Node};

/// Rewrites every reference.
pub(super) fn rewrite(objects: &mut [Object], renamed: &Renamed) {
    if renamed.is_empty() {
        return;
    }
    objects
        .par_iter_mut()
        .filter(|object| object.verbatim.is_none())
        .for_each(|object| {
            let Some(path) = pod_template_path(&object.id.group, &object.id.kind) else {
                return;
            };
            let namespace = object.id.namespace.clone();
            let spec = descend(&mut object.node, path).and_then(|pod| pod.get_mut("spec"));
            if let Some(spec) = spec {
                pod(spec, &|name| {
                    renamed.get(&(namespace.clone(), name.into())).cloned()
                });
            }
        });
}

fn pod(spec: &mut Node, new_name: &dyn Fn(&str) -> Option<ecow::EcoString>) {
    let set = |holder: Option<&mut Node>| {
        let Some(name) = holder.and_then(|holder| holder.get_mut("name")) else {
            return;
        };
        if let Some(new) = name.as_str().and_then(new_name) {
            *name = name.derive(new, &CONTENT_HASH);
        }
    };
    for list in ["containers", "initContainers", "ephemeralContainers"] {
        for container in items(spec, list) {
            for variable in items(container, "env") {
                set(descend(variable, &["valueFrom", "configMapKeyRef"]));
            }
            for source in items(container, "envFrom") {
                set(source.get_mut("configMapRef"));
            }
        }
    }
    for volume in items(spec, "volumes") {
        set(volume.get_mut("configMap"));
        if let Some(projected) = volume.get_mut("projected") {
            for source in items(projected, "sources") {
                set(source.get_mut("configMap"));
            }
        }
    }
}

fn items<'n>(node: &'n mut Node, key: &str) -> &'n mut [Node] {
    node.get_mut(key)
        .and_then(Node::as_list_mut)
        .map_or(&mut [], List::as_mut_slice)
}
