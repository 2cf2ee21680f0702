//! Colours and columns.

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

use crate::diff::{Action, Risk};
use crate::report::diff::value::is_printable;

/// What the output can show.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    /// Whether it has colours.
    pub colours: bool,
    /// How many columns it has.
    pub width: usize,
}

/// The sequences of a terminal.
#[derive(Clone, Copy)]
pub(super) enum Style {
    Bold,
    Dim,
    Red,
    Green,
    Yellow,
    Alarm,
}

impl Look {
    /// Puts a text into a style.
    pub(super) fn paint(self, style: Style, text: &str) -> String {
        let code = match style {
            Style::Bold => "1",
            Style::Dim => "2",
            Style::Red => "31",
            Style::Green => "32",
            Style::Yellow => "33",
            Style::Alarm => "1;31",
        };
        match self.colours && !text.is_empty() {
            true => format!("\u{1b}[{code}m{text}\u{1b}[0m"),
            false => text.to_owned(),
        }
    }

    /// Puts a text into the style of an action.
    pub(super) fn action(self, action: Action, text: &str) -> String {
        match action {
            Action::Create => self.paint(Style::Green, text),
            Action::Update => self.paint(Style::Yellow, text),
            Action::Replace | Action::Delete => self.paint(Style::Red, text),
            Action::Move => self.paint(Style::Dim, text),
        }
    }

    /// Puts a text into the style of a risk.
    pub(super) fn risk(self, risk: Risk, text: &str) -> String {
        match risk {
            Risk::None | Risk::Low => text.to_owned(),
            Risk::Medium => self.paint(Style::Yellow, text),
            Risk::High => self.paint(Style::Red, text),
            Risk::DataLoss => self.paint(Style::Alarm, text),
        }
    }
}

/// Returns how many columns a text takes.
pub(super) fn columns(text: &str) -> usize {
    match is_printable(text) {
        true => text.len(),
        false => text.width(),
    }
}

/// Returns a text that takes at most so many columns: its end gives way to `…`.
pub(super) fn cut(text: &str, width: usize) -> String {
    if columns(text) <= width {
        return text.to_owned();
    }
    let mut out = String::new();
    let mut left = width.saturating_sub(1);
    for letter in text.chars() {
        let own = letter.width().unwrap_or_default();
        if own > left {
            break;
        }
        left -= own;
        out.push(letter);
    }
    out.push('…');
    out
}

/// Returns two texts, each in at most so many columns, with the place where they begin to differ in sight.
pub(super) fn cut_both(one: &str, other: &str, width: usize) -> (String, String) {
    /// What is kept of that which both begin with.
    const KEPT: usize = 8;
    let pairs = one.chars().zip(other.chars());
    let same = pairs.take_while(|(a, b)| a == b).count();
    let skipped = match columns(one).max(columns(other)) > width {
        true => same.saturating_sub(KEPT),
        false => 0,
    };
    let behind = |text: &str| -> String {
        match skipped * 2 > width {
            true => "…".chars().chain(text.chars().skip(skipped)).collect(),
            false => text.to_owned(),
        }
    };
    (cut(&behind(one), width), cut(&behind(other), width))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_letters_take_two_columns() {
        assert_eq!(cut("日本語", 6), "日本語");
        assert_eq!(cut("日本語", 5), "日本…");
        assert_eq!(cut("日本語", 4), "日…");
    }

    #[test]
    fn what_differs_stays_in_sight() {
        let (one, other) = cut_both(
            "registry.example/shop/api:1.4.2",
            "registry.example/shop/api:1.5.0",
            20,
        );
        assert_eq!((&*one, &*other), ("…p/api:1.4.2", "…p/api:1.5.0"));
    }
}
