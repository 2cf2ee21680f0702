//! Content hashes in names: new content is a new object, so that pods roll out with it and a Job runs again.
//!
//! In: objects whose [`hashed`](Object::hashed) is set. Out: the same with a suffix of ten letters on their names. For a
//! ConfigMap it is the one that kustomize's `configMapGenerator` would give: SHA-256 over the JSON of kind and data, an
//! empty name in it, letters exchanged so that no words come out.

use ecow::EcoString;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use sha2::{Digest, Sha256};

use crate::k8s::Object;
use crate::yaml::{NamedDefault, Node};

/// The rule behind a name with a hash and behind every reference to one.
pub static CONTENT_HASH: NamedDefault = NamedDefault {
    id: "name.contentHash",
    what: "a hash of the content is the end of the name",
    why: "pods roll out when their configuration changes, roll back with it, and a changed Job is a new one",
    source: "https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/configmapgenerator/",
    field: "",
};

/// New names by namespace and former name.
pub(super) type Renamed = FxHashMap<(EcoString, EcoString), EcoString>;

/// Renames ConfigMaps.
pub(super) fn config_maps(objects: &mut [Object]) -> Renamed {
    let renamed: Vec<((EcoString, EcoString), EcoString)> = objects
        .par_iter_mut()
        .filter(|object| object.hashed && object.verbatim.is_none() && is_config_map(object))
        .map(|object| {
            let former = (object.id.namespace.clone(), object.id.name.clone());
            rename(object, &config_map_json);
            (former, object.id.name.clone())
        })
        .collect();
    renamed.into_iter().collect()
}

/// Renames Jobs, after the names they refer to are final.
pub(super) fn jobs(objects: &mut [Object]) {
    objects
        .par_iter_mut()
        .filter(|object| object.hashed && object.verbatim.is_none() && !is_config_map(object))
        .for_each(|object| rename(object, &job_json));
}

fn is_config_map(object: &Object) -> bool {
    object.id.kind == "ConfigMap" && object.id.group.is_empty()
}

fn rename(object: &mut Object, json: &dyn Fn(&Node) -> String) {
    let suffix = suffix(&json(&object.node));
    let name = ecow::eco_format!("{}-{suffix}", object.id.name);
    if let Some(node) = crate::k8s::descend(&mut object.node, &["metadata", "name"]) {
        *node = node.derive(name.clone(), &CONTENT_HASH);
        object.id.name = name;
    }
}

fn config_map_json(node: &Node) -> String {
    let mut json = String::from("{");
    if let Some(binary) = node.value_of("binaryData") {
        json.push_str("\"binaryData\":");
        binary.write_go_json(&mut json);
        json.push(',');
    }
    json.push_str("\"data\":");
    match node.value_of("data") {
        Some(data) => data.write_go_json(&mut json),
        None => json.push_str("\"\""),
    }
    json.push_str(",\"kind\":\"ConfigMap\",\"name\":\"\"}");
    json
}

fn job_json(node: &Node) -> String {
    let mut json = String::from("{\"kind\":\"Job\",\"name\":\"\",\"spec\":");
    match node.value_of("spec") {
        Some(spec) => spec.write_go_json(&mut json),
        None => json.push_str("\"\""),
    }
    json.push('}');
    json
}

/// Returns the first ten hexadecimal digits of the SHA-256, with the letters that kustomize and kubectl exchange.
fn suffix(json: &str) -> String {
    let hash = Sha256::digest(json.as_bytes());
    let digits = hash.iter().take(5).flat_map(|byte| [byte >> 4, byte & 15]);
    const LETTERS: &[u8; 16] = b"gh2k456789mbcdtf";
    digits
        .map(|digit| char::from(LETTERS[usize::from(digit)]))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::patch::testing::node;

    /// The answers are those of kustomize's own tests of its hasher.
    #[test]
    fn config_maps_hash_as_kustomize_hashes_them() {
        let hash = |json: &str| suffix(&config_map_json(&node(json)));
        assert_eq!(hash("{}"), "6ct58987ht");
        assert_eq!(hash(r#"{"data": {"one": ""}}"#), "9g67k2htb6");
        assert_eq!(
            hash(r#"{"data": {"two": 2, "one": "", "three": 3}}"#),
            "7757f9kkct"
        );
        assert_eq!(hash(r#"{"binaryData": {"one": ""}}"#), "6mtk2m274t");
        assert_eq!(
            hash(r#"{"data": {"one": ""}, "binaryData": {"two": ""}}"#),
            "698h7c7t9m"
        );
    }
}
