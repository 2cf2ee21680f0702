//! Files that specs name: read as they are, or rendered where they end in `.j2`.
//!
//! Templates see what `${…}` of their owner sees: names without a namespace mean its own. A name that is not defined is an error, and each error is shown at its place in the
//! template. Nothing is escaped: a template makes whatever text it makes.

use std::sync::Arc;

use ecow::EcoString;
use minijinja::{AutoEscape, Environment, ErrorKind, UndefinedBehavior};

use super::context::Context;
use crate::diag::{Code, Diagnostic};
use crate::k8s::Owner;
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
    Some(EcoString::from(source.text.as_ref()))
}

/// Returns the same text as a source, so that spans may point into it.
pub(super) fn source(
    context: &Context,
    owner: &Owner,
    path: &str,
    asked: Option<Span>,
) -> Option<FileId> {
    let file = match context.session.text(path) {
        Ok(file) => file,
        Err(error) => {
            let finding =
                Diagnostic::new(Code::NamedFile, format!("cannot read `{path}`: {error}"))
                    .at(asked)
                    .in_file(path)
                    .help("write a path relative to the file that names it");
            context.session.report(finding);
            return None;
        }
    };
    if !path.ends_with(".j2") {
        return Some(file);
    }
    let template = context.session.sources.get(file);
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| AutoEscape::None);
    match environment.render_named_str(path, &template.text, context.target.scope_of(owner)) {
        Ok(mut rendered) => {
            // The language drops a last line break, which belongs to the file.
            if template.text.ends_with('\n') {
                rendered.push('\n');
            }
            let name = format!("{path} (rendered)");
            Some(context.session.sources.add(name, rendered))
        }
        Err(error) => {
            let finding = failed(file, &template.text, &error)
                .related(asked, "the template is asked for here");
            match error.kind() {
                ErrorKind::UndefinedError => context.report_nowhere(finding),
                _ => context.session.report(finding),
            }
            None
        }
    }
}

/// Returns the finding for an error of a template, at its place.
fn failed(file: FileId, template: &Arc<str>, error: &minijinja::Error) -> Diagnostic {
    let what = match error.kind() {
        ErrorKind::UndefinedError => "a name that is not defined".to_owned(),
        kind => kind.to_string(),
    };
    let message = match error.detail() {
        Some(detail) => format!("the template cannot be rendered: {what}: {detail}"),
        None => format!("the template cannot be rendered: {what}"),
    };
    let span = error
        .range()
        .map(|range| Span::new(file, range.start, range.end))
        .or_else(|| line(file, template, error.line()?));
    let help = match error.kind() {
        ErrorKind::UndefinedError => {
            "templates see `env`, `cluster`, `app` and `database`, as `${…}` does; define a variable in `vars` of the environment"
        }
        _ => {
            "the language is that of minijinja; see https://docs.rs/minijinja/latest/minijinja/syntax/"
        }
    };
    Diagnostic::new(Code::Template, message).at(span).help(help)
}

/// Returns the span of a line, counted from 1.
fn line(file: FileId, text: &str, number: usize) -> Option<Span> {
    let line = text.lines().nth(number.checked_sub(1)?)?;
    // `lines` gives parts of the text itself, so the distance of their starts is the offset.
    let start = line.as_ptr() as usize - text.as_ptr() as usize;
    Some(Span::new(file, start, start + line.len()))
}
