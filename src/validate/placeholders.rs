//! Values that are filled in before they are applied: `${CLUSTER_NAME}`, as Flux, clusterctl and envsubst do.
//!
//! In: the findings about plain manifests. Out: the same, those about such a value as warnings: nobody means it as it stands,
//! and what it becomes is not known here.

use crate::diag::{Diagnostic, Severity};
use crate::session::Session;

/// Lowers what is said of a placeholder.
pub(super) fn lower(session: &Session<'_>, findings: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let lowered = |finding: Diagnostic| match placeholder(session, &finding) {
        Some(found) => Diagnostic {
            severity: Severity::Warning,
            ..finding.note(format!(
                "`{found}` is likely filled in before this is applied"
            ))
        },
        None => finding,
    };
    findings.into_iter().map(lowered).collect()
}

/// Returns the first placeholder at the place of an error. In a text of several lines, it may be a script's own.
fn placeholder(session: &Session<'_>, finding: &Diagnostic) -> Option<String> {
    if finding.severity != Severity::Error {
        return None;
    }
    let span = finding.primary.as_ref()?.span;
    let source = session.sources.get(span.file);
    let text = source.text.get(span.range())?;
    let (_, behind) = text.split_once("${")?;
    let (name, _) = behind.split_once('}')?;
    let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    (is_name && !text.contains('\n')).then(|| format!("${{{name}}}"))
}
