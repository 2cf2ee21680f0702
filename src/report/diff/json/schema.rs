//! The JSON Schema of [`json`](fn@super::json).

use serde_json::{Map, Value, json};

use super::VERSION;
use crate::diff::{Action, Risk};
use crate::report::schema::closed;

/// Returns the JSON Schema of what [`json`](fn@super::json) returns.
pub fn schema() -> Value {
    let mut schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "What `ekscompile diff --format json` prints",
    });
    let whole = json!({
        "version": { "const": VERSION, "description": "The version of this format." },
        "risk": risk("The highest risk."),
        "plan": of("plan", "What happens in all environments together."),
        "environments": list("environment", "What differs, by environment."),
    });
    if let (Some(schema), Value::Object(whole)) = (schema.as_object_mut(), closed(whole, &[])) {
        schema.extend(whole);
    }
    let definitions = definitions().into_iter();
    let definitions = definitions.map(|(name, schema)| (name.to_owned(), schema));
    schema["$defs"] = definitions.collect::<Map<String, Value>>().into();
    schema
}

fn definitions() -> Vec<(&'static str, Value)> {
    vec![
        ("environment", environment()),
        ("plan", plan()),
        ("change", change()),
        ("object", object()),
        ("effect", effect()),
        ("reason", reason()),
        ("field", field()),
        ("step", step()),
        ("shown", shown()),
        ("cause", cause()),
        ("variable", variable()),
        ("place", place()),
        ("use", used()),
        ("image", image()),
        ("requests", requests()),
        ("total", total()),
    ]
}

fn environment() -> Value {
    closed(
        json!({
            "name": text("The environment, or the later folder."),
            "against": text("What it is compared with."),
            "risk": risk("The highest risk."),
            "plan": of("plan", "What happens."),
            "unchanged": count("How many objects are the same on both sides."),
            "changes": list("change", "The changes; the riskiest first, then by unit and identity."),
            "images": list("image", "Changes of images, each once for all workloads that have it."),
            "requests": of("requests", "What all objects together ask for."),
        }),
        &[],
    )
}

fn plan() -> Value {
    closed(
        json!({
            "text": text("The same for people: the last line on a terminal."),
            "create": count("How many objects are created."),
            "update": count("How many are changed in place."),
            "replace": count("How many must be deleted and created."),
            "delete": count("How many are deleted."),
            "move": count("How many are only in another file or unit."),
            "rollingRestarts": count("How many of these replace pods, some at a time."),
            "dataLosses": count("How many of these lose data."),
            "images": count("How many images have another version."),
        }),
        &[],
    )
}

fn change() -> Value {
    closed(
        json!({
            "object": of("object", "Its identity, after the change where it is there then."),
            "apiVersion": text("Its `apiVersion`, of the same side."),
            "renamedFrom": or_null("object", "Its identity before, where that was another one."),
            "action": { "enum": Action::ALL.map(Action::word), "description": "What happens." },
            "effects": list("effect", "What it means for what runs; at least one."),
            "risk": risk("The highest risk of its reasons."),
            "reasons": list("reason", "Why, the highest risk first."),
            "fields": list("field", "The fields that differ, in the order of the object."),
            "whole": { "type": ["object", "null"], "description": "The object that is created or deleted; `(secret)` stands for what must not be shown." },
            "before": or_null("place", "Where it stood."),
            "after": or_null("place", "Where it stands."),
            "usedBy": list("use", "Who refers to it."),
            "cause": or_null("cause", "The line that made or removed the whole object."),
        }),
        &[],
    )
}

fn object() -> Value {
    closed(
        json!({
            "id": text("The object as findings and `explain` call it, `Deployment/shop/api`."),
            "group": text("The API group; empty for the core group."),
            "kind": text("The kind."),
            "namespace": text("The namespace; empty for an object of the cluster."),
            "name": text("The name."),
        }),
        &[],
    )
}

fn effect() -> Value {
    /// The words of [`Effect`](crate::diff::Effect).
    const WORDS: [&str; 10] = [
        "none",
        "metadata",
        "config",
        "rolling-restart",
        "scale",
        "recreate",
        "traffic",
        "permissions",
        "storage",
        "node-churn",
    ];
    closed(
        json!({
            "effect": { "enum": WORDS, "description": "What it means." },
            "text": text("The same for people."),
            "restart": { "type": "boolean", "description": "Of `config`: whether pods are restarted so that they read it." },
            "consumers": list("object", "Of `config`: the workloads that read it."),
            "pods": { "type": ["integer", "null"], "description": "Of `rolling-restart`: how many pods; null where that is not to be known." },
            "strategy": text("Of `rolling-restart`: the strategy, `RollingUpdate`."),
            "from": text("Of `scale`: the number of pods before."),
            "to": text("Of `scale`: the number of pods after."),
        }),
        &["restart", "consumers", "pods", "strategy", "from", "to"],
    )
}

fn reason() -> Value {
    closed(
        json!({
            "risk": risk("How much can go wrong."),
            "why": text("What may happen, as half a sentence."),
            "remedy": text("What to do about it; empty where nothing needs to be done."),
            "path": text("The field that brings it; empty for the whole object."),
        }),
        &[],
    )
}

fn field() -> Value {
    let kinds = ["added", "removed", "changed", "reordered", "reformatted"];
    closed(
        json!({
            "path": text("Where, for people: `spec.containers[name=api].image`."),
            "steps": list("step", "Where, step by step."),
            "kind": { "enum": kinds, "description": "How it differs: `reordered` is another order of the same elements, `reformatted` a text that says the same in other letters." },
            "before": or_null("shown", "The value before; null where there was none."),
            "after": or_null("shown", "The value after; null where there is none."),
            "cause": or_null("cause", "The line that caused it."),
        }),
        &[],
    )
}

fn step() -> Value {
    let keys = json!({ "type": "object", "additionalProperties": { "type": "string" }, "description": "The element of a list that has these values at its keys." });
    let mut step = closed(
        json!({
            "field": text("A field of a map."),
            "element": keys,
            "member": text("An element of a set, by its value."),
            "index": count("The element of a list at a position, from 0."),
            "inside": { "const": true, "description": "The document that a text holds." },
        }),
        &["field", "element", "member", "index", "inside"],
    );
    step["minProperties"] = json!(1);
    step["maxProperties"] = json!(1);
    step
}

fn shown() -> Value {
    json!({
        "anyOf": [
            closed(json!({ "value": { "description": "The value." } }), &[]),
            closed(json!({ "secret": { "const": true, "description": "It must not be shown." } }), &[]),
        ],
    })
}

fn cause() -> Value {
    closed(
        json!({
            "file": text("The file; empty for a default, and for a component that is gone."),
            "line": count("The line, from 1; 0 where there is no file."),
            "by": text("What there set it: empty for a spec, `patch`, `overlay`, or the id of a default."),
            "component": text("The component that stands there, where nothing nearer is known than that it makes the object, or that it made it."),
            "variable": json!({ "$ref": "#/$defs/variable", "description": "The variable that the line takes its value from, where all else of the line is as before." }),
        }),
        &["component", "variable"],
    )
}

fn variable() -> Value {
    closed(
        json!({
            "name": text("Its name, `env.domain`."),
            "file": text("The file that sets it."),
            "line": count("The line there, from 1."),
        }),
        &[],
    )
}

fn place() -> Value {
    closed(
        json!({
            "file": text("Its file, below the folder that is compared."),
            "unit": text("The unit that syncs it; empty where there are none."),
        }),
        &[],
    )
}

fn used() -> Value {
    closed(
        json!({
            "by": of("object", "Who refers to it."),
            "why": text("What for: `mounts`, `routes to`."),
        }),
        &[],
    )
}

fn image() -> Value {
    closed(
        json!({
            "image": text("The image without tag and digest."),
            "from": text("The tag or digest before."),
            "to": text("The tag or digest after."),
            "isMajor": { "type": "boolean", "description": "Whether the first number of the version is another one." },
            "workloads": list("object", "The workloads that have it."),
        }),
        &[],
    )
}

fn requests() -> Value {
    closed(
        json!({
            "before": of("total", "What all objects ask for before."),
            "after": of("total", "What all objects ask for after."),
        }),
        &[],
    )
}

fn total() -> Value {
    closed(
        json!({
            "cpu": text("Processors, with as few pods as there may be."),
            "memory": text("Memory, with as few pods as there may be."),
            "maxCpu": text("Processors, with as many pods as there may be."),
            "maxMemory": text("Memory, with as many pods as there may be."),
            "storage": text("Storage of claims and of templates of claims."),
        }),
        &[],
    )
}

fn text(description: &str) -> Value {
    json!({ "type": "string", "description": description })
}

fn count(description: &str) -> Value {
    json!({ "type": "integer", "minimum": 0, "description": description })
}

fn risk(description: &str) -> Value {
    json!({ "enum": Risk::ALL.map(Risk::word), "description": description })
}

fn of(definition: &str, description: &str) -> Value {
    json!({ "$ref": format!("#/$defs/{definition}"), "description": description })
}

fn or_null(definition: &str, description: &str) -> Value {
    let choices = json!([{ "$ref": format!("#/$defs/{definition}") }, { "type": "null" }]);
    json!({ "anyOf": choices, "description": description })
}

fn list(definition: &str, description: &str) -> Value {
    json!({
        "type": "array",
        "items": { "$ref": format!("#/$defs/{definition}") },
        "description": description,
    })
}
