//! The check of a spec against the [`Shape`] of its kind, and the expansion of its short forms.
//!
//! A layer is checked as a partial: whatever it says must have the right type, nothing is required, and a scalar that is
//! one `${…}` passes for anything. A merged and evaluated spec is checked whole. What is wrong is reported and taken
//! out of the tree, so that later stages report only what is wrong besides.

use ecow::EcoString;

use super::expression;
use super::format;
use super::hints::{clause, describe, example, repaired};
use super::kinds::{METADATA, shape_of};
use super::shape::{Field, Shape, Type};
use super::short::{expand_short, takes};
use super::{SpecKind, kinds};
use crate::diag::{Code, Diagnostic, did_you_mean};
use crate::text::{Sources, Span};
use crate::yaml::{Entry, List, Mapping, Node, Value};

/// How much must be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// One layer: nothing is required, expressions stand for anything.
    Partial,
    /// The merged, evaluated spec.
    Whole,
}

/// What a check needs to know besides the node.
#[derive(Clone, Copy, Debug)]
pub struct Scene<'s> {
    /// The texts, to quote from them.
    pub sources: &'s Sources,
    /// The object as findings name it, `App/shop/api`.
    pub object: &'s str,
    /// How much must be there.
    pub mode: Mode,
    /// The place that stands for the whole document.
    pub span: Span,
}

/// Checks a document of one of our kinds: `apiVersion`, `kind`, `metadata` and `spec`. `below` is the document of the
/// layer below, if there is one, to show where the right key is set.
pub fn document(
    scene: Scene<'_>,
    kind: SpecKind,
    root: &mut Node,
    below: Option<&Node>,
) -> Vec<Diagnostic> {
    let mut check = Check::new(scene);
    let Some(map) = root.as_map_mut() else {
        return check.out;
    };
    let mut wrong = Vec::new();
    for entry in map.iter() {
        let name = entry.key.name.as_str();
        if !DOCUMENT.contains(&name) {
            let shape = shape_of(kind);
            let finding = if shape.fields.iter().any(|field| field.name == name) {
                check
                    .finding(
                        Code::UnknownField,
                        format!("`{name}` stands beside `spec`, it belongs into it"),
                    )
                    .help(format!("indent `{name}` below `spec:`"))
            } else {
                check.unknown(name, &DOCUMENT, shape.name)
            };
            check.out.push(finding.at(entry.key.span));
            wrong.push(entry.key.name.clone());
        }
    }
    map.retain(|entry| !wrong.contains(&entry.key.name));
    let shapes = [("metadata", &METADATA), ("spec", shape_of(kind))];
    for (name, shape) in shapes {
        let Some(node) = map.get_mut(name) else {
            continue;
        };
        // `spec:` with nothing behind it is an empty map.
        if node.is_null() {
            *node = node.with(Mapping::new());
        }
        let lower = below.and_then(|root| root.get(name));
        if !check.below(name, |check| check.object(node, shape, lower)) {
            *node = node.with(Mapping::new());
        }
    }
    check.out
}

/// Checks a `spec` alone. Findings point below `/spec`.
pub fn spec(scene: Scene<'_>, kind: SpecKind, spec: &mut Node) -> Vec<Diagnostic> {
    let mut check = Check::new(scene);
    if !check.below("spec", |check| check.object(spec, shape_of(kind), None)) {
        *spec = spec.with(Mapping::new());
    }
    check.out
}

/// Checks `metadata` alone.
pub fn metadata(scene: Scene<'_>, metadata: &mut Node) -> Vec<Diagnostic> {
    let mut check = Check::new(scene);
    if !check.below("metadata", |check| {
        check.object(metadata, &kinds::METADATA, None)
    }) {
        *metadata = metadata.with(Mapping::new());
    }
    check.out
}

const DOCUMENT: [&str; 4] = ["apiVersion", "kind", "metadata", "spec"];

struct Check<'s> {
    scene: Scene<'s>,
    /// The JSON pointer of the present node.
    pointer: String,
    /// The place of the present node's key.
    key: Option<Span>,
    out: Vec<Diagnostic>,
}

impl<'s> Check<'s> {
    fn new(scene: Scene<'s>) -> Self {
        Check {
            scene,
            pointer: String::new(),
            key: Some(scene.span),
            out: Vec::new(),
        }
    }

    /// Runs `inner` one step deeper.
    fn below<T>(&mut self, step: &str, inner: impl FnOnce(&mut Self) -> T) -> T {
        let length = self.pointer.len();
        self.pointer.push('/');
        self.pointer
            .push_str(&step.replace('~', "~0").replace('/', "~1"));
        let outcome = inner(self);
        self.pointer.truncate(length);
        outcome
    }

    /// Returns the present path as people write it, `spec.ports.http`.
    fn path(&self) -> String {
        dotted(&self.pointer)
    }

    fn finding(&self, code: Code, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(code, message)
            .on(self.scene.object)
            .pointer(self.pointer.clone())
    }

    /// Checks a node. False means that it was reported and must not stay.
    fn node(&mut self, node: &mut Node, ty: &'static Type, below: Option<&Node>) -> bool {
        if node.is_null() {
            return true;
        }
        if self.scene.mode == Mode::Partial
            && !matches!(ty, Type::Any)
            && node
                .as_str()
                .is_some_and(|text| expression::whole(text).is_some())
        {
            return true;
        }
        match ty {
            Type::Any => true,
            Type::List(item) => self.list(node, item, below),
            Type::Map(value) => self.map(node, value, below),
            Type::Object(shape) => self.object(node, shape, below),
            Type::OneOf { keys, shape } => {
                let before = self.out.len();
                // What was wrong and is gone may be the one that is needed.
                self.object(node, shape, below) && self.one_of(node, keys, self.out.len() == before)
            }
            Type::AtMostOne { keys, shape } => {
                self.object(node, shape, below) && self.one_of(node, keys, false)
            }
            Type::Short {
                short,
                expand,
                long,
            } => {
                if takes(long, node) || !takes(short, node) {
                    if takes(long, node) {
                        return self.node(node, long, below);
                    }
                    return self.wrong_type(node, ty);
                }
                if !self.node(node, short, None) {
                    return false;
                }
                *node = expand_short(node, *expand);
                self.node(node, long, below)
            }
            _ => self.scalar(node, ty),
        }
    }

    fn list(&mut self, node: &mut Node, item: &'static Type, below: Option<&Node>) -> bool {
        if !matches!(node.value, Value::Sequence(_)) {
            let finding = self.expected("a list", node);
            let text = node.to_text();
            self.out.push(
                finding.maybe_help(text.map(|text| format!("write a list of one: `[{text}]`"))),
            );
            return false;
        }
        let _ = below;
        let Some(items) = node.as_list_mut() else {
            return false;
        };
        let mut kept = List::with_capacity(items.len());
        for (index, mut value) in items.drain(..).enumerate() {
            let good = self.below(&index.to_string(), |check| {
                check.key = value.span();
                if value.is_null() {
                    let finding = check.expected(&describe(item), &value);
                    check.out.push(finding);
                    return false;
                }
                check.node(&mut value, item, None)
            });
            if good {
                kept.push(value);
            }
        }
        *items = kept;
        true
    }

    fn map(&mut self, node: &mut Node, value: &'static Type, below: Option<&Node>) -> bool {
        if node.as_map().is_none() {
            let finding = self.expected("a map", node);
            self.out.push(finding);
            return false;
        }
        if let Some(map) = node.as_map_mut() {
            self.entries(map, below, |_| Some(value));
        }
        true
    }

    fn object(&mut self, node: &mut Node, shape: &'static Shape, below: Option<&Node>) -> bool {
        let place = self.key.or(node.span());
        if node.as_map().is_none() {
            let names: Vec<&str> = shape
                .fields
                .iter()
                .map(|field| field.name)
                .take(3)
                .collect();
            let finding = self.expected("a map", node).note(format!(
                "`{}` has the fields `{}`, …",
                shape.name,
                names.join("`, `")
            ));
            self.out.push(finding);
            return false;
        }
        let Some(map) = node.as_map_mut() else {
            return false;
        };
        self.unknown_fields(map, shape, below);
        let wrong = self.entries(map, below, |name| field_of(shape, name).map(|f| f.ty));
        if self.scene.mode == Mode::Whole {
            self.required_fields(map, shape, place, &wrong);
        }
        true
    }

    /// Checks every entry, and drops and returns those that are wrong.
    fn entries(
        &mut self,
        map: &mut Mapping,
        below: Option<&Node>,
        type_of: impl Fn(&str) -> Option<&'static Type>,
    ) -> Vec<EcoString> {
        let mut wrong = Vec::new();
        let outer = self.key;
        for (key, value) in map.values_mut() {
            let Some(ty) = type_of(&key.name) else {
                continue;
            };
            let lower = below.and_then(|node| node.get(&key.name));
            let good = self.below(&key.name, |check| {
                check.key = key.span;
                check.node(value, ty, lower)
            });
            if !good {
                wrong.push(key.name.clone());
            }
        }
        self.key = outer;
        if !wrong.is_empty() {
            map.retain(|entry| !wrong.contains(&entry.key.name));
        }
        wrong
    }

    fn unknown_fields(&mut self, map: &mut Mapping, shape: &'static Shape, below: Option<&Node>) {
        let known = |entry: &Entry| field_of(shape, &entry.key.name).is_some();
        if map.iter().all(known) {
            return;
        }
        let names: Vec<&str> = shape.fields.iter().map(|field| field.name).collect();
        for entry in map.iter().filter(|entry| !known(entry)) {
            let name = entry.key.name.as_str();
            let mut finding = self.unknown(name, &names, shape.name).at(entry.key.span);
            finding.pointer = Some(self.pointer_of(name));
            // The very name, one step deeper, is better than one that is only like it.
            if let Some(home) = home_of(shape, name) {
                finding.notes.clear();
                finding = finding.help(format!("`{name}` belongs into `{home}`"));
            }
            let meant = did_you_mean(name, names.iter().copied());
            if let Some(lower) = meant.and_then(|meant| below.and_then(|node| node.get(meant))) {
                finding = finding.related(lower.span(), format!("set to {} here", lower.brief()));
            }
            self.out.push(finding);
        }
        map.retain(known);
    }

    fn pointer_of(&self, name: &str) -> String {
        format!(
            "{}/{}",
            self.pointer,
            name.replace('~', "~0").replace('/', "~1")
        )
    }

    fn unknown(&self, name: &str, names: &[&str], shape: &str) -> Diagnostic {
        let place = match self.path() {
            path if path.is_empty() => format!("`{shape}`"),
            path => format!("`{path}`"),
        };
        let finding = self.finding(
            Code::UnknownField,
            format!("unknown field `{name}` in {place}"),
        );
        match did_you_mean(name, names.iter().copied()) {
            Some(meant) => finding.help(format!("did you mean `{meant}`?")),
            None => finding.note(format!("known fields: `{}`", names.join("`, `"))),
        }
    }

    fn required_fields(
        &mut self,
        map: &Mapping,
        shape: &'static Shape,
        place: Option<Span>,
        wrong: &[EcoString],
    ) {
        let place = place.or(Some(self.scene.span));
        for field in shape.fields.iter().filter(|field| field.required) {
            let found = map.get(field.name);
            if found.is_some_and(|node| !node.is_null())
                || wrong.iter().any(|name| name == field.name)
            {
                continue;
            }
            let path = dotted(&self.pointer_of(field.name));
            let mut finding = self
                .finding(
                    Code::MissingField,
                    format!("`{path}` is missing: {}", clause(field.doc)),
                )
                .at_saying(place, format!("`{}` has no `{}`", shape.name, field.name))
                .help(format!(
                    "add `{}: {}`",
                    field.name,
                    example(field.ty, field.name)
                ));
            finding.pointer = Some(self.pointer_of(field.name));
            if let Some(removed) = found {
                finding = finding.related(removed.span(), "removed here");
                for (origin, _) in removed.origin.chain().skip(1) {
                    finding = finding.related(origin.span, "it was set here");
                }
            }
            self.out.push(finding);
        }
    }

    /// Checks that exactly one of the fields that exclude each other is there, or at most one.
    fn one_of(&mut self, node: &Node, keys: &'static [&'static str], required: bool) -> bool {
        let Some(map) = node.as_map() else {
            return false;
        };
        let present: Vec<&Entry> = keys
            .iter()
            .filter_map(|key| map.entry(key))
            .filter(|entry| !entry.value.is_null())
            .collect();
        match present.as_slice() {
            [_] => true,
            [] if self.scene.mode == Mode::Partial || !required => true,
            [] => {
                let finding = self
                    .finding(
                        Code::MissingField,
                        format!("`{}` needs one of `{}`", self.path(), keys.join("`, `")),
                    )
                    .at(self.key.or(node.span()));
                self.out.push(finding);
                false
            }
            [first, second, ..] => {
                let finding = self
                    .finding(
                        Code::ConflictingFields,
                        format!(
                            "`{}` has both `{}` and `{}`, which exclude each other",
                            self.path(),
                            first.key.name,
                            second.key.name
                        ),
                    )
                    .at(second.key.span.or(second.value.span()))
                    .related(first.key.span, "the other one")
                    .help(format!("keep one of `{}`", keys.join("`, `")));
                self.out.push(finding);
                false
            }
        }
    }

    /// Returns a finding of a wrong type, expected before found.
    fn expected(&self, expected: &str, node: &Node) -> Diagnostic {
        let found = match &node.value {
            Value::Sequence(_) | Value::Mapping(_) | Value::Null => {
                node.value.type_name().to_owned()
            }
            _ => format!("{} `{}`", node.value.type_name(), self.written(node)),
        };
        let mut finding = self
            .finding(
                Code::WrongType,
                format!("`{}`: expected {expected}, found {found}", self.path()),
            )
            .at_saying(node.span(), format!("expected {expected}"));
        for (origin, value) in node.origin.chain().skip(1) {
            let value = value.unwrap_or_default();
            finding = finding.related(origin.span, format!("it was {value} here"));
        }
        finding
    }

    /// Returns a scalar as it stands in the file, without quotes.
    fn written(&self, node: &Node) -> String {
        let evaluated = node.origin.step != crate::yaml::Step::Written;
        let text = match (node.as_str(), node.span()) {
            (None, Some(span)) if !evaluated => self.scene.sources.slice(span),
            _ => node.to_text().unwrap_or_default().to_string(),
        };
        if text.chars().count() > 60 {
            let start: String = text.chars().take(57).collect();
            return format!("{start}…");
        }
        text
    }

    fn wrong_type(&mut self, node: &Node, ty: &'static Type) -> bool {
        let finding = self
            .expected(&describe(ty), node)
            .maybe_help(self.advice(node, ty));
        self.out.push(finding);
        false
    }

    fn advice(&self, node: &Node, ty: &Type) -> Option<String> {
        let key = dotted(self.pointer.rsplit('/').next().unwrap_or_default());
        let text = self.written(node);
        match (ty, &node.value) {
            (
                Type::String | Type::Name | Type::Enum(_),
                Value::Int(_) | Value::UInt(_) | Value::Float(_) | Value::Bool(_),
            ) => Some(format!("quote it: `{key}: \"{text}\"`")),
            (Type::Bool, Value::String(word)) => match word.to_lowercase().as_str() {
                "yes" | "on" | "true" | "y" => Some(format!("write `{key}: true`")),
                "no" | "off" | "false" | "n" => Some(format!("write `{key}: false`")),
                _ => None,
            },
            (Type::Int(..) | Type::Number, Value::String(word)) if word.parse::<f64>().is_ok() => {
                Some(format!("write it without quotes: `{key}: {word}`"))
            }
            (Type::Int(..), Value::Float(number)) if number.fract() == 0.0 => {
                Some(format!("write `{key}: {number:.0}`"))
            }
            (Type::Duration, Value::Int(number)) => {
                Some(format!("add the unit: `{key}: {number}s`"))
            }
            _ => None,
        }
    }

    fn scalar(&mut self, node: &Node, ty: &'static Type) -> bool {
        if !takes(ty, node) {
            return self.wrong_type(node, ty);
        }
        // What `${…}` becomes is not known yet; the whole spec is checked again.
        if self.scene.mode == Mode::Partial && node.as_str().is_some_and(expression::any) {
            return true;
        }
        let text = node.to_text().unwrap_or_default();
        let good = match (ty, &node.value) {
            (Type::Int(low, high), Value::Int(number)) => (low..=high).contains(&number),
            (Type::Quantity, _) => format::is_quantity(&text),
            (Type::Duration, _) => format::is_duration(&text),
            (Type::IntOrPercent, Value::Int(number)) => *number >= 0,
            (Type::IntOrPercent, _) => format::is_percentage(&text),
            (Type::PortRef, Value::Int(number)) => (1..=65535).contains(number),
            (Type::PortRef, _) => format::is_port_name(&text),
            (Type::Name, _) => format::is_label(&text),
            (Type::Enum(words), _) => words.contains(&text.as_str()),
            _ => true,
        };
        if good {
            return true;
        }
        let help = match ty {
            Type::Enum(words) => did_you_mean(&text, words.iter().copied())
                .map(|word| format!("did you mean `{word}`?")),
            Type::Quantity | Type::Duration | Type::IntOrPercent | Type::Name => {
                repaired(ty, &text).map(|text| format!("did you mean `{text}`?"))
            }
            _ => None,
        };
        let expected = describe(ty);
        let finding = self
            .finding(
                Code::InvalidValue,
                format!(
                    "`{}`: expected {expected}, found `{}`",
                    self.path(),
                    self.written(node)
                ),
            )
            .at_saying(node.span(), format!("expected {expected}"))
            .maybe_help(help);
        self.out.push(finding);
        false
    }
}

fn field_of(shape: &'static Shape, name: &str) -> Option<&'static Field> {
    shape.fields.iter().find(|field| field.name == name)
}

/// Returns the field of `shape` whose own fields include `name`.
fn home_of(shape: &'static Shape, name: &str) -> Option<&'static str> {
    fn fields(ty: &'static Type) -> &'static [Field] {
        match ty {
            Type::Object(shape) | Type::OneOf { shape, .. } | Type::AtMostOne { shape, .. } => {
                shape.fields
            }
            Type::Short { long, .. } => fields(long),
            _ => &[],
        }
    }
    let home = shape
        .fields
        .iter()
        .find(|field| fields(field.ty).iter().any(|inner| inner.name == name));
    home.map(|field| field.name)
}

/// Turns `/spec/ports/http` into `spec.ports.http`.
pub fn dotted(pointer: &str) -> String {
    let step = |step: &str| step.replace("~1", "/").replace("~0", "~");
    let steps: Vec<String> = pointer
        .trim_start_matches('/')
        .split('/')
        .map(step)
        .collect();
    steps.join(".")
}
