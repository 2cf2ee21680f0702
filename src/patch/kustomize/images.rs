//! `images`: other names, tags and digests of images.
//!
//! Images are found in `containers` and `initContainers` wherever they are, and in the fields of the specs. One that is
//! found both ways is changed twice, as kustomize does: a `tagSuffix` then stands there twice. The name of an entry is
//! pasted into a regular expression, as kustomize does too. Definitions of custom resources are left alone.

use std::sync::atomic::{AtomicBool, Ordering};

use ecow::EcoString;
use regex_automata::meta::Regex;
use rustc_hash::FxHashMap;

use super::Context;
use super::each::each;
use super::field_spec::{ByKind, FieldSpec, not_scalar, set_text, visit, wrong_kind};
use super::resources::gvk_of;
use crate::diag::{Code, Diagnostic, did_you_mean};
use crate::load::kustomization::Outcome;
use crate::yaml::{Node, Value};

/// Changes images as entries of `images` say, one entry after the other: those of containers, and the fields of `specs`.
/// An entry that matches no image is reported.
pub(super) fn run(cx: &mut Context<'_, '_>, entries: &[Node], specs: &[FieldSpec]) -> Outcome<()> {
    if entries.is_empty() {
        return Ok(());
    }
    let rules = Rules::new(entries);
    let specs = ByKind::new(specs);
    each(cx, |object| change_images(object, &rules, &specs))?;
    let unused: Vec<&Rule<'_>> = rules.unused().collect();
    if unused.is_empty() {
        return Ok(());
    }
    let mut images = Vec::new();
    for resource in cx.resources.all_mut() {
        each_image(&mut resource.node, &specs, &mut |field| {
            images.extend(field.to_text());
            Ok(())
        })?;
    }
    let mut names: Vec<&str> = images.iter().map(|image| split(image).0).collect();
    names.sort_unstable();
    names.dedup();
    if names.len() * unused.len() > COMPARED {
        names.clear();
    }
    let findings = unused.iter().map(|rule| rule.unused(&names));
    cx.loader.session.report_all(findings);
    Ok(())
}

/// So many pairs of an entry and an image are compared to find what was meant.
const COMPARED: usize = 20_000;

/// The entries of `images`. An image meets only those that may be for it: a set of a thousand images has an entry for each.
struct Rules<'n> {
    all: Vec<Rule<'n>>,
    /// The positions of those whose name is a plain text from its last `/` on, by that text.
    by_end: FxHashMap<EcoString, Vec<usize>>,
    /// The positions of the others.
    others: Vec<usize>,
}

impl<'n> Rules<'n> {
    fn new(entries: &'n [Node]) -> Self {
        let mut rules = Rules {
            all: entries.iter().map(Rule::new).collect(),
            by_end: FxHashMap::default(),
            others: Vec::new(),
        };
        for (at, rule) in rules.all.iter().enumerate() {
            match plain_end(&rule.name) {
                Some(end) => rules.by_end.entry(end.into()).or_default().push(at),
                None => rules.others.push(at),
            }
        }
        rules
    }

    /// Returns the position of the first entry from `from` on that matches an image.
    fn first(&self, image: &str, from: usize) -> Option<usize> {
        let file = image.rsplit('/').next().unwrap_or_default();
        let end = file.split([':', '@']).next().unwrap_or_default();
        let alike = self.by_end.get(end).map_or(&[][..], Vec::as_slice);
        let first = |positions: &[usize]| {
            let rest = &positions[positions.partition_point(|at| *at < from)..];
            let mut rest = rest.iter().copied();
            rest.find(|at| self.all[*at].matches(image))
        };
        first(alike).into_iter().chain(first(&self.others)).min()
    }

    /// Changes an image that is found so many times: each entry that matches does its work as often.
    fn change(&self, field: &mut Node, times: usize) -> Outcome<()> {
        let mut from = 0;
        while let Some(at) = field.to_text().and_then(|image| self.first(&image, from)) {
            let rule = &self.all[at];
            rule.matched.store(true, Ordering::Relaxed);
            for _ in 0..times {
                let Some(image) = field.to_text().filter(|image| rule.matches(image)) else {
                    break;
                };
                let (changed, by) = rule.changed(&image);
                set_text(field, changed, by)?;
            }
            from = at + 1;
        }
        Ok(())
    }

    fn unused(&self) -> impl Iterator<Item = &Rule<'n>> {
        let unused = |rule: &&Rule<'_>| !rule.matched.load(Ordering::Relaxed);
        self.all.iter().filter(unused)
    }
}

/// Returns the part of a name behind its last `/`, if every image that the name matches has it there: nothing in the name
/// means more in a regular expression than itself, but for dots before that part.
fn plain_end(name: &str) -> Option<&str> {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    let (before, end) = name.rsplit_once('/').unwrap_or(("", name));
    let before_is_plain = before
        .bytes()
        .all(|byte| is_plain(byte) || matches!(byte, b'.' | b'/' | b':'));
    (before_is_plain && !end.is_empty() && end.bytes().all(is_plain)).then_some(end)
}

/// An entry of `images`.
struct Rule<'n> {
    entry: &'n Node,
    name: EcoString,
    /// Nothing where the name is no regular expression: then it matches nothing.
    pattern: Option<Regex>,
    matched: AtomicBool,
}

impl<'n> Rule<'n> {
    fn new(entry: &'n Node) -> Self {
        let name = entry
            .get("name")
            .and_then(Node::to_text)
            .unwrap_or_default();
        Rule {
            entry,
            pattern: pattern(&name),
            name,
            matched: AtomicBool::new(false),
        }
    }

    fn matches(&self, image: &str) -> bool {
        self.pattern
            .as_ref()
            .is_some_and(|pattern| pattern.is_match(image))
    }

    /// Returns a field that says something.
    fn field(&self, field: &str) -> Option<(EcoString, &'n Node)> {
        let node = self.entry.get(field)?;
        let text = node.to_text().filter(|text| !text.is_empty())?;
        Some((text, node))
    }

    /// Returns the image that takes the place of one that matches, and the setting that says most about it.
    fn changed(&self, image: &str) -> (EcoString, &'n Node) {
        let (name, tag, digest) = split(image);
        let mut by = self.entry;
        let mut name = EcoString::from(name);
        if let Some((text, node)) = self.field("newName") {
            (name, by) = (text, node);
        }
        let mut tag = EcoString::from(tag);
        let mut digest = EcoString::from(digest);
        match (self.field("newTag"), self.field("digest")) {
            (Some((new_tag, node)), new_digest) => {
                (tag, by) = (new_tag, node);
                digest = new_digest.map_or_else(EcoString::new, |(digest, _)| digest);
            }
            (None, Some((new_digest, node))) => {
                (digest, by) = (new_digest, node);
                tag.clear();
            }
            (None, None) => {
                if let Some((suffix, node)) = self.field("tagSuffix") {
                    tag.push_str(&suffix);
                    by = node;
                    digest.clear();
                }
            }
        }
        let mut changed = name;
        for (mark, part) in [(':', tag), ('@', digest)] {
            if !part.is_empty() {
                changed.push(mark);
                changed.push_str(&part);
            }
        }
        (changed, by)
    }

    fn unused(&self, names: &[&str]) -> Diagnostic {
        let message = match self.pattern {
            Some(_) => format!("no image is `{}`", self.name),
            None => format!(
                "`{}` is no regular expression, so it matches no image",
                self.name
            ),
        };
        let near = did_you_mean(&self.name, names.iter().copied());
        Diagnostic::new(Code::NothingMatched, message)
            .at(self.entry.get("name").unwrap_or(self.entry).span())
            .help(match near {
                Some(near) => format!("did you mean `{near}`?"),
                None => "remove the entry, or give the name without tag and digest".to_owned(),
            })
    }
}

/// Returns the expression for images of a name, with any tag and digest.
fn pattern(name: &str) -> Option<Regex> {
    let around = |name: &str| {
        let tag_and_digest =
            "(:[a-zA-Z0-9_.{}-]*)?(@[a-zA-Z0-9]+([.+_-][a-zA-Z0-9]+)*:[a-zA-Z0-9_.{}-]*)?";
        Regex::new(&format!("^{name}{tag_and_digest}$")).ok()
    };
    // Braces that repeat nothing are themselves in Go.
    around(name).or_else(|| around(&name.replace('{', r"\{").replace('}', r"\}")))
}

/// Splits an image into name, tag and digest, which are empty where they are missing. A port of a registry is no tag.
fn split(image: &str) -> (&str, &str, &str) {
    let path = image.find('/').unwrap_or(0);
    let find = |mark: char| image[path..].find(mark).map(|at| path + at);
    match (find(':'), find('@')) {
        (None, None) => (image, "", ""),
        (Some(colon), None) => (&image[..colon], &image[colon + 1..], ""),
        (Some(colon), Some(at)) if colon < at => {
            (&image[..colon], &image[colon + 1..at], &image[at + 1..])
        }
        (_, Some(at)) => (&image[..at], "", &image[at + 1..]),
    }
}

fn change_images(object: &mut Node, rules: &Rules<'_>, specs: &ByKind<'_>) -> Outcome<()> {
    // How often each image that will change is found. It is known by its address, since the object keeps its shape.
    let mut found: FxHashMap<usize, usize> = FxHashMap::default();
    let address = |field: &Node| std::ptr::from_ref(field).addr();
    each_image(object, specs, &mut |field| {
        let image = field.to_text();
        if image.is_some_and(|image| rules.first(&image, 0).is_some()) {
            *found.entry(address(field)).or_default() += 1;
        }
        Ok(())
    })?;
    if found.is_empty() {
        return Ok(());
    }
    each_image(
        object,
        specs,
        &mut |field| match found.remove(&address(field)) {
            Some(times) => rules.change(field, times),
            None => Ok(()),
        },
    )
}

/// Calls `set` with the images of containers, then with those of the specs.
fn each_image(
    object: &mut Node,
    specs: &ByKind<'_>,
    set: &mut dyn FnMut(&mut Node) -> Outcome<()>,
) -> Outcome<()> {
    let gvk = gvk_of(object);
    if gvk.kind == "CustomResourceDefinition" {
        return Ok(());
    }
    let mut set = |field: &mut Node| match &field.value {
        Value::Sequence(_) | Value::Mapping(_) => Err(Box::new(not_scalar(field))),
        _ => set(field),
    };
    of_containers(object, &mut set)?;
    specs
        .of(&gvk)
        .try_for_each(|(spec, ())| visit(object, spec, None, &mut set))
}

fn of_containers(node: &mut Node, set: &mut dyn FnMut(&mut Node) -> Outcome<()>) -> Outcome<()> {
    match &mut node.value {
        Value::Sequence(items) => items
            .iter_mut()
            .try_for_each(|item| of_containers(item, set)),
        Value::Mapping(map) => map.values_mut().try_for_each(|(key, value)| {
            of_containers(value, set)?;
            match &mut value.value {
                Value::Sequence(items)
                    if matches!(key.name.as_str(), "containers" | "initContainers") =>
                {
                    items
                        .iter_mut()
                        .try_for_each(|item| of_container(item, set))
                }
                _ => Ok(()),
            }
        }),
        _ => Ok(()),
    }
}

fn of_container(
    container: &mut Node,
    set: &mut dyn FnMut(&mut Node) -> Outcome<()>,
) -> Outcome<()> {
    match &container.value {
        Value::Null => Ok(()),
        Value::Mapping(_) => container.get_mut("image").map_or(Ok(()), set),
        _ => Err(Box::new(wrong_kind(
            container,
            "a container",
            "MappingNode",
        ))),
    }
}
