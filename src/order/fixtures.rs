//! Hand-made objects for the tests of this stage and the next.

use std::sync::Arc;

use serde_json::Value as Json;

use crate::k8s::{Object, Owner};
use crate::layer::{Component, Target};
use crate::load::SpecKind;
use crate::text::{FileId, Sources, Span};
use crate::yaml::{Entry, Key, Mapping, Node, Origin, Value};

/// Returns a node for JSON, written at `span`.
pub(crate) fn node(json: &Json, span: Span) -> Node {
    let value = match json {
        Json::Null => Value::Null,
        Json::Bool(truth) => Value::Bool(*truth),
        Json::Number(number) => match number.as_i64() {
            Some(number) => Value::Int(number),
            None => Value::Float(number.as_f64().unwrap()),
        },
        Json::String(text) => Value::String(text.into()),
        Json::Array(items) => Value::Sequence(items.iter().map(|item| node(item, span)).collect()),
        Json::Object(map) => {
            let entry = |(key, value): (&String, &Json)| Entry {
                key: Key {
                    name: key.into(),
                    span: Some(span),
                },
                value: node(value, span),
            };
            Value::Mapping(map.iter().map(entry).collect::<Mapping>())
        }
    };
    Node::new(value, Origin::written(span))
}

/// Returns a place in a file of its own.
pub(crate) fn somewhere() -> Span {
    Span::new(file(), 0, 1)
}

fn file() -> FileId {
    Sources::default().add("specs.yaml", "specs: of the test\n")
}

/// Returns an owner from `Kind/namespace/name` or `Kind/name`.
pub(crate) fn owner(text: &str) -> Arc<Owner> {
    let parts: Vec<&str> = text.split('/').collect();
    let (kind, namespace, name) = match parts[..] {
        [kind, name] => (kind, "", name),
        [kind, namespace, name] => (kind, namespace, name),
        _ => panic!("{text} is no owner"),
    };
    Arc::new(Owner {
        kind: kind.into(),
        namespace: namespace.into(),
        name: name.into(),
    })
}

/// Returns an object: `apiVersion kind namespace/name`, or without a namespace, and the rest of its content.
pub(crate) fn object(by: &str, head: &str, rest: Json) -> Object {
    let words: Vec<&str> = head.split(' ').collect();
    let (namespace, name) = words[2].split_once('/').unwrap_or(("", words[2]));
    let mut json = serde_json::json!({
        "apiVersion": words[0],
        "kind": words[1],
        "metadata": {"name": name},
    });
    if !namespace.is_empty() {
        json["metadata"]["namespace"] = namespace.into();
    }
    for (key, value) in rest.as_object().unwrap() {
        json[key] = value.clone();
    }
    let mut object = Object::new(node(&json, somewhere()), &owner(by), Some(somewhere())).unwrap();
    // The Job of an App is its migration.
    object.hashed = words[1] == "Job";
    object
}

/// Returns an environment `prod` with these components: owner, spec and the owners its expressions read.
pub(crate) fn target(environment: Json, components: &[(&str, Json, &[&str])]) -> Target {
    let component = |(by, spec, reads): &(&str, Json, &[&str])| {
        let owner_of = owner(by);
        Component {
            kind: match owner_of.kind.as_str() {
                "App" => SpecKind::App,
                "Database" => SpecKind::Database,
                kind => panic!("{kind} is not made up here"),
            },
            metadata: node(
                &serde_json::json!({"name": owner_of.name.as_str()}),
                somewhere(),
            ),
            owner: owner_of,
            spec: node(spec, somewhere()),
            span: somewhere(),
            path: "specs.yaml".into(),
            refers_to: reads
                .iter()
                .map(|read| (owner(read), somewhere()))
                .collect(),
            sound: true,
        }
    };
    Target {
        name: "prod".into(),
        environment: node(&environment, somewhere()),
        path: "environments/prod/environment.yaml".into(),
        cluster: node(&serde_json::json!({}), somewhere()),
        components: components.iter().map(component).collect(),
        patches: Vec::new(),
        scope: minijinja::Value::UNDEFINED,
        references: Vec::new(),
        definitions: Vec::new(),
        rendered: Default::default(),
        sound: true,
    }
}
