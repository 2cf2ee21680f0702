//! The types of all objects: built-in ones, and those of the definitions of custom resources on both sides.

use crate::diff::{Input, Placed};
use crate::k8s::Object;
use crate::k8s::schema::{Definitions, Schemas};
use crate::yaml::Node;

/// Returns the types of all objects.
pub(in crate::diff) fn schemas(input: &Input<'_>) -> Schemas {
    let mut schemas = Schemas::new(input.minor);
    // What is known stays, so that the later definition counts.
    serve(&mut schemas, input, &input.after);
    serve(&mut schemas, input, &input.before);
    schemas
}

/// Lets the custom resources of one side have the types that their definitions say, or the embedded ones.
fn serve(schemas: &mut Schemas, input: &Input<'_>, placed: &[Placed<'_>]) {
    let mut definitions = Definitions::default();
    let there = placed.iter().chain(&input.same);
    for object in there.map(|placed| placed.object).chain(input.definitions) {
        definitions.add(&object.node);
    }
    for placed in placed {
        let api_version = api_version(placed.object);
        // Every group of custom resources has a dot, and few built-in ones have.
        if api_version.contains('.') && schemas.find(api_version, &placed.object.id.kind).is_none()
        {
            definitions.serve(schemas, api_version, &placed.object.id.kind);
        }
    }
}

/// Returns the `apiVersion` of an object.
pub(in crate::diff) fn api_version(object: &Object) -> &str {
    let stated = object.node.get("apiVersion").and_then(Node::as_str);
    stated.unwrap_or_default()
}
