//! The natural order of keys, as go-yaml has it: `a2` before `a10`, signs before digits before letters.

use std::sync::LazyLock;

use regex_automata::meta::Regex;

use crate::yaml::node::Entry;

/// Up to this many entries insertion is as fast as anything.
const FEW: usize = 24;

/// Sorts entries by their keys.
///
/// The order goes in circles for some keys (`2` before `10` before `1a` before `2`), which the sorting of the standard
/// library answers with a panic; this one ends with some order that depends on nothing but the entries.
pub(super) fn sort(entries: &mut [&Entry]) {
    if entries.len() <= FEW {
        insert(entries);
        return;
    }
    let mut from = entries.to_vec();
    for few in from.chunks_mut(FEW) {
        insert(few);
    }
    let mut sorted = FEW;
    while sorted < from.len() {
        let mut next = 0;
        for pair in from.chunks(sorted * 2) {
            let (left, right) = pair.split_at(sorted.min(pair.len()));
            merge(left, right, &mut entries[next..next + pair.len()]);
            next += pair.len();
        }
        from.copy_from_slice(entries);
        sorted *= 2;
    }
}

fn insert(entries: &mut [&Entry]) {
    for end in 1..entries.len() {
        let mut at = end;
        while at > 0 && is_before(&entries[at].key.name, &entries[at - 1].key.name) {
            entries.swap(at, at - 1);
            at -= 1;
        }
    }
}

fn merge<'e, 'l>(mut left: &'l [&'e Entry], mut right: &'l [&'e Entry], into: &mut [&'e Entry]) {
    for place in into {
        let rest = match (left.first(), right.first()) {
            (Some(first), Some(second)) if is_before(&second.key.name, &first.key.name) => {
                &mut right
            }
            (Some(_), _) => &mut left,
            (None, _) => &mut right,
        };
        if let Some((first, behind)) = rest.split_first() {
            *place = first;
            *rest = behind;
        }
    }
}

/// Whether one key stands before another one.
fn is_before(one: &str, other: &str) -> bool {
    let same = one
        .bytes()
        .zip(other.bytes())
        .take_while(|(one, other)| one == other)
        .count();
    let same = one.floor_char_boundary(same);
    let (one_rest, other_rest) = (&one[same..], &other[same..]);
    let (Some(first), Some(second)) = (one_rest.chars().next(), other_rest.chars().next()) else {
        return one.len() < other.len();
    };
    match (is_letter(first), is_letter(second)) {
        (true, true) => first < second,
        (true, false) | (false, true) => is_letter(second),
        (false, false) => {
            // A zero counts as a digit behind another number, not as one that begins with zero.
            let goes_on = (first == '0' || second == '0')
                && one[..same]
                    .chars()
                    .rev()
                    .take_while(|before| is_digit(*before))
                    .any(|before| before != '0');
            (number(one_rest, goes_on), first) < (number(other_rest, goes_on), second)
        }
    }
}

/// Returns the number at the beginning, and its number of digits. Like Go's it wraps around.
fn number(text: &str, goes_on: bool) -> (i64, usize) {
    text.chars().take_while(|digit| is_digit(*digit)).fold(
        (i64::from(goes_on), 0),
        |(number, count), digit| {
            let digit = i64::from(u32::from(digit)) - i64::from(u32::from('0'));
            (number.wrapping_mul(10).wrapping_add(digit), count + 1)
        },
    )
}

fn is_letter(character: char) -> bool {
    static LETTER: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r"\A[\p{L}&&\p{Age=15.0}]").ok());
    match character.is_ascii() {
        true => character.is_ascii_alphabetic(),
        false => is_of(&LETTER, character),
    }
}

fn is_digit(character: char) -> bool {
    static DIGIT: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r"\A[\p{Nd}&&\p{Age=15.0}]").ok());
    match character.is_ascii() {
        true => character.is_ascii_digit(),
        false => is_of(&DIGIT, character),
    }
}

/// Whether a character is of a category of Unicode 15, which is Go's. The standard library knows wider ones only.
fn is_of(category: &Option<Regex>, character: char) -> bool {
    category
        .as_ref()
        .is_some_and(|category| category.is_match(&*character.encode_utf8(&mut [0; 4])))
}
