//! The `${…}` of scalars and keys: compiled once each, evaluated strictly, with the place inside the scalar in every
//! finding.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use ecow::EcoString;
use minijinja::value::ValueKind;
use minijinja::{Environment, ErrorKind, Expression, Value};
use rustc_hash::FxHashMap;

use super::language::{self, MOST_TEXT};
use super::scope::{ROOTS, Scope};
use crate::diag::{Code, Diagnostic, did_you_mean};
use crate::k8s::Owner;
use crate::load::SpecKind;
use crate::load::expression::{self, Part};
use crate::text::{Sources, Span};
use crate::yaml::{self, Mapping, Node, Step};

/// Returns the engine for expressions.
pub(super) fn engine<'e>() -> Environment<'e> {
    let mut engine = language::engine();
    engine.set_debug(true);
    engine
}

/// Every expression of some nodes, compiled once.
pub(super) struct Compiled<'e> {
    by_text: FxHashMap<&'e str, Result<Expression<'e, 'e>, minijinja::Error>>,
}

/// Collects the expressions of a node.
pub(super) fn collect(node: &Node, into: &mut BTreeSet<String>) {
    let mut text = |text: &str| {
        if expression::any(text) {
            for part in expression::parts(text) {
                if let Part::Expression(range) = part {
                    into.insert(text[expression::inner(text, &range)].to_owned());
                }
            }
        }
    };
    match &node.value {
        yaml::Value::String(scalar) => text(scalar),
        yaml::Value::Sequence(items) => items.iter().for_each(|item| collect(item, into)),
        yaml::Value::Mapping(map) => {
            for entry in map {
                text(&entry.key.name);
            }
            for entry in map {
                collect(&entry.value, into);
            }
        }
        _ => {}
    }
}

impl<'e> Compiled<'e> {
    /// Compiles expressions.
    pub(super) fn new(engine: &'e Environment<'e>, texts: &'e BTreeSet<String>) -> Self {
        let by_text = texts
            .iter()
            .map(|text| (text.as_str(), engine.compile_expression(text)))
            .collect();
        Compiled { by_text }
    }

    /// Returns the variables that the expressions of a node name, with their attributes: `env.kms.ebs`.
    pub(super) fn names(&self, node: &Node) -> BTreeSet<String> {
        let mut texts = BTreeSet::new();
        collect(node, &mut texts);
        texts
            .iter()
            .filter_map(|text| self.by_text.get(text.as_str())?.as_ref().ok())
            .flat_map(|compiled| compiled.undeclared_variables(true))
            .collect()
    }
}

/// Evaluates nodes in one scope.
pub(super) struct Evaluator<'e> {
    pub compiled: &'e Compiled<'e>,
    pub sources: &'e Sources,
    pub scope: Arc<Scope>,
    /// The object as findings name it.
    pub object: String,
    pub findings: Vec<Diagnostic>,
    /// Whether everything could be evaluated. What cannot be because of something that is reported already has no
    /// finding of its own.
    pub sound: bool,
    /// The components that were referred to, each with the first place.
    pub refers_to: Vec<(Arc<Owner>, Span)>,
    context: Value,
    pointer: String,
}

impl<'e> Evaluator<'e> {
    pub(super) fn new(
        compiled: &'e Compiled<'e>,
        sources: &'e Sources,
        scope: Scope,
        object: String,
    ) -> Self {
        let scope = Arc::new(scope);
        Evaluator {
            compiled,
            sources,
            context: Value::from_dyn_object(Arc::clone(&scope)),
            scope,
            object,
            findings: Vec::new(),
            sound: true,
            refers_to: Vec::new(),
            pointer: String::new(),
        }
    }

    /// Evaluates every scalar and key of a node that stands at `pointer`.
    pub(super) fn evaluate(&mut self, pointer: &str, node: &mut Node) {
        pointer.clone_into(&mut self.pointer);
        self.node(node);
    }

    fn node(&mut self, node: &mut Node) {
        // Joins have done their work.
        node.join = yaml::Join::Replace;
        let length = self.pointer.len();
        match &mut node.value {
            yaml::Value::String(text) if expression::any(text) => {
                let text = text.clone();
                self.scalar(node, &text);
            }
            yaml::Value::Sequence(items) => {
                for (index, item) in items.iter_mut().enumerate() {
                    self.pointer.push('/');
                    self.pointer.push_str(&index.to_string());
                    self.node(item);
                    self.pointer.truncate(length);
                }
            }
            yaml::Value::Mapping(map) => {
                for (key, value) in map.values_mut() {
                    self.pointer.push('/');
                    self.pointer
                        .push_str(&key.name.replace("~", "~0").replace("/", "~1"));
                    self.node(value);
                    self.pointer.truncate(length);
                }
                if map.keys().any(expression::any) {
                    self.keys(map);
                }
            }
            _ => {}
        }
    }

    fn scalar(&mut self, node: &mut Node, text: &str) {
        let span = node.span();
        if let Some(range) = expression::whole(text) {
            let Some(value) = self.expression(text, &range, span) else {
                return;
            };
            match convert(&value, node, &mut Left::default()) {
                Some(converted) => {
                    node.value = converted;
                    node.origin.step = Step::Evaluated;
                }
                None => {
                    let finding = Diagnostic::new(
                        Code::InvalidExpression,
                        format!(
                            "expected a value of at most {MOST_NODES} nodes and {MOST_TEXT} bytes of text, the expression gives {}",
                            sort_of(&value)
                        ),
                    );
                    self.push(finding, self.place(span, text, &range));
                }
            }
            return;
        }
        if let Some(evaluated) = self.text(text, span) {
            node.value = evaluated.into();
            node.origin.step = Step::Evaluated;
        }
    }

    /// Evaluates the keys of a map; two that become one are an error.
    fn keys(&mut self, map: &mut Mapping) {
        let mut evaluated = Mapping::new();
        for mut entry in std::mem::take(map) {
            if expression::any(&entry.key.name)
                && let Some(name) = self.text(&entry.key.name.clone(), entry.key.span)
            {
                entry.key.name = name;
            }
            if let Some(first) = evaluated.entry(&entry.key.name) {
                let finding = Diagnostic::new(
                    Code::InvalidExpression,
                    format!("two keys become `{}`", entry.key.name),
                )
                .related(first.key.span, "the other key");
                self.push(finding, entry.key.span);
            }
            evaluated.insert_entry(entry);
        }
        *map = evaluated;
    }

    /// Evaluates a text with expressions inside; nothing where one failed.
    fn text(&mut self, text: &str, span: Option<Span>) -> Option<EcoString> {
        let mut out = EcoString::new();
        let mut good = true;
        for part in expression::parts(text) {
            match part {
                Part::Text(range) => out.push_str(&text[range]),
                Part::Escape(_) => out.push_str("${"),
                Part::Expression(range) => {
                    let inner = expression::inner(text, &range);
                    match self.expression(text, &inner, span) {
                        Some(value)
                            if value.as_str().is_some_and(|text| text.len() > MOST_TEXT) =>
                        {
                            good = false;
                            let finding = Diagnostic::new(
                                Code::InvalidExpression,
                                format!("expected at most {MOST_TEXT} bytes of text"),
                            );
                            self.push(finding, self.place(span, text, &inner));
                        }
                        Some(value) if is_scalar(&value) => out.push_str(&value.to_string()),
                        Some(value) => {
                            good = false;
                            let finding = Diagnostic::new(
                                Code::InvalidExpression,
                                format!(
                                    "expected text inside text, the expression gives {}",
                                    sort_of(&value)
                                ),
                            )
                            .maybe_help(
                                (value.kind() == ValueKind::Seq)
                                    .then(|| "join the list: `| join(\",\")`".to_owned()),
                            );
                            self.push(finding, self.place(span, text, &inner));
                        }
                        None => good = false,
                    }
                }
                Part::Unclosed(range) => {
                    good = false;
                    let finding = Diagnostic::new(Code::InvalidExpression, "`${` has no `}`")
                        .help("close it, or write `$${` for the two letters themselves");
                    self.push(finding, self.place(span, text, &range));
                }
            }
        }
        good.then_some(out)
    }

    /// Evaluates one expression, `range` of `text` without its braces.
    fn expression(
        &mut self,
        text: &str,
        range: &Range<usize>,
        span: Option<Span>,
    ) -> Option<Value> {
        let source = &text[range.clone()];
        let outcome = match self.compiled.by_text.get(source)? {
            Ok(compiled) => compiled.eval(self.context.clone()),
            Err(error) => {
                let inner = error.range().unwrap_or(0..source.len());
                let detail = error.detail().unwrap_or("it is not an expression");
                let finding =
                    Diagnostic::new(Code::InvalidExpression, format!("`{source}`: {detail}"))
                        .help(escape_help(source));
                self.push(finding, self.place(span, text, &shifted(range, &inner)));
                return None;
            }
        };
        for at in self.scope.asked.take_found() {
            if let (Some(owner), Some(span)) = (self.scope.directory.owner(at), span)
                && !self.refers_to.iter().any(|(known, _)| known == owner)
            {
                let place = self.place(Some(span), text, range).unwrap_or(span);
                self.refers_to.push((Arc::clone(owner), place));
            }
        }
        match outcome {
            Ok(value) if !value.is_undefined() => {
                self.scope.asked.take_missed();
                Some(value)
            }
            Ok(_) => {
                self.undefined(text, range, span, None);
                None
            }
            Err(error) if error.kind() == ErrorKind::UndefinedError => {
                self.undefined(text, range, span, error.range());
                None
            }
            Err(error) => {
                let detail = error
                    .detail()
                    .map_or_else(|| language::said(error.kind()), str::to_owned);
                let inner = error.range().unwrap_or(0..source.len());
                let finding =
                    Diagnostic::new(Code::InvalidExpression, format!("`{source}`: {detail}"));
                self.push(finding, self.place(span, text, &shifted(range, &inner)));
                None
            }
        }
    }

    /// Reports the first name of an expression that means nothing.
    fn undefined(
        &mut self,
        text: &str,
        range: &Range<usize>,
        span: Option<Span>,
        inner: Option<Range<usize>>,
    ) {
        let source = &text[range.clone()];
        let missed = self.scope.asked.take_missed();
        let (name, known) = missed
            .first()
            .map(|(kind, name)| {
                let root = match kind {
                    SpecKind::Database => "database",
                    _ => "app",
                };
                (format!("{root}.{name}"), self.scope.names(root))
            })
            .or_else(|| self.first_undefined(source))
            .unwrap_or_else(|| (source.trim().to_owned(), Vec::new()));
        let root = name.split('.').next().unwrap_or_default();
        let said_already = match root {
            "env" | "cluster" => !self.scope.facts_sound,
            "app" | "database" => !self.scope.complete,
            _ => false,
        };
        if said_already {
            self.sound = false;
            return;
        }
        let last = name
            .rsplit_once('.')
            .map_or(name.as_str(), |(_, last)| last);
        let meant = did_you_mean(last, known.iter().map(String::as_str));
        let at = source.find(&name).map(|at| at..at + name.len());
        let at = at.or(inner).unwrap_or(0..source.len());
        let mut finding =
            Diagnostic::new(Code::UndefinedVariable, format!("`{name}` is not defined"));
        if known.is_empty()
            && let Some((kind, _)) = missed.first()
        {
            finding = finding.note(format!("the environment has no {}", kind.name()));
        }
        if !known.is_empty() {
            let shown: Vec<&str> = known.iter().take(12).map(String::as_str).collect();
            let more = if known.len() > shown.len() {
                ", …"
            } else {
                ""
            };
            let place = name.rsplit_once('.').map_or("", |(place, _)| place);
            finding = finding.note(match place {
                "" => format!("known: `{}`{more}", shown.join("`, `")),
                place => format!("known in `{place}`: `{}`{more}", shown.join("`, `")),
            });
        }
        let finding = match meant {
            Some(meant) => {
                let whole = name
                    .rsplit_once('.')
                    .map_or(meant.to_owned(), |(place, _)| format!("{place}.{meant}"));
                finding.help(format!("did you mean `{whole}`?"))
            }
            None if !name.contains('.') => finding.help(escape_help(source)),
            None if name.starts_with("env.") && name.matches('.').count() == 1 => {
                finding.help(format!("add `{last}: …` to `spec.vars` of the environment"))
            }
            None => finding,
        };
        self.push(finding, self.place(span, text, &shifted(range, &at)));
    }

    /// Follows the names of an expression, and returns the first that is missing, with those that are there.
    fn first_undefined(&self, source: &str) -> Option<(String, Vec<String>)> {
        let compiled = self.compiled.by_text.get(source)?.as_ref().ok()?;
        let names: BTreeSet<String> = compiled.undeclared_variables(true).into_iter().collect();
        for name in names {
            let mut value = self.context.clone();
            let mut path = String::new();
            for step in name.split('.') {
                let known = match path.as_str() {
                    "" => ROOTS.iter().map(|root| (*root).to_owned()).collect(),
                    root if !root.contains('.') => self.scope.names(root),
                    _ => keys_of(&value),
                };
                if !path.is_empty() {
                    path.push('.');
                }
                path.push_str(step);
                value = match value.get_attr(step) {
                    Ok(next) if !next.is_undefined() => next,
                    _ if path == step && self.is_function(step) => break,
                    _ => return Some((path, known)),
                };
            }
        }
        None
    }

    fn is_function(&self, name: &str) -> bool {
        engine().globals().any(|(known, _)| known == name)
    }

    fn push(&mut self, finding: Diagnostic, span: Option<Span>) {
        let finding = finding
            .at(span)
            .on(&self.object)
            .pointer(self.pointer.clone());
        self.sound = false;
        self.findings.push(finding);
    }

    /// Returns the place of `range` of a scalar's text in its file. Where the scalar is written with escapes, folded, or
    /// was taken apart, the text is looked for in the source.
    fn place(&self, span: Option<Span>, text: &str, range: &Range<usize>) -> Option<Span> {
        let span = span?;
        let source = self.sources.slice(span);
        let wanted = text.get(range.clone()).unwrap_or_default();
        let from = match source.find(text) {
            Some(at) => Some(at + range.start),
            None => source.find(wanted),
        };
        Some(match from {
            Some(from) if !wanted.is_empty() => {
                let start = span.start as usize + from;
                Span::new(span.file, start, start + wanted.len())
            }
            _ => span,
        })
    }
}

fn shifted(range: &Range<usize>, inner: &Range<usize>) -> Range<usize> {
    let end = (range.start + inner.end).min(range.end);
    (range.start + inner.start).min(end)..end
}

fn escape_help(source: &str) -> String {
    format!("write `$${{{source}}}` to keep it as text")
}

fn keys_of(value: &Value) -> Vec<String> {
    if value.kind() != ValueKind::Map {
        return Vec::new();
    }
    let keys = value.try_iter().map(|keys| keys.map(|key| key.to_string()));
    keys.map(Iterator::collect).unwrap_or_default()
}

fn sort_of(value: &Value) -> &'static str {
    match value.kind() {
        ValueKind::None => "null",
        ValueKind::Seq | ValueKind::Iterable => "a list",
        ValueKind::Map => "a map",
        ValueKind::String => "a longer text",
        _ => "an object",
    }
}

fn is_scalar(value: &Value) -> bool {
    matches!(
        value.kind(),
        ValueKind::Bool | ValueKind::Number | ValueKind::String
    )
}

/// The most nodes that one expression may give.
const MOST_NODES: usize = 100_000;

/// What may still come of a result.
struct Left {
    nodes: usize,
    text: usize,
}

impl Default for Left {
    fn default() -> Self {
        Left {
            nodes: MOST_NODES,
            text: MOST_TEXT,
        }
    }
}

impl Left {
    fn take(&mut self, text: &str) -> Option<EcoString> {
        self.text = self.text.checked_sub(text.len())?;
        Some(text.into())
    }
}

/// Turns a result into YAML. Everything inside stands where the expression does.
fn convert(value: &Value, at: &Node, left: &mut Left) -> Option<yaml::Value> {
    left.nodes = left.nodes.checked_sub(1)?;
    Some(match value.kind() {
        ValueKind::None => yaml::Value::Null,
        ValueKind::Bool => yaml::Value::Bool(value.is_true()),
        ValueKind::Number => number(value)?,
        ValueKind::String => yaml::Value::String(left.take(value.as_str()?)?),
        ValueKind::Seq | ValueKind::Iterable => {
            let mut items = yaml::List::new();
            for item in value.try_iter().ok()? {
                items.push(evaluated(convert(&item, at, left)?, at));
            }
            yaml::Value::Sequence(items)
        }
        ValueKind::Map => {
            let mut map = Mapping::new();
            for key in value.try_iter().ok()? {
                let inner = value.get_item(&key).ok()?;
                map.insert(
                    left.take(&key.to_string())?,
                    evaluated(convert(&inner, at, left)?, at),
                );
            }
            yaml::Value::Mapping(map)
        }
        _ => return None,
    })
}

fn evaluated(value: yaml::Value, at: &Node) -> Node {
    let mut node = at.with(value);
    node.origin.step = Step::Evaluated;
    node
}

fn number(value: &Value) -> Option<yaml::Value> {
    if let Some(number) = value.as_i64().filter(|_| value.is_integer()) {
        return Some(yaml::Value::Int(number));
    }
    if let Some(number) = u64::try_from(value.clone())
        .ok()
        .filter(|_| value.is_integer())
    {
        return Some(yaml::Value::UInt(number));
    }
    f64::try_from(value.clone()).ok().map(yaml::Value::Float)
}
