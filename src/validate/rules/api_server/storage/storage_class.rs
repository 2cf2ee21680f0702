//! EK1168: StorageClasses and VolumeAttributesClasses that the API server refuses. After `ValidateStorageClass` and
//! `ValidateVolumeAttributesClass` of `pkg/apis/storage/validation`.

use rustc_hash::FxHashSet;

use super::GROUP;
use crate::diag::Code;
use crate::k8s::Format;
use crate::validate::findings::{Findings, items};
use crate::validate::judge::Judge;
use crate::validate::tree::Tree;
use crate::yaml::Node;

/// The most that all parameters may have.
const ENTRIES: usize = 512;
const BYTES: usize = 256 << 10;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for class in tree.of(GROUP, "StorageClass") {
        let mut judge = Judge::new(Code::StorageClass, class, findings);
        driver(&class.node, "provisioner", &mut judge);
        parameters(&class.node, &mut judge);
        for term in items(&class.node, "allowedTopologies") {
            topology(term, &mut judge);
        }
        twice(items(&class.node, "allowedTopologies"), &mut judge);
    }
    for class in tree.of(GROUP, "VolumeAttributesClass") {
        let mut judge = Judge::new(Code::StorageClass, class, findings);
        driver(&class.node, "driverName", &mut judge);
        judge.needs(&class.node, "parameters", "a VolumeAttributesClass");
        parameters(&class.node, &mut judge);
    }
}

fn driver(class: &Node, key: &str, judge: &mut Judge<'_, '_>) {
    if let Some(node) = judge.needs(class, key, "a class")
        && let Some(text) = node.as_str()
        && let Some(problem) = Format::QualifiedName.problem(&text.to_lowercase())
    {
        judge.says(node, format!("`{text}` is no name of a driver: {problem}"));
    }
}

fn parameters(class: &Node, judge: &mut Judge<'_, '_>) {
    let Some(node) = class.value_of("parameters") else {
        return;
    };
    let Some(map) = node.as_map() else { return };
    if map.len() > ENTRIES {
        judge.says(node, format!("a class has at most {ENTRIES} parameters"));
    }
    let mut bytes = 0;
    for entry in map {
        bytes += entry.key.name.len() + entry.value.as_str().map_or(0, str::len);
        if entry.key.name.is_empty() {
            judge.says(&entry.value, "the name of a parameter is empty");
        }
    }
    if bytes > BYTES {
        judge.says(
            node,
            format!("the parameters have {bytes} bytes, at most {BYTES} are allowed"),
        );
    }
}

fn topology(term: &Node, judge: &mut Judge<'_, '_>) {
    let expressions = items(term, "matchLabelExpressions");
    for expression in expressions {
        if let Some(key) = judge.needs(expression, "key", "a demand on labels") {
            judge.format(key, Format::QualifiedName, "label");
        }
        judge.needs(expression, "values", "a demand on labels");
        judge.unique(items(expression, "values"), "values");
    }
    judge.unique(
        expressions
            .iter()
            .filter_map(|expression| expression.value_of("key")),
        "keys",
    );
}

fn twice(terms: &[Node], judge: &mut Judge<'_, '_>) {
    let mut seen: FxHashSet<Vec<(&str, Vec<&str>)>> = FxHashSet::default();
    for term in terms {
        let mut form: Vec<(&str, Vec<&str>)> = items(term, "matchLabelExpressions")
            .iter()
            .map(|expression| {
                let values = items(expression, "values").iter().filter_map(Node::as_str);
                let mut values: Vec<&str> = values.collect();
                values.sort_unstable();
                let key = expression.value_of("key").and_then(Node::as_str);
                (key.unwrap_or_default(), values)
            })
            .collect();
        form.sort_unstable();
        // A term without a demand counts as one that stands already.
        if form.is_empty() || !seen.insert(form) {
            judge.says(term, "`allowedTopologies` holds this twice");
        }
    }
}
