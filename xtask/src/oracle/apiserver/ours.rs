//! What we say to one object.

use std::sync::Arc;

use ekscompile::diag::Severity;
use ekscompile::k8s::{Minor, Object, Owner};
use ekscompile::project::MemProject;
use ekscompile::session::Session;
use ekscompile::{validate, yaml};

/// Returns the errors that concern the object alone, each as `CODE pointer: message`.
pub(super) fn errors(object: &str, minor: Minor) -> Vec<String> {
    let nothing = MemProject::default();
    let session = Session::new(&nothing);
    let file = session.sources.add("object", object);
    let (documents, findings) = yaml::parse(file, object);
    session.report_all(findings);
    let owner = Arc::new(Owner {
        kind: "Raw".into(),
        namespace: "".into(),
        name: "object".into(),
    });
    let mut errors = Vec::new();
    for document in documents {
        let span = document.root.span();
        match Object::new(document.root, &owner, span) {
            Some(object) => validate::alone(&session, minor, &[object]),
            None => errors.push("EK0909: no object".to_owned()),
        }
    }
    let report = session.finish();
    let found = report.findings().iter();
    let found = found.filter(|finding| finding.severity == Severity::Error);
    errors.extend(found.map(|finding| {
        let pointer = finding.pointer.as_deref().unwrap_or_default();
        format!("{} {pointer}: {}", finding.code, finding.message)
    }));
    errors
}
