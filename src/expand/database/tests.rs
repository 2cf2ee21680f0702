//! Database specs, compared with the YAML they must become; `SNAPSHOTS=overwrite cargo test` writes it anew.

use crate::expand::tests::{assert_explained, expand};
use crate::k8s::Object;
use crate::yaml::Node;
use crate::yaml::emit;

const POSTGRES: &str = include_str!("testdata/postgres.spec.yaml");
const OTHERS: &str = include_str!("testdata/others.spec.yaml");

/// Returns the objects of the specs of this kind alone.
fn rendered(specs: &str) -> String {
    let (objects, _, talk) = expand(specs);
    assert_eq!(talk, "");
    let own = objects
        .iter()
        .filter(|object| object.owner.kind == "Database");
    let documents: Vec<String> = own.map(|object| emit::document(&object.node)).collect();
    documents.join("---\n")
}

#[test]
fn postgres_with_everything() {
    snapbox::assert_data_eq!(
        rendered(POSTGRES),
        snapbox::file!["testdata/postgres.yaml"].raw()
    );
}

#[test]
fn mysql_redis_and_custom() {
    snapbox::assert_data_eq!(
        rendered(OTHERS),
        snapbox::file!["testdata/others.yaml"].raw()
    );
}

#[test]
fn every_leaf_says_where_it_comes_from() {
    for specs in [POSTGRES, OTHERS] {
        assert_explained(&expand(specs).0);
    }
}

#[test]
fn mistakes_are_found_all_at_once() {
    let (_, _, talk) = expand(include_str!("testdata/mistakes.spec.yaml"));
    snapbox::assert_data_eq!(talk, snapbox::file!["testdata/mistakes.txt"].raw());
}

#[test]
fn the_mount_follows_the_version() {
    let mount = |version: &str| {
        let specs = POSTGRES.replace("version: \"17\"", &format!("version: \"{version}\""));
        let (objects, ..) = expand(&specs);
        let set = |object: &&Object| object.id.kind == "StatefulSet";
        let node = objects.iter().find(set).unwrap().node.clone();
        let containers = node
            .at(&["spec", "template", "spec", "containers"])
            .unwrap();
        let mounts = containers.as_list().unwrap()[0]
            .value_of("volumeMounts")
            .unwrap();
        let path = mounts.as_list().unwrap()[0]
            .value_of("mountPath")
            .and_then(Node::to_text);
        path.unwrap().to_string()
    };
    assert_eq!(mount("17"), "/var/lib/postgresql/data");
    assert_eq!(mount("17.2-alpine"), "/var/lib/postgresql/data");
    assert_eq!(mount("18.1"), "/var/lib/postgresql");
}
