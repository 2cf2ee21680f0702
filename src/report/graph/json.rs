//! The graph for programs, and the schema of that.

use serde_json::{Map, Value, json as value};

use super::{Edge, Graph, Level};
use crate::diag::machine::Location;
use crate::order::{self, Why};
use crate::report::schema::closed;

/// Renders the graph with all its edges, also those that follow from others. Objects are left out where units are asked for.
pub fn json(graph: &Graph) -> Value {
    let unit = |at: usize| Value::from(graph.units[at].plan.name.as_str());
    let object = |at: usize| Value::from(graph.key(at));
    let edges = |edges: &[Edge], name: &dyn Fn(usize) -> Value| -> Value {
        edges
            .iter()
            .map(|edge| edge_json(graph, edge, name))
            .collect()
    };
    let mut all = value!({
        "environment": graph.environment,
        "complete": !graph.incomplete,
        "units": graph.units.iter().map(|unit| unit_json(graph, unit)).collect::<Value>(),
        "unitEdges": edges(&graph.unit_edges, &unit),
    });
    if graph.level == Level::Objects {
        all["objectEdges"] = edges(&graph.object_edges, &object);
    }
    all
}

fn unit_json(graph: &Graph, unit: &super::Unit) -> Value {
    let plan = unit.plan;
    let category = plan.category.directory();
    let mut all = value!({
        "name": plan.name,
        // Behind its number.
        "category": category.split_once('-').map_or(category, |(_, name)| name),
        "wave": plan.level,
        "dependsOn": plan.depends_on,
        "objectCount": unit.objects.len(),
    });
    if graph.level == Level::Objects {
        let objects = unit.objects.clone();
        all["objects"] = objects.map(|at| object_json(graph, at)).collect();
    }
    all
}

fn object_json(graph: &Graph, at: usize) -> Value {
    let object = graph.objects[at].object;
    let id = &object.id;
    value!({
        "key": graph.key(at),
        "object": id.to_string(),
        "group": id.group.as_str(),
        "kind": id.kind.as_str(),
        "namespace": id.namespace.as_str(),
        "name": id.name.as_str(),
        "component": object.owner.to_string(),
    })
}

fn edge_json(graph: &Graph, edge: &Edge, name: &dyn Fn(usize) -> Value) -> Value {
    let reason = |reason: &order::Edge| {
        let location = (reason.span).map(|span| Location::from(graph.sources.place(span)));
        value!({
            "from": graph.key(reason.from),
            "to": graph.key(reason.to),
            "why": reason.why.word(),
            "text": reason.why.to_string(),
            "location": location,
        })
    };
    value!({
        "from": name(edge.from),
        "to": name(edge.to),
        "direct": edge.direct,
        "reasons": edge.reasons.iter().map(reason).collect::<Value>(),
    })
}

/// Returns the JSON Schema of what [`json`] renders.
pub fn schema() -> Value {
    let text = |description: &str| value!({ "type": "string", "description": description });
    let list = |of: &str, description: &str| {
        value!({
            "type": "array",
            "items": { "$ref": format!("#/$defs/{of}") },
            "description": description,
        })
    };
    let position =
        |description: &str| value!({ "type": "integer", "minimum": 1, "description": description });
    let unit = value!({
        "name": text("The folder below `units/`, and the name of the Flux Kustomization or Argo CD Application."),
        "category": text("What its number stands for."),
        "wave": { "type": "integer", "minimum": 0, "description": "The length of the longest way to a unit that waits for none." },
        "dependsOn": { "type": "array", "items": { "type": "string" }, "description": "The units that it waits for, without those that follow from others; also such as the drawing leaves out." },
        "objectCount": { "type": "integer", "minimum": 1, "description": "How many of its objects are seen." },
        "objects": list("object", "Its objects, in the order in which they are applied; not with `--units`."),
    });
    let object = value!({
        "key": text("A text that no two objects share, `Deployment.apps/shop/api`: edges name objects by it."),
        "object": text("The object as findings and `explain` call it, `Deployment/shop/api`."),
        "group": text("The API group; empty for the core group."),
        "kind": text("The kind."),
        "namespace": text("The namespace; empty for an object of the cluster."),
        "name": text("The name."),
        "component": text("The spec that asked for it, `App/shop/api`."),
    });
    let edge = value!({
        "from": text("What needs: the name of a unit, or the key of an object."),
        "to": text("What must be ready before."),
        "direct": { "type": "boolean", "description": "Whether it does not follow from other edges. Drawings show only these." },
        "reasons": list("reason", "Which objects make it so."),
    });
    let reason = value!({
        "from": text("The key of the object that needs."),
        "to": text("The key of the object that is needed."),
        "why": { "enum": Why::ALL.map(Why::word), "description": "What it needs it for." },
        "text": text("The same for people."),
        "location": { "anyOf": [{ "$ref": "#/$defs/location" }, { "type": "null" }], "description": "The place that says so." },
    });
    let location = value!({
        "file": text("The path below the project's root."),
        "line": position("The first line."),
        "column": position("The first column, in characters."),
        "endLine": position("The last line."),
        "endColumn": position("The column behind the last character."),
    });
    let whole = value!({
        "environment": text("The name of the environment."),
        "complete": { "type": "boolean", "description": "False where errors have left something out." },
        "units": list("unit", "The units, each behind those that it waits for; those of a cycle come last."),
        "unitEdges": list("edge", "Which unit waits for which."),
        "objectEdges": list("edge", "Which object needs which; not with `--units`."),
    });
    let mut schema = value!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "What `ekscompile graph --format json` prints",
    });
    let definitions = [
        ("unit", closed(unit, &["objects"])),
        ("object", closed(object, &[])),
        ("edge", closed(edge, &[])),
        ("reason", closed(reason, &[])),
        ("location", closed(location, &[])),
    ];
    if let (Some(schema), Value::Object(whole)) =
        (schema.as_object_mut(), closed(whole, &["objectEdges"]))
    {
        schema.extend(whole);
    }
    let definitions = definitions
        .into_iter()
        .map(|(name, schema)| (name.to_owned(), schema));
    schema["$defs"] = definitions.collect::<Map<String, Value>>().into();
    schema
}
