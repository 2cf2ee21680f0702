//! The definitions of custom resources that `--crd-dir` names.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::input::{self, unreadable};
use crate::cli::Settings;
use crate::diag::{Code, Diagnostic, Severity};
use crate::k8s::Object;
use crate::session::Session;

/// Returns the definitions of custom resources in folders. They are taken as they are, and not checked; of two different ones of
/// one kind the first counts, which is told.
pub(super) fn read(session: &Session<'_>, folders: &[PathBuf], settings: &Settings) -> Vec<Object> {
    let mut all = Vec::new();
    for folder in folders {
        let found = input::read(session, std::slice::from_ref(folder), settings);
        let count = all.len();
        let is_definition = |object: &Object| object.id.kind == "CustomResourceDefinition";
        all.extend(found.objects.into_iter().filter(is_definition));
        if all.len() == count {
            let reason = "it holds no CustomResourceDefinition";
            session.report(unreadable(&folder.to_string_lossy(), reason));
        }
    }
    tell_differing(session, &all);
    all
}

/// Tells where a definition differs from an earlier one of the same kind. Equal ones are usual: many folders bring what they need.
fn tell_differing(session: &Session<'_>, definitions: &[Object]) {
    let mut first: BTreeMap<&str, &Object> = BTreeMap::new();
    for object in definitions {
        let other = *first.entry(&object.id.name).or_insert(object);
        if other.node.get("spec") == object.node.get("spec") {
            continue;
        }
        let message = format!("there are two different definitions `{}`", object.id.name);
        let mut finding = Diagnostic::new(Code::DuplicateObject, message)
            .on(&object.id)
            .at_saying(object.place(), "the second")
            .related(other.place(), "the first")
            .note("custom resources are judged by the first")
            .help("name the folder of one of them with `--crd-dir`");
        finding.severity = Severity::Warning;
        session.report(finding);
    }
}
