//! The operations as kustomize has them: those of `evanphx/json-patch`, whose errors are given in its words.
//!
//! kustomize writes the object as JSON and reads it again. What that does to numbers is done here as well, and scalars
//! have no quotes of their own afterwards.

use super::rfc::carried;
use super::{Failure, Run, failed};
use crate::diag::{Code, Diagnostic, did_you_mean};
use crate::patch::change::{patched, source_of};
use crate::text::Span;
use crate::yaml::{Node, Origin, Step, Style, Value, scalar};

/// The words for a path whose map or list is not there.
const ADD: &str = "add operation does not apply: doc is missing path: \"{}\"";
const REMOVE: &str = "remove operation does not apply: doc is missing path: \"{}\"";
const REPLACE: &str = "replace operation does not apply: doc is missing path: {}";
const MOVE_FROM: &str = "move operation does not apply: doc is missing from path: {}";
const MOVE: &str = "move operation does not apply: doc is missing destination path: {}";
const COPY_FROM: &str = "copy operation does not apply: doc is missing from path: {}";
const COPY: &str = "copy operation does not apply: doc is missing destination path: {}";
const TEST: &str = "test operation does not apply: is missing path: {}";

/// A path as it is written, and where.
struct Path<'n> {
    text: &'n str,
    span: Option<Span>,
}

impl Run {
    pub(super) fn kustomize(&mut self, root: &mut Node, operation: &Node) -> Result<(), Failure> {
        let at = operation.span();
        let kind = operation
            .get("op")
            .and_then(Node::as_str)
            .unwrap_or("unknown");
        let path = |operation| Path::read(operation, "path", kind);
        match kind {
            "add" => {
                let path = path(operation)?;
                self.put_in(root, &path, ADD, value_of(operation))
            }
            "remove" => {
                let path = path(operation)?;
                let (holder, key) = path.holder(root, REMOVE)?;
                take(holder, &key).map_err(|why| {
                    path.failed(format!("error in remove for path: '{}': {why}", path.text))
                })?;
                self.changed = true;
                Ok(())
            }
            "replace" => self.put_instead(root, &path(operation)?, operation),
            "move" => {
                let from = Path::read(operation, "from", kind)?;
                let (holder, key) = from.holder(root, MOVE_FROM)?;
                let moved = take(holder, &key).map_err(|why| {
                    from.failed(format!("error in move for path: '{key}': {why}"))
                })?;
                let path = path(operation)?;
                self.limit(&moved, path.text, path.span, false)?;
                self.changed |= path.text != from.text;
                let (holder, key) = path.holder(root, MOVE)?;
                add(holder, &key, carried(moved, path.span)).map_err(|why| {
                    path.failed(format!("error in move for path: '{}': {why}", path.text))
                })
            }
            "copy" => {
                let from = Path::read(operation, "from", kind)?;
                let (holder, key) = from.holder(root, COPY_FROM)?;
                let copy = get(holder, &key).map_err(|why| {
                    from.failed(format!("error in copy for from: '{}': {why}", from.text))
                })?;
                let copy = copy.map_or_else(
                    || nothing(from.span),
                    |node| carried(node.clone(), from.span),
                );
                let path = path(operation)?;
                self.limit(&copy, path.text, path.span, true)?;
                let (holder, key) = path.holder(root, COPY)?;
                self.changed = true;
                add(holder, &key, copy).map_err(|why| {
                    path.failed(format!("error while adding value during copy: {why}"))
                })
            }
            "test" => test(root, &path(operation)?, operation.get("value")),
            other => Err(Box::new(
                Diagnostic::new(Code::InvalidPatch, format!("Unexpected kind: {other}"))
                    .at(operation.get("op").and_then(Node::span).or(at))
                    .maybe_help(
                        did_you_mean(other, super::OPERATIONS)
                            .map(|meant| format!("did you mean `{meant}`?")),
                    ),
            )),
        }
    }

    fn put_in(
        &mut self,
        root: &mut Node,
        path: &Path<'_>,
        words: &str,
        value: Node,
    ) -> Result<(), Failure> {
        self.limit(&value, path.text, path.span, false)?;
        let (holder, key) = path.holder(root, words)?;
        if let Some(old) = holder.get_mut(&key) {
            self.set(old, value, path.text.to_owned(), path.span);
            return Ok(());
        }
        self.changed = true;
        add(holder, &key, value)
            .map_err(|why| path.failed(format!("error in add for path: '{}': {why}", path.text)))
    }

    fn put_instead(
        &mut self,
        root: &mut Node,
        path: &Path<'_>,
        operation: &Node,
    ) -> Result<(), Failure> {
        let value = value_of(operation);
        self.limit(&value, path.text, path.span, false)?;
        if path.text.is_empty() {
            if !matches!(value.value, Value::Mapping(_) | Value::Sequence(_)) {
                return Err(path.failed("replace operation value must be object or array"));
            }
            self.set(root, value, String::new(), path.span);
            return Ok(());
        }
        let (holder, key) = path.holder(root, REPLACE)?;
        match &mut holder.value {
            Value::Sequence(items) => match index(&key, items.len(), items.len()) {
                Ok(at) => {
                    self.set(&mut items[at], value, path.text.to_owned(), path.span);
                    Ok(())
                }
                Err(_) => Err(path.failed(format!(
                    "replace operation does not apply: doc is missing key: {}: missing value",
                    path.text
                ))),
            },
            // What is not there is added.
            _ => self.put_in(root, path, REPLACE, value),
        }
    }
}

fn test(root: &mut Node, path: &Path<'_>, value: Option<&Node>) -> Result<(), Failure> {
    let value = value.map(read_as_json);
    let found = if path.text.is_empty() {
        Some(&*root)
    } else {
        let (holder, key) = path.holder(root, TEST)?;
        get(holder, &key)
            .map_err(|why| path.failed(format!("error in test for path: '{}': {why}", path.text)))?
    };
    let fits = match (found.filter(|node| !node.is_null()), &value) {
        (None, None) => true,
        (None, Some(value)) => value.is_null(),
        (Some(_), None) => false,
        (Some(found), Some(value)) => equal(found, value),
    };
    if fits {
        return Ok(());
    }
    let failure = path.failed(format!("testing value {} failed: test failed", path.text));
    Err(match found {
        Some(found) => Box::new(failure.related(found.span(), source_of(&found.origin))),
        None => failure,
    })
}

impl<'n> Path<'n> {
    fn read(operation: &'n Node, field: &str, kind: &str) -> Result<Self, Failure> {
        let node = operation.get(field);
        let span = node.and_then(Node::span).or(operation.span());
        let failure = |why: String| {
            Err(Box::new(
                Diagnostic::new(
                    Code::InvalidPatch,
                    format!("{kind} operation failed to decode {field}: {why}"),
                )
                .at(span),
            ))
        };
        match node.map(|node| (node, node.as_str())) {
            Some((_, Some(text))) => Ok(Path { text, span }),
            _ if field == "path" && matches!(kind, "add" | "remove" | "copy") => {
                failure("missing value".into())
            }
            Some((node, None)) if !node.is_null() => failure(format!(
                "json: cannot unmarshal {} into Go value of type string",
                json_name(node)
            )),
            _ if field == "from" => failure("operation, missing from field: missing value".into()),
            _ => failure("operation missing path field: missing value".into()),
        }
    }

    fn failed(&self, message: impl Into<String>) -> Failure {
        Box::new(failed(message).at(self.span).pointer(self.text))
    }

    /// Returns the map or list that the path leads into, and the key in it. Whatever stands before the first `/` does
    /// not count.
    fn holder<'r>(
        &self,
        root: &'r mut Node,
        words: &str,
    ) -> Result<(&'r mut Node, String), Failure> {
        let missing = |help: Option<String>| {
            let message = format!("{}: missing value", words.replace("{}", self.text));
            let failure = self.failed(message);
            Box::new(failure.maybe_help(help))
        };
        let mut tokens: Vec<String> = self.text.split('/').skip(1).map(unescape).collect();
        let Some(last) = tokens.pop() else {
            let help = (!self.text.is_empty()).then(|| format!("write `/{}`", self.text));
            return Err(missing(help));
        };
        let mut node = root;
        for token in &tokens {
            let help = match &node.value {
                Value::Mapping(map) if !map.contains(token) => did_you_mean(token, map.keys())
                    .map(|meant| format!("did you mean `{meant}` instead of `{token}`?")),
                _ => None,
            };
            let next = match &mut node.value {
                Value::Mapping(map) => map.get_mut(token),
                Value::Sequence(items) => index(token, items.len(), items.len())
                    .ok()
                    .map(|at| &mut items[at]),
                _ => None,
            };
            let holds =
                |node: &&mut Node| matches!(node.value, Value::Mapping(_) | Value::Sequence(_));
            node = next.filter(holds).ok_or_else(|| missing(help))?;
        }
        Ok((node, last))
    }
}

/// Returns Go's word for the type of a JSON value.
fn json_name(node: &Node) -> &'static str {
    match node.value {
        Value::Null => "null",
        Value::Bool(_) => "bool",
        Value::Int(_) | Value::UInt(_) | Value::Float(_) => "number",
        Value::String(_) => "string",
        Value::Sequence(_) => "array",
        Value::Mapping(_) => "object",
    }
}

fn unescape(token: &str) -> String {
    // Once through, so that `~01` is `~1`.
    let mut parts = token.split('~');
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        match part.as_bytes().first() {
            Some(b'0') => text.push('~'),
            Some(b'1') => text.push('/'),
            _ => {
                text.push('~');
                text.push_str(part);
                continue;
            }
        }
        text.push_str(&part[1..]);
    }
    text
}

/// Reads an index of a list of `length` elements; one below zero counts from the end, and it must be below `bound`.
fn index(token: &str, length: usize, bound: usize) -> Result<usize, String> {
    let digits = token.strip_prefix(['+', '-']).unwrap_or(token);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(format!("strconv.Atoi: parsing {token:?}: invalid syntax"));
    }
    let Ok(wanted) = token.parse::<i64>() else {
        return Err(format!(
            "strconv.Atoi: parsing {token:?}: value out of range"
        ));
    };
    let wrong = || format!("Unable to access invalid index: {wanted}: invalid index referenced");
    let at = match usize::try_from(wanted) {
        Ok(at) => at,
        Err(_) => {
            let back = usize::try_from(wanted.unsigned_abs()).map_err(|_| wrong())?;
            // The place behind the end counts where something is added.
            let end = if bound > length { length + 1 } else { length };
            end.checked_sub(back).ok_or_else(wrong)?
        }
    };
    if at < bound { Ok(at) } else { Err(wrong()) }
}

fn get<'n>(holder: &'n Node, key: &str) -> Result<Option<&'n Node>, String> {
    match &holder.value {
        Value::Sequence(items) => index(key, items.len(), items.len()).map(|at| items.get(at)),
        _ => Ok(holder.get(key)),
    }
}

fn take(holder: &mut Node, key: &str) -> Result<Node, String> {
    match &mut holder.value {
        Value::Sequence(items) => {
            let at = index(key, items.len(), items.len())?;
            Ok(items.remove(at))
        }
        Value::Mapping(map) => map
            .remove(key)
            .ok_or_else(|| format!("Unable to remove nonexistent key: {key}: missing value")),
        _ => Err("invalid state detected".to_owned()),
    }
}

fn add(holder: &mut Node, key: &str, value: Node) -> Result<(), String> {
    match &mut holder.value {
        Value::Sequence(items) if key == "-" => items.push(value),
        Value::Sequence(items) => {
            let at = index(key, items.len(), items.len() + 1).map_err(|why| {
                if why.starts_with("strconv") {
                    format!("value was not a proper array index: '{key}': {why}")
                } else {
                    why
                }
            })?;
            items.insert(at, value);
        }
        Value::Mapping(map) => match map.get_mut(key) {
            Some(old) => crate::patch::change::put(old, value),
            None => {
                map.insert(key, value);
            }
        },
        _ => return Err("invalid state detected".to_owned()),
    }
    Ok(())
}

/// Returns the value of an operation; one that is not stated is null.
fn value_of(operation: &Node) -> Node {
    match operation.get("value") {
        Some(value) => patched(&read_as_json(value)),
        None => nothing(operation.span()),
    }
}

fn nothing(place: Option<Span>) -> Node {
    Node::new(
        Value::Null,
        Origin {
            span: place,
            default: None,
            step: Step::Patched,
            past: None,
        },
    )
}

/// Returns a value as the reader of these patches has it, for which `yes` without quotes is true.
fn read_as_json(node: &Node) -> Node {
    let mut node = node.clone();
    each(&mut node, &mut |node| {
        if let (Value::String(text), Style::Plain | Style::Untyped) = (&node.value, node.style)
            && let Some(scalar::Other::Bool(truth)) = scalar::resolve(text).other
        {
            node.value = Value::Bool(truth);
        }
    });
    node
}

/// Returns whether two values are one: numbers by their value, however they are written.
fn equal(one: &Node, two: &Node) -> bool {
    match (&one.value, &two.value) {
        (Value::Sequence(one), Value::Sequence(two)) => {
            one.len() == two.len() && one.iter().zip(two).all(|(one, two)| equal(one, two))
        }
        (Value::Mapping(one), Value::Mapping(two)) => {
            one.len() == two.len()
                && one.iter().all(|entry| {
                    two.get(&entry.key.name)
                        .is_some_and(|two| equal(&entry.value, two))
                })
        }
        (one, two) => match (number(one), number(two)) {
            (Some(one), Some(two)) => one == two,
            _ => one == two,
        },
    }
}

/// The end of a patch: the object has gone through JSON. Returns what is wrong with it now.
pub(super) fn finish(node: &mut Node, operations: &Node) -> Option<Diagnostic> {
    each(node, &mut through_json);
    match node.value {
        Value::Sequence(_) => Some(
            failed("json: cannot unmarshal array into Go value of type map[string]interface {}")
                .at(operations.span()),
        ),
        _ => None,
    }
}

/// Makes of a number what Go's JSON makes of it, a 64 bit float, and forgets how a scalar was written.
fn through_json(node: &mut Node) {
    node.style = Style::Unknown;
    let Some(number) = number(&node.value) else {
        return;
    };
    // Below 2^63, so that the cast is exact.
    node.value = if number.fract() == 0.0 && number.abs() < 9.2e18 {
        Value::Int(number as i64)
    } else {
        Value::Float(number)
    };
}

fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Int(number) => Some(*number as f64),
        Value::UInt(number) => Some(*number as f64),
        Value::Float(number) => Some(*number),
        _ => None,
    }
}

fn each(node: &mut Node, change: &mut dyn FnMut(&mut Node)) {
    change(node);
    match &mut node.value {
        Value::Sequence(items) => items.iter_mut().for_each(|item| each(item, change)),
        Value::Mapping(map) => map.values_mut().for_each(|(_, value)| each(value, change)),
        _ => {}
    }
}
