//! CustomResourceDefinitions: versions that are no longer served, and what their schemas no longer take.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::diff::read::{is_true, items, text};
use crate::diff::sets::{by_key, without};
use crate::diff::subject::Subject;
use crate::diff::verdict::Verdict;
use crate::diff::words::ticked;
use crate::diff::{Action, Path, Risk, Segment};
use crate::yaml::Node;

const VERSIONS: &[&str] = &["spec", "versions"];

/// Judges a definition that is changed; that its objects go with it is said elsewhere.
pub(super) fn judge(subject: &Subject<'_>, verdict: &mut Verdict) {
    if !subject.is("apiextensions.k8s.io", "CustomResourceDefinition")
        || subject.action() != Action::Update
    {
        return;
    }
    let (Some(before), Some(after)) = (subject.before(), subject.after()) else {
        return;
    };
    let kind = text(Some(after), &["spec", "names", "kind"]).unwrap_or_default();
    served(kind, before, after, verdict);
    stored(kind, before, after, verdict);
    schemas(kind, before, after, verdict);
    pruned(kind, before, after, verdict);
}

/// Versions that nobody can ask for any more.
fn served(kind: &str, before: &Node, after: &Node, verdict: &mut Verdict) {
    let new = named(after);
    let (served, serves) = (versions(before, "served"), versions(after, "served"));
    let stored: FxHashSet<&str> = versions(before, "storage").into_iter().collect();
    let gone: Vec<&&str> = without(&served, &serves)
        .into_iter()
        // The server refuses to drop the version in which objects are stored, which is said elsewhere.
        .filter(|name| !stored.contains(*name) || new.contains_key(*name))
        .collect();
    if !gone.is_empty() {
        let why = format!(
            "{kind} is no longer served as {}: manifests and programs that ask for it fail",
            ticked(gone)
        );
        let remedy =
            "move them to a version that stays, and let every object be written once in it";
        verdict.reason(Risk::High, Path::of(VERSIONS), why, remedy);
    }
}

/// The version in which objects are stored.
fn stored(kind: &str, before: &Node, after: &Node, verdict: &mut Verdict) {
    let (from, to) = (versions(before, "storage"), versions(after, "storage"));
    if from != to {
        let why = format!(
            "{kind} is stored as {}, so far as {}",
            ticked(to),
            ticked(from)
        );
        let remedy =
            "write every object once before the old version goes from `status.storedVersions`";
        verdict.reason(Risk::Medium, Path::of(VERSIONS), why, remedy);
    }
}

/// The schemas of versions that are there on both sides.
fn schemas(kind: &str, before: &Node, after: &Node, verdict: &mut Verdict) {
    const SCHEMA: [&str; 2] = ["schema", "openAPIV3Schema"];
    let old = named(before);
    for version in items(after.at(VERSIONS)) {
        let Some(name) = text(Some(version), &["name"]) else {
            continue;
        };
        let old = old.get(name).and_then(|old| old.at(&SCHEMA));
        if let (Some(old), Some(new)) = (old, version.at(&SCHEMA)) {
            narrowed(kind, name, old, new, verdict);
        }
    }
}

/// Fields that no schema knows.
fn pruned(kind: &str, before: &Node, after: &Node, verdict: &mut Verdict) {
    let preserves = |node: &Node| {
        node.at(&["spec", "preserveUnknownFields"])
            .and_then(Node::as_bool)
    };
    if preserves(before) == Some(true) && preserves(after) != Some(true) {
        let why = format!(
            "fields of {kind} that the schema does not know are dropped when an object is written"
        );
        verdict.reason(
            Risk::High,
            Path::of(&["spec", "preserveUnknownFields"]),
            why,
            "",
        );
    }
}

/// Returns the versions by their names.
fn named(definition: &Node) -> FxHashMap<&str, &Node> {
    let versions = items(definition.at(VERSIONS)).iter();
    by_key(versions.filter_map(|version| Some((text(Some(version), &["name"])?, version))))
}

/// Returns the names of the versions of which something holds.
fn versions<'n>(definition: &'n Node, key: &str) -> Vec<&'n str> {
    let versions = items(definition.at(VERSIONS)).iter();
    let versions = versions.filter(|version| is_true(version.value_of(key)));
    versions
        .filter_map(|version| text(Some(version), &["name"]))
        .collect()
}

/// What a schema no longer takes.
#[derive(Default)]
struct Narrowed {
    /// Fields that must be there now.
    required: Vec<String>,
    /// Fields that are not known any more.
    dropped: Vec<String>,
    /// Fields that take fewer values.
    fewer: Vec<String>,
}

fn narrowed(kind: &str, version: &str, old: &Node, new: &Node, verdict: &mut Verdict) {
    let mut found = Narrowed::default();
    found.compare(&mut String::new(), old, new);
    let mut path = Path::of(&["spec", "versions"]);
    path.push(Segment::Element(vec![("name".into(), version.into())]));
    path.push(Segment::Field("schema".into()));
    let all = format!("{kind} {version}");
    if !found.required.is_empty() {
        let why = format!(
            "{all} must have {}: objects without it cannot be written any more",
            ticked(&found.required)
        );
        verdict.reason(
            Risk::High,
            path.clone(),
            why,
            "give it to all objects first, or give it a default",
        );
    }
    if !found.dropped.is_empty() {
        let why = format!(
            "{all} no longer has {}: their values are dropped when an object is written",
            ticked(&found.dropped)
        );
        verdict.reason(
            Risk::High,
            path.clone(),
            why,
            "remove them from all objects first",
        );
    }
    if !found.fewer.is_empty() {
        let why = format!(
            "{all} takes fewer values of {}: objects with others cannot be written any more",
            ticked(&found.fewer)
        );
        verdict.reason(
            Risk::High,
            path,
            why,
            "give all objects a value that is taken first",
        );
    }
}

impl Narrowed {
    /// Compares what stands at `path` in both schemas.
    fn compare(&mut self, path: &mut String, old: &Node, new: &Node) {
        let names = |schema: &'_ Node, key: &str| -> Vec<String> {
            let stated = items(schema.value_of(key)).iter();
            stated
                .filter_map(|name| Some(name.to_text()?.to_string()))
                .collect()
        };
        let keeps = |schema: &Node| {
            schema
                .value_of("x-kubernetes-preserve-unknown-fields")
                .and_then(Node::as_bool)
                == Some(true)
        };
        let (known, required) = (names(old, "required"), names(new, "required"));
        let has_default = |field: &str| new.at(&["properties", field, "default"]).is_some();
        let added = without(&required, &known).into_iter();
        let added = added.filter(|field| !has_default(field));
        self.required
            .extend(added.map(|field| format!("{path}.{field}")));
        if is_narrower(old, new, &names(old, "enum"), &names(new, "enum"))
            || keeps(old) && !keeps(new)
        {
            self.fewer.push(if path.is_empty() {
                ".".into()
            } else {
                path.clone()
            });
        }
        let length = path.len();
        let below = old.value_of("properties").and_then(Node::as_map);
        for entry in below.into_iter().flatten() {
            path.push('.');
            path.push_str(&entry.key.name);
            match new.at(&["properties", &entry.key.name]) {
                Some(new) => self.compare(path, &entry.value, new),
                None if keeps(new) || new.value_of("additionalProperties").is_some() => {}
                None => self.dropped.push(path.clone()),
            }
            path.truncate(length);
        }
        for (key, sign) in [("items", "[]"), ("additionalProperties", ".*")] {
            if let (Some(old), Some(new)) = (old.value_of(key), new.value_of(key)) {
                path.push_str(sign);
                self.compare(path, old, new);
                path.truncate(length);
            }
        }
    }
}

/// Returns whether a value that was taken may be none any more.
fn is_narrower(old: &Node, new: &Node, before: &[String], after: &[String]) -> bool {
    let number = |schema: &Node, key: &str| schema.value_of(key)?.to_text()?.parse::<f64>().ok();
    let grows = |key: &str| match (number(old, key), number(new, key)) {
        (Some(old), Some(new)) => new > old,
        (None, Some(_)) => true,
        _ => false,
    };
    let shrinks = |key: &str| match (number(old, key), number(new, key)) {
        (Some(old), Some(new)) => new < old,
        (None, Some(_)) => true,
        _ => false,
    };
    let is_other =
        |key: &str| new.value_of(key).is_some() && old.value_of(key) != new.value_of(key);
    let fewer = !after.is_empty() && (before.is_empty() || !without(before, after).is_empty());
    fewer
        || is_other("type")
        || is_other("pattern")
        || ["minimum", "minLength", "minItems"].into_iter().any(grows)
        || ["maximum", "maxLength", "maxItems"]
            .into_iter()
            .any(shrinks)
}
