//! How large patches, replacements and paths may make an object.
//!
//! In: a value on its way into an object. Out: whether it may go there. A file is read no deeper than [`MAX_DEPTH`], and
//! its aliases stand for a limited number of values; what is copied inside an object could outgrow both, so the same limits
//! hold for it. Whether the value makes sense is not asked here.

use crate::yaml::parse::{MAX_DEPTH, MAX_EXPANSION};
use crate::yaml::{Node, Value};

/// So many bytes a text may grow to that is put together of others.
const LONGEST_TEXT: usize = 16 << 20;

/// What one patch or one replacement has copied into an object so far, counted as aliases are.
#[derive(Debug, Default)]
pub(in crate::patch) struct Copies {
    values: usize,
}

impl Copies {
    /// Counts a value that is copied; fails with a message when it is one too many. Short texts do not count: there are no
    /// more of them than places they are copied to.
    pub(in crate::patch) fn add(&mut self, value: &Node) -> Result<(), String> {
        self.values = self.values.saturating_add(count(value) - 1);
        if self.values <= MAX_EXPANSION {
            return Ok(());
        }
        Err(format!("copies stand for more than {MAX_EXPANSION} values"))
    }
}

/// Fails with a message if a value would stand too deep below `steps` keys.
pub(in crate::patch) fn check_depth(steps: usize, value: &Node) -> Result<(), String> {
    if steps.saturating_add(depth(value)) <= MAX_DEPTH {
        return Ok(());
    }
    Err(format!(
        "lists and maps would be nested more than {MAX_DEPTH} deep"
    ))
}

/// Fails with a message if a path is longer than any object is deep.
pub(in crate::patch) fn check_path(steps: usize) -> Result<(), String> {
    if steps <= MAX_DEPTH {
        return Ok(());
    }
    Err(format!(
        "the path has {steps} parts, more than the {MAX_DEPTH} that lists and maps are nested deep"
    ))
}

/// Fails with a message if a text is too long.
pub(in crate::patch) fn check_text(bytes: usize) -> Result<(), String> {
    if bytes <= LONGEST_TEXT {
        return Ok(());
    }
    Err(format!(
        "the text would have {bytes} bytes, more than {LONGEST_TEXT}"
    ))
}

fn children(value: &Node) -> impl Iterator<Item = &Node> {
    let (list, map) = match &value.value {
        Value::Sequence(items) => (items.as_slice(), None),
        Value::Mapping(map) => (&[][..], Some(map)),
        _ => (&[][..], None),
    };
    list.iter()
        .chain(map.into_iter().flatten().map(|entry| &entry.value))
}

fn count(value: &Node) -> usize {
    let text = value.as_str().map_or(0, str::len);
    1 + text / 32 + children(value).map(count).sum::<usize>()
}

/// The depth of a scalar is none.
fn depth(value: &Node) -> usize {
    match value.value {
        Value::Sequence(_) | Value::Mapping(_) => {
            1 + children(value).map(depth).max().unwrap_or_default()
        }
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::patch::testing::node;

    #[test]
    fn values_are_counted_and_measured() {
        for (json, values, deep) in [
            ("1", 1, 0),
            ("[]", 1, 1),
            (r#"{"a":[1,2],"b":{}}"#, 5, 2),
            (r#"[[[{"a":1}]]]"#, 5, 4),
            (r#""0123456789012345678901234567890123456789""#, 2, 0),
        ] {
            let node = node(json);
            assert_eq!((count(&node), depth(&node)), (values, deep), "{json}");
        }
        assert!(check_depth(MAX_DEPTH, &node("1")).is_ok());
        assert!(check_depth(MAX_DEPTH, &node("[]")).is_err());
    }
}
