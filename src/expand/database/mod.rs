//! Database specs to objects.

use super::context::Context;
use crate::k8s::Object;
use crate::layer::Component;

/// Returns the objects of a Database.
pub(super) fn expand(context: &Context, component: &Component) -> Vec<Object> {
    let _ = (context, component);
    Vec::new()
}
