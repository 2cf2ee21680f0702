//! Platform specs and raw manifests, compared with the YAML they must become; `SNAPSHOTS=overwrite cargo test` writes it anew.

use crate::expand::tests::{assert_explained, expand_with};
use crate::k8s::Object;
use crate::yaml::emit;

const PLATFORM: &str = include_str!("testdata/platform.spec.yaml");
const APP: &str = r#"
kind: App
metadata: {name: api, namespace: billing}
spec: {image: "repo/api:1", ports: {http: 8080}, readinessProbe: /ready, network: null}
---
kind: Monitoring
metadata: {name: monitoring, namespace: monitoring}
spec: {prometheus: null, kubeStateMetrics: null}
"#;

/// Returns the objects of the Platform, and what was found.
fn of_the_platform(platform: &str) -> (Vec<Object>, String) {
    let (objects, _, talk) = expand_with(platform, APP);
    let own = objects
        .into_iter()
        .filter(|object| object.owner.kind == "Platform");
    (own.collect(), talk)
}

fn text(objects: &[Object]) -> String {
    let documents: Vec<String> = objects
        .iter()
        .map(|object| emit::document(&object.node))
        .collect();
    documents.join("---\n")
}

#[test]
fn classic() {
    let (objects, talk) = of_the_platform(PLATFORM);
    assert_eq!(talk, "");
    assert_explained(&objects);
    snapbox::assert_data_eq!(
        text(&objects),
        snapbox::file!["testdata/classic.yaml"].raw()
    );
}

#[test]
fn auto_mode() {
    let (objects, talk) = of_the_platform(&PLATFORM.replace("karpenter", "auto-mode"));
    assert_eq!(talk, "");
    let kinds = [
        "IngressClass",
        "IngressClassParams",
        "StorageClass",
        "VolumeSnapshotClass",
    ];
    let changed: Vec<Object> = objects
        .into_iter()
        .filter(|object| kinds.contains(&object.id.kind.as_str()) || object.id.name == "shop")
        .collect();
    snapbox::assert_data_eq!(
        text(&changed),
        snapbox::file!["testdata/auto_mode.yaml"].raw()
    );
}

#[test]
fn mistakes_are_found_all_at_once() {
    let (_, talk) = of_the_platform(include_str!("testdata/mistakes.spec.yaml"));
    snapbox::assert_data_eq!(talk, snapbox::file!["testdata/mistakes.txt"].raw());
}
