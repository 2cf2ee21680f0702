//! What we say to one object.

use ekscompile::diag::Severity;
use ekscompile::k8s::Minor;
use ekscompile::load::objects::{self, IsTemplate};
use ekscompile::project::MemProject;
use ekscompile::session::Session;
use ekscompile::validate;

/// Returns the errors that concern the object alone, each as `CODE pointer: message`.
pub(super) fn errors(object: &str, minor: Minor) -> Vec<String> {
    let nothing = MemProject::default();
    let session = Session::new(&nothing);
    let file = session.sources.add("object", object);
    match objects::of_text(&session, file) {
        Ok(objects) => validate::alone(&session, minor, &objects),
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
