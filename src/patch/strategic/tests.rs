use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::patch::testing::{from_json, node, to_json};

fn merged(kind: (&str, &str), object: &str, patch: &str) -> (serde_json::Value, Outcome) {
    let mut object = node(object);
    let ty = TypeOf::object(kind.0, kind.1, None);
    let outcome = merge(&mut object, &node(patch), Dialect::Kubernetes(ty), "");
    (to_json(&object), outcome)
}

fn pod(object: &str, patch: &str) -> serde_json::Value {
    let wrap = |spec: &str| format!(r#"{{"spec": {spec}}}"#);
    let (merged, outcome) = merged(("", "Pod"), &wrap(object), &wrap(patch));
    assert_eq!(outcome.findings, []);
    merged["spec"].clone()
}

#[test]
fn containers_merge_by_name_and_their_lists_by_their_keys() {
    let merged = pod(
        r#"{"containers": [{"name": "a", "image": "x", "env": [{"name": "E", "value": "1"}],
            "ports": [{"containerPort": 80, "name": "http"}]}]}"#,
        r#"{"containers": [{"name": "b"}, {"name": "a", "env": [{"name": "F"}, {"name": "E", "value": "2"}],
            "ports": [{"containerPort": 80, "protocol": "TCP", "hostPort": 5}, {"containerPort": 80, "protocol": "UDP"}]}]}"#,
    );
    assert_eq!(
        merged,
        json!({"containers": [
            {"name": "a", "image": "x", "env": [{"name": "E", "value": "2"}, {"name": "F"}],
             "ports": [{"containerPort": 80, "name": "http", "protocol": "TCP", "hostPort": 5},
                       {"containerPort": 80, "protocol": "UDP"}]},
            {"name": "b"}]})
    );
}

#[test]
fn directives_delete_and_replace() {
    let merged = pod(
        r#"{"containers": [{"name": "a", "image": "x"}, {"name": "b"}], "affinity": {"p": 1}, "securityContext": {"x": 1},
            "volumes": [{"name": "v", "emptyDir": {}}], "tolerations": [{"key": "a"}]}"#,
        r#"{"containers": [{"name": "a", "$patch": "replace", "image": "y"}, {"name": "b", "$patch": "delete"}],
            "affinity": null, "securityContext": {"$patch": "replace", "y": 2}, "tolerations": [{"$patch": "delete"}],
            "volumes": [{"$patch": "replace"}, {"name": "w"}]}"#,
    );
    assert_eq!(
        merged,
        json!({"containers": [{"name": "a", "image": "y"}], "securityContext": {"y": 2}, "volumes": [{"name": "w"}]})
    );
}

#[test]
fn retain_keys_leaves_one_member_of_a_union() {
    let merged = pod(
        r#"{"volumes": [{"name": "v", "emptyDir": {}}]}"#,
        r#"{"volumes": [{"$retainKeys": ["name", "persistentVolumeClaim"], "name": "v", "persistentVolumeClaim": {"claimName": "c"}}]}"#,
    );
    assert_eq!(
        merged,
        json!({"volumes": [{"name": "v", "persistentVolumeClaim": {"claimName": "c"}}]})
    );
}

#[test]
fn order_and_deletion_from_lists_of_scalars() {
    let (merged, outcome) = merged(
        ("", "Pod"),
        r#"{"metadata": {"finalizers": ["a", "b", "c"]}, "spec": {"containers": [{"name": "a"}, {"name": "x"}, {"name": "b"}]}}"#,
        r#"{"metadata": {"$deleteFromPrimitiveList/finalizers": ["b"], "finalizers": ["d"]},
            "spec": {"$setElementOrder/containers": [{"name": "b"}, {"name": "a"}]}}"#,
    );
    assert_eq!(outcome.findings, []);
    assert_eq!(
        merged,
        json!({"metadata": {"finalizers": ["a", "c", "d"]}, "spec": {"containers": [{"name": "b"}, {"name": "x"}, {"name": "a"}]}})
    );
}

#[test]
fn lists_of_custom_resources_are_replaced_with_a_notice_or_merged_by_their_schema() {
    let object = r#"{"spec": {"data": [{"secretKey": "a", "x": 1}, {"secretKey": "b"}]}}"#;
    let patch = r#"{"spec": {"data": [{"secretKey": "a", "x": 2}]}}"#;
    let (replaced, outcome) = merged(("external-secrets.io", "ExternalSecret"), object, patch);
    assert_eq!(
        replaced,
        json!({"spec": {"data": [{"secretKey": "a", "x": 2}]}})
    );
    assert_eq!(outcome.findings[0].code, Code::ListReplaced);

    let schema = node(
        r#"{"properties": {"spec": {"properties": {"data": {"x-kubernetes-list-type": "map",
            "x-kubernetes-list-map-keys": ["secretKey"], "items": {"properties": {}}}}}}}"#,
    );
    let mut kept = node(object);
    let ty = TypeOf::object("external-secrets.io", "ExternalSecret", Some(&schema));
    let outcome = merge(&mut kept, &node(patch), Dialect::Kubernetes(ty), "");
    assert_eq!(outcome.findings, []);
    assert_eq!(
        to_json(&kept),
        json!({"spec": {"data": [{"secretKey": "a", "x": 2}, {"secretKey": "b"}]}})
    );
}

#[test]
fn a_patch_of_what_is_there_changes_nothing_and_says_where_it_is_set() {
    let (_, outcome) = merged(
        ("apps", "Deployment"),
        r#"{"spec": {"replicas": 3}}"#,
        r#"{"spec": {"replicas": 3, "paused": null}}"#,
    );
    assert_eq!(outcome.effect, Effect::Unchanged);
    assert_eq!(
        outcome.same.map(|same| same.pointer).as_deref(),
        Some("/spec/replicas")
    );
}

#[test]
fn mistakes_are_findings() {
    let (_, outcome) = merged(
        ("apps", "Deployment"),
        r#"{"spec": {"replicas": 3, "template": {"spec": {"containers": [{"name": "a"}]}}}}"#,
        r#"{"spec": {"$ptach": "delete", "replicas": {"a": 1}, "strategy": {"$patch": "remplace"},
            "template": {"spec": {"containers": [{"image": "x"}]}}}}"#,
    );
    let messages: Vec<&str> = outcome
        .findings
        .iter()
        .map(|finding| finding.message.as_str())
        .collect();
    assert_eq!(
        messages,
        [
            "`$ptach` is no directive of a strategic merge",
            "`/spec/replicas` is an integer in the object, the patch gives a map",
            "expected `$patch` to be `merge`, `replace` or `delete`, found \"remplace\"",
            "expected a map with `name` in `/spec/template/spec/containers`, found one without: elements of this list are matched by `name`",
        ]
    );
}

#[test]
fn the_chain_of_a_changed_leaf_remembers_what_was_there() {
    let mut object = node(r#"{"spec": {"replicas": 3}}"#);
    let ty = TypeOf::object("apps", "Deployment", None);
    merge(
        &mut object,
        &node(r#"{"spec": {"replicas": 5}}"#),
        Dialect::Kubernetes(ty),
        "",
    );
    merge(
        &mut object,
        &node(r#"{"spec": {"$patch": "replace", "replicas": 7}}"#),
        Dialect::Kubernetes(ty),
        "",
    );
    let replicas = object.at(&["spec", "replicas"]).expect("replicas");
    assert_eq!(replicas.origin.step, crate::yaml::Step::Patched);
    let values: Vec<Option<&str>> = replicas.origin.chain().map(|(_, value)| value).collect();
    assert_eq!(values, [None, Some("5"), Some("3")]);
}

/// Values without directives; lists hold scalars only, so that they are replaced.
fn values() -> impl Strategy<Value = serde_json::Value> {
    let scalar = prop_oneof![
        any::<bool>().prop_map(serde_json::Value::from),
        (0..5i64).prop_map(serde_json::Value::from),
        "[a-c]{0,2}".prop_map(serde_json::Value::from),
    ];
    let leaf = prop_oneof![
        scalar.clone(),
        prop::collection::vec(scalar, 0..3).prop_map(serde_json::Value::from),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        prop::collection::btree_map("[a-d]", inner, 0..4)
            .prop_map(|map| serde_json::Value::Object(map.into_iter().collect()))
    })
}

fn maps() -> impl Strategy<Value = serde_json::Value> {
    prop::collection::btree_map("[a-d]", values(), 0..4)
        .prop_map(|map| serde_json::Value::Object(map.into_iter().collect()))
}

proptest! {
    #[test]
    fn merging_twice_is_merging_once(object in maps(), patch in maps()) {
        let mut node = from_json(&object);
        let patch = from_json(&patch);
        let first = merge(&mut node, &patch, Dialect::Kubernetes(TypeOf::Plain), "");
        let once = node.clone();
        let second = merge(&mut node, &patch, Dialect::Kubernetes(TypeOf::Plain), "");
        prop_assert_eq!(&node, &once);
        prop_assert_eq!(second.effect, Effect::Unchanged);
        prop_assert_eq!(first.findings, second.findings);
    }

    /// Without lists merged by key a strategic merge is a JSON merge patch, RFC 7386, wherever types agree.
    #[test]
    fn it_is_a_json_merge_patch_where_types_agree(object in maps(), patch in maps()) {
        let mut node = from_json(&object);
        let outcome = merge(&mut node, &from_json(&patch), Dialect::Kubernetes(TypeOf::Plain), "");
        prop_assume!(outcome.findings.is_empty());
        let mut expected = object.clone();
        json_patch::merge(&mut expected, &patch);
        prop_assert_eq!(to_json(&node), expected);
        prop_assert_eq!(outcome.effect == Effect::Changed, node != from_json(&object));
    }

    /// Patches of different keys commute; of equal keys, the later one wins.
    #[test]
    fn the_later_patch_wins(object in maps(), key in "[a-d]", first in 0..5i64, second in 0..5i64) {
        let mut map = object.as_object().expect("a map").clone();
        map.remove(&key);
        let mut node = from_json(&map.into());
        for number in [first, second] {
            let patch = from_json(&serde_json::json!({ key.as_str(): number }));
            merge(&mut node, &patch, Dialect::Kubernetes(TypeOf::Plain), "");
        }
        prop_assert_eq!(node.get(&key).and_then(Node::as_int), Some(second));
    }
}
