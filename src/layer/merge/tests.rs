//! The merge table, row by row, and its laws.

use proptest::prelude::*;

use super::*;
use crate::load::shape::field;
use crate::text::{FileId, Sources, Span};
use crate::yaml::Origin;

static SHAPE: Shape = Shape {
    name: "Test",
    doc: "",
    fields: &[
        field("free", &Type::Any, ""),
        field("podTemplate", &Type::Any, ""),
        field("patches", &Type::List(&Type::Any), ""),
        field(
            "union",
            &Type::OneOf {
                keys: &["value", "secret"],
                shape: &UNION,
            },
            "",
        ),
    ],
};

static UNION: Shape = Shape {
    name: "Union",
    doc: "",
    fields: &[
        field("value", &Type::Text, ""),
        field("secret", &Type::String, ""),
        field("key", &Type::String, ""),
    ],
};

/// Puts every node of a JSON text at its own place of a file; `!append` is written as a first item.
fn node(file: FileId, json: &serde_json::Value, at: &mut usize) -> Node {
    *at += 1;
    let span = Span::new(file, *at, *at + 1);
    let mut join = Join::Replace;
    let value = match json {
        serde_json::Value::Null => Value::Null,
        serde_json::Value::Bool(truth) => Value::Bool(*truth),
        serde_json::Value::Number(number) => Value::Int(number.as_i64().unwrap()),
        serde_json::Value::String(text) => Value::from(text.as_str()),
        serde_json::Value::Array(items) => {
            let tag = items.first().and_then(serde_json::Value::as_str);
            join = match tag {
                Some("!append") => Join::Append,
                Some("!prepend") => Join::Prepend,
                _ => Join::Replace,
            };
            let skipped = usize::from(join != Join::Replace);
            let items = items.iter().skip(skipped);
            Value::Sequence(items.map(|item| node(file, item, at)).collect())
        }
        serde_json::Value::Object(map) => {
            let mut mapping = Mapping::new();
            for (key, value) in map {
                mapping.insert(key.as_str(), node(file, value, at));
            }
            Value::Mapping(mapping)
        }
    };
    let mut node = Node::new(value, Origin::written(span));
    node.join = join;
    node
}

struct Layers {
    sources: Sources,
}

impl Layers {
    fn new() -> Self {
        Layers {
            sources: Sources::default(),
        }
    }

    fn layer(&self, json: &serde_json::Value) -> Node {
        let file = self.sources.add("layer", "x".repeat(10_000));
        node(file, json, &mut 0)
    }

    fn merged(&self, layers: &[&str]) -> (Node, Vec<Diagnostic>) {
        let mut findings = Vec::new();
        let nodes = layers
            .iter()
            .map(|json| self.layer(&serde_json::from_str(json).unwrap()));
        let merged = nodes
            .reduce(|below, above| over(below, &above, &mut findings))
            .unwrap();
        (merged, findings)
    }
}

fn over(below: Node, above: &Node, findings: &mut Vec<Diagnostic>) -> Node {
    merge_object(below, above, &SHAPE, ("Test/x", "/spec"), findings)
}

fn json(node: &Node) -> serde_json::Value {
    match &node.value {
        Value::Null => serde_json::Value::Null,
        Value::Bool(truth) => (*truth).into(),
        Value::Sequence(items) => items.iter().map(json).collect(),
        Value::Mapping(map) => map
            .iter()
            .map(|entry| (entry.key.name.to_string(), json(&entry.value)))
            .collect::<serde_json::Map<_, _>>()
            .into(),
        _ => node.as_int().map_or_else(
            || node.to_text().unwrap_or_default().as_str().into(),
            Into::into,
        ),
    }
}

#[track_caller]
fn gives(layers: &[&str], expected: &str) {
    let (merged, findings) = Layers::new().merged(layers);
    assert!(findings.is_empty(), "{findings:?}");
    let expected: serde_json::Value = serde_json::from_str(expected).unwrap();
    assert_eq!(json(&merged), expected);
}

#[track_caller]
fn refuses(layers: &[&str], code: Code) {
    let (_, findings) = Layers::new().merged(layers);
    let codes: Vec<Code> = findings.iter().map(|finding| finding.code).collect();
    assert_eq!(codes, [code]);
    assert!(findings[0].primary.is_some() && !findings[0].related.is_empty());
}

#[test]
fn the_table() {
    gives(
        &[
            r#"{"free": {"a": 1, "b": {"c": 2}}}"#,
            r#"{"free": {"b": {"d": 3}}}"#,
        ],
        r#"{"free": {"a": 1, "b": {"c": 2, "d": 3}}}"#,
    );
    gives(
        &[r#"{"free": {"a": 1}}"#, r#"{"free": null}"#],
        r#"{"free": null}"#,
    );
    gives(
        &[
            r#"{"free": {"a": 1}}"#,
            r#"{"free": null}"#,
            r#"{"free": {"b": 2}}"#,
        ],
        r#"{"free": {"b": 2}}"#,
    );
    gives(
        &[r#"{"free": [1, 2]}"#, r#"{"free": [3]}"#],
        r#"{"free": [3]}"#,
    );
    gives(
        &[r#"{"free": [1, 2]}"#, r#"{"free": ["!append", 3]}"#],
        r#"{"free": [1, 2, 3]}"#,
    );
    gives(
        &[r#"{"free": [1, 2]}"#, r#"{"free": ["!prepend", 3]}"#],
        r#"{"free": [3, 1, 2]}"#,
    );
    refuses(
        &[
            r#"{"free": [{"a": 1}]}"#,
            r#"{"free": ["!append", {"a": 1}]}"#,
        ],
        Code::DuplicateItem,
    );
    refuses(
        &[r#"{"free": {"a": 1}}"#, r#"{"free": [1]}"#],
        Code::LayerType,
    );
    refuses(
        &[r#"{"free": {"a": true}}"#, r#"{"free": {"a": "x"}}"#],
        Code::LayerType,
    );
    refuses(
        &[r#"{"free": "${env.x}"}"#, r#"{"free": {"a": 1}}"#],
        Code::LayerType,
    );
    gives(
        &[r#"{"free": {"a": 1}}"#, r#"{"free": "${env.x}"}"#],
        r#"{"free": "${env.x}"}"#,
    );
}

#[test]
fn fields_that_exclude_each_other_are_not_mixed() {
    gives(
        &[
            r#"{"union": {"value": "x"}}"#,
            r#"{"union": {"secret": "s", "key": "k"}}"#,
        ],
        r#"{"union": {"secret": "s", "key": "k"}}"#,
    );
    gives(
        &[
            r#"{"union": {"secret": "s", "key": "k"}}"#,
            r#"{"union": {"key": "l"}}"#,
        ],
        r#"{"union": {"secret": "s", "key": "l"}}"#,
    );
}

#[test]
fn pod_templates_merge_by_the_keys_of_kubernetes() {
    gives(
        &[
            r#"{"podTemplate": {"spec": {"containers": [{"name": "a", "env": [{"name": "X", "value": "1"}], "ports": [{"containerPort": 1}]}], "tolerations": [{"key": "k"}]}}}"#,
            r#"{"podTemplate": {"spec": {"containers": [{"name": "b"}, {"name": "a", "env": [{"name": "X", "value": "2"}], "ports": [{"containerPort": 1, "protocol": "UDP"}, {"containerPort": 1, "protocol": "TCP", "name": "p"}]}], "tolerations": []}}}"#,
        ],
        r#"{"podTemplate": {"spec": {"containers": [{"name": "a", "env": [{"name": "X", "value": "2"}], "ports": [{"containerPort": 1, "protocol": "TCP", "name": "p"}, {"containerPort": 1, "protocol": "UDP"}]}, {"name": "b"}], "tolerations": []}}}"#,
    );
    gives(
        &[
            r#"{"podTemplate": {"spec": {"volumes": [{"name": "v", "emptyDir": {}}]}}}"#,
            r#"{"podTemplate": {"spec": {"volumes": [{"name": "v", "$patch": "delete"}]}}}"#,
        ],
        r#"{"podTemplate": {"spec": {"volumes": [{"name": "v", "$patch": "delete"}]}}}"#,
    );
    gives(
        &[r#"{"patches": [{"a": 1}]}"#, r#"{"patches": [{"a": 1}]}"#],
        r#"{"patches": [{"a": 1}, {"a": 1}]}"#,
    );
}

#[test]
fn what_replaces_remembers_what_it_replaced() {
    let layers = Layers::new();
    let (merged, _) = layers.merged(&[
        r#"{"free": {"a": 1}}"#,
        r#"{"free": {"a": 2}}"#,
        r#"{"free": {"a": 3}}"#,
    ]);
    let leaf = merged.at(&["free", "a"]).unwrap();
    let past: Vec<_> = leaf.origin.chain().map(|(_, value)| value).collect();
    assert_eq!(past, [None, Some("2"), Some("1")]);
    assert_eq!(leaf.origin.step, Step::Layered);
}

/// Maps and scalars of one type, without joins: where the table promises associativity.
fn tree() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        3 => (0..5i64).prop_map(serde_json::Value::from),
        1 => Just(serde_json::Value::Null),
    ];
    // A key decides the type of its value, so that layers agree.
    leaf.prop_recursive(3, 24, 4, |inner| {
        proptest::collection::btree_map("[a-c]", inner, 0..4).prop_map(|map| {
            map.into_iter()
                .map(|(key, value)| {
                    let typed = match value {
                        serde_json::Value::Object(_) => format!("m{key}"),
                        serde_json::Value::Null => format!("m{key}"),
                        _ => format!("s{key}"),
                    };
                    (typed, value)
                })
                .collect::<serde_json::Map<_, _>>()
                .into()
        })
    })
    .prop_map(|tree| serde_json::json!({"free": {"m": {"in": tree.as_object().cloned().unwrap_or_default()}}}))
}

proptest! {
    #[test]
    fn an_empty_layer_changes_nothing(below in tree()) {
        let layers = Layers::new();
        let node = layers.layer(&below);
        let mut findings = Vec::new();
        let merged = over(node.clone(), &layers.layer(&serde_json::json!({})), &mut findings);
        prop_assert!(findings.is_empty());
        prop_assert_eq!(&merged, &node);
        prop_assert_eq!(&merged.origin, &node.origin);
    }

    #[test]
    fn null_deletes(below in tree()) {
        let layers = Layers::new();
        let mut findings = Vec::new();
        let merged = over(
            layers.layer(&below),
            &layers.layer(&serde_json::json!({"free": null})),
            &mut findings,
        );
        prop_assert!(merged.is_off("free") && merged.at(&["free"]).is_none());
    }

    #[test]
    fn grouping_does_not_matter(a in tree(), b in tree(), c in tree()) {
        let layers = Layers::new();
        let mut findings = Vec::new();
        let [x, y, z] = [&a, &b, &c].map(|json| layers.layer(json));
        let left = over(over(x.clone(), &y, &mut findings), &z, &mut findings);
        let right = over(x, &over(y, &z, &mut findings), &mut findings);
        prop_assert!(findings.is_empty(), "{:?}", findings);
        // A tombstone between two maps starts afresh only where it is merged first, so it must not occur.
        if !b.to_string().contains("null") {
            prop_assert_eq!(json(&left), json(&right));
        }
    }

    #[test]
    fn the_highest_layer_that_speaks_wins_and_order_is_stable(a in tree(), b in tree()) {
        let layers = Layers::new();
        let (below, above) = (layers.layer(&a), layers.layer(&b));
        let mut findings = Vec::new();
        let merged = over(below.clone(), &above, &mut findings);
        let top = above.span().unwrap().file;
        let mut wrong = None;
        above.leaves(&mut |pointer, leaf| {
            let steps: Vec<&str> = pointer.trim_start_matches('/').split('/').collect();
            let found = steps.iter().try_fold(&merged, |node, step| node.get(step));
            let empty_map = leaf.as_map().is_some();
            let won = found.is_some_and(|found| found.span().map(|span| span.file) == Some(top));
            if !(won || empty_map) {
                wrong = Some(pointer.to_owned());
            }
        });
        prop_assert_eq!(wrong, None);
        let keys = |node: &Node| -> Vec<String> {
            let inner = node.at(&["free", "m", "in"]).and_then(Node::as_map);
            inner.map(|map| map.keys().map(str::to_owned).collect()).unwrap_or_default()
        };
        let lower = keys(&below);
        prop_assert_eq!(&keys(&merged)[..lower.len()], &lower[..]);
    }
}
