//! Files that specs name: read as they are, or rendered where they end in `.j2`.

use ecow::EcoString;

use super::context::Context;
use crate::diag::{Code, Diagnostic};
use crate::k8s::Owner;
use crate::layer::template;
use crate::text::{FileId, Span};

/// Returns the text of a file below the project root, rendered where its name ends in `.j2`. What goes wrong is
/// reported at `asked`, the place that names the file.
pub(super) fn text(
    context: &Context,
    owner: &Owner,
    path: &str,
    asked: Option<Span>,
) -> Option<EcoString> {
    let file = source(context, owner, path, asked)?;
    let source = context.session.sources.get(file);
    Some(EcoString::from(&source.text))
}

/// Returns the same text as a source, so that spans may point into it.
pub(super) fn source(
    context: &Context,
    owner: &Owner,
    path: &str,
    asked: Option<Span>,
) -> Option<FileId> {
    match context.session.text(path) {
        Ok(file) => {
            let (session, target) = (context.session, context.target);
            template::source(session, target, &owner.namespace, path, file, asked)
        }
        Err(error) => {
            let finding =
                Diagnostic::new(Code::NamedFile, format!("cannot read `{path}`: {error}"))
                    .at(asked)
                    .in_file(path)
                    .help("write a path relative to the file that names it");
            context.session.report(finding);
            None
        }
    }
}
