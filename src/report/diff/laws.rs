//! What is secret gets out in no format.

use proptest::prelude::*;
use serde_json::{Map, Value as Json, json};

use super::terminal::Look;
use super::{Compared, html, json as to_json, markdown, terminal};
use crate::diff::{self, Input};
use crate::k8s::{Object, Owner};
use crate::text::Sources;
use crate::yaml::{Node, Origin, TEST};

/// A text that stands nowhere else.
const MARKER: &str = "hunter2";

/// Returns all that is said of two sets of objects, in every format.
fn said(before: &[Json], after: &[Json]) -> String {
    let owner = std::sync::Arc::new(Owner::raw("a"));
    let object = |json: &Json| {
        let node = Node::from_json(json, &Origin::default(&TEST));
        Object::new(node, &owner, None).unwrap()
    };
    let objects = [before, after].map(|side| side.iter().map(object).collect::<Vec<_>>());
    let [before, after] = &objects;
    let input = Input::between(before, after);
    let compared = [Compared {
        name: "a".to_owned(),
        against: "b".to_owned(),
        diff: diff::run(&input, &Sources::default()),
    }];
    let look = Look {
        colours: false,
        width: 80,
    };
    [
        terminal::text(&compared, look),
        terminal::short(&compared, look),
        markdown::markdown(&compared),
        to_json::json(&compared).to_string(),
        html::html(&compared),
    ]
    .concat()
}

/// A value with the marker in every leaf.
fn secret() -> impl Strategy<Value = Json> {
    let leaf = "[a-c]{0,2}".prop_map(|more| json!(format!("{MARKER}{more}")));
    leaf.prop_recursive(2, 8, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Json::Array),
            prop::collection::btree_map("name|key|image|a", inner, 0..3)
                .prop_map(|map| Json::Object(map.into_iter().collect())),
        ]
    })
}

/// Keys with a secret value each.
fn data() -> impl Strategy<Value = Json> {
    prop::collection::btree_map("[ab]", secret(), 0..3)
        .prop_map(|map| Json::Object(map.into_iter().collect()))
}

/// An object that holds secrets in each of these places.
fn holder(object: Json, places: &'static [&'static str]) -> BoxedStrategy<Json> {
    let values = prop::collection::vec(prop::option::of(data()), places.len());
    let set = move |values: Vec<Option<Json>>| {
        let mut object = object.clone();
        for (place, value) in places.iter().zip(values) {
            let keys: Vec<String> = place.split('/').map(|key| key.replace("~1", "/")).collect();
            let (last, way) = keys.split_last().unwrap();
            let at = way.iter().fold(&mut object, |at, key| {
                at.as_object_mut()
                    .unwrap()
                    .entry(key)
                    .or_insert_with(|| Json::Object(Map::new()))
            });
            match value {
                Some(value) if place.contains("/annotations/") => {
                    at[last] = json!(value.to_string())
                }
                Some(value) => at[last] = value,
                None => {}
            }
        }
        object
    };
    values.prop_map(set).boxed()
}

const APPLIED: &str = "metadata/annotations/kubectl.kubernetes.io~1last-applied-configuration";

/// All kinds of objects with secrets; `name` may end in a hash.
fn object() -> impl Strategy<Value = Json> {
    let head = |api: &str, kind: &str| json!({"apiVersion": api, "kind": kind, "metadata": {"name": "a", "namespace": "b"}});
    let mut encrypted = head("apps/v1", "Deployment");
    encrypted["sops"] = json!({"mac": MARKER});
    let mut class = head("storage.k8s.io/v1", "StorageClass");
    class["sops"] = json!({"mac": MARKER});
    let mut nested = head("kubernetes.crossplane.io/v1alpha2", "Object");
    nested["spec"] = json!({"forProvider": {"manifest": {"apiVersion": "v1", "kind": "Secret"}}});
    prop_oneof![
        holder(
            head("v1", "Secret"),
            &["data", "stringData", "Data", APPLIED]
        ),
        holder(
            head("bitnami.com/v1alpha1", "SealedSecret"),
            &[
                "spec/data",
                "spec/encryptedData",
                "spec/template/data",
                "spec/template/stringData",
                APPLIED
            ],
        ),
        holder(
            head("external-secrets.io/v1", "ExternalSecret"),
            &[
                "spec/target/template/data",
                "spec/target/template/templateFrom"
            ],
        ),
        holder(
            head("isindir.github.com/v1alpha3", "SopsSecret"),
            &["spec/secretTemplates"]
        ),
        holder(
            encrypted,
            &[
                "spec/template/spec/containers",
                "spec/replicas",
                "spec/strategy",
                "metadata/annotations/a",
                "data"
            ],
        ),
        holder(
            class,
            &["parameters", "provisioner", "reclaimPolicy", "sops/age"]
        ),
        holder(
            nested,
            &[
                "spec/forProvider/manifest/data",
                "spec/forProvider/manifest/stringData"
            ]
        ),
    ]
}

fn config(data: &Json) -> Json {
    json!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a", "namespace": "b"}, "data": data})
}

proptest! {
    #[test]
    fn what_is_secret_is_never_said(before in prop::option::of(object()), after in prop::option::of(object())) {
        let said = said(before.as_slice(), after.as_slice());
        prop_assert!(!said.contains(MARKER), "{said}");
    }

    #[test]
    fn what_becomes_secret_is_not_said_either(
        keys in prop::collection::btree_map("[ab]", "hunter2[a-c]", 1..3), is_back in any::<bool>(), keeps in any::<bool>(),
    ) {
        let open = config(&json!(keys));
        let secret = json!({
            "apiVersion": "v1", "kind": "Secret", "metadata": {"name": "a", "namespace": "b"}, "stringData": keys,
        });
        let rest = keeps.then(|| config(&json!({"c": "d"})));
        let there: Vec<Json> = rest.into_iter().chain([secret]).collect();
        let said = match is_back {
            false => said(&[open], &there),
            true => said(&there, &[open]),
        };
        prop_assert!(!said.contains(MARKER), "{said}");
    }
}

#[test]
fn what_is_not_secret_is_said() {
    let said = said(
        &[config(&json!({"a": "b"}))],
        &[config(&json!({"a": MARKER}))],
    );
    assert!(said.contains(MARKER), "{said}");
}
