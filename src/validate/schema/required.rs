//! EK1004: a field that the API server asks for is not there.
//!
//! Source: the definition of a custom resource, the table of `src/k8s/schema/values.rs` for built-in types.

use super::walk::{Walk, path};
use crate::diag::Code;
use crate::k8s::schema::Schema;
use crate::validate::findings::about;
use crate::yaml::{Entry, Mapping, Node, Value};

/// Reports each field that is missing from a map.
pub(super) fn check(walk: &mut Walk<'_>, schema: &Schema, node: &Node, map: &Mapping) {
    for name in &schema.required {
        let value = map.get(name).map(|node| &node.value);
        let minor = walk.minor;
        let property = || schema.property(name, minor);
        // A Go type cannot tell an empty value from none; of a custom resource, the server removes a null that is not allowed.
        let is_there = match value {
            None => false,
            Some(Value::Null) if walk.is_custom => {
                // An apply refuses the null itself, which is told.
                walk.is_applied || property().is_none_or(|of| of.nullable)
            }
            Some(Value::Null) => false,
            Some(_) if walk.is_custom => true,
            Some(Value::String(text)) => !text.is_empty(),
            Some(Value::Sequence(items)) => !items.is_empty(),
            Some(_) => true,
        };
        let is_default = || property().is_some_and(|of| of.default.is_some());
        if is_there || (walk.is_custom && is_default()) {
            continue;
        }
        let is_known = property().is_some() || walk.is_custom;
        if !is_known {
            continue;
        }
        walk.tell(|object, _| {
            let state = match value {
                Some(Value::Null) => "is null",
                Some(_) => "is empty",
                None => "is missing",
            };
            let there = map.get(name).unwrap_or(node);
            about(
                Code::AbsentField,
                object,
                there,
                format!(
                    "`{name}` {state} in `{}` of `{}`",
                    path(object, node),
                    object.id
                ),
            )
            .at(there.head().or(object.span))
        });
    }
}

/// Returns whether a null is told here, if it is told at all, so that its type need not be.
pub(super) fn tells_of_null(walk: &Walk<'_>, schema: &Schema, entry: &Entry) -> bool {
    let is_required = || schema.required.contains(&entry.key.name);
    entry.value.is_null() && walk.is_custom && !walk.is_applied && is_required()
}
