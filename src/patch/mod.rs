//! Stage 4, objects to changed objects.
//!
//! In: the objects of an environment and, in its [`Target`], what people say about the output instead of the spec:
//! `podTemplate` and `patches` of components, `outputPatches` of overlays, `patches` of the environment, in that order. Out: the
//! objects, each changed node with the place of the patch and what was there before, and with content hashes in the
//! names of those that roll out with their content; and the objects of the [kustomizations](kustomize) that take part. The engine ([`strategic`], [`json6902`], [`select`]) knows nothing of
//! environments. Whether the outcome makes sense is the next stage's business.

mod apply;
mod change;
mod embedded;
mod findings;
mod generate;
mod hash;
pub mod json6902;
pub mod kustomize;
mod limits;
mod names;
mod read;
pub mod select;
pub mod strategic;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;

pub use change::{Effect, Path, Same};
pub use generate::CONTENT_HASH;

use ecow::EcoString;

use self::apply::{Objects, Scope};
use self::read::Files;
use crate::diag::{Code, Diagnostic};
use crate::k8s::{Object, pod_template_path};
use crate::layer::{Component, Target};
use crate::load::SpecKind;
use crate::session::Session;
use crate::yaml::Node;

/// Patches the objects, then gives those that ask for it the hash of their content as a suffix of the name.
pub fn run(session: &Session, target: &Target, objects: Vec<Object>) -> Vec<Object> {
    let built = kustomize::objects(session, target);
    let objects = objects.into_iter().chain(built).collect();
    let mut objects = patched(session, target, objects);
    let renamed = generate::config_maps(&mut objects);
    names::rewrite(&mut objects, &renamed);
    generate::jobs(&mut objects);
    objects
}

fn patched(session: &Session, target: &Target, objects: Vec<Object>) -> Vec<Object> {
    let has_patches = |component: &&Component| {
        ["podTemplate", "patches"]
            .iter()
            .any(|key| component.spec.value_of(key).is_some())
    };
    let components: Vec<&Component> = target.components.iter().filter(has_patches).collect();
    if components.is_empty() && target.patches.is_empty() {
        return objects;
    }
    let mut objects = Objects::new(session, objects, &target.definitions);
    for component in components {
        if let Some(template) = component.spec.value_of("podTemplate") {
            pod_template(session, &mut objects, component, template);
        }
        let patches = component.spec.value_of("patches").and_then(Node::as_list);
        for entry in patches.unwrap_or_default() {
            let files = Files {
                session,
                target,
                namespace: &component.owner.namespace,
            };
            for patch in read::read(files, entry, &component.path) {
                objects.apply(&patch, Scope::Owner(&component.owner));
            }
        }
    }
    let files = Files {
        session,
        target,
        namespace: &EcoString::new(),
    };
    for output in &target.patches {
        let scope = output.owners.as_deref().map_or(Scope::All, Scope::Owners);
        for patch in read::read(files, &output.node, &output.path) {
            objects.apply(&patch, scope);
        }
    }
    objects.finish()
}

/// Kinds of workloads, the one that a component is about first.
const WORKLOADS: [(&str, &str); 5] = [
    ("apps", "Deployment"),
    ("apps", "StatefulSet"),
    ("apps", "DaemonSet"),
    ("batch", "CronJob"),
    ("batch", "Job"),
];

/// Merges `podTemplate` into the pod template of the component's main workload, the one that has its name; of a
/// Monitoring, which is many things at once, into all of them.
fn pod_template(session: &Session, objects: &mut Objects, component: &Component, body: &Node) {
    if body.as_map().is_none() {
        let found = body.value.type_name();
        session.report(
            Diagnostic::new(
                Code::InvalidPatch,
                format!("expected `podTemplate` to be a map, found {found}"),
            )
            .at(body.span())
            .help("write `podTemplate: {spec: {…}}`"),
        );
        return;
    }
    let all = component.kind == SpecKind::Monitoring;
    let workloads = objects
        .of_owner(&component.owner)
        .filter_map(|(at, object)| {
            let kind = (object.id.group.as_str(), object.id.kind.as_str());
            let rank = WORKLOADS.iter().position(|workload| *workload == kind)?;
            let path = pod_template_path(kind.0, kind.1)?;
            let meant = all || object.id.name == component.owner.name;
            meant.then_some((rank, at, path))
        });
    let pods: Vec<(usize, &[&str])> = if all {
        workloads.map(|(_, at, path)| (at, path)).collect()
    } else {
        workloads
            .min()
            .map(|(_, at, path)| (at, path))
            .into_iter()
            .collect()
    };
    if pods.is_empty() {
        session.report(
            Diagnostic::new(
                Code::NoPodTemplate,
                format!(
                    "`{}` has no workload that `podTemplate` could be for",
                    component.owner
                ),
            )
            .at(body.head())
            .on(&component.owner)
            .help("use `patches` with a `target` instead"),
        );
        return;
    }
    objects.apply_to_templates(&pods, body);
}
