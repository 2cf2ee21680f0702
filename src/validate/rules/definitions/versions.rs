//! EK1031: a definition whose versions do not fit. Source: `validateCustomResourceDefinitionSpec` and
//! `validateDeprecationWarning` of apiextensions-apiserver.

use super::{each_spec, is_true};
use crate::diag::Code;
use crate::k8s::Format;
use crate::validate::findings::{Findings, items};
use crate::validate::judge::Judge;
use crate::validate::tree::Tree;
use crate::yaml::Node;

/// The longest that a warning may be.
const LONGEST: usize = 256;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    each_spec(tree, findings, Code::DefinitionVersions, |judge, spec| {
        let stated = spec.value_of("versions");
        if stated.is_some_and(|stated| stated.as_list().is_none()) {
            return;
        }
        let versions = items(spec, "versions");
        judge.unique(
            versions.iter().filter_map(|version| version.get("name")),
            "versions",
        );
        storage(judge, spec, versions);
        for version in versions {
            judge.needs(version, "name", "a version");
            judge.format_of(version, "name", Format::LetterLabel, "version");
            if version.at(&["schema", "openAPIV3Schema"]).is_none() {
                judge.advises(
                    version.get("name").unwrap_or(version),
                    "the version has no `schema.openAPIV3Schema`",
                    "add one; `type: object` with `x-kubernetes-preserve-unknown-fields: true` takes anything",
                );
            }
            deprecation(judge, version);
        }
        if let Some(node) = spec
            .get("preserveUnknownFields")
            .filter(|_| is_true(spec, "preserveUnknownFields"))
        {
            judge.advises(
                node,
                "`preserveUnknownFields` cannot be true",
                "write `x-kubernetes-preserve-unknown-fields: true` into the schemas",
            );
        }
    });
}

fn storage(judge: &mut Judge<'_, '_>, spec: &Node, versions: &[Node]) {
    let stored: Vec<&Node> = versions
        .iter()
        .filter(|version| is_true(version, "storage"))
        .collect();
    match stored.as_slice() {
        [_] => {}
        [] => judge.advises(
            spec.value_of("versions").unwrap_or(spec),
            "no version is the one that is stored",
            "write `storage: true` in exactly one",
        ),
        [_, second, ..] => judge.advises(
            second.get("storage").unwrap_or(second),
            "a second version is to be the one that is stored",
            "write `storage: true` in exactly one",
        ),
    }
}

fn deprecation(judge: &mut Judge<'_, '_>, version: &Node) {
    let Some(node) = version.value_of("deprecationWarning") else {
        return;
    };
    let Some(text) = node.as_str() else { return };
    let problem = if !is_true(version, "deprecated") {
        "`deprecationWarning` is for versions with `deprecated: true`"
    } else if text.is_empty() {
        "`deprecationWarning` is empty"
    } else if text.len() > LONGEST {
        "`deprecationWarning` has more than 256 characters"
    } else if text.chars().any(char::is_control) {
        "`deprecationWarning` has a character that cannot be printed"
    } else {
        return;
    };
    judge.says(node, problem);
}
