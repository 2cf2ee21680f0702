//! Where generators have their data from: env-files, literals and files, in this order.

use ecow::EcoString;

use super::refused;
use crate::diag::Diagnostic;
use crate::load::kustomization::{Folder, Loader, Outcome};
use crate::text::Span;
use crate::yaml::{Node, Origin};

/// A key and its value.
#[derive(Clone, Debug)]
pub(super) struct Pair {
    pub key: EcoString,
    pub value: Vec<u8>,
    /// What gave it: a literal, the line of an env-file, or the entry that names a file.
    pub by: Node,
}

/// Go's line reader stops at a line of this many bytes, and kustomize does not notice.
const LONGEST_LINE: usize = 64 * 1024;

/// Reads everything that a generator names.
pub(super) fn read(loader: Loader<'_>, folder: &Folder, entry: &Node) -> Outcome<Vec<Pair>> {
    let list = |field: &str| {
        let list = entry.value_of(field).and_then(Node::as_list);
        list.unwrap_or_default()
    };
    let mut pairs = Vec::new();
    for source in list("envs") {
        env_file(loader, folder, source, &mut pairs)?;
    }
    for source in list("literals") {
        let (key, value) = literal(source.as_str().unwrap_or_default())
            .map_err(|words| wrong(source, "a literal", "key=value", &words))?;
        pairs.push(Pair {
            key: key.into(),
            value: value.into(),
            by: source.clone(),
        });
    }
    for source in list("files") {
        let text = source.as_str().unwrap_or_default();
        let (key, path) =
            file(text).map_err(|words| wrong(source, "a file", "path or key=path", &words))?;
        pairs.push(Pair {
            key: key.into(),
            value: loader.bytes(folder, path, source)?,
            by: source.clone(),
        });
    }
    Ok(pairs)
}

fn wrong(source: &Node, what: &str, form: &str, words: &str) -> Box<Diagnostic> {
    Box::new(
        refused(format!(
            "expected {what} of the form `{form}`, found {}",
            source.brief()
        ))
        .at(source.span())
        .note(format!("kustomize: {words}")),
    )
}

/// Splits `key=value`. Quotes around the whole value are taken off.
fn literal(text: &str) -> Result<(&str, &str), String> {
    match text.split_once('=') {
        Some((key, value)) if !key.is_empty() => Ok((key, unquoted(value))),
        _ => Err(format!("invalid literal source {text}, expected key=value")),
    }
}

fn unquoted(text: &str) -> &str {
    ['"', '\'']
        .iter()
        .find_map(|quote| text.strip_prefix(*quote)?.strip_suffix(*quote))
        .unwrap_or(text)
}

/// Splits `key=path`; the key of a path alone is its last part.
fn file(text: &str) -> Result<(&str, &str), String> {
    match text.split_once('=') {
        None => Ok((last_part(text), text)),
        Some((_, path)) if path.contains('=') => Err(format!(
            "source {text:?} key name or file path contains '='"
        )),
        Some(("", path)) => Err(format!(
            "missing key name for file path {path:?} in source {text:?}"
        )),
        Some((key, "")) => Err(format!(
            "missing file path for key name {key:?} in source {text:?}"
        )),
        Some((key, path)) => Ok((key, path)),
    }
}

fn last_part(path: &str) -> &str {
    let trimmed = path.trim_end_matches('/');
    match trimmed.rsplit_once('/') {
        Some((_, last)) => last,
        None if trimmed.is_empty() && path.is_empty() => ".",
        None if trimmed.is_empty() => "/",
        None => trimmed,
    }
}

fn env_file(
    loader: Loader<'_>,
    folder: &Folder,
    source: &Node,
    pairs: &mut Vec<Pair>,
) -> Outcome<()> {
    let id = loader.text(folder, source)?;
    let text = loader.session.sources.get(id);
    for Line { start, key, value } in lines(&text.text) {
        let end = start + key.len() + value.map_or(0, |value| value.len() + 1);
        let span = Span::new(id, start, end);
        if end - start >= LONGEST_LINE {
            return Err(Box::new(
                refused("a line of an env-file has more than 64 KiB")
                    .at(span)
                    .note("kustomize leaves it out, with every line below it, and says nothing")
                    .help("give this value a file of its own, under `files`"),
            ));
        }
        let value = value.unwrap_or_default();
        pairs.push(Pair {
            key: key.into(),
            value: value.into(),
            by: Node::new(value, Origin::written(span)),
        });
    }
    Ok(())
}

/// A line of an env-file that says something.
#[derive(Debug, PartialEq, Eq)]
struct Line<'t> {
    /// The offset of the key.
    start: usize,
    key: &'t str,
    /// What follows the `=`, if there is one.
    value: Option<&'t str>,
}

/// Walks the lines that are neither empty nor comments. Blanks before a key do not count, those behind a value do.
fn lines(text: &str) -> impl Iterator<Item = Line<'_>> {
    let mut next = 0;
    text.split_inclusive('\n').filter_map(move |line| {
        let start = next;
        next += line.len();
        let line = line.strip_suffix('\n').unwrap_or(line);
        let line = line.strip_suffix('\r').unwrap_or(line);
        let said = line.trim_start();
        let start = start + line.len() - said.len();
        let (key, value) = match said.split_once('=') {
            Some((key, value)) => (key, Some(value)),
            None => (said, None),
        };
        (!key.is_empty() && !key.starts_with('#')).then_some(Line { start, key, value })
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> Vec<(usize, &str, Option<&str>)> {
        let said = lines(text).map(|line| (line.start, line.key, line.value));
        said.collect()
    }

    #[test]
    fn env_files_have_comments_and_empty_values() {
        let text = "# note\n\nA=1\r\n  B = x # y \n\tC\nD==e\n=f\n #g\nH=";
        assert_eq!(
            read(text),
            [
                (8, "A", Some("1")),
                (15, "B ", Some(" x # y ")),
                (27, "C", None),
                (29, "D", Some("=e")),
                (41, "H", Some("")),
            ]
        );
    }

    #[test]
    fn only_a_pair_of_quotes_is_taken_off() {
        for (text, expected) in [
            ("a='b'", "b"),
            ("a=\"b c\"", "b c"),
            ("a=\"b'", "\"b'"),
            ("a='", "'"),
            ("a=''", ""),
            ("a=b=c", "b=c"),
            ("a=", ""),
        ] {
            assert_eq!(literal(text), Ok(("a", expected)), "{text}");
        }
        assert_eq!(
            literal("=a"),
            Err("invalid literal source =a, expected key=value".to_owned())
        );
        assert!(literal("a").is_err());
    }

    #[test]
    fn files_may_have_a_key_before_their_path() {
        assert_eq!(file("a/b.txt"), Ok(("b.txt", "a/b.txt")));
        assert_eq!(file("b.txt/"), Ok(("b.txt", "b.txt/")));
        assert_eq!(file("key=a/b.txt"), Ok(("key", "a/b.txt")));
        assert_eq!(
            file("k==a").expect_err("two of them"),
            "source \"k==a\" key name or file path contains '='"
        );
        assert_eq!(
            file("=a").expect_err("no key"),
            "missing key name for file path \"a\" in source \"=a\""
        );
        assert_eq!(
            file("a=").expect_err("no path"),
            "missing file path for key name \"a\" in source \"a=\""
        );
    }

    proptest! {
        /// Whatever is in a file, the place of a line is the place of its key.
        #[test]
        fn places_are_those_of_keys(text in "([ \\t]{0,2}[#A-C=é]{0,3}[\\r]?\\n?){0,6}") {
            for line in lines(&text) {
                prop_assert!(text[line.start..].starts_with(line.key));
                prop_assert!(!line.key.contains(['\n', '=']));
            }
        }
    }
}
