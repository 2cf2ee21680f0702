//! Rendering for people: the code and its message, the line of the file with the mistake underlined, who set the value
//! before, and what to do about it.
//!
//! In: sorted findings and the texts they point into. Out: text, with colours if asked for. The only user of
//! `annotate-snippets`. Counting and exit codes are the command line's business.

use std::ops::Range;

use annotate_snippets::{
    Annotation, AnnotationKind, Element, Group, Level, Message, Origin, Renderer, Snippet,
    normalize_untrusted_str,
};

use super::{Diagnostic, Label, Severity};
use crate::text::{FileId, Sources, Span};

/// Labels further apart than this, in bytes, get a snippet each: what lies between would be read for nothing.
const NEAR: u32 = 4 << 10;

/// A snippet longer than this, in bytes, is left out, and only its place printed: a line of a minified file tells nobody
/// anything.
const LONGEST: usize = 32 << 10;

/// Renders one finding, with a newline at its end.
///
/// `width` is the number of columns to fit snippets into; messages are not wrapped, so that they can be searched for.
pub fn render(finding: &Diagnostic, sources: &Sources, colour: bool, width: usize) -> String {
    let renderer = if colour {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let title = level
        .primary_title(finding.message.as_str())
        .id(finding.code.id());
    let mut group = Group::with_title(title);
    for part in parts(finding) {
        group = group.element(element(&part, sources, finding.is_secret));
    }
    if let (None, Some(file)) = (&finding.primary, &finding.file) {
        group = group.element(Origin::path(file.as_str()));
    }
    group = group.elements(footer(finding));
    let mut text = renderer.term_width(width).render(&[group]);
    text.push('\n');
    text
}

/// Labels of one file, near each other.
struct Part<'d> {
    file: FileId,
    /// The bytes from the first label to the last.
    range: Range<u32>,
    labels: Vec<(AnnotationKind, &'d Label)>,
}

/// Groups the labels: the primary one first, the others as they were added.
fn parts(finding: &Diagnostic) -> Vec<Part<'_>> {
    let primary = finding
        .primary
        .iter()
        .map(|label| (AnnotationKind::Primary, label));
    let related = finding
        .related
        .iter()
        .map(|label| (AnnotationKind::Context, label));
    let mut parts: Vec<Part<'_>> = Vec::new();
    for (kind, label) in primary.chain(related) {
        let Span { file, start, end } = label.span;
        let near = parts.iter_mut().find(|part| {
            part.file == file
                && start <= part.range.end.saturating_add(NEAR)
                && part.range.start <= end.saturating_add(NEAR)
        });
        match near {
            Some(part) => {
                part.range = part.range.start.min(start)..part.range.end.max(end);
                part.labels.push((kind, label));
            }
            None => parts.push(Part {
                file,
                range: start..end,
                labels: vec![(kind, label)],
            }),
        }
    }
    parts
}

/// Returns the lines around the labels of a part, or only their place where the lines are too long to show, or secret.
fn element(part: &Part<'_>, sources: &Sources, is_secret: bool) -> Element<'static> {
    let source = sources.get(part.file);
    let text = &source.text;
    // Spans are cut to their first line: an underlined block says no more than its beginning.
    let labels: Vec<(AnnotationKind, Range<usize>, &str)> = part
        .labels
        .iter()
        .map(|(kind, label)| (*kind, first_line(text, label.span), label.text.as_str()))
        .collect();
    let first = labels
        .iter()
        .map(|(_, range, _)| range.start)
        .min()
        .unwrap_or(0);
    let last = labels
        .iter()
        .map(|(_, range, _)| range.end)
        .max()
        .unwrap_or(0);
    let start = text[..first].rfind('\n').map_or(0, |at| at + 1);
    let end = text[last..].find('\n').map_or(text.len(), |at| last + at);
    let place = sources.place(Span::new(part.file, start, start));
    if is_secret || end - start > LONGEST {
        let place = part
            .labels
            .first()
            .map_or(place, |(_, label)| sources.place(label.span));
        return Origin::path(place.file)
            .line(place.line)
            .char_column(place.column)
            .into();
    }
    let annotations = labels.into_iter().map(|(kind, range, text)| {
        let annotation: Annotation<'static> = kind.span(range.start - start..range.end - start);
        annotation.label((!text.is_empty()).then(|| normalize_untrusted_str(text)))
    });
    Snippet::source(text[start..end].to_owned())
        .line_start(place.line)
        .path(place.file)
        .annotations(annotations)
        .into()
}

/// Returns the part of a span on its first line, on character boundaries even where the span is not.
fn first_line(text: &str, span: Span) -> Range<usize> {
    let start = text.floor_char_boundary(span.start as usize);
    let end = text.floor_char_boundary(span.end as usize).max(start);
    let line = text[start..end].find(['\n', '\r']).unwrap_or(end - start);
    start..start + line
}

/// Returns the lines below the snippets: object, notes, help.
fn footer(finding: &Diagnostic) -> Vec<Message<'static>> {
    let mut lines = Vec::new();
    if let Some(object) = &finding.object {
        let pointer = finding.pointer.as_deref().unwrap_or_default();
        let text = match pointer {
            "" => object.clone(),
            pointer => format!("{object} {pointer}"),
        };
        lines.push(
            Level::NOTE
                .with_name("object")
                .message(normalize_untrusted_str(&text)),
        );
    }
    if let Some(output) = &finding.output {
        lines.push(
            Level::NOTE
                .with_name("output")
                .message(normalize_untrusted_str(output)),
        );
    }
    let clean = |text: &str| -> String {
        let lines: Vec<String> = text.lines().map(normalize_untrusted_str).collect();
        lines.join("\n")
    };
    lines.extend(
        finding
            .notes
            .iter()
            .map(|note| Level::NOTE.message(clean(note))),
    );
    lines.extend(
        finding
            .help
            .iter()
            .map(|help| Level::HELP.message(clean(help))),
    );
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Code;

    fn sources(files: &[(&str, &str)]) -> (Sources, Vec<FileId>) {
        let sources = Sources::default();
        let ids = files
            .iter()
            .map(|(path, text)| sources.add(*path, *text))
            .collect();
        (sources, ids)
    }

    #[test]
    fn shows_the_place_who_set_it_before_and_what_to_do() {
        let (sources, ids) = sources(&[
            (
                "base/api.yaml",
                "kind: App\nspec:\n  replicas: 3\n  image: x\n",
            ),
            ("environments/prod/api.yaml", "spec:\n  replicas: many\n"),
        ]);
        let finding = Diagnostic::new(Code::InvalidYaml, "expected an integer, found a string")
            .at_saying(Span::new(ids[1], 18, 22), "a string")
            .related(Span::new(ids[0], 28, 29), "it was `3` here")
            .on("App/shop/api")
            .pointer("/spec/replicas")
            .note("a note\nof two lines")
            .help("replicas: 3");
        let text = render(&finding, &sources, false, 100);
        let expected = "\
error[EK0101]: expected an integer, found a string
 --> environments/prod/api.yaml:2:13
  |
2 |   replicas: many
  |             ^^^^ a string
  |
 ::: base/api.yaml:3:13
  |
3 |   replicas: 3
  |             - it was `3` here
  |
  = object: App/shop/api /spec/replicas
  = note: a note
          of two lines
  = help: replicas: 3
";
        assert_eq!(text, expected);
    }

    #[test]
    fn a_file_without_a_place_is_still_named() {
        let finding =
            Diagnostic::new(Code::InvalidYaml, "it is not UTF-8").in_file("base/api.yaml");
        let text = render(&finding, &Sources::default(), false, 100);
        assert_eq!(text, "error[EK0101]: it is not UTF-8\n--> base/api.yaml\n");
    }

    #[test]
    fn control_characters_never_reach_the_terminal() {
        let (sources, ids) = sources(&[("a.yaml", "a: \u{1b}[31m\r\nb: \u{7f}\n")]);
        let finding = Diagnostic::new(Code::InvalidYaml, "a \u{1b}[2J b")
            .at_saying(Span::new(ids[0], 0, 12), "\u{1b}[2J")
            .note("\u{1b}[2J")
            .help("\u{1b}]0;x\u{7}");
        let text = render(&finding, &sources, false, 100);
        assert!(
            text.chars()
                .all(|character| character == '\n' || !character.is_control()),
            "{text:?}"
        );
    }

    #[test]
    fn far_labels_and_endless_lines_stay_short() {
        let long = format!(
            "a: 1\n{}b: 2\nc: \"{}\"\n",
            "x: y\n".repeat(5_000),
            "z".repeat(100_000)
        );
        let b = long.find("b: 2").unwrap_or_default();
        let (sources, ids) = sources(&[("a.yaml", &long)]);
        let finding = Diagnostic::new(Code::InvalidYaml, "twice")
            .at(Span::new(ids[0], b, b + 1))
            .related(Span::new(ids[0], 0, 1), "first here");
        let text = render(&finding, &sources, false, 100);
        assert!(
            text.contains("a.yaml:5002:1") && text.contains("a.yaml:1:1"),
            "{text}"
        );
        assert!(text.len() < 400, "{text}");
        let inside =
            Diagnostic::new(Code::InvalidYaml, "long").at(Span::new(ids[0], b + 1_000, b + 1_001));
        let text = render(&inside, &sources, false, 100);
        assert_eq!(text, "error[EK0101]: long\n--> a.yaml:5003:996\n");
    }
}
