//! Monitoring specs, compared with the YAML they must become; `SNAPSHOTS=overwrite cargo test` writes it anew.

use crate::expand::tests::{assert_explained, expand};
use crate::yaml::emit;

const FULL: &str = include_str!("testdata/full.spec.yaml");
const SMALL: &str = r#"
kind: Monitoring
metadata: {name: monitoring, namespace: monitoring}
spec:
  storage: emptyDir
  prometheus: {retention: 2d}
  nodeExporter: null
  kubeStateMetrics: null
  network: null
"#;

/// Returns the objects of the specs of this kind alone.
fn rendered(specs: &str) -> String {
    let (objects, _, talk) = expand(specs);
    assert_eq!(talk, "");
    let own = objects
        .iter()
        .filter(|object| object.owner.kind == "Monitoring");
    let documents: Vec<String> = own.map(|object| emit::document(&object.node)).collect();
    documents.join("---\n")
}

#[test]
fn full() {
    snapbox::assert_data_eq!(rendered(FULL), snapbox::file!["testdata/full.yaml"].raw());
}

#[test]
fn small() {
    snapbox::assert_data_eq!(rendered(SMALL), snapbox::file!["testdata/small.yaml"].raw());
}

#[test]
fn every_leaf_says_where_it_comes_from() {
    for specs in [FULL, SMALL] {
        assert_explained(&expand(specs).0);
    }
}

#[test]
fn mistakes_are_found_all_at_once() {
    let (_, _, talk) = expand(include_str!("testdata/mistakes.spec.yaml"));
    snapbox::assert_data_eq!(talk, snapbox::file!["testdata/mistakes.txt"].raw());
}
