//! The check of a kustomization against its fields, as kustomize's own decoder does it: names in any case, unknown ones
//! refused, types as Go's JSON reader wants them.
//!
//! Every mistake of the file is reported. What comes out has canonical names, no nulls, and the legacy fields `bases`,
//! `imageTags` and `env` moved to where they belong today.

use super::Outcome;
use super::fields::{Field, KUSTOMIZATION, Shape};
use crate::diag::{Code, Diagnostic, did_you_mean};
use crate::session::Session;
use crate::text::{FileId, Span};
use crate::yaml::scalar::{self, Other};
use crate::yaml::{Entry, Key, Mapping, Node, Origin, Style, Value};

/// The fields that kustomize wants replaced, and by what.
const DEPRECATED: [(&str, &str); 6] = [
    ("bases", "resources"),
    ("commonLabels", "labels"),
    ("imageTags", "images"),
    ("patchesJson6902", "patches"),
    ("patchesStrategicMerge", "patches"),
    ("vars", "replacements"),
];

/// Checks the root of a kustomization file.
pub fn decode(session: &Session, root: Option<Node>, file: FileId) -> Outcome<Node> {
    let nowhere = || {
        Node::new(
            Mapping::new(),
            Origin::written(Span {
                file,
                start: 0,
                end: 0,
            }),
        )
    };
    let root = root.filter(|root| !root.is_null()).unwrap_or_else(nowhere);
    let mut decoder = Decoder {
        findings: Vec::new(),
        loose: false,
        words: KUSTOMIZATION_WORDS,
    };
    let mut node = decoder.map(&root, KUSTOMIZATION, "a kustomization");
    let mut findings = decoder.findings;
    for (legacy, present) in DEPRECATED {
        if let Some(entry) = node.as_map().and_then(|map| map.entry(legacy)) {
            session.report(
                Diagnostic::new(Code::DeprecatedField, format!("`{legacy}` is deprecated"))
                    .at(entry.key.span)
                    .help(format!("use `{present}` instead")),
            );
        }
    }
    if findings.is_empty() {
        if is_empty(&node) {
            findings.push(
                invalid("the kustomization file is empty")
                    .at(root.span())
                    .note("kustomize: kustomization.yaml is empty")
                    .help("name what it builds: `resources: [deployment.yaml]`"),
            );
        }
        findings.extend(check_type(&node));
    }
    modernize(&mut node);
    match findings.pop() {
        None => Ok(node),
        Some(last) => {
            session.report_all(findings);
            Err(Box::new(last))
        }
    }
}

/// Checks a map of a file that is no kustomization, and may hold no other fields. `words` are what kustomize says before
/// what is wrong.
pub fn decode_strictly(
    node: &Node,
    fields: &'static [Field],
    what: &str,
    words: &'static str,
) -> Result<Node, Vec<Diagnostic>> {
    let decoder = Decoder {
        findings: Vec::new(),
        loose: false,
        words,
    };
    decoder.finish(node, fields, what)
}

/// Checks a map that may hold other fields beside, such as a plugin's configuration.
pub fn decode_loosely(
    node: &Node,
    fields: &'static [Field],
    what: &str,
) -> Result<Node, Vec<Diagnostic>> {
    let decoder = Decoder {
        findings: Vec::new(),
        loose: true,
        words: KUSTOMIZATION_WORDS,
    };
    decoder.finish(node, fields, what)
}

/// What kustomize says before what is wrong in a kustomization file.
const KUSTOMIZATION_WORDS: &str = "invalid Kustomization";

fn invalid(message: impl Into<String>) -> Diagnostic {
    Diagnostic::new(Code::InvalidKustomization, message)
}

struct Decoder {
    findings: Vec<Diagnostic>,
    /// Whether unknown fields are left alone.
    loose: bool,
    /// What kustomize says before what is wrong.
    words: &'static str,
}

impl Decoder {
    fn finish(
        mut self,
        node: &Node,
        fields: &'static [Field],
        what: &str,
    ) -> Result<Node, Vec<Diagnostic>> {
        let node = self.map(node, fields, what);
        if self.findings.is_empty() {
            Ok(node)
        } else {
            Err(self.findings)
        }
    }

    fn map(&mut self, node: &Node, fields: &'static [Field], what: &str) -> Node {
        let Some(map) = node.as_map() else {
            self.wrong(node, "a map", what);
            return node.with(Mapping::new());
        };
        let mut decoded = Mapping::new();
        for entry in map {
            let name = entry.key.name.as_str();
            let exact = fields.iter().find(|field| field.name == name);
            let Some(field) = exact.or_else(|| {
                fields
                    .iter()
                    .find(|field| field.name.eq_ignore_ascii_case(name))
            }) else {
                if !self.loose {
                    let near = did_you_mean(name, fields.iter().map(|field| field.name));
                    self.findings.push(
                        invalid(format!("{what} has no field `{name}`"))
                            .at(entry.key.span.or(entry.value.span()))
                            .note(format!(
                                "kustomize: {}: json: unknown field {name:?}",
                                self.words
                            ))
                            .maybe_help(near.map(|near| format!("did you mean `{near}`?"))),
                    );
                }
                continue;
            };
            if entry.value.is_null() {
                continue;
            }
            let value = self.value(&entry.value, field.shape, field.name);
            decoded.insert_entry(Entry {
                key: Key {
                    name: field.name.into(),
                    span: entry.key.span,
                },
                value,
            });
        }
        node.with(decoded)
    }

    fn value(&mut self, node: &Node, shape: Shape, what: &str) -> Node {
        if let (true, Shape::Text, Some(text)) = (self.loose, shape, node.to_text()) {
            // The reader of these knows the types beforehand, and takes any scalar for a string.
            return node.with(text);
        }
        let truth = self.truth(node);
        if let (Shape::Truth, Some(truth)) = (shape, truth) {
            return node.with(truth);
        }
        let right = match shape {
            Shape::Any => true,
            Shape::Text => node.as_str().is_some() && truth.is_none(),
            Shape::Truth => node.as_bool().is_some(),
            Shape::Whole => node.as_int().is_some(),
            Shape::Map(fields) => return self.map(node, fields, &format!("`{what}`")),
            Shape::List(item) => return self.list(node, *item, what),
            Shape::TextMap => {
                let Some(map) = node.as_map() else {
                    self.wrong(node, "a map of strings", &format!("`{what}`"));
                    return node.with(Mapping::new());
                };
                if self.loose {
                    let texts = map.iter().cloned().map(|mut entry| {
                        entry.value = match entry.value.is_null() {
                            true => entry.value.with(""),
                            false => self.value(&entry.value, Shape::Text, what),
                        };
                        entry
                    });
                    let texts: Mapping = texts.collect();
                    return node.with(texts);
                }
                for entry in map.iter().filter(|entry| !entry.value.is_null()) {
                    if entry.value.as_str().is_none() || self.truth(&entry.value).is_some() {
                        self.wrong(
                            &entry.value,
                            "a string",
                            &format!("`{what}.{}`", entry.key.name),
                        );
                    }
                }
                return node.clone();
            }
        };
        if !right {
            let expected = match shape {
                Shape::Text => "a string",
                Shape::Truth => "a boolean",
                _ => "an integer",
            };
            self.wrong(node, expected, &format!("`{what}`"));
        }
        node.clone()
    }

    fn list(&mut self, node: &Node, item: Shape, what: &str) -> Node {
        let Some(items) = node.as_list() else {
            self.wrong(node, "a list", &format!("`{what}`"));
            return node.with(Vec::new());
        };
        let decoded = items.iter().map(|node| match (&node.value, item) {
            // Go reads null as the empty value.
            (Value::Null, Shape::Text) => node.with(""),
            (Value::Null, Shape::Map(_)) => node.with(Mapping::new()),
            _ => self.value(node, item, what),
        });
        let decoded: Vec<Node> = decoded.collect();
        node.with(decoded)
    }

    /// Returns the boolean that an unquoted `yes`, `off` or `y` is in a file of kustomize's own. In configurations of
    /// plugins these are strings, as in objects.
    fn truth(&self, node: &Node) -> Option<bool> {
        let text = node.as_str()?;
        match scalar::resolve(text).other {
            Some(Other::Bool(truth)) if !self.loose && node.style == Style::Plain => Some(truth),
            _ => None,
        }
    }

    fn wrong(&mut self, node: &Node, expected: &str, what: &str) {
        let truth = self.truth(node).is_some();
        let found = match truth {
            true => "a boolean",
            false => node.value.type_name(),
        };
        let quote = truth
            || matches!(
                node.value,
                Value::Bool(_) | Value::Int(_) | Value::UInt(_) | Value::Float(_)
            );
        let help = (expected == "a string" && quote)
            .then(|| node.to_text().map(|text| format!("quote it: `\"{text}\"`")))
            .flatten();
        self.findings.push(
            invalid(format!("expected {what} to be {expected}, found {found}"))
                .at(node.span())
                .note(format!("kustomize: {}: json: cannot unmarshal", self.words))
                .maybe_help(help),
        );
    }
}

/// Returns whether nothing but its type is said. Empty texts say nothing, empty lists and maps do.
fn is_empty(node: &Node) -> bool {
    node.as_map().is_none_or(|map| {
        map.iter().all(|entry| {
            matches!(entry.key.name.as_str(), "apiVersion" | "kind")
                || entry.value.as_str() == Some("")
        })
    })
}

fn check_type(node: &Node) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    let text = |field: &str| {
        node.get(field)
            .and_then(Node::as_str)
            .filter(|text| !text.is_empty())
    };
    let kind = text("kind").unwrap_or("Kustomization");
    if !["Kustomization", "Component"].contains(&kind) {
        findings.push(
            invalid(format!(
                "expected `kind: Kustomization` or `kind: Component`, found `{kind}`"
            ))
            .at(node.get("kind").and_then(Node::span))
            .note("kustomize: kind should be Kustomization or Component"),
        );
    }
    let version = match kind {
        "Component" => "kustomize.config.k8s.io/v1alpha1",
        _ => "kustomize.config.k8s.io/v1beta1",
    };
    if let Some(found) = text("apiVersion").filter(|found| *found != version) {
        findings.push(
            invalid(format!(
                "expected `apiVersion: {version}` for a {kind}, found `{found}`"
            ))
            .at(node.get("apiVersion").and_then(Node::span))
            .note(format!(
                "kustomize: apiVersion for {kind} should be {version}"
            ))
            .help(format!("write `apiVersion: {version}`")),
        );
    }
    findings
}

/// Moves the legacy fields to the present ones.
fn modernize(node: &mut Node) {
    let Some(map) = node.as_map_mut() else { return };
    for (legacy, present) in [("bases", "resources"), ("imageTags", "images")] {
        let Some(old) = map.remove(legacy) else {
            continue;
        };
        match (map.get_mut(present).and_then(Node::as_list_mut), old.value) {
            (Some(list), Value::Sequence(items)) => list.extend(items),
            (None, value) => {
                map.insert(present, Node::new(value, old.origin));
            }
            _ => {}
        }
    }
    for generators in ["configMapGenerator", "secretGenerator"] {
        let items = map.get_mut(generators).and_then(Node::as_list_mut);
        for generator in items.into_iter().flatten().filter_map(Node::as_map_mut) {
            let Some(env) = generator
                .remove("env")
                .filter(|env| env.as_str() != Some(""))
            else {
                continue;
            };
            if let Some(list) = generator.get_mut("envs").and_then(Node::as_list_mut) {
                list.push(env);
            } else {
                let list = env.with(vec![env.clone()]);
                generator.insert("envs", list);
            }
        }
    }
}
