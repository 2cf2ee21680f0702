//! EK1179: keys and sizes of ConfigMaps and Secrets that the API server refuses. After `ValidateConfigMap` and
//! `ValidateSecret` of `pkg/apis/core/validation`.

use crate::diag::Code;
use crate::k8s::Format;
use crate::validate::findings::Findings;
use crate::validate::judge::Judge;
use crate::validate::tree::Tree;
use crate::yaml::{Entry, Node};

/// The most that all values of an object may have, in bytes.
const BYTES: usize = 1 << 20;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for map in tree.of("", "ConfigMap") {
        let mut judge = Judge::new(Code::DataKey, map, findings);
        let bytes = keys(&map.node, "data", &mut judge) + keys(&map.node, "binaryData", &mut judge);
        if let (Some(data), Some(binary)) =
            (map.node.value_of("data"), map.node.value_of("binaryData"))
        {
            for entry in entries(Some(data)).filter(|entry| binary.get(&entry.key.name).is_some()) {
                let message = format!(
                    "the key `{}` stands in `data` and `binaryData`",
                    entry.key.name
                );
                judge.says(&entry.value, message);
            }
        }
        limit(&map.node, bytes, &mut judge);
    }
    for secret in tree.of("", "Secret") {
        let mut judge = Judge::new(Code::DataKey, secret, findings);
        let stated = secret.node.value_of("stringData");
        let bytes = keys(&secret.node, "stringData", &mut judge);
        keys(&secret.node, "data", &mut judge);
        let rest = entries(secret.node.value_of("data"))
            .filter(|entry| stated.is_none_or(|stated| stated.get(&entry.key.name).is_none()));
        limit(
            &secret.node,
            bytes + rest.map(|entry| decoded(&entry.value)).sum::<usize>(),
            &mut judge,
        );
    }
}

fn entries(map: Option<&Node>) -> impl Iterator<Item = &Entry> {
    map.and_then(Node::as_map).into_iter().flatten()
}

/// Checks the keys of a field, and returns the bytes of its values.
fn keys(object: &Node, field: &str, judge: &mut Judge<'_, '_>) -> usize {
    let mut bytes = 0;
    for entry in entries(object.value_of(field)) {
        if let Some(problem) = Format::DataKey.problem(&entry.key.name) {
            let message = format!("`{}` is no key for `{field}`: {problem}", entry.key.name);
            judge.says(&entry.value, message);
        }
        bytes += match field {
            "binaryData" => decoded(&entry.value),
            _ => entry.value.as_str().map_or(0, str::len),
        };
    }
    bytes
}

/// Returns the number of bytes that a text in base64 stands for.
fn decoded(value: &Node) -> usize {
    let text = value.as_str().unwrap_or_default();
    let letters = text
        .bytes()
        .filter(|byte| !byte.is_ascii_whitespace() && *byte != b'=');
    letters.count() * 3 / 4
}

fn limit(object: &Node, bytes: usize, judge: &mut Judge<'_, '_>) {
    let holder = ["data", "stringData", "binaryData"];
    let holder = holder.iter().find_map(|key| object.value_of(key));
    if let (true, Some(holder)) = (bytes > BYTES, holder) {
        judge.says(
            holder,
            format!("the values have {bytes} bytes, at most {BYTES} are allowed"),
        );
    }
}
