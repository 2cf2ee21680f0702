//! `images`: other names, tags and digests of images.
//!
//! Images are found in `containers` and `initContainers` wherever they are, and in the fields of the specs. One that is
//! found both ways is changed twice, as kustomize does: a `tagSuffix` then stands there twice. The name of an entry is
//! pasted into a regular expression, as kustomize does too. Definitions of custom resources are left alone.

use std::sync::LazyLock;
use std::sync::atomic::{AtomicBool, Ordering};

use ecow::EcoString;
use regex_automata::meta::Regex;
use rustc_hash::FxHashMap;

use super::Context;
use super::each::each;
use super::field_spec::{ByKind, FieldSpec, not_scalar, set_text, visit, wrong_kind};
use super::resources::gvk_of;
use crate::diag::{Code, Diagnostic, did_you_mean};
use crate::k8s::Gvk;
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
    each(cx, |resource| {
        change_images(&mut resource.node, &rules, &specs)
    })?;
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
    pattern: Pattern,
    matched: AtomicBool,
}

/// The images that a name is for.
enum Pattern {
    /// Those with this text, whose dots are any characters, and any tag and digest.
    Plain,
    /// Those that match.
    Expression(Regex),
    /// None: the name is no regular expression.
    Nothing,
}

impl Pattern {
    fn new(name: &str) -> Self {
        // To make an expression takes longer than to look at a thousand images.
        if plain_end(name).is_some() {
            return Pattern::Plain;
        }
        expression(name).map_or(Pattern::Nothing, Pattern::Expression)
    }
}

impl<'n> Rule<'n> {
    fn new(entry: &'n Node) -> Self {
        let name = entry
            .get("name")
            .and_then(Node::to_text)
            .unwrap_or_default();
        Rule {
            entry,
            pattern: Pattern::new(&name),
            name,
            matched: AtomicBool::new(false),
        }
    }

    fn matches(&self, image: &str) -> bool {
        match &self.pattern {
            Pattern::Plain => behind(&self.name, image).is_some_and(is_tag_and_digest),
            Pattern::Expression(pattern) => pattern.is_match(image),
            Pattern::Nothing => false,
        }
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
            Pattern::Plain | Pattern::Expression(_) => format!("no image is `{}`", self.name),
            Pattern::Nothing => format!(
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

/// Any tag and digest.
const TAG_AND_DIGEST: &str =
    "(:[a-zA-Z0-9_.{}-]*)?(@[a-zA-Z0-9]+([.+_-][a-zA-Z0-9]+)*:[a-zA-Z0-9_.{}-]*)?";

/// Returns the expression for images of a name, with any tag and digest.
fn expression(name: &str) -> Option<Regex> {
    let around = |name: &str| Regex::new(&format!("^{name}{TAG_AND_DIGEST}$")).ok();
    // Braces that repeat nothing are themselves in Go.
    around(name).or_else(|| around(&name.replace('{', r"\{").replace('}', r"\}")))
}

/// Returns what is behind a name that begins an image; a dot of the name is any character but the end of a line.
fn behind<'i>(name: &str, image: &'i str) -> Option<&'i str> {
    let mut rest = image.chars();
    let begins = name.chars().all(|expected| match rest.next() {
        Some('\n') | None => false,
        Some(found) => expected == '.' || expected == found,
    });
    begins.then_some(rest.as_str())
}

fn is_tag_and_digest(text: &str) -> bool {
    static EXPRESSION: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(&format!("^{TAG_AND_DIGEST}$")).ok());
    let is_tag = |tag: &str| {
        let of_a_tag = |byte: u8| byte.is_ascii_alphanumeric() || b"_.{}-".contains(&byte);
        tag.bytes().all(of_a_tag)
    };
    match text.strip_prefix(':') {
        None if text.is_empty() => true,
        Some(tag) if is_tag(tag) => true,
        _ => EXPRESSION
            .as_ref()
            .is_some_and(|expression| expression.is_match(text)),
    }
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
    let gvk = gvk_of(object);
    if gvk.kind == DEFINITION {
        return Ok(());
    }
    // How often the specs find each image that will change. It is known by its address, since the object keeps its shape.
    let mut found: FxHashMap<usize, usize> = FxHashMap::default();
    let address = |field: &Node| std::ptr::from_ref(field).addr();
    let changes = |field: &Node| {
        let image = field.to_text();
        image.is_some_and(|image| rules.first(&image, 0).is_some())
    };
    let counted = of_specs(object, &gvk, specs, &mut |field| {
        if changes(field) {
            *found.entry(address(field)).or_default() += 1;
        }
        Ok(())
    });
    of_containers(object, &mut |field| {
        if !changes(refuse_collection(field)?) {
            return Ok(());
        }
        let times = found.remove(&address(field)).unwrap_or_default();
        rules.change(field, 1 + times)
    })?;
    // What is wrong with containers comes first.
    counted?;
    if found.is_empty() {
        return Ok(());
    }
    of_specs(
        object,
        &gvk,
        specs,
        &mut |field| match found.remove(&address(field)) {
            Some(times) => rules.change(field, times),
            None => Ok(()),
        },
    )
}

/// The kind that is left alone.
const DEFINITION: &str = "CustomResourceDefinition";

/// Calls `set` with the images of containers, then with those of the specs.
fn each_image(
    object: &mut Node,
    specs: &ByKind<'_>,
    set: &mut dyn FnMut(&mut Node) -> Outcome<()>,
) -> Outcome<()> {
    let gvk = gvk_of(object);
    if gvk.kind == DEFINITION {
        return Ok(());
    }
    of_containers(object, &mut |field| set(refuse_collection(field)?))?;
    of_specs(object, &gvk, specs, set)
}

fn of_specs(
    object: &mut Node,
    gvk: &Gvk,
    specs: &ByKind<'_>,
    set: &mut dyn FnMut(&mut Node) -> Outcome<()>,
) -> Outcome<()> {
    specs.of(gvk).try_for_each(|(spec, ())| {
        visit(object, spec, None, &mut |field| {
            set(refuse_collection(field)?)
        })
    })
}

fn refuse_collection(field: &mut Node) -> Outcome<&mut Node> {
    match &field.value {
        Value::Sequence(_) | Value::Mapping(_) => Err(Box::new(not_scalar(field))),
        _ => Ok(field),
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_names_match_as_their_expressions_do() {
        let names = ["a", "a-b_1", "x.y/a", "x.y:5000/b/a", "ab", "a/b"];
        let tails = [
            "",
            ":",
            ":1",
            ":1.0-x_{y}",
            ":a/b",
            "@",
            "@sha256:",
            "@sha256:0a",
            "@a+b:c",
            "@a+:c",
            ":1@sha256:0a",
            ":1@",
            "b",
            "/",
            " ",
            "\n",
            ":\n",
            ":é",
            ":1:2",
        ];
        let heads = [
            "a",
            "a-b_1",
            "x.y/a",
            "xzy/a",
            "xéy/a",
            "x\ny/a",
            "x.y:5000/b/a",
            "ab",
            "a/b",
            "A",
            "",
        ];
        for name in names {
            assert!(matches!(Pattern::new(name), Pattern::Plain), "{name}");
            let expression = expression(name).expect("an expression");
            for image in heads
                .iter()
                .flat_map(|head| tails.iter().map(move |tail| format!("{head}{tail}")))
            {
                let plain = behind(name, &image).is_some_and(is_tag_and_digest);
                assert_eq!(plain, expression.is_match(&image), "{name} {image:?}");
            }
        }
    }
}
