//! What we say to one object: our rules of what an API server refuses, and what a user of `ekscompile validate` is told.

use std::path::PathBuf;

use ekscompile::diag::Severity;
use ekscompile::k8s::{Minor, Object};
use ekscompile::load::objects::{self, IsTemplate};
use ekscompile::project::MemProject;
use ekscompile::session::Session;
use ekscompile::validate;

use super::bases;
use crate::Failure;

/// What the verdicts are given by.
pub(super) struct Judge {
    minor: Minor,
    definitions: Vec<Object>,
}

/// Our errors about one object.
#[derive(Clone, Debug)]
pub(super) struct Errors {
    /// Those of the rules that ask what an API server refuses, with the definitions we know.
    pub(super) rules: Vec<String>,
    /// Those of `ekscompile validate`, with the definitions that the server has as `--crd-dir`.
    pub(super) validate: Vec<String>,
}

impl Judge {
    /// Reads the definitions that the server is given.
    pub(super) fn new(minor: Minor, folders: &[PathBuf]) -> Result<Self, Failure> {
        let nothing = MemProject::default();
        let session = Session::new(&nothing);
        let mut definitions = Vec::new();
        for folder in folders {
            for (path, text) in bases::texts(folder)? {
                let read = objects::of_text(&session, session.sources.add(path, text));
                let is_definition = |object: &Object| object.id.kind == "CustomResourceDefinition";
                definitions.extend(read.unwrap_or_default().into_iter().filter(is_definition));
            }
        }
        Ok(Judge { minor, definitions })
    }

    /// Judges an object that is written as JSON.
    pub(super) fn errors(&self, object: &str) -> Errors {
        Errors {
            rules: told(object, |session, objects| {
                validate::alone(session, self.minor, objects);
            }),
            validate: told(object, |session, objects| {
                validate::manifests(session, self.minor, None, objects, &self.definitions);
            }),
        }
    }
}

/// Returns the errors about an object, each as `CODE pointer: message`.
fn told(object: &str, judge: impl Fn(&Session<'_>, &[Object])) -> Vec<String> {
    let nothing = MemProject::default();
    let session = Session::new(&nothing);
    let file = session.sources.add("object", object);
    match objects::of_text(&session, file) {
        Ok(objects) => judge(&session, &objects),
        Err(IsTemplate) => return vec!["a template".to_owned()],
    }
    let report = session.finish();
    let found = report.findings().iter();
    let errors = found.filter(|finding| finding.severity == Severity::Error);
    errors
        .map(|finding| {
            let pointer = finding.pointer.as_deref().unwrap_or_default();
            format!("{} {pointer}: {}", finding.code, finding.message)
        })
        .collect()
}
