//! Raw manifests and templates.

use std::fmt::Write;

use crate::k8s::Object;
use crate::project::MemProject;
use crate::session::Session;
use crate::yaml::emit;
use crate::{expand, layer, load};

const SPECS: &str = r#"
apiVersion: ekscompile.dev/v1alpha1
kind: Cluster
metadata: {name: main}
spec: {kubernetesVersion: "1.34", compute: karpenter}
---
kind: App
metadata: {name: api, namespace: shop}
spec: {image: "repo/api:1", raw: [extra]}
"#;

const ENVIRONMENT: &str = r#"
apiVersion: ekscompile.dev/v1alpha1
kind: Environment
metadata: {name: dev}
spec: {cluster: main, region: eu-west-1, accountId: "123456789012", raw: [manifests/*.yaml, "../../shared/motd.yaml.j2"], vars: {motd: "a: b"}}
"#;

const ENCRYPTED: &str = "apiVersion: v1\nkind: Secret\nmetadata:\n    name: token\n    namespace: shop\nstringData:\n    token: ENC[AES256_GCM,data:x]\nsops:\n    version: 3.9.0   # spaces and comments stay\n";

/// Returns the objects that raw manifests became, and what was found.
fn raw(files: &[(&str, &str)]) -> (Vec<Object>, String) {
    let mut project = MemProject::default()
        .file("base/specs.yaml", SPECS)
        .file("environments/dev/environment.yaml", ENVIRONMENT)
        .file("environments/dev/manifests/none.yaml", "")
        .file("base/extra/none.yaml", "")
        .file("shared/motd.yaml.j2", "");
    for (path, text) in files {
        project = project.file(path, *text);
    }
    let session = Session::new(&project);
    let loaded = load::run(&session, "dev", &[]);
    let target = loaded.and_then(|loaded| layer::run(&session, loaded));
    let target = target.unwrap_or_else(|| panic!("{:?}", session.finish()));
    let objects = expand::run(&session, &target);
    let made = |object: &Object| {
        object.owner.kind == "Raw"
            || object.id.name.starts_with("raw")
            || object.id.kind == "SealedSecret"
    };
    let objects = objects.into_iter().filter(made).collect();
    let mut talk = String::new();
    for finding in session.finish().findings() {
        let place = finding
            .primary
            .as_ref()
            .map(|label| session.sources.place(label.span));
        let place = place.map(|place| place.to_string()).unwrap_or_default();
        writeln!(talk, "{} {place}: {}", finding.code, finding.message).unwrap();
    }
    (objects, talk)
}

#[test]
fn lists_are_taken_apart_and_namespaces_filled_in() {
    let list = "apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: ConfigMap\n  metadata: {name: raw-a}\n- apiVersion: v1\n  kind: ConfigMap\n  metadata: {name: raw-b, namespace: web}\n---\napiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: raw-c}\n";
    let (objects, talk) = raw(&[("base/extra/list.yaml", list)]);
    assert_eq!(talk, "");
    let ids: Vec<String> = objects.iter().map(|object| object.id.to_string()).collect();
    assert_eq!(
        ids,
        [
            "ConfigMap/shop/raw-a",
            "ConfigMap/web/raw-b",
            "ClusterRole/raw-c"
        ]
    );
    assert_eq!(objects[0].owner.to_string(), "App/shop/api");
    assert_eq!(
        emit::document(&objects[0].node),
        "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: raw-a\n  namespace: shop\n"
    );
}

#[test]
fn encrypted_documents_keep_their_bytes() {
    let both = format!(
        "{ENCRYPTED}---\napiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\nmetadata: {{name: sealed, namespace: shop}}\nspec: {{encryptedData: {{a: x}}}}\n"
    );
    let (objects, talk) = raw(&[("environments/dev/manifests/secrets.yaml", &both)]);
    assert_eq!(talk, "");
    assert_eq!(objects[0].verbatim.as_deref(), Some(ENCRYPTED));
    assert_eq!(objects[0].owner.to_string(), "Raw/secrets");
    assert!(
        objects[1]
            .verbatim
            .as_deref()
            .is_some_and(|text| text.contains("{encryptedData: {a: x}}"))
    );
}

#[test]
fn templates_are_rendered_before_they_are_read() {
    let motd = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: motd, namespace: shop}\ndata:\n  motd: {{ env.motd | tojson }}\n";
    let (objects, talk) = raw(&[("shared/motd.yaml.j2", motd)]);
    assert_eq!(talk, "");
    assert!(
        emit::document(&objects[0].node).contains("motd: \"a: b\"")
            || emit::document(&objects[0].node).contains("motd: 'a: b'")
    );
}

#[test]
fn mistakes_are_found_all_at_once() {
    let files = [
        (
            "shared/motd.yaml.j2",
            "a: 1\nb: {{ env.region }}\nc: {{ env.regoin }}\n",
        ),
        (
            "environments/dev/manifests/a.yaml",
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: nowhere}\n",
        ),
        (
            "environments/dev/manifests/c.yaml",
            "apiVersion: v1\nkind: Namespace\nmetadata: {name: x, namespace: shop}\n",
        ),
        ("environments/dev/manifests/d.yaml", "kind: ConfigMap\n"),
        (
            "environments/dev/manifests/e.yaml",
            "apiVersion: ekscompile.dev/v1alpha1\nkind: App\nmetadata: {name: x, namespace: shop}\nspec: {image: \"a:1\"}\n",
        ),
        (
            "environments/dev/manifests/f.yaml",
            "apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\nmetadata: {name: lost}\n",
        ),
    ];
    let (_, talk) = raw(&files);
    snapbox::assert_data_eq!(talk, snapbox::file!["testdata/mistakes.txt"].raw());
}
