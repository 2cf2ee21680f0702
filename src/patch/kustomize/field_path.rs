//! Paths to fields as replacements and vars have them: `spec.containers.[name=api].image`.
//!
//! In: a text. Out: its [`split`] parts, and two ways to follow them. [`lookup`] finds the one field that a source means.
//! [`visit`] finds every field that a target means, and makes missing ones. The two differ as kustomize's two walks
//! differ: only the first knows `-` (the last element), only the second knows `*`, and takes `[name=x]` for a regular
//! expression.

use ecow::EcoString;
use regex_automata::meta::Regex;

use super::field_spec::wrong_kind;
use crate::diag::{Code, Diagnostic};
use crate::load::kustomization::Outcome;
use crate::patch::change;
use crate::patch::limits::check_path;
use crate::text::Sources;
use crate::yaml::{Entry, Key, List, Mapping, Node, Style, Value, scalar};

/// Splits a path at its dots. `\.` is a dot in a key, and so is a dot inside `[…]`; brackets around what has no `=` are
/// taken off.
pub(super) fn split(path: &str) -> Vec<String> {
    let mut parts = Vec::new();
    let mut bracketed: Option<String> = None;
    for part in split_unescaped(path) {
        let mut whole = match bracketed.take() {
            None if part.starts_with('[') && !part.ends_with(']') => {
                bracketed = Some(part);
                continue;
            }
            None => {
                parts.push(part);
                continue;
            }
            Some(before) => before,
        };
        whole.push('.');
        whole.push_str(&part);
        if part.ends_with(']') {
            parts.push(unbracketed(whole));
        } else {
            bracketed = Some(whole);
        }
    }
    parts.extend(bracketed.map(unbracketed));
    parts
}

fn split_unescaped(path: &str) -> Vec<String> {
    // A dot at the start says nothing.
    let path = path.strip_prefix('.').unwrap_or(path);
    let mut parts: Vec<String> = Vec::new();
    for part in path.split('.') {
        match parts.last_mut() {
            Some(last) if last.ends_with('\\') => {
                last.pop();
                last.push('.');
                last.push_str(part);
            }
            _ => parts.push(part.to_owned()),
        }
    }
    parts
}

fn unbracketed(part: String) -> String {
    if part.contains('=') {
        part
    } else {
        part.trim_matches(['[', ']']).to_owned()
    }
}

/// One part of a path.
enum Part<'p> {
    Index(usize),
    /// `[key=value]`; the key is empty where the elements are scalars.
    Match(&'p str, &'p str),
    /// `[key]`, which kustomize does not understand.
    Bare,
    Field(&'p str),
}

fn read(part: &str) -> Part<'_> {
    // Go reads a sign too.
    let digits = part.strip_prefix('+').unwrap_or(part);
    if let Ok(index) = digits.parse::<usize>() {
        return Part::Index(index);
    }
    match part
        .strip_prefix('[')
        .and_then(|part| part.strip_suffix(']'))
    {
        None => Part::Field(part),
        Some(inner) => inner
            .split_once('=')
            .map_or(Part::Bare, |(key, value)| Part::Match(key, value)),
    }
}

fn failed(message: impl Into<String>, words: &str) -> Box<Diagnostic> {
    let finding = Diagnostic::new(Code::ReplacementFailed, message);
    Box::new(finding.note(format!("kustomize: {words}")))
}

fn bare(part: &str) -> Box<Diagnostic> {
    failed(
        format!("expected `[field=value]`, found `{part}`"),
        "list path element must contain fieldName=fieldValue for element to match",
    )
}

fn mismatch(node: &Node, expected: &str, kustomize: &str) -> Box<Diagnostic> {
    let mut finding = wrong_kind(node, expected, kustomize);
    finding.code = Code::ReplacementFailed;
    Box::new(finding)
}

/// Returns the elements of a list; null has none.
fn elements(node: &Node) -> Outcome<&[Node]> {
    match &node.value {
        Value::Sequence(items) => Ok(items),
        Value::Null => Ok(&[]),
        _ => Err(mismatch(node, "a list", "SequenceNode")),
    }
}

/// One step down.
enum Step<'p> {
    Key(&'p str),
    Index(usize),
}

/// Follows a path to the one field it means.
pub(super) fn lookup<'n>(
    node: &'n Node,
    parts: &[String],
    sources: &Sources,
) -> Outcome<Option<&'n Node>> {
    let mut at = node;
    for part in clean(parts) {
        let next = match step(at, part, sources)? {
            Some(Step::Key(name)) => at.get(name),
            Some(Step::Index(index)) => at.as_list().and_then(|items| items.get(index)),
            None => None,
        };
        match next {
            Some(next) => at = next,
            None => return Ok(None),
        }
    }
    Ok(Some(at))
}

/// Follows a path to the one field it means, to change it.
pub(super) fn lookup_mut<'n>(
    node: &'n mut Node,
    parts: &[String],
    sources: &Sources,
) -> Option<&'n mut Node> {
    let mut at = node;
    for part in clean(parts) {
        at = match step(at, part, sources).ok()?? {
            Step::Key(name) => at.get_mut(name)?,
            Step::Index(index) => at.as_list_mut()?.get_mut(index)?,
        };
    }
    Some(at)
}

/// Follows a path to the one field it means, and makes what is missing; an index is not made.
pub(super) fn lookup_create<'n>(
    node: &'n mut Node,
    parts: &[String],
    create: Create<'_>,
    sources: &Sources,
) -> Outcome<Option<Field<'n>>> {
    check_path(parts.len()).map_err(|why| Box::new(Diagnostic::new(Code::TransformFailed, why)))?;
    let parts: Vec<String> = clean(parts).map(str::to_owned).collect();
    let mut at = node;
    let mut new = false;
    for (place, part) in parts.iter().enumerate() {
        let made = create.node(parts.get(place + 1));
        let next = match (step(at, part, sources)?, read(part)) {
            (Some(Step::Index(index)), _) => {
                at.as_list_mut().and_then(|items| items.get_mut(index))
            }
            (Some(Step::Key(name)), _) => {
                let map = at.as_map_mut();
                map.and_then(|map| {
                    if !map.contains(name) {
                        map.insert_entry(entry(name, made));
                        new = true;
                    }
                    map.get_mut(name)
                })
            }
            (None, Part::Match(key, value)) => {
                let made = element(create, key, value);
                at.as_list_mut().and_then(|items| {
                    items.push(made);
                    items.last_mut()
                })
            }
            (None, _) => None,
        };
        match next {
            Some(next) => at = next,
            None => return Ok(None),
        }
    }
    Ok(Some(Field::new(at, new, false)))
}

/// Returns an element that `[key=value]` means.
fn element(create: Create<'_>, key: &str, value: &str) -> Node {
    let plain = change::shell(create.like, scalar::resolve(value).value);
    if key.is_empty() {
        return plain;
    }
    let mut map = Mapping::new();
    map.insert_entry(entry(key, plain));
    change::shell(create.like, map)
}

fn clean(parts: &[String]) -> impl Iterator<Item = &str> {
    let parts = parts.iter().map(|part| part.trim());
    parts.filter(|part| !part.is_empty())
}

fn step<'p>(at: &Node, part: &'p str, sources: &Sources) -> Outcome<Option<Step<'p>>> {
    Ok(match read(part) {
        Part::Index(index) => {
            elements(at)?;
            Some(Step::Index(index))
        }
        Part::Bare => return Err(bare(part)),
        Part::Match(key, value) => elements(at)?
            .iter()
            .position(|item| is_match(item, key, value, sources))
            .map(Step::Index),
        Part::Field("-") => elements(at)?.len().checked_sub(1).map(Step::Index),
        Part::Field("*") => {
            return Err(failed(
                "`*` stands for many fields, and a source is one",
                "wildcard is not supported in PathGetter",
            ));
        }
        Part::Field(name) if part.parse::<i64>().is_ok() => {
            return Err(failed(
                format!("`{name}` is no index"),
                &format!("array index {name} cannot be negative"),
            ));
        }
        Part::Field(name) => match &at.value {
            Value::Mapping(_) => Some(Step::Key(name)),
            Value::Null => None,
            _ => return Err(mismatch(at, "a map", "MappingNode")),
        },
    })
}

/// Returns a scalar as it is written; maps and lists have no text.
pub(super) fn text_of(node: &Node, sources: &Sources) -> EcoString {
    node.raw_text(sources).unwrap_or_default()
}

/// Returns whether an element is the one with this value; an empty value asks only for the key.
fn is_match(item: &Node, key: &str, value: &str, sources: &Sources) -> bool {
    let is_value = |node: &Node| text_of(node, sources) == value;
    if key.is_empty() {
        return is_value(item);
    }
    item.as_map()
        .and_then(|map| map.get(key))
        .is_some_and(|node| value.is_empty() || is_value(node))
}

/// What is made where a path leads to nothing.
#[derive(Clone, Copy, Debug)]
pub(super) struct Create<'n> {
    /// What is going to be there: a map, a list or a scalar. It is also what the places are taken from.
    pub like: &'n Node,
}

impl Create<'_> {
    /// Returns what is made for the last part of a path, or for one behind which `next` comes.
    fn node(self, next: Option<&String>) -> Node {
        let value = match (next.map(|next| read(next)), &self.like.value) {
            (Some(Part::Index(_) | Part::Match(..) | Part::Bare), _)
            | (None, Value::Sequence(_)) => Value::Sequence(List::new()),
            (Some(_), _) | (None, Value::Mapping(_)) => Value::Mapping(Mapping::new()),
            (None, _) => Value::Null,
        };
        change::shell(self.like, value)
    }
}

/// A field that a path leads to.
pub(super) struct Field<'n> {
    pub node: &'n mut Node,
    /// Whether it was just made, and so has no type yet.
    pub new: bool,
    /// Whether it lies inside a text, in a copy of which nothing comes back.
    pub detached: bool,
}

impl<'n> Field<'n> {
    fn new(node: &'n mut Node, new: bool, detached: bool) -> Self {
        Field {
            node,
            new,
            detached,
        }
    }
}

/// What [`visit`] does with a field.
pub(super) type Visitor<'v> = dyn FnMut(Field<'_>) -> Outcome<()> + 'v;

/// How [`visit`] walks.
#[derive(Clone, Copy)]
pub(super) struct Walk<'w> {
    pub create: Option<Create<'w>>,
    /// Reads the text of a scalar that a path leads into.
    pub parse: &'w dyn Fn(&Node) -> Outcome<Node>,
    pub sources: &'w Sources,
}

/// Calls `visitor` with every field that a path leads to, and returns how many there are.
pub(super) fn visit(
    node: &mut Node,
    parts: &[String],
    walk: Walk<'_>,
    visitor: &mut Visitor<'_>,
) -> Outcome<usize> {
    let field = Field::new(node, false, false);
    follow(field, parts, walk, visitor)
}

fn follow(
    at: Field<'_>,
    parts: &[String],
    walk: Walk<'_>,
    visitor: &mut Visitor<'_>,
) -> Outcome<usize> {
    let Some((part, rest)) = parts.split_first() else {
        return visitor(at).map(|()| 1);
    };
    let detached = at.detached;
    match read(part) {
        Part::Field("*") => {
            elements(at.node)?;
            let items = at.node.as_list_mut().into_iter().flatten();
            items
                .map(|item| follow(Field::new(item, false, detached), rest, walk, visitor))
                .sum()
        }
        Part::Field(name) => field(at, name, rest, walk, visitor),
        Part::Bare => Err(bare(part)),
        Part::Index(index) => {
            let found = elements(at.node)?.len();
            let made = walk.create.filter(|_| index == found);
            let Some(items) = at
                .node
                .as_list_mut()
                .filter(|_| index < found || made.is_some())
            else {
                let finding = failed(
                    format!("the list has {found} elements, and no element {index}"),
                    &format!("index {index} specified but only {found} elements found"),
                );
                return Err(Box::new(finding.at(at.node.span())));
            };
            items.extend(made.map(|create| create.node(rest.first())));
            let new = made.is_some();
            let item = items.get_mut(index);
            item.map_or(Ok(0), |node| {
                follow(Field::new(node, new, detached), rest, walk, visitor)
            })
        }
        Part::Match(key, value) => {
            elements(at.node)?;
            let regex = Regex::new(value).map_err(|_| {
                failed(
                    format!("`{value}` is no regular expression"),
                    "error parsing regexp",
                )
            })?;
            let items = at.node.as_list_mut().into_iter().flatten();
            let matching = items.filter(|item| is_like(item, key, &regex, walk.sources));
            let count: usize = matching
                .map(|item| follow(Field::new(item, false, detached), rest, walk, visitor))
                .sum::<Outcome<usize>>()?;
            match (walk.create, at.node.as_list_mut()) {
                (Some(create), Some(items)) if count == 0 => {
                    items.push(element(create, key, value));
                    let new = key.is_empty();
                    let item = items.last_mut();
                    item.map_or(Ok(0), |node| {
                        follow(Field::new(node, new, detached), rest, walk, visitor)
                    })
                }
                _ => Ok(count),
            }
        }
    }
}

fn field(
    at: Field<'_>,
    name: &str,
    rest: &[String],
    walk: Walk<'_>,
    visitor: &mut Visitor<'_>,
) -> Outcome<usize> {
    let detached = at.detached;
    if !matches!(at.node.value, Value::Mapping(_) | Value::Null) {
        return Err(mismatch(at.node, "a map", "MappingNode"));
    }
    let Some(map) = at.node.as_map_mut() else {
        return Ok(0);
    };
    let mut new = false;
    if !map.contains(name) {
        let Some(create) = walk.create else {
            return Ok(0);
        };
        map.insert_entry(entry(name, create.node(rest.first())));
        new = true;
    }
    let Some(node) = map.get_mut(name) else {
        return Ok(0);
    };
    let is_scalar = !matches!(node.value, Value::Mapping(_) | Value::Sequence(_));
    if is_scalar && !rest.is_empty() {
        let mut parsed = (walk.parse)(node)?;
        let inner = Field::new(&mut parsed, false, true);
        return follow(inner, rest, walk, visitor);
    }
    follow(Field::new(node, new, detached), rest, walk, visitor)
}

/// Returns whether an element matches: somewhere in the text of a field of it, or of itself where `key` is empty.
fn is_like(item: &Node, key: &str, regex: &Regex, sources: &Sources) -> bool {
    let node = if key.is_empty() {
        item
    } else {
        match item.as_map().and_then(|map| map.get(key)) {
            Some(node) => node,
            None => return false,
        }
    };
    let text = match &node.value {
        Value::Null => "null".into(),
        _ => text_of(node, sources),
    };
    if node.style == Style::Quoted {
        // The quotes are there for the expression too, which matters where it has an anchor.
        return regex.is_match(&format!("\"{text}\""));
    }
    regex.is_match(text.as_str())
}

fn entry(name: &str, value: Node) -> Entry {
    Entry {
        key: Key {
            name: name.into(),
            span: value.span(),
        },
        value,
    }
}

#[cfg(test)]
mod tests;
