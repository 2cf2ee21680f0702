//! Which objects a patch is for.
//!
//! In: `{group, version, kind, name, namespace, labelSelector, annotationSelector}` as kustomize has it, every field
//! optional. Out: a [`Selector`], and an [`Index`] that finds objects without looking at all of them where kind and name
//! are plain words. Names are regular expressions that must match as a whole.

use std::borrow::Cow;

use ecow::EcoString;
use regex_automata::meta::Regex;
use rustc_hash::FxHashMap;

use crate::diag::{Code, Diagnostic, did_you_mean};
use crate::k8s::{Gvk, LabelSelector, Object, ObjectId};
use crate::yaml::Node;

/// The fields of a target.
const FIELDS: [&str; 7] = [
    "group",
    "version",
    "kind",
    "name",
    "namespace",
    "labelSelector",
    "annotationSelector",
];

/// A text to match: a plain word, or a regular expression for the whole.
#[derive(Clone, Debug)]
enum Pattern {
    Word(EcoString),
    Regex(Box<Regex>, EcoString),
}

impl Pattern {
    fn matches(&self, text: &str) -> bool {
        match self {
            Pattern::Word(word) => word == text,
            Pattern::Regex(regex, _) => regex.is_match(text),
        }
    }
}

/// What a patch is for.
#[derive(Clone, Debug, Default)]
pub struct Selector {
    group: Option<Pattern>,
    version: Option<Pattern>,
    kind: Option<Pattern>,
    name: Option<Pattern>,
    namespace: Option<Pattern>,
    labels: LabelSelector,
    annotations: LabelSelector,
}

impl Selector {
    /// Reads a `target`; mistakes are added to `findings`.
    pub fn read(target: &Node, findings: &mut Vec<Diagnostic>) -> Option<Self> {
        let invalid = |message: String| Diagnostic::new(Code::InvalidPatch, message);
        let Some(map) = target.as_map() else {
            let found = target.value.type_name();
            findings.push(
                invalid(format!("expected `target` to be a map, found {found}"))
                    .at(target.span())
                    .help("write `target: {kind: Deployment, name: api}`"),
            );
            return None;
        };
        let mut selector = Selector::default();
        let before = findings.len();
        for entry in map.iter().filter(|entry| !entry.value.is_null()) {
            let key = entry.key.name.as_str();
            let span = entry.key.span.or(entry.value.span());
            if !FIELDS.contains(&key) {
                findings.push(
                    invalid(format!("a `target` has no field `{key}`"))
                        .at(span)
                        .maybe_help(
                            did_you_mean(key, FIELDS)
                                .map(|meant| format!("did you mean `{meant}`?")),
                        ),
                );
                continue;
            }
            let Some(text) = entry.value.as_str() else {
                let found = entry.value.value.type_name();
                findings.push(
                    invalid(format!("expected `{key}` to be a string, found {found}"))
                        .at(entry.value.span()),
                );
                continue;
            };
            let problem = selector.set(key, text).err();
            findings.extend(
                problem.map(|problem| invalid(format!("`{key}` {problem}")).at(entry.value.span())),
            );
        }
        (findings.len() == before).then_some(selector)
    }

    /// Returns the selector of a patch that names its object itself: group, kind, name and namespace, literally.
    pub fn of_identity(id: &ObjectId) -> Self {
        let word = |text: &EcoString| Some(Pattern::Word(text.clone()));
        Selector {
            group: word(&id.group),
            kind: word(&id.kind),
            name: word(&id.name),
            namespace: if id.namespace.is_empty() {
                None
            } else {
                word(&id.namespace)
            },
            ..Selector::default()
        }
    }

    fn set(&mut self, key: &str, text: &str) -> Result<(), String> {
        match key {
            "labelSelector" => self.labels = LabelSelector::parse(text)?,
            "annotationSelector" => self.annotations = LabelSelector::parse(text)?,
            "group" => self.group = Some(pattern(text)?),
            "version" => self.version = Some(pattern(text)?),
            "kind" => self.kind = Some(pattern(text)?),
            "name" => self.name = Some(pattern(text)?),
            _ => self.namespace = Some(pattern(text)?),
        }
        Ok(())
    }

    /// Returns whether an object is meant. The identity is given apart, so that a former one may be asked for.
    pub fn matches(&self, id: &ObjectId, node: &Node) -> bool {
        let names = (&[id.name.as_str()][..], &[id.namespace.as_str()][..]);
        self.agrees((&id.group, &id.kind), names, node)
    }

    /// Returns whether something of this type is meant that has or had one of these names and namespaces: what overlays
    /// renamed is still found by the name its base gave it.
    pub fn matches_any(&self, gvk: &Gvk, names: &[&str], namespaces: &[&str], node: &Node) -> bool {
        self.agrees((&gvk.group, &gvk.kind), (names, namespaces), node)
    }

    fn agrees(
        &self,
        (group, kind): (&str, &str),
        (names, namespaces): (&[&str], &[&str]),
        node: &Node,
    ) -> bool {
        let agrees = |pattern: &Option<Pattern>, texts: &[&str]| {
            pattern
                .as_ref()
                .is_none_or(|pattern| texts.iter().any(|text| pattern.matches(text)))
        };
        agrees(&self.kind, &[kind])
            && agrees(&self.name, names)
            && agrees(&self.namespace, namespaces)
            && agrees(&self.group, &[group])
            && (self.version.is_none() || agrees(&self.version, &[version_of(node)]))
            && (self.labels.is_empty() || self.labels.matches(node.at(&["metadata", "labels"])))
            && (self.annotations.is_empty()
                || self
                    .annotations
                    .matches(node.at(&["metadata", "annotations"])))
    }

    /// Returns the kind, where it is a plain word.
    pub fn kind(&self) -> Option<&str> {
        match &self.kind {
            Some(Pattern::Word(word)) => Some(word),
            _ => None,
        }
    }

    /// Returns the name, where it is a plain word.
    pub fn name(&self) -> Option<&str> {
        match &self.name {
            Some(Pattern::Word(word)) => Some(word),
            _ => None,
        }
    }
}

/// Prints `kind: Deployment, name: api`, for messages.
impl std::fmt::Display for Selector {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names = [
            ("group", &self.group),
            ("version", &self.version),
            ("kind", &self.kind),
            ("name", &self.name),
            ("namespace", &self.namespace),
        ];
        let mut said: Vec<String> = names
            .into_iter()
            .filter_map(|(field, pattern)| match pattern.as_ref()? {
                // The core group has no name to print.
                Pattern::Word(word) if word.is_empty() => None,
                Pattern::Word(word) => Some(format!("`{field}: {word}`")),
                Pattern::Regex(_, text) => Some(format!("`{field}: {text}`")),
            })
            .collect();
        for (field, selector) in [
            ("labelSelector", &self.labels),
            ("annotationSelector", &self.annotations),
        ] {
            if !selector.is_empty() {
                said.push(format!("`{field}`"));
            }
        }
        f.write_str(&said.join(", "))
    }
}

fn version_of(node: &Node) -> &str {
    let api_version = node.get("apiVersion").and_then(Node::as_str);
    api_version.map_or("", |text| {
        text.split_once('/').map_or(text, |(_, version)| version)
    })
}

fn pattern(text: &str) -> Result<Pattern, String> {
    if !text.contains(|c: char| !c.is_alphanumeric() && c != '-' && c != '_') {
        return Ok(Pattern::Word(text.into()));
    }
    Regex::new(&format!("^(?:{text})$"))
        .map(|regex| Pattern::Regex(Box::new(regex), text.into()))
        .map_err(|_| format!("is no regular expression: `{text}`"))
}

/// Finds objects by kind, and by kind and name. Positions are those in the list it was built from.
#[derive(Debug, Default)]
pub struct Index {
    all: Vec<usize>,
    by_kind: FxHashMap<EcoString, Vec<usize>>,
    by_name: FxHashMap<(EcoString, EcoString), Vec<usize>>,
}

impl Index {
    /// Builds it.
    pub fn new(objects: &[Object]) -> Self {
        let mut index = Index::default();
        for (at, object) in objects.iter().enumerate() {
            index.all.push(at);
            index
                .by_kind
                .entry(object.id.kind.clone())
                .or_default()
                .push(at);
            index.renamed(at, &object.id);
        }
        index
    }

    /// Adds an identity that the object at `at` has from now on.
    pub fn renamed(&mut self, at: usize, id: &ObjectId) {
        self.by_name
            .entry((id.kind.clone(), id.name.clone()))
            .or_default()
            .push(at);
    }

    /// Returns the positions that `selector` can match; each must still be asked with [`Selector::matches`].
    pub fn candidates(&self, selector: &Selector) -> Cow<'_, [usize]> {
        let found = match (selector.kind(), selector.name()) {
            (Some(kind), Some(name)) => self.by_name.get(&(kind.into(), name.into())),
            (Some(kind), None) => self.by_kind.get(kind),
            (None, _) => Some(&self.all),
        };
        Cow::Borrowed(found.map_or(&[], Vec::as_slice))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::patch::testing::{node, object};

    fn matches(target: &str, object: &str) -> bool {
        let mut findings = Vec::new();
        let selector = Selector::read(&node(target), &mut findings).expect("a selector");
        let object = self::object(object);
        selector.matches(&object.id, &object.node)
    }

    const API: &str = r#"{"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "api", "namespace": "shop",
        "labels": {"team": "checkout", "tier": "gold"}}}"#;

    #[test]
    fn names_are_anchored_regular_expressions() {
        assert!(matches(r#"{"kind": "Deployment", "name": "a.*"}"#, API));
        assert!(!matches(r#"{"kind": "Deploy"}"#, API));
        assert!(!matches(r#"{"name": "a|p"}"#, API));
        assert!(matches(
            r#"{"group": "apps", "version": "v1", "namespace": "shop|web"}"#,
            API
        ));
        assert!(matches("{}", API));
    }

    #[test]
    fn selectors_look_at_labels_and_annotations() {
        assert!(matches(
            r#"{"labelSelector": "team=checkout,tier in (gold, silver),!gone"}"#,
            API
        ));
        assert!(!matches(r#"{"labelSelector": "team!=checkout"}"#, API));
        assert!(!matches(r#"{"annotationSelector": "a"}"#, API));
    }

    #[test]
    fn mistakes_are_named() {
        let mut findings = Vec::new();
        assert!(
            Selector::read(
                &node(r#"{"knid": "Deployment", "name": "("}"#),
                &mut findings
            )
            .is_none()
        );
        let messages: Vec<&str> = findings
            .iter()
            .map(|finding| finding.message.as_str())
            .collect();
        assert_eq!(
            messages,
            [
                "a `target` has no field `knid`",
                "`name` is no regular expression: `(`"
            ]
        );
        assert_eq!(findings[0].help.as_deref(), Some("did you mean `kind`?"));
    }
}
