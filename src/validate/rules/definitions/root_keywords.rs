//! EK1033: a keyword that cannot stand at the root of a schema. Source: `allowedFieldsAtRootSchema` of
//! `pkg/apis/apiextensions/validation`.

use super::each_version;
use super::keywords::{REFUSED, is_nothing};
use crate::diag::Code;
use crate::validate::findings::Findings;
use crate::validate::tree::Tree;
use crate::yaml::{Mapping, Node};

/// What may stand at the root where `status` is a subresource.
const AT_ROOT: [&str; 23] = [
    "description",
    "type",
    "format",
    "title",
    "maximum",
    "exclusiveMaximum",
    "minimum",
    "exclusiveMinimum",
    "maxLength",
    "minLength",
    "pattern",
    "maxItems",
    "minItems",
    "uniqueItems",
    "multipleOf",
    "required",
    "items",
    "properties",
    "externalDocs",
    "example",
    "x-kubernetes-preserve-unknown-fields",
    "x-kubernetes-validations",
    "nullable",
];

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    each_version(tree, findings, Code::SchemaKeyword, |judge, version| {
        let root = version.at(&["schema", "openAPIV3Schema"]);
        let has_status = version.at(&["subresources", "status"]).is_some();
        let entries = root.filter(|_| has_status).and_then(Node::as_map);
        for entry in entries.into_iter().flat_map(Mapping::iter) {
            let name = entry.key.name.as_str();
            if !AT_ROOT.contains(&name)
                && REFUSED.iter().all(|(refused, _)| *refused != name)
                && !is_nothing(&entry.value)
            {
                let message =
                    format!("`{name}` is not allowed at the root where `status` is a subresource");
                judge.advises(&entry.value, message, "say it of `spec`");
            }
        }
    });
}
