//! Texts that stay what they are in Markdown, in HTML and in a cell of a table.

use crate::report::diff::value::{self, visible};

/// Longer texts are cut.
const LONGEST: usize = 160;

/// Returns a text as code. Tags and entities work in headings, cells and summaries alike, and no letter ends them.
pub(super) fn code(text: &str) -> String {
    format!("<code>{}</code>", escaped(&shortened(&visible(text))))
}

/// Returns a sentence of which what stands in backticks is code.
pub(super) fn prose(text: &str) -> String {
    value::prose(text, escaped)
}

/// Returns a text with an entity for every character that could mean something. One that GitHub makes a mention or a
/// reference of is also parted from what follows.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (at, letter) in text.chars().enumerate() {
        let is_plain = match letter {
            '-' | '+' | '.' | ')' | '0'..='9' => at > 0,
            ' ' | '/' | ':' | ',' | ';' | '(' | '=' | '%' | '?' | '"' | '\'' => true,
            _ => letter.is_alphanumeric() || !letter.is_ascii(),
        };
        match (is_plain, letter) {
            (true, _) => out.push(letter),
            (false, '@' | '#') => out.push_str(&format!("&#{};<!-- -->", letter as u32)),
            (false, '0'..='9') => out.push(letter),
            (false, _) => out.push_str(&format!("&#{};", letter as u32)),
        }
    }
    out
}

/// Returns a text of at most so many letters: the middle gives way.
fn shortened(text: &str) -> String {
    let count = text.chars().count();
    if count <= LONGEST {
        return text.to_owned();
    }
    let half = LONGEST / 2;
    let start = text.chars().take(half);
    start
        .chain(['…'])
        .chain(text.chars().skip(count - half))
        .collect()
}
