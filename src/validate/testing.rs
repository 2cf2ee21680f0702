//! Objects for tests of rules, as JSON, all of the namespace `shop`.

use std::sync::Arc;

use crate::diag::{Code, Diagnostic};
use crate::k8s::{Object, Owner};
use crate::layer::Target;
use crate::project::MemProject;
use crate::session::Session;
use crate::yaml::{Mapping, Node, TEST, Value};

fn node(json: &serde_json::Value) -> Node {
    let value = match json {
        serde_json::Value::Null => Value::Null,
        serde_json::Value::Bool(truth) => Value::Bool(*truth),
        serde_json::Value::Number(number) => Value::Int(number.as_i64().expect("an integer")),
        serde_json::Value::String(text) => Value::String(text.as_str().into()),
        serde_json::Value::Array(items) => Value::Sequence(items.iter().map(node).collect()),
        serde_json::Value::Object(map) => {
            let mut entries = Mapping::new();
            for (key, value) in map {
                entries.insert(key.as_str(), node(value));
            }
            Value::Mapping(entries)
        }
    };
    Node::literal(value, &TEST)
}

fn parse(json: &str) -> Node {
    node(&serde_json::from_str(json).expect("JSON"))
}

/// Checks objects in an environment without policy, and returns the findings of one code.
pub(super) fn found(code: Code, objects: &[&str]) -> Vec<Diagnostic> {
    found_in("{}", code, objects)
}

/// Checks objects in an environment, given as its spec, and returns the findings of one code.
pub(super) fn found_in(environment: &str, code: Code, objects: &[&str]) -> Vec<Diagnostic> {
    let project = MemProject::default();
    let session = Session::new(&project);
    let owner = Arc::new(Owner {
        kind: "App".into(),
        namespace: "shop".into(),
        name: "api".into(),
    });
    let objects: Vec<Object> = objects
        .iter()
        .map(|text| Object::new(parse(text), &owner, None).expect("an object"))
        .collect();
    let target = Target {
        name: "dev".into(),
        environment: parse(environment),
        path: "environments/dev/environment.yaml".into(),
        cluster: parse("{}"),
        components: Vec::new(),
        patches: Vec::new(),
        scope: minijinja::Value::UNDEFINED,
        references: Vec::new(),
        definitions: Vec::new(),
        rendered: Default::default(),
        sound: true,
    };
    super::run(&session, &target, &objects);
    let report = session.finish();
    let of_code = report
        .findings()
        .iter()
        .filter(|finding| finding.code == code);
    of_code.cloned().collect()
}

/// A Deployment `api` that selects `app: api`, with the labels and the spec of its pods.
pub(super) fn deployment(labels: &str, pod: &str) -> String {
    format!(
        r#"{{"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {{"name": "api", "namespace": "shop"}},
            "spec": {{"selector": {{"matchLabels": {{"app": "api"}}}},
                "template": {{"metadata": {{"labels": {labels}}}, "spec": {pod}}}}}}}"#
    )
    .replace(r#""labels": {}"#, r#""labels": {"app": "api"}"#)
}

/// A Service `api` for the pods `app: api`, with one port.
pub(super) fn service(port: &str) -> String {
    format!(
        r#"{{"apiVersion": "v1", "kind": "Service", "metadata": {{"name": "api", "namespace": "shop"}},
            "spec": {{"selector": {{"app": "api"}}, "ports": [{port}]}}}}"#
    )
}

/// An Ingress with one host and the path `/`.
pub(super) fn ingress(name: &str, annotations: &str, host: &str, service: &str) -> String {
    format!(
        r#"{{"apiVersion": "networking.k8s.io/v1", "kind": "Ingress",
            "metadata": {{"name": "{name}", "namespace": "shop", "annotations": {annotations}}},
            "spec": {{"rules": [{{"host": "{host}", "http": {{"paths": [
                {{"path": "/", "pathType": "Prefix", "backend": {{"service": {service}}}}}]}}}}]}}}}"#
    )
}

/// A HorizontalPodAutoscaler of the Deployment `api`.
pub(super) fn autoscaler(metrics: &str) -> String {
    format!(
        r#"{{"apiVersion": "autoscaling/v2", "kind": "HorizontalPodAutoscaler",
            "metadata": {{"name": "api", "namespace": "shop"}},
            "spec": {{"scaleTargetRef": {{"apiVersion": "apps/v1", "kind": "Deployment", "name": "api"}},
                "metrics": {metrics}}}}}"#
    )
}
