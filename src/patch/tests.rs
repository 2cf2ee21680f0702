use std::sync::Arc;

use super::testing::{node, object, to_json};
use super::*;
use crate::k8s::Owner;
use crate::layer::OutputPatch;
use crate::load::SpecKind;
use crate::project::MemProject;
use crate::text::Sources;

const DEPLOYMENT: &str = r#"{"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "api", "namespace": "shop"},
    "spec": {"replicas": 3, "template": {"spec": {"containers": [{"name": "api", "image": "x",
        "envFrom": [{"configMapRef": {"name": "api"}}]}]}}}}"#;
const SERVICE: &str = r#"{"apiVersion": "v1", "kind": "Service", "metadata": {"name": "api", "namespace": "shop"},
    "spec": {"ports": [{"name": "http", "port": 80}]}}"#;
const CONFIG: &str = r#"{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "api", "namespace": "shop"},
    "data": {"one": ""}}"#;

fn target(spec: &str, patches: &[&str]) -> Target {
    let sources = Sources::default();
    let file = sources.add("base/api.yaml", "kind: App\n");
    let owner = Arc::new(Owner {
        kind: "App".into(),
        namespace: "shop".into(),
        name: "api".into(),
    });
    let component = Component {
        kind: SpecKind::App,
        owner,
        metadata: node("{}"),
        spec: node(spec),
        span: crate::text::Span::new(file, 0, 9),
        path: "base/api.yaml".into(),
        refers_to: Vec::new(),
        sound: true,
    };
    let output = |patch: &&str| OutputPatch {
        node: node(patch),
        path: "environments/dev/environment.yaml".into(),
        owners: None,
    };
    Target {
        name: "dev".into(),
        environment: node("{}"),
        path: "environments/dev/environment.yaml".into(),
        cluster: node("{}"),
        components: vec![component],
        patches: patches.iter().map(output).collect(),
        scope: minijinja::Value::UNDEFINED,
        references: Vec::new(),
        definitions: Vec::new(),
        rendered: Default::default(),
        sound: true,
    }
}

/// Returns the objects and the messages, each with its help.
fn patch(spec: &str, patches: &[&str], objects: &[&str]) -> (Vec<Object>, Vec<String>) {
    let project = MemProject::default();
    let session = Session::new(&project);
    let objects = objects.iter().map(|text| object(text)).collect();
    let objects = run(&session, &target(spec, patches), objects);
    let said = session
        .finish()
        .findings()
        .iter()
        .map(|finding| {
            let help = finding.help.as_deref().unwrap_or("-");
            format!("{} {} | {help}", finding.code, finding.message)
        })
        .collect();
    (objects, said)
}

#[test]
fn component_patches_come_before_those_of_the_environment() {
    let (objects, said) = patch(
        r#"{"podTemplate": {"spec": {"priorityClassName": "high", "containers": [{"name": "api", "image": "y"}]}},
            "patches": [{"target": {"kind": "Deployment"}, "patch": {"spec": {"replicas": 4}}}]}"#,
        &[
            r#"{"target": {"kind": "Deploy.*"}, "json6902": [{"op": "test", "path": "/spec/replicas", "value": 4},
                {"op": "replace", "path": "/spec/replicas", "value": 5}]}"#,
            r#"{"patch": {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "api", "namespace": "shop"},
                "spec": {"ports": [{"port": 80, "targetPort": "http"}]}}}"#,
        ],
        &[DEPLOYMENT, SERVICE],
    );
    assert_eq!(said, [] as [&str; 0]);
    assert_eq!(
        to_json(&objects[0].node)["spec"],
        serde_json::json!({"replicas": 5, "template": {"spec": {"priorityClassName": "high", "containers": [
            {"name": "api", "image": "y", "envFrom": [{"configMapRef": {"name": "api"}}]}]}}})
    );
    assert_eq!(
        to_json(&objects[1].node)["spec"]["ports"],
        serde_json::json!([{"name": "http", "port": 80, "targetPort": "http"}])
    );
}

#[test]
fn a_patch_that_does_nothing_is_an_error() {
    let (_, said) = patch(
        r#"{"podTemplate": {"spec": {"containers": [{"name": "api", "image": "x"}]}},
            "patches": [{"target": {"kind": "Deployment"}, "patch": {"spec": {"replicas": 3}}},
                {"target": {"kind": "Deployment"}, "patch": {"spec": {"paused": null}}},
                {"target": {"kind": "Deploymnt"}, "patch": {"spec": {"replicas": 4}}},
                {"target": {"kind": "Ingress"}, "patch": {"spec": {"replicas": 4}}}]}"#,
        &[
            r#"{"target": {"kind": "Service", "name": "apy"}, "patch": {"spec": {"type": "NodePort"}}}"#,
        ],
        &[DEPLOYMENT, SERVICE],
    );
    assert_eq!(
        said,
        [
            "EK0502 no object matches the patch: `kind: Service`, `name: apy` | there is `api`",
            "EK0502 no object of `App/shop/api` matches the patch: `kind: Deploymnt` | did you mean `kind: Deployment`?",
            "EK0502 no object of `App/shop/api` matches the patch: `kind: Ingress` | `App/shop/api` has Deployment, Service",
            "EK0503 the patch changes nothing: `/spec/replicas` of `Deployment/shop/api` already is 3 | remove the patch, or say what should be different",
            "EK0503 the patch changes nothing: `/spec/template/spec/containers/0/name` of `Deployment/shop/api` already is \"api\" | remove the patch, or say what should be different",
            "EK0503 the patch changes nothing: what it deletes is not in `Deployment/shop/api` | remove the patch",
        ]
    );
}

#[test]
fn entries_that_are_no_patches() {
    let (_, said) = patch(
        "{}",
        &[
            r#""x""#,
            r#"{"target": {"kind": "Service"}}"#,
            r#"{"target": {"kind": "Service"}, "patch": {}, "json6902": []}"#,
            r#"{"tagret": {"kind": "Service"}, "patch": {}}"#,
            r#"{"patch": {"spec": {}}}"#,
            r#"{"json6902": [{"op": "remove", "path": "/a"}]}"#,
            r#"{"target": {"kind": "Service"}, "path": "nowhere.yaml"}"#,
            r#"{"target": {"kind": "Service"}, "path": "../../../secret.yaml"}"#,
        ],
        &[SERVICE],
    );
    assert_eq!(said.len(), 8, "{said:#?}");
    assert!(
        said[..6].iter().all(|line| line.starts_with("EK0501")),
        "{said:#?}"
    );
    assert!(
        said[6..].iter().all(|line| line.starts_with("EK0504")),
        "{said:#?}"
    );
}

#[test]
fn a_name_may_change_and_a_kind_may_not() {
    let (objects, said) = patch(
        "{}",
        &[
            r#"{"target": {"kind": "Service", "name": "api"}, "patch": {"metadata": {"name": "front"}}}"#,
            r#"{"target": {"kind": "Service", "name": "front"}, "patch": {"spec": {"type": "NodePort"}}}"#,
            r#"{"target": {"kind": "Deployment"}, "patch": {"kind": "StatefulSet"}}"#,
        ],
        &[SERVICE, DEPLOYMENT],
    );
    assert_eq!(objects[0].id.to_string(), "Service/shop/front");
    assert_eq!(said.len(), 1, "{said:#?}");
    assert!(said[0].starts_with("EK0508"), "{said:#?}");
}

#[test]
fn removed_objects_are_gone_and_cannot_be_patched_again() {
    let remove = r#"{"target": {"kind": "Service"}, "patch": {"$patch": "delete"}}"#;
    let (objects, said) = patch("{}", &[remove, remove], &[SERVICE, DEPLOYMENT]);
    assert_eq!(objects.len(), 1);
    assert_eq!(said.len(), 1, "{said:#?}");
    assert!(said[0].starts_with("EK0502"), "{said:#?}");
}

#[test]
fn values_of_secrets_are_not_shown() {
    let secret = r#"{"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "s", "namespace": "shop"},
        "stringData": {"password": "hunter2"}}"#;
    let same =
        r#"{"target": {"kind": "Secret"}, "patch": {"stringData": {"password": "hunter2"}}}"#;
    let (_, said) = patch("{}", &[same], &[secret]);
    assert_eq!(said.len(), 1);
    assert!(!said[0].contains("hunter2"), "{said:#?}");
}

#[test]
fn hashes_are_taken_after_all_patches_and_consumers_follow() {
    let project = MemProject::default();
    let session = Session::new(&project);
    let mut config = object(CONFIG);
    config.hashed = true;
    let objects = vec![config, object(DEPLOYMENT)];
    let empty =
        r#"{"target": {"kind": "ConfigMap"}, "patch": {"data": {"one": null, "two": "2"}}}"#;
    let objects = run(&session, &target("{}", &[empty]), objects);
    assert_eq!(session.finish().findings(), []);
    let name = objects[0].id.name.clone();
    assert!(name.starts_with("api-") && name.len() == 14, "{name}");
    assert_eq!(
        objects[0]
            .node
            .at(&["metadata", "name"])
            .and_then(Node::as_str),
        Some(name.as_str())
    );
    let used = to_json(&objects[1].node);
    assert_eq!(
        used["spec"]["template"]["spec"]["containers"][0]["envFrom"][0]["configMapRef"]["name"],
        name.as_str()
    );
}

#[test]
fn lists_of_custom_resources_merge_by_the_definition_in_the_tree() {
    let definition = r#"{"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition", "metadata": {"name": "ws.e.f"},
        "spec": {"group": "e.f", "names": {"kind": "W"}, "versions": [{"name": "v1", "storage": true, "schema":
            {"openAPIV3Schema": {"properties": {"spec": {"properties": {"parts": {"x-kubernetes-list-type": "map",
                "x-kubernetes-list-map-keys": ["id"], "items": {"type": "object"}}}}}}}}]}}"#;
    let custom = r#"{"apiVersion": "e.f/v1", "kind": "W", "metadata": {"name": "w", "namespace": "shop"},
        "spec": {"parts": [{"id": "a"}, {"id": "b"}]}}"#;
    let change =
        r#"{"target": {"kind": "W"}, "patch": {"spec": {"parts": [{"id": "b", "size": 2}]}}}"#;
    let (objects, said) = patch("{}", &[change], &[custom, definition]);
    assert_eq!(said, [] as [&str; 0]);
    assert_eq!(
        to_json(&objects[0].node)["spec"]["parts"],
        serde_json::json!([{"id": "a"}, {"id": "b", "size": 2}])
    );
}

#[test]
fn many_patches_with_plain_names_take_linear_time() {
    let count = 10_000;
    let project = MemProject::default();
    let session = Session::new(&project);
    let objects = (0..count)
        .map(|n| object(&SERVICE.replace("\"api\"", &format!("\"api{n}\""))))
        .collect();
    let patches: Vec<String> = (0..count)
        .map(|n| {
            format!(r#"{{"target": {{"kind": "Service", "name": "api{n}"}}, "patch": {{"spec": {{"type": "NodePort"}}}}}}"#)
        })
        .collect();
    let patches: Vec<&str> = patches.iter().map(String::as_str).collect();
    let target = target("{}", &patches);
    let start = std::time::Instant::now();
    let objects = run(&session, &target, objects);
    assert_eq!(session.finish().findings(), []);
    assert_eq!(objects.len(), count);
    // Some 50 ms; a walk over all objects for each patch would take a minute.
    assert!(start.elapsed() < std::time::Duration::from_secs(5));
}
