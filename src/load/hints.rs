//! Words on types, for messages: what was expected, an example, the value that was probably meant.

use super::format;
use super::shape::Type;

/// Returns what a type is, for messages.
pub(super) fn describe(ty: &Type) -> String {
    match ty {
        Type::Any => "a value".to_owned(),
        Type::String => "a string".to_owned(),
        Type::Text => "a string, number or boolean".to_owned(),
        Type::Bool => "`true` or `false`".to_owned(),
        Type::Int(i64::MIN, i64::MAX) => "an integer".to_owned(),
        Type::Int(low, i64::MAX) => format!("an integer from {low}"),
        Type::Int(low, high) => format!("an integer from {low} to {high}"),
        Type::Number => "a number".to_owned(),
        Type::Quantity => "a quantity such as `250m` or `1Gi`".to_owned(),
        Type::Duration => "a duration such as `30s` or `1h30m`".to_owned(),
        Type::IntOrPercent => "an integer or a percentage such as `25%`".to_owned(),
        Type::PortRef => "a port from 1 to 65535 or its name".to_owned(),
        Type::Name => "a name of at most 63 of `a-z0-9-`".to_owned(),
        Type::Enum(words) => format!("one of `{}`", words.join("`, `")),
        Type::List(_) => "a list".to_owned(),
        Type::Map(_) | Type::Object(_) | Type::OneOf { .. } | Type::AtMostOne { .. } => {
            "a map".to_owned()
        }
        Type::Short { short, long, .. } => format!("{} or {}", describe(short), describe(long)),
    }
}

/// Returns what help puts behind the key of a missing field.
pub(super) fn example(ty: &Type, name: &str) -> String {
    match ty {
        Type::Bool => "true".to_owned(),
        Type::Int(low, _) => (*low).max(1).to_string(),
        Type::Number => "1".to_owned(),
        Type::Quantity => "1Gi".to_owned(),
        Type::Duration => "30s".to_owned(),
        Type::IntOrPercent => "25%".to_owned(),
        Type::PortRef => "http".to_owned(),
        Type::Enum(words) => words.first().copied().unwrap_or("…").to_owned(),
        Type::List(_) => "[…]".to_owned(),
        Type::Map(_) | Type::Object(_) | Type::OneOf { .. } | Type::AtMostOne { .. } => {
            "{…}".to_owned()
        }
        Type::Short { short, .. } => example(short, name),
        Type::Any | Type::String | Type::Text | Type::Name => format!("<{name}>"),
    }
}

/// Returns the value that was probably meant.
pub(super) fn repaired(ty: &Type, text: &str) -> Option<String> {
    let plain: String = text
        .chars()
        .filter(|letter| !letter.is_whitespace())
        .collect();
    let (guess, good): (String, fn(&str) -> bool) = match ty {
        Type::Quantity => {
            let guess = plain.trim_end_matches(['B', 'b']);
            let (number, unit) = guess.split_at(
                guess
                    .find(|letter: char| letter.is_ascii_alphabetic())
                    .unwrap_or(guess.len()),
            );
            let unit = match unit.to_lowercase().as_str() {
                "g" | "gi" => "Gi",
                "m" if number.len() > 3 => "Mi",
                "mi" => "Mi",
                "k" | "ki" => "Ki",
                "t" | "ti" => "Ti",
                _ => unit,
            };
            (format!("{number}{unit}"), format::is_quantity)
        }
        Type::Duration => match plain.strip_suffix('d').map(str::parse::<u64>) {
            Some(Ok(days)) => (format!("{}h", days.saturating_mul(24)), format::is_duration),
            _ if plain.bytes().all(|byte| byte.is_ascii_digit()) => {
                (format!("{plain}s"), format::is_duration)
            }
            _ => (plain, format::is_duration),
        },
        Type::IntOrPercent => (
            format!("{}%", plain.trim_end_matches('%')),
            format::is_percentage,
        ),
        Type::Name => {
            let guess = plain.to_lowercase().replace(['_', '.', '/'], "-");
            (guess, format::is_label)
        }
        _ => return None,
    };
    (guess != text && good(&guess)).then_some(guess)
}

/// Returns a sentence as the end of another: without its full stop, and small if it does not begin with an acronym.
pub(super) fn clause(sentence: &str) -> String {
    let sentence = sentence.trim_end_matches('.');
    let mut letters = sentence.chars();
    let first = letters.next();
    match first {
        Some(first)
            if !letters
                .as_str()
                .starts_with(|next: char| next.is_uppercase()) =>
        {
            format!("{}{}", first.to_lowercase(), letters.as_str())
        }
        _ => sentence.to_owned(),
    }
}
