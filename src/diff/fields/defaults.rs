//! Which values the API server sets itself where a manifest is silent.

use crate::k8s::schema::Schema;
use crate::yaml::Node;

/// Returns whether a field that only one side states has the value that it would have anyway.
pub(super) fn is_default(
    parent: Option<&Schema>,
    name: &str,
    schema: Option<&Schema>,
    stated: &Node,
) -> bool {
    let _ = (parent, name);
    let default = schema.and_then(|schema| schema.default.as_ref());
    default.is_some_and(|default| **default == *stated)
}
