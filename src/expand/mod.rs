//! Stage 3, specs to Kubernetes objects.
//!
//! In: the [`Target`]. Out: its objects, each owned by the component that asked for it, every leaf with the spec line or the
//! [named default](defaults) it comes from. An object is built as one tree that reads like its YAML; nothing
//! here pastes text. Patches, names with content hashes, order and files are later stages' business.

mod autoscaling;
mod availability;
mod board;
mod checks;
mod common;
mod config;
mod container;
mod context;
mod cronjob;
mod database;
pub mod defaults;
mod duration;
mod identity;
mod ingress;
mod links;
mod migration;
mod monitoring;
mod observability;
mod platform;
mod pod;
mod policy;
mod ports;
mod probe;
mod raw;
mod secrets;
mod security;
mod service;
mod shutdown;
mod slo;
mod template;
mod traffic;
mod volumes;
mod workload;

use rayon::prelude::*;

use crate::k8s::Object;
use crate::layer::{Component, Target};
use crate::load::SpecKind;
use crate::session::Session;
use context::Context;

/// Returns the objects of every component, in the order of the components, after the Namespaces they live in and before raw
/// manifests.
pub fn run(session: &Session, target: &Target) -> Vec<Object> {
    let context = Context::new(session, target);
    let expanded: Vec<Vec<Object>> = target
        .components
        .par_iter()
        .map(|component| expand(&context, component))
        .collect();
    let mut objects = platform::namespaces(&context);
    objects.extend(expanded.into_iter().flatten());
    objects.extend(raw::expand(&context));
    checks::check(&context, &objects);
    objects
}

/// Returns the objects of one component.
fn expand(context: &Context, component: &Component) -> Vec<Object> {
    match component.kind {
        SpecKind::App | SpecKind::Worker => workload::expand(context, component),
        SpecKind::CronJob => cronjob::expand(context, component),
        SpecKind::Database => database::expand(context, component),
        SpecKind::Monitoring => monitoring::expand(context, component),
        SpecKind::Platform => platform::expand(context, component),
        // These describe the others; they become nothing themselves.
        SpecKind::Cluster | SpecKind::Environment | SpecKind::Overlay => Vec::new(),
    }
}

#[cfg(test)]
mod tests;
