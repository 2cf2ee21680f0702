//! The types of the objects of a run.

use std::collections::BTreeSet;

use crate::k8s::schema::{Definitions, Schemas};
use crate::k8s::{Minor, Object};
use crate::yaml::Node;

/// Returns the built-in types of a version and those of the custom resources among `objects`, which the definitions among
/// `objects` say, or else the others, or else those that are embedded.
pub(super) fn schemas(minor: Minor, objects: &[Object], others: &Definitions<'_>) -> Schemas {
    let mut schemas = Schemas::new(minor);
    let definitions = Definitions::of(objects, Some(others));
    let mut seen = BTreeSet::new();
    let custom = objects
        .iter()
        .filter(|object| object.id.group.contains('.'));
    for object in custom {
        let api_version = object.node.get("apiVersion").and_then(Node::as_str);
        let (Some(api_version), kind) = (api_version, object.id.kind.as_str()) else {
            continue;
        };
        // Every group of custom resources has a dot, and few built-in ones have.
        if api_version.contains('.')
            && seen.insert((api_version, kind))
            && schemas.find(api_version, kind).is_none()
        {
            definitions.serve(&mut schemas, api_version, kind);
        }
    }
    schemas
}
