//! `$(NAME)` in a text, as Kubernetes expands it: `$$` is a dollar sign, and names without a value stay as they are.

use ecow::EcoString;

/// What a text becomes.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Expanded<'t> {
    /// All of it is one reference, to a name.
    Whole(&'t str),
    /// A text.
    Text(String),
}

/// Expands a text. `value` returns what takes the place of a name, or nothing if it is to stay.
pub(super) fn expand<'t>(
    text: &'t str,
    mut value: impl FnMut(&'t str) -> Option<EcoString>,
) -> Expanded<'t> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    // Looked for once: a text of nothing but `$(` would be read to its end for each.
    let last_close = text.rfind(')');
    while let Some((before, behind)) = rest.split_once('$') {
        out.push_str(before);
        rest = behind;
        if let Some(behind) = rest.strip_prefix('$') {
            out.push('$');
            rest = behind;
            continue;
        }
        let reference = rest
            .strip_prefix('(')
            .filter(|inner| last_close.is_some_and(|last| text.len() - inner.len() <= last))
            .and_then(|inner| inner.split_once(')'));
        let Some((name, behind)) = reference else {
            // No reference: the sign, and what stands behind it, are text.
            out.push('$');
            let next = rest.chars().next().map_or(0, char::len_utf8);
            out.push_str(&rest[..next]);
            rest = &rest[next..];
            continue;
        };
        rest = behind;
        let found = value(name);
        if name.len() + 3 == text.len() {
            return Expanded::Whole(name);
        }
        match found {
            Some(found) => out.push_str(&found),
            None => {
                out.push_str("$(");
                out.push_str(name);
                out.push(')');
            }
        }
    }
    out.push_str(rest);
    Expanded::Text(out)
}

/// Returns a number as Go's `%v` prints it inside a text: with an exponent from a million on.
pub(super) fn number_in_text(number: f64) -> EcoString {
    let size = number.abs();
    if size == 0.0 || (1e-4..1e6).contains(&size) {
        return ecow::eco_format!("{number}");
    }
    let text = format!("{number:e}");
    let Some((digits, exponent)) = text.split_once('e') else {
        return text.into();
    };
    let (sign, exponent) = match exponent.strip_prefix('-') {
        Some(exponent) => ('-', exponent),
        None => ('+', exponent),
    };
    ecow::eco_format!("{digits}e{sign}{exponent:0>2}")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn text(text: &str) -> String {
        let value = |name: &str| match name {
            "A" => Some("a".into()),
            "REF" => Some("$(A)".into()),
            "EMPTY" => Some("".into()),
            _ => None,
        };
        match expand(text, value) {
            Expanded::Whole(name) => format!("whole {name}"),
            Expanded::Text(text) => text,
        }
    }

    /// The answers are those of kustomize's own tests of its expansion.
    #[test]
    fn references_are_expanded() {
        for (input, expected) in [
            ("$(A)", "whole A"),
            ("$(A)-$(A)", "a-a"),
            ("$(EMPTY)$(A)", "a"),
            ("$$(A)_$(A)", "$(A)_a"),
            ("$$$(A)", "$a"),
            ("$$$$(A)", "$$(A)"),
            ("foo $(A) bar $(NONE)", "foo a bar $(NONE)"),
            ("x$(REF)", "x$(A)"),
            ("$A", "$A"),
            ("$(A", "$(A"),
            ("--$($($($($--", "--$($($($($--"),
            ("foo0--$($($($(", "foo0--$($($($("),
            ("$(foo$$var)", "whole foo$$var"),
            ("é$é$(A)é", "é$éaé"),
            ("a$", "a$"),
            ("$(A) $(", "a $("),
            ("$()$(A", "$()$(A"),
        ] {
            assert_eq!(text(input), expected, "{input}");
        }
    }

    #[test]
    fn large_and_small_numbers_have_exponents() {
        for (number, expected) in [
            (1.5, "1.5"),
            (999_999.5, "999999.5"),
            (1_500_000.0, "1.5e+06"),
            (0.0001, "0.0001"),
            (0.00001, "1e-05"),
            (1e300, "1e+300"),
        ] {
            assert_eq!(number_in_text(number), expected);
        }
    }

    proptest! {
        /// A text without a sign stays, and no text makes it fail.
        #[test]
        fn texts_without_a_sign_stay(plain in "[^$]*", any in ".*") {
            prop_assert_eq!(text(&plain), plain);
            text(&any);
        }
    }
}
