//! JSON pointers over nodes (RFC 6901): `/spec/template/metadata/labels/app.kubernetes.io~1name`.
//!
//! The `-` of JSON patches, the place behind the last item, names nothing here: whoever adds items knows it.

use ecow::EcoString;

use super::{Node, Value};

/// A parsed JSON pointer.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pointer {
    tokens: Vec<EcoString>,
}

/// Why a text is no JSON pointer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PointerError {
    /// It is not empty and does not begin with `/`.
    #[error("expected `/` at the beginning")]
    Relative,
    /// A `~` that is neither `~0` nor `~1`.
    #[error("expected `~0` for `~` or `~1` for `/`, found `~` alone")]
    Escape,
}

impl Pointer {
    /// Reads a pointer; the empty text is the pointer to the whole.
    pub fn parse(text: &str) -> Result<Self, PointerError> {
        let Some(rest) = text.strip_prefix('/') else {
            return match text {
                "" => Ok(Pointer::default()),
                _ => Err(PointerError::Relative),
            };
        };
        let tokens = rest
            .split('/')
            .map(|token| unescape(token).ok_or(PointerError::Escape));
        Ok(Pointer {
            tokens: tokens.collect::<Result<_, _>>()?,
        })
    }

    /// Returns the keys and indices, from the root.
    pub fn tokens(&self) -> &[EcoString] {
        &self.tokens
    }

    /// Goes one step deeper.
    pub fn push(&mut self, token: impl Into<EcoString>) {
        self.tokens.push(token.into());
    }

    /// Goes one step up; the last token is returned.
    pub fn pop(&mut self) -> Option<EcoString> {
        self.tokens.pop()
    }

    /// Returns the pointer to the thing around, and the last token; nothing for the whole.
    pub fn split_last(&self) -> Option<(Pointer, &EcoString)> {
        let (last, rest) = self.tokens.split_last()?;
        Some((
            Pointer {
                tokens: rest.to_vec(),
            },
            last,
        ))
    }

    /// Returns whether it leads into what `other` leads to.
    pub fn is_below(&self, other: &Pointer) -> bool {
        self.tokens.len() > other.tokens.len() && self.tokens.starts_with(&other.tokens)
    }

    /// Returns the longest beginning of it that names a node.
    pub fn existing(&self, root: &Node) -> Pointer {
        let mut node = root;
        let mut tokens = Vec::new();
        for token in &self.tokens {
            let Some(next) = step(node, token) else { break };
            node = next;
            tokens.push(token.clone());
        }
        Pointer { tokens }
    }

    /// Returns the node it names.
    pub fn find<'n>(&self, root: &'n Node) -> Option<&'n Node> {
        self.tokens
            .iter()
            .try_fold(root, |node, token| step(node, token))
    }

    /// Returns the node it names, to change it.
    pub fn find_mut<'n>(&self, root: &'n mut Node) -> Option<&'n mut Node> {
        self.tokens
            .iter()
            .try_fold(root, |node, token| match &mut node.value {
                Value::Mapping(map) => map.get_mut(token),
                Value::Sequence(items) => items.get_mut(index(token)?),
                _ => None,
            })
    }
}

fn step<'n>(node: &'n Node, token: &str) -> Option<&'n Node> {
    match &node.value {
        Value::Mapping(map) => map.get(token),
        Value::Sequence(items) => items.get(index(token)?),
        _ => None,
    }
}

/// Prints it with `~` and `/` escaped, as it was read.
impl std::fmt::Display for Pointer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.tokens
            .iter()
            .try_for_each(|token| write!(f, "/{}", escape(token)))
    }
}

/// Returns the node that a JSON pointer names.
pub fn pointer<'n>(node: &'n Node, pointer: &str) -> Option<&'n Node> {
    Pointer::parse(pointer).ok()?.find(node)
}

/// Writes a key as a token of a pointer.
pub fn escape(key: &str) -> std::borrow::Cow<'_, str> {
    if key.contains(['~', '/']) {
        key.replace('~', "~0").replace('/', "~1").into()
    } else {
        key.into()
    }
}

fn unescape(token: &str) -> Option<EcoString> {
    let mut parts = token.split('~');
    let mut key = EcoString::from(parts.next()?);
    for part in parts {
        match part.as_bytes().first()? {
            b'0' => key.push('~'),
            b'1' => key.push('/'),
            _ => return None,
        }
        key.push_str(&part[1..]);
    }
    Some(key)
}

/// Reads an index as RFC 6901 wants it: without a sign and without leading zeros.
pub fn index(token: &str) -> Option<usize> {
    let digits = token.bytes().all(|byte| byte.is_ascii_digit());
    (digits && (token == "0" || !token.starts_with('0')))
        .then(|| token.parse().ok())
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pointers_print_as_they_are_read() {
        for text in [
            "",
            "/",
            "/a/b",
            "/a~1b/~0",
            "/metadata/labels/app.kubernetes.io~1name",
            "/0/-",
        ] {
            assert_eq!(
                Pointer::parse(text)
                    .map(|pointer| pointer.to_string())
                    .as_deref(),
                Ok(text)
            );
        }
        assert_eq!(Pointer::parse("a"), Err(PointerError::Relative));
        assert_eq!(Pointer::parse("/a~"), Err(PointerError::Escape));
        assert_eq!(Pointer::parse("/a~2"), Err(PointerError::Escape));
        let once = Pointer::parse("/~01").map(|pointer| pointer.tokens()[0].clone());
        assert_eq!(once.as_deref(), Ok("~1"));
    }

    #[test]
    fn indices_have_one_form() {
        assert_eq!(index("10"), Some(10));
        for wrong in ["01", "-", "+1", "", "1a"] {
            assert_eq!(index(wrong), None, "{wrong}");
        }
    }
}
