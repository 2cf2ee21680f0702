//! Where in a file an expression is wrong.

use std::ops::Range;

use crate::cel::Problem;
use crate::diag::{Code, Diagnostic};
use crate::k8s::Object;
use crate::text::Span;
use crate::validate::findings::about;
use crate::validate::tree::Tree;
use crate::yaml::Node;

/// Returns a finding about a part of an expression: at that part, if the file has the expression in one piece, and else at
/// all of it, with the part as a note.
pub(super) fn problem(
    code: Code,
    tree: &Tree<'_>,
    object: &Object,
    node: &Node,
    problem: &Problem,
    what: &str,
) -> Diagnostic {
    let text = node.as_str().unwrap_or_default();
    let finding = about(code, object, node, format!("{what}: {}", problem.message));
    let help = problem
        .near
        .as_ref()
        .map(|near| format!("did you mean `{near}`?"));
    let finding = finding.maybe_help(help);
    match part(tree, node, text, &problem.span) {
        Some(span) => finding.at(Some(span)),
        None => match text.get(problem.span.clone()) {
            Some(part) if !part.is_empty() && part.len() < text.len() => {
                finding.note(format!("in `{part}`"))
            }
            _ => finding,
        },
    }
}

/// Returns the place of a part of a text that stands in its file as it is.
fn part(tree: &Tree<'_>, node: &Node, text: &str, part: &Range<usize>) -> Option<Span> {
    let span = node.span()?;
    let source = tree.session.sources.get(span.file);
    let start = source.text.get(span.range())?.find(text)?;
    let start = span.range().start + start + part.start;
    Some(Span::new(span.file, start, start + part.len()))
}
