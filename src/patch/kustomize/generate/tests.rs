//! What generators make, as the real kustomize makes it.

use crate::load::kustomization::{LoadRestrictor, Loader, Outcome};
use crate::patch::kustomize::metadata;
use crate::patch::kustomize::resources::{Behavior, Resource, Resources};
use crate::patch::kustomize::schema::Schema;
use crate::patch::testing::{node, to_json};
use crate::project::MemProject;
use crate::session::Session;
use crate::text::Sources;
use crate::yaml::Node;

const KUSTOMIZATION: &str = "resources: []\n";

/// Makes the resource of a generator, for `kind`, in a folder `app` with these files.
fn make(
    kind: &str,
    entry: &str,
    global: Option<&str>,
    files: &[(&str, &[u8])],
) -> Outcome<Resource> {
    let mut project = MemProject::default().file("app/kustomization.yaml", KUSTOMIZATION);
    for (path, content) in files {
        project = project.file(&format!("app/{path}"), *content);
    }
    let session = Session::new(&project);
    let loader = Loader {
        session: &session,
        restrictor: LoadRestrictor::default(),
    };
    let folder = loader.open("app")?;
    let (entry, global) = (node(entry), global.map(node));
    match kind {
        "ConfigMap" => super::config_map(loader, &folder, &entry, global.as_ref()),
        "Secret" => super::secret(loader, &folder, &entry, global.as_ref()),
        _ => super::iam_policy(&entry),
    }
}

fn json(resource: &Resource) -> serde_json::Value {
    let mut resource = resource.clone();
    metadata::finish(
        &mut resource,
        metadata::Wanted::default(),
        &Sources::default(),
    );
    to_json(&resource.node)
}

fn words(outcome: Outcome<impl Sized>) -> String {
    match outcome {
        Ok(_) => panic!("it should fail"),
        Err(finding) => finding.notes.join("\n"),
    }
}

#[test]
fn data_come_from_env_files_literals_and_files() {
    let made = make(
        "ConfigMap",
        r#"{"name": "a", "namespace": "b", "envs": ["x.env"], "literals": ["l='1'"], "files": ["t.txt", "bin=b.bin"]}"#,
        None,
        &[
            ("x.env", b"\xef\xbb\xbfA=1\nB\n"),
            ("t.txt", b"text\n"),
            ("b.bin", b"\xff\x00"),
        ],
    )
    .expect("a ConfigMap");
    assert_eq!(
        json(&made),
        serde_json::json!({
            "apiVersion": "v1", "kind": "ConfigMap",
            "metadata": {"name": "a", "namespace": "b"},
            "data": {"A": "1", "B": "", "l": "1", "t.txt": "text\n"},
            "binaryData": {"bin": "/wA="},
        })
    );
    assert!(made.hashed);
}

#[test]
fn options_of_the_generator_come_before_those_of_all() {
    let made = make(
        "Secret",
        r#"{"name": "a", "type": "t", "literals": ["k=v"], "behavior": "merge",
            "options": {"labels": {"a": "1"}, "immutable": true, "disableNameSuffixHash": false}}"#,
        Some(r#"{"labels": {"a": "2", "b": "3"}, "annotations": {"c": null}, "disableNameSuffixHash": true}"#),
        &[],
    )
    .expect("a Secret");
    assert_eq!(
        json(&made),
        serde_json::json!({
            "apiVersion": "v1", "kind": "Secret", "type": "t", "immutable": true,
            "metadata": {"name": "a", "labels": {"a": "1", "b": "3"}, "annotations": {"c": ""}},
            "data": {"k": "dg=="},
        })
    );
    assert_eq!((made.hashed, made.behavior), (false, Behavior::Merge));
}

#[test]
fn what_cannot_be_generated_is_refused_in_the_words_of_kustomize() {
    let fails = |entry: &str| words(make("ConfigMap", entry, None, &[]));
    assert_eq!(
        fails(r#"{"name": "a", "literals": ["k=1", "k=2"]}"#),
        "kustomize: configmap a illegally repeats the key `k`"
    );
    assert_eq!(
        fails(r#"{"literals": ["k=1"]}"#),
        "kustomize: a configmap must have a name"
    );
    assert_eq!(
        fails(r#"{"name": "a", "literals": ["k"]}"#),
        "kustomize: invalid literal source k, expected key=value"
    );
    assert_eq!(
        words(make("IAM", r#"{"cloud": "eks"}"#, None, &[])),
        "kustomize: cloud provider eks not supported yet"
    );
}

fn joined(old: &str, hashed: bool, new: Resource) -> Outcome<Resource> {
    let schema = Schema::default();
    let mut resources = Resources::default();
    let mut old = Resource::new(node(old));
    old.hashed = hashed;
    resources.push(old);
    super::join(&mut resources, new, &schema)?;
    assert_eq!(resources.len(), 1);
    Ok(resources.into_vec().remove(0))
}

const OLD: &str = r#"{"apiVersion": "v1", "kind": "ConfigMap", "immutable": true,
    "metadata": {"name": "a", "labels": {"x": "old", "y": "old"}, "finalizers": ["f"]}, "data": {"k": "old", "n": 1}}"#;

fn new(behavior: &str) -> Resource {
    let entry = format!(
        r#"{{"name": "a", "behavior": "{behavior}", "literals": ["k=new"], "options": {{"labels": {{"x": "new"}}}}}}"#
    );
    make("ConfigMap", &entry, None, &[]).expect("a ConfigMap")
}

#[test]
fn merging_keeps_what_the_generator_does_not_say() {
    let merged = joined(OLD, false, new("merge")).expect("a merge");
    assert_eq!(
        json(&merged),
        serde_json::json!({
            "apiVersion": "v1", "kind": "ConfigMap",
            "metadata": {"name": "a", "labels": {"x": "new", "y": "old"}},
            "data": {"k": "new", "n": "1"},
        })
    );
    // What was written by hand keeps its name.
    assert!(!merged.hashed);
    let past = merged
        .node
        .at(&["data", "k"])
        .and_then(|node: &Node| node.origin.past.clone());
    assert_eq!(past.expect("the old value").value, "\"old\"");
}

#[test]
fn replacing_keeps_labels_and_drops_data() {
    let replaced = joined(OLD, true, new("replace")).expect("a replacement");
    assert_eq!(json(&replaced)["data"], serde_json::json!({"k": "new"}));
    assert_eq!(
        json(&replaced)["metadata"]["labels"],
        serde_json::json!({"x": "new", "y": "old"})
    );
    assert!(replaced.hashed);
}

#[test]
fn string_data_of_a_secret_are_encoded_before_a_merge() {
    let old = r#"{"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "a"},
        "data": {"a": "YQ=="}, "stringData": {"a": "b", "c": "d"}}"#;
    let new = make(
        "Secret",
        r#"{"name": "a", "behavior": "merge", "literals": ["e=f"]}"#,
        None,
        &[],
    )
    .expect("a Secret");
    let merged = joined(old, false, new).expect("a merge");
    assert_eq!(
        json(&merged)["data"],
        serde_json::json!({"a": "Yg==", "c": "ZA==", "e": "Zg=="})
    );
    assert_eq!(json(&merged).get("stringData"), None);
}

#[test]
fn behavior_must_fit_what_is_there() {
    assert!(words(joined(OLD, true, new("create"))).contains("exists; can not use behavior"));
    let other = OLD.replace("\"a\"", "\"b\"");
    assert!(words(joined(&other, true, new("merge"))).ends_with(
        r#"Kind:"ConfigMap", isClusterScoped:false}, Name:"a", Namespace:""} does not exist; cannot merge or replace"#
    ));
}
