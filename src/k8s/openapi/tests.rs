use super::*;
use crate::text::Sources;
use crate::yaml::parse;

/// Returns how the list at a path is joined: its keys, or a word.
fn joined(openapi: &OpenApi, kind: (&str, &str), path: &[&str]) -> String {
    let mut definition = openapi.type_of(kind.0, kind.1);
    let mut lists = Lists::Unknown;
    for name in path {
        (definition, lists) = definition
            .and_then(|definition| definition.field(name))
            .unwrap_or((None, Lists::Unknown));
    }
    match lists {
        Lists::ByKey(keys) => {
            let names: Vec<&str> = keys.iter().map(|key| key.name).collect();
            names.join(" ")
        }
        other => format!("{other:?}"),
    }
}

#[test]
fn the_tables_are_sorted() {
    let kinds: Vec<_> = KINDS
        .iter()
        .map(|row| (row.api_version, row.kind))
        .collect();
    assert!(kinds.is_sorted_by(|a, b| a < b));
}

#[test]
fn lists_are_joined_as_in_1_21() {
    let openapi = OpenApi::built_in();
    let containers = ["spec", "template", "spec", "containers"];
    assert_eq!(
        joined(&openapi, ("apps/v1", "Deployment"), &containers),
        "name"
    );
    let ports = [&containers[..], &["ports"]].concat();
    assert_eq!(
        joined(&openapi, ("apps/v1", "StatefulSet"), &ports),
        "containerPort protocol"
    );
    let finalizers = ["metadata", "finalizers"];
    assert_eq!(joined(&openapi, ("v1", "ConfigMap"), &finalizers), "Set");
    // Newer than 1.21.2: not even its metadata is known.
    let hpa = ("autoscaling/v2", "HorizontalPodAutoscaler");
    assert_eq!(joined(&openapi, hpa, &finalizers), "Unknown");
    assert_eq!(
        joined(&openapi, ("apps/v1", "Deployment"), &["spec", "paused"]),
        "Unknown"
    );
}

#[test]
fn scopes_are_those_of_known_kinds_alone() {
    let openapi = OpenApi::built_in();
    let scope = |api_version, kind| openapi.is_namespaced(api_version, kind);
    assert_eq!(scope("v1", "Namespace"), Some(false));
    assert_eq!(scope("v1", "ConfigMap"), Some(true));
    assert_eq!(
        scope(
            "admissionregistration.k8s.io/v1",
            "ValidatingAdmissionPolicy"
        ),
        Some(false)
    );
    assert_eq!(scope("cert-manager.io/v1", "ClusterIssuer"), None);
    assert_eq!(scope("autoscaling/v2", "HorizontalPodAutoscaler"), None);
    assert!(!openapi.is_cluster_scoped("cert-manager.io/v1", "ClusterIssuer"));
}

#[test]
fn a_document_of_the_users_takes_the_place_of_all_definitions() {
    let text = "\
definitions:
  v1.Team:
    properties:
      spec: {$ref: '#/definitions/v1.TeamSpec'}
    x-kubernetes-group-version-kind: [{group: example.com, kind: Team, version: v1}]
  v1.TeamSpec:
    properties:
      members:
        type: array
        items: {$ref: '#/definitions/v1.Member'}
        x-kubernetes-patch-strategy: merge,retainKeys
        x-kubernetes-patch-merge-key: email
      replaced: {type: array, items: {type: object}, x-kubernetes-patch-merge-key: email}
      groups: {additionalProperties: {$ref: '#/definitions/v1.Member'}}
      round: {$ref: '#/definitions/v1.Round'}
  v1.Member:
    properties:
      phones:
        type: array
        items: {type: object}
        x-kubernetes-patch-strategy: merge
        x-kubernetes-list-map-keys: [country, number]
      tags: {type: array, items: {type: string}, x-kubernetes-patch-strategy: merge}
  v1.Round: {$ref: '#/definitions/v1.Round'}
paths:
  /apis/example.com/v1/teams/{name}:
    get: {x-kubernetes-group-version-kind: {group: example.com, kind: Team, version: v1}}
  /apis/example.com/v1/namespaces/{namespace}/badges/{name}:
    get: {x-kubernetes-group-version-kind: {group: example.com, kind: Badge, version: v1}}
";
    let sources = Sources::default();
    let file = sources.add("schema.yaml", text);
    let (documents, findings) = parse(file, text);
    assert_eq!(findings, []);
    let document = documents.into_iter().next().expect("a document");
    let root = document.root.clone();
    let openapi = OpenApi::document(document.root);
    let at = |path: &[&str]| joined(&openapi, ("example.com/v1", "Team"), path);
    assert_eq!(at(&["spec", "members"]), "email");
    assert_eq!(at(&["spec", "members", "phones"]), "country number");
    assert_eq!(at(&["spec", "groups", "any", "tags"]), "Set");
    assert_eq!(at(&["spec", "replaced"]), "Atomic");
    assert_eq!(at(&["spec", "round", "x"]), "Unknown");
    assert_eq!(
        joined(&openapi, ("v1", "ConfigMap"), &["metadata", "finalizers"]),
        "Unknown"
    );
    let both = OpenApi::document_beside_built_in(root);
    assert_eq!(
        joined(&both, ("v1", "ConfigMap"), &["metadata", "finalizers"]),
        "Set"
    );
    assert_eq!(openapi.is_namespaced("example.com/v1", "Team"), Some(false));
    assert_eq!(openapi.is_namespaced("example.com/v1", "Badge"), Some(true));
    assert_eq!(openapi.is_namespaced("v1", "Namespace"), Some(false));
}
