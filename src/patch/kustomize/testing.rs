//! Whole builds for tests.

use super::{Options, Order, build};
use crate::diag::{Report, Severity};
use crate::load::kustomization::{LoadRestrictor, Loader};
use crate::project::MemProject;
use crate::session::Session;
use crate::yaml::emit::go_yaml;

/// Builds the folder `app` of these files, whose paths are relative to it. Returns the documents without their `---`, or
/// the notes of the errors.
pub(super) fn built(files: &[(&str, &str)]) -> Result<Vec<String>, String> {
    let (built, report) = run(files);
    let built = built.filter(|_| !report.has(Severity::Error));
    built.ok_or_else(|| {
        let errors = report.findings().iter();
        let errors = errors.filter(|finding| finding.severity == Severity::Error);
        let notes = errors.flat_map(|finding| finding.notes.iter().cloned());
        notes.collect::<Vec<_>>().join("\n")
    })
}

/// Builds a folder and returns the messages of its warnings.
pub(super) fn warnings(files: &[(&str, &str)]) -> Vec<String> {
    let (_, report) = run(files);
    let warnings = report.findings().iter();
    let warnings = warnings.filter(|finding| finding.severity == Severity::Warning);
    warnings.map(|finding| finding.message.clone()).collect()
}

fn run(files: &[(&str, &str)]) -> (Option<Vec<String>>, Report) {
    let mut project = MemProject::default();
    for (path, content) in files {
        project = project.file(&format!("app/{path}"), *content);
    }
    let session = Session::new(&project);
    let loader = Loader {
        session: &session,
        restrictor: LoadRestrictor::default(),
    };
    let options = Options {
        order: Order::Fifo,
        ..Options::default()
    };
    let built = build(loader, "app", options);
    let built = built.map(|built| {
        let documents = built.iter().map(|built| go_yaml::document(&built.node));
        documents.collect()
    });
    (built, session.finish())
}
