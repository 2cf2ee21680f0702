use proptest::prelude::*;

use super::*;
use crate::patch::testing::{from_json, node, to_json};

fn run(object: &str, operations: &str) -> (serde_json::Value, Outcome) {
    let mut object = node(object);
    let outcome = apply(&mut object, &node(operations), Dialect::Rfc6902, false);
    (to_json(&object), outcome)
}

#[test]
fn every_operation() {
    let (result, outcome) = run(
        r#"{"a": [1, 2], "b": {"x/y": 1}, "c": 1}"#,
        r#"[{"op": "add", "path": "/a/-", "value": 3}, {"op": "add", "path": "/a/0", "value": 0},
            {"op": "remove", "path": "/a/1"}, {"op": "replace", "path": "/b/x~1y", "value": 2},
            {"op": "move", "from": "/c", "path": "/d"}, {"op": "copy", "from": "/d", "path": "/b/e"},
            {"op": "test", "path": "/a", "value": [0, 2, 3]}]"#,
    );
    assert_eq!(outcome.findings, []);
    assert_eq!(outcome.effect, Effect::Changed);
    assert_eq!(
        result,
        serde_json::json!({"a": [0, 2, 3], "b": {"x/y": 2, "e": 1}, "d": 1})
    );
}

#[test]
fn a_pointer_that_leads_nowhere_is_explained() {
    let object = r#"{"spec": {"containers": [{"name": "a"}], "replicas": 1}}"#;
    let finding = |path: &str| {
        let operations = format!(r#"[{{"op": "remove", "path": "{path}"}}]"#);
        let (_, outcome) = run(object, &operations);
        let finding = outcome.findings.into_iter().next().expect("a finding");
        (finding.message, finding.help)
    };
    assert_eq!(
        finding("/spec/container/0"),
        (
            "`/spec/container/0` does not exist: `/spec` has no key `container`".into(),
            Some("did you mean `/spec/containers`?".into())
        )
    );
    assert_eq!(
        finding("/spec/containers/1/name").0,
        "`/spec/containers/1/name` does not exist: `/spec/containers` is a list of 1, without an element `1`"
    );
    assert_eq!(
        finding("/spec/replicas/x").0,
        "`/spec/replicas/x` does not exist: `/spec/replicas` is an integer, not a map or a list"
    );
    assert_eq!(
        finding("spec.replicas"),
        (
            "expected a JSON pointer, which begins with `/`, found `spec.replicas`".into(),
            Some("write `/spec/replicas`".into())
        )
    );
}

#[test]
fn setting_what_is_set_changes_nothing() {
    let (_, outcome) = run(
        r#"{"a": 1}"#,
        r#"[{"op": "add", "path": "/a", "value": 1}, {"op": "replace", "path": "/a", "value": 1}]"#,
    );
    assert_eq!(outcome.effect, Effect::Unchanged);
    assert_eq!(outcome.same.map(|same| same.pointer).as_deref(), Some("/a"));
}

#[test]
fn secrets_are_not_printed() {
    let mut secret = node(r#"{"data": {"password": "aHVudGVyMg=="}}"#);
    let operations = node(r#"[{"op": "test", "path": "/data/password", "value": "eA=="}]"#);
    let outcome = apply(&mut secret, &operations, Dialect::Rfc6902, true);
    assert_eq!(
        outcome.findings[0].message,
        "the test of `/data/password` failed"
    );
}

/// What kustomize 5.8.2 makes of random objects and operations, recorded.
#[test]
fn recorded_kustomize() {
    let read = |text: &str| {
        let sources = crate::text::Sources::default();
        let (documents, _) = crate::yaml::parse(sources.add("a.yaml", text), text);
        let document = documents.into_iter().next().expect("a document");
        document.root
    };
    for line in include_str!("testdata/kustomize.jsonl").lines() {
        let case: serde_json::Value = serde_json::from_str(line).expect("JSON");
        let text = |key: &str| case[key].as_str().unwrap_or_default();
        let mut object = read(text("object"));
        let outcome = apply(&mut object, &read(text("patch")), Dialect::Kustomize, false);
        match outcome.findings.first() {
            Some(finding) => assert!(
                !text("error").is_empty() && finding.message.contains(text("error")),
                "{finding:?}\n{line}"
            ),
            None => assert_eq!(object, from_json(&case["out"]), "{line}"),
        }
    }
}

#[test]
fn kustomize_adds_what_it_cannot_replace() {
    let mut object = node(r#"{"a": {"b": 1}, "l": [1, 2]}"#);
    let operations = node(
        r#"[{"op": "replace", "path": "/a/c", "value": 2}, {"op": "add", "path": "/l/-1", "value": 3},
            {"op": "replace", "path": "/l/-3", "value": 0}, {"op": "remove", "path": "nothing/a"}]"#,
    );
    let outcome = apply(&mut object, &operations, Dialect::Kustomize, false);
    assert_eq!(outcome.findings, []);
    assert_eq!(to_json(&object), serde_json::json!({"l": [0, 2, 3]}));
    let finding = |path: &str| {
        let operations = format!(r#"[{{"op": "remove", "path": "{path}"}}]"#);
        let mut object = node(r#"{"spec": {"containers": []}}"#);
        let outcome = apply(&mut object, &node(&operations), Dialect::Kustomize, false);
        let finding = outcome.findings.into_iter().next().expect("a finding");
        (finding.message, finding.help)
    };
    assert_eq!(
        finding("/spce/containers"),
        (
            "remove operation does not apply: doc is missing path: \"/spce/containers\": missing value".into(),
            Some("did you mean `spec` instead of `spce`?".into())
        )
    );
    assert_eq!(
        finding("/spec/x").0,
        "error in remove for path: '/spec/x': Unable to remove nonexistent key: x: missing value"
    );
}

fn json() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        (0..3i64).prop_map(serde_json::Value::from),
        "[ab]".prop_map(serde_json::Value::from),
    ];
    leaf.prop_recursive(3, 16, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(serde_json::Value::from),
            prop::collection::btree_map("[a-c/~]", inner, 0..3)
                .prop_map(|map| serde_json::Value::Object(map.into_iter().collect())),
        ]
    })
}

fn path() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        "[a-c]",
        "[0-3]",
        Just("-".to_owned()),
        Just("~0".to_owned()),
        Just("~1".to_owned()),
        Just("01".to_owned()),
    ];
    prop::collection::vec(part, 0..4)
        .prop_map(|parts| parts.iter().map(|part| format!("/{part}")).collect())
}

fn operation() -> impl Strategy<Value = serde_json::Value> {
    use serde_json::json;
    prop_oneof![
        (path(), json())
            .prop_map(|(path, value)| json!({"op": "add", "path": path, "value": value})),
        path().prop_map(|path| json!({"op": "remove", "path": path})),
        (path(), json())
            .prop_map(|(path, value)| json!({"op": "replace", "path": path, "value": value})),
        (path(), path()).prop_map(|(from, path)| json!({"op": "move", "from": from, "path": path})),
        (path(), path()).prop_map(|(from, path)| json!({"op": "copy", "from": from, "path": path})),
        (path(), json())
            .prop_map(|(path, value)| json!({"op": "test", "path": path, "value": value})),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn it_agrees_with_the_json_patch_crate(object in json(), operations in prop::collection::vec(operation(), 1..5)) {
        // Removing or moving the whole document is refused here: an object must remain.
        let whole = |operation: &serde_json::Value| {
            operation["op"] == "remove" && operation["path"] == ""
                || operation["op"] == "move" && operation["from"] == ""
        };
        prop_assume!(!operations.iter().any(whole));
        let operations = serde_json::Value::from(operations);
        let mut expected = object.clone();
        let patch: json_patch::Patch = serde_json::from_value(operations.clone()).expect("a patch");
        // Without roll-back, which panics after a move to the root.
        let theirs = json_patch::patch_unsafe(&mut expected, &patch);

        let mut ours = from_json(&object);
        let outcome = apply(&mut ours, &from_json(&operations), Dialect::Rfc6902, false);
        prop_assert_eq!(outcome.findings.is_empty(), theirs.is_ok(), "{:?} {:?}", outcome.findings, theirs);
        if theirs.is_ok() {
            prop_assert_eq!(to_json(&ours), expected);
        }
    }
}
