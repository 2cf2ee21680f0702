//! Platform specs to objects.

use super::context::Context;
use crate::k8s::Object;
use crate::layer::Component;

/// Returns the objects of a Platform, without its namespaces.
pub(super) fn expand(context: &Context, component: &Component) -> Vec<Object> {
    let _ = (context, component);
    Vec::new()
}

/// Returns the Namespaces of the environment, each once, with what belongs to each (default-deny policy, quotas): those
/// that a Platform describes, and those that components live in.
pub(super) fn namespaces(context: &Context) -> Vec<Object> {
    let _ = context;
    Vec::new()
}
