//! What a value becomes where it is copied to.
//!
//! kustomize copies the text of a scalar, and leaves the type that was there: a number in a string becomes a string, a
//! string `"8080"` in a number a number. A field that was made has no type, and gets that of its text in the end.

use ecow::EcoString;

use super::failed;
use super::read::Options;
use crate::diag::{Code, Diagnostic};
use crate::load::kustomization::Outcome;
use crate::patch::change;
use crate::patch::kustomize::field_path::{Field, text_of};
use crate::patch::limits::check_text;
use crate::text::Sources;
use crate::yaml::{Node, Style, Value, scalar};

/// The value that is copied.
pub(super) struct Copied {
    pub node: Node,
    /// The text of a scalar; maps and lists have none, and count as empty where a text is needed.
    text: EcoString,
}

impl Copied {
    /// Takes a value as it is.
    pub(super) fn of(node: &Node, sources: &Sources) -> Self {
        let mut copied = Copied {
            node: node.clone(),
            text: text_of(node, sources),
        };
        copied.node.style = node.style.of_next();
        copied
    }

    /// Takes a text that has no type: it is read as if it stood somewhere without quotes.
    pub(super) fn plain(node: &Node) -> Self {
        let text = node.to_text().unwrap_or_default();
        Copied {
            node: node.with(scalar::resolve(&text).value),
            text,
        }
    }

    /// Returns one part of the text.
    pub(super) fn part(self, delimiter: &str, index: i64) -> Outcome<Copied> {
        if is_collection(&self.node) {
            return Err(not_scalar(&self.node));
        }
        let part = usize::try_from(index)
            .ok()
            .and_then(|index| self.text.split(delimiter).nth(index));
        let Some(part) = part.map(EcoString::from) else {
            return Err(Box::new(
                failed(
                    format!(
                        "{} has {} parts, and no part {index}",
                        self.node.brief(),
                        self.text.split(delimiter).count()
                    ),
                    &format!(
                        "options.index {index} is out of bounds for value {}",
                        self.text
                    ),
                )
                .at(self.node.span())
                .help("the first part has the index 0"),
            ));
        };
        Ok(Copied {
            node: self.node.with(typed(&self.node.value, &part)?),
            text: part,
        })
    }
}

/// Puts the value into a field.
pub(super) fn put(
    field: Field<'_>,
    copied: &Copied,
    options: &Options,
    sources: &Sources,
) -> Outcome<()> {
    let Field { node, new, .. } = field;
    let mut text = copied.text.clone();
    if let Some(delimiter) = options.delimiter() {
        if is_collection(node) {
            return Err(not_scalar(node));
        }
        let old = text_of(node, sources);
        check_text(old.len() + delimiter.len() + text.len())
            .map_err(|why| Diagnostic::new(Code::ReplacementFailed, why))?;
        text = with_part(if new { "" } else { &old }, delimiter, options.index, &text).into();
    }
    if is_collection(node) {
        change::put(node, change::patched(&copied.node));
        return Ok(());
    }
    let bare = new || matches!(node.style, Style::Bare | Style::Untyped);
    let value = if bare {
        Value::String(text)
    } else {
        typed_as(node, &text).map_err(|finding| {
            Box::new(
                finding
                    .at(copied.node.span())
                    .related(node.span(), "it is copied to here"),
            )
        })?
    };
    let mut value = change::shell(&copied.node, value);
    if bare {
        value.style = Style::Bare;
    }
    if new {
        *node = value;
    } else {
        change::put(node, value);
    }
    Ok(())
}

/// Sets one part of a text. An index below 0 is before all of them, one too large behind.
fn with_part(text: &str, delimiter: &str, index: i64, part: &str) -> String {
    let mut parts: Vec<&str> = text.split(delimiter).collect();
    match usize::try_from(index) {
        Err(_) => parts.insert(0, part),
        Ok(index) => match parts.get_mut(index) {
            Some(old) => *old = part,
            None => parts.push(part),
        },
    }
    parts.join(delimiter)
}

/// Returns what a text is in a field that is there: a point in time stays one too, as long as nobody quoted it.
fn typed_as(old: &Node, text: &str) -> Outcome<Value> {
    let is_time = |text: &str| scalar::resolve(text).other == Some(scalar::Other::Timestamp);
    match &old.value {
        Value::String(written) if old.style == Style::Plain && is_time(written) => {
            match is_time(text) {
                true => Ok(Value::of_go_yaml_v3(text)),
                false => Err(unfit("a point in time", "timestamp", text)),
            }
        }
        value => typed(value, text),
    }
}

/// Returns what a text is in a field that has a type.
pub(super) fn typed(old: &Value, text: &str) -> Outcome<Value> {
    let plain = scalar::resolve(text).value;
    let (fits, expected, kind) = match old {
        Value::Bool(_) => (matches!(plain, Value::Bool(_)), "a boolean", "bool"),
        Value::Int(_) | Value::UInt(_) => {
            let fits = matches!(plain, Value::Int(_) | Value::UInt(_));
            (fits, "an integer", "int")
        }
        Value::Float(_) => {
            let fits = matches!(plain, Value::Int(_) | Value::UInt(_) | Value::Float(_));
            (fits, "a number", "float")
        }
        Value::Null => (matches!(plain, Value::Null), "null", "null"),
        _ => return Ok(text.into()),
    };
    match fits {
        true => Ok(plain),
        false => Err(unfit(expected, kind, text)),
    }
}

/// A text that is no value of the type that is there.
fn unfit(expected: &str, kind: &str, text: &str) -> Box<Diagnostic> {
    let found = match scalar::resolve(text).value {
        Value::Null => "null",
        Value::Bool(_) => "bool",
        Value::Int(_) | Value::UInt(_) => "int",
        Value::Float(_) => "float",
        _ => "str",
    };
    Box::new(failed(
        format!("expected {expected} like the one that is there, found `{text}`"),
        &format!("yaml: cannot decode !!{found} `{text}` as a !!{kind}"),
    ))
}

fn is_collection(node: &Node) -> bool {
    matches!(node.value, Value::Sequence(_) | Value::Mapping(_))
}

fn not_scalar(node: &Node) -> Box<Diagnostic> {
    Box::new(
        failed(
            format!(
                "only a scalar can be split at a delimiter, this is {}",
                node.value.type_name()
            ),
            "delimiter option can only be used with scalar nodes",
        )
        .at(node.span()),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_set_and_added() {
        for (index, expected) in [
            (-1, "n/a/b"),
            (0, "n/b"),
            (1, "a/n"),
            (2, "a/b/n"),
            (9, "a/b/n"),
        ] {
            assert_eq!(with_part("a/b", "/", index, "n"), expected, "{index}");
        }
    }

    /// Recorded: each text copied into a field of each type.
    #[test]
    fn the_type_that_is_there_stays() {
        let (int, truth) = (Value::Int(1), Value::Bool(false));
        assert_eq!(typed(&"s".into(), "8080").ok(), Some("8080".into()));
        assert_eq!(typed(&int, "8080").ok(), Some(Value::Int(8080)));
        assert_eq!(typed(&int, "0x10").ok(), Some(Value::Int(16)));
        assert_eq!(typed(&truth, "true").ok(), Some(Value::Bool(true)));
        assert_eq!(typed(&Value::Float(1.5), "2").ok(), Some(Value::Int(2)));
        assert_eq!(typed(&Value::Null, "").ok(), Some(Value::Null));
        for (old, text, words) in [
            (&int, "abc", "yaml: cannot decode !!str `abc` as a !!int"),
            (
                &int,
                "1.10",
                "yaml: cannot decode !!float `1.10` as a !!int",
            ),
            (&truth, "", "yaml: cannot decode !!null `` as a !!bool"),
        ] {
            let finding = typed(old, text).expect_err("another type");
            assert_eq!(finding.notes, [format!("kustomize: {words}")]);
        }
    }
}
