//! What environments have in common, so that it is told once: changes that are the same in several of them, and lines
//! that caused changes of several objects.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;

use super::summary::{place, reach, short_digest};
use super::value::{Body, brief, visible};
use super::{Compared, json};
use crate::diff::{Action, Cause, Change, Diff, FieldChange, Risk, Variable};
use crate::k8s::{Image, ObjectId, pod_template_path};

/// The changes of some environments that are the same in all of them.
#[derive(Debug)]
pub(super) struct Section {
    /// The environments: positions among all comparisons.
    pub(super) environments: Vec<usize>,
    /// What is told of each change, the riskiest first.
    pub(super) entries: Vec<Entry>,
}

/// A change as it is told.
#[derive(Debug)]
pub(super) struct Entry {
    /// Its risk.
    pub(super) risk: Risk,
    /// The text.
    pub(super) text: String,
}

/// Tells every change by `tell`, and once where several environments have the very same: not only what is told of it, which
/// may be cut. Sections with higher risks come first, then those of more environments.
pub(super) fn sections(
    compared: &[Compared],
    tell: impl Fn(&Change, &Diff) -> String,
) -> Vec<Section> {
    let mut places: FxHashMap<String, usize> = FxHashMap::default();
    let mut told: Vec<(Entry, Vec<usize>)> = Vec::new();
    for (environment, one) in compared.iter().enumerate() {
        for change in &one.diff.changes {
            let next = told.len();
            let at = match compared.len() {
                1 => next,
                _ => {
                    let all = json::change(change, &one.diff).to_string();
                    *places.entry(all).or_insert(next)
                }
            };
            if at == next {
                let (risk, text) = (change.risk, tell(change, &one.diff));
                told.push((Entry { risk, text }, Vec::new()));
            }
            if let Some((_, environments)) = told.get_mut(at) {
                environments.push(environment);
            }
        }
    }
    let mut sections: BTreeMap<Vec<usize>, Vec<Entry>> = BTreeMap::new();
    for (entry, environments) in told {
        sections.entry(environments).or_default().push(entry);
    }
    let mut sections: Vec<Section> = sections
        .into_iter()
        .map(|(environments, mut entries)| {
            entries.sort_by_key(|entry| std::cmp::Reverse(entry.risk));
            Section {
                environments,
                entries,
            }
        })
        .collect();
    sections.sort_by_key(|section| {
        let risk = section.entries.iter().map(|entry| entry.risk).max();
        std::cmp::Reverse((risk, section.environments.len()))
    });
    sections
}

/// A line that caused changes of several objects.
#[derive(Debug)]
pub(super) struct Line {
    /// The line, `base/apps/api.yaml:14`, or the default.
    pub(super) place: String,
    /// What changes there, and what it hits: `image 1.4.2 → 1.5.0: 4 workloads in 3 environments`.
    pub(super) what: String,
}

/// How many different changes of one line are named.
const NAMED: usize = 3;

/// What one line caused so far.
struct Hits<'a> {
    cause: &'a Cause,
    /// The objects, by the comparison they are in.
    objects: BTreeSet<(usize, &'a ObjectId)>,
    /// What changes there: a field, or all of an object.
    changes: Vec<(&'a Change, Option<&'a FieldChange>)>,
}

/// Returns the lines that caused changes of several objects, over all comparisons, in source order.
pub(super) fn lines(compared: &[Compared]) -> Vec<Line> {
    let mut lines: BTreeMap<(&str, usize, &str), Hits<'_>> = BTreeMap::new();
    for (environment, one) in compared.iter().enumerate() {
        for change in &one.diff.changes {
            let whole = change.cause.map(|at| (at, None));
            let fields = change.fields.iter();
            let fields = fields.filter_map(|field| Some((field.cause?, Some(field))));
            for (at, field) in whole.into_iter().chain(fields) {
                let Some(cause) = one.diff.causes.get(at) else {
                    continue;
                };
                let hits = lines.entry(key(cause)).or_insert_with(|| Hits::of(cause));
                hits.objects.insert((environment, &change.id));
                hits.changes.push((change, field));
            }
        }
    }
    lines
        .into_iter()
        .filter(|(_, hits)| hits.objects.len() > 1)
        .filter_map(|(_, hits)| {
            Some(Line {
                place: title(hits.cause)?,
                what: hits.what(),
            })
        })
        .collect()
}

/// Returns what one line is known by. A variable stands for all lines that take their values from it. What of a line set
/// something makes no difference; of defaults, nothing else tells them apart.
fn key(cause: &Cause) -> (&str, usize, &str) {
    match &cause.variable {
        Some(Variable { name, file, line }) => (file, *line, name),
        None if cause.line > 0 => (&cause.file, cause.line, ""),
        None if cause.component.is_empty() => ("", 0, &cause.by),
        None => ("", 0, &cause.component),
    }
}

/// Returns the place of a line, and of a variable its name.
fn title(cause: &Cause) -> Option<String> {
    match &cause.variable {
        Some(Variable { name, file, line }) => Some(visible(&format!("{file}:{line} {name}"))),
        None if cause.line > 0 => Some(visible(&format!("{}:{}", cause.file, cause.line))),
        None if cause.component.is_empty() => place(cause),
        None => place(cause).map(|gone| format!("{gone}:")),
    }
}

impl<'a> Hits<'a> {
    fn of(cause: &'a Cause) -> Self {
        Hits {
            cause,
            objects: BTreeSet::new(),
            changes: Vec::new(),
        }
    }

    fn what(&self) -> String {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for (change, field) in &self.changes {
            let what = field.map_or_else(|| whole(change), what);
            *counts.entry(what).or_default() += 1;
        }
        let mut changes: Vec<(&String, &usize)> = counts.iter().collect();
        changes.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
        let named = changes.iter().take(NAMED).map(|(what, _)| what.as_str());
        let named = named.collect::<Vec<_>>().join(", ");
        let reach = self.reach();
        match changes.len().saturating_sub(NAMED) {
            // It creates 3 objects, without a colon.
            0 if changes.len() == 1 && WHOLE.contains(&&*named) => format!("{named} {reach}"),
            0 => format!("{named}: {reach}"),
            more => format!("{named} and {more} more: {reach}"),
        }
    }

    fn reach(&self) -> String {
        let environments: BTreeSet<usize> = self.objects.iter().map(|(at, _)| *at).collect();
        let ids: BTreeSet<&ObjectId> = self.objects.iter().map(|(_, id)| *id).collect();
        let is_workload = |id: &&ObjectId| pod_template_path(&id.group, &id.kind).is_some();
        let noun = match ids.iter().all(is_workload) {
            true => "workload",
            false => "object",
        };
        reach(ids.len(), noun, environments.len())
    }
}

/// What a line does to whole objects, in the order of [`Action::ALL`].
const WHOLE: [&str; Action::ALL.len()] = ["creates", "changes", "replaces", "deletes", "moves"];

fn whole(change: &Change) -> String {
    let actions = Action::ALL.into_iter().zip(WHOLE);
    let mut words = actions.filter(|(action, _)| *action == change.action);
    words
        .next()
        .map_or(String::new(), |(_, word)| word.to_owned())
}

/// Returns what a field says, short: its name, and its values where they are short too.
fn what(field: &FieldChange) -> String {
    /// Longer values tell less than the name alone.
    const SHORT: usize = 24;
    let name = field.path.fields().last().map(visible).unwrap_or_default();
    let Some(Body::Values(before, after)) = brief(field) else {
        return name;
    };
    let cut = |text: &str, other: &str| match name == "image" {
        true => version(text, other).into_owned(),
        false => text.to_owned(),
    };
    let (old, new) = (before.unwrap_or_default(), after.unwrap_or_default());
    let values = match (old.is_empty(), new.is_empty()) {
        (true, _) => format!("+ {new}"),
        (_, true) => format!("- {old}"),
        _ => format!("{} → {}", cut(&old, &new), cut(&new, &old)),
    };
    match values.chars().count() > 2 * SHORT {
        true => name,
        false => format!("{name} {values}"),
    }
}

/// Returns the version of an image, where its name is also that of the other one.
fn version<'t>(image: &'t str, other: &str) -> Cow<'t, str> {
    let (own, others) = (Image::parse(image), Image::parse(other));
    if (own.registry, own.repository) != (others.registry, others.repository) {
        return image.into();
    }
    short_digest(match (own.tag, own.digest) {
        (None, Some(digest)) => digest,
        (Some(tag), None) => tag,
        _ => image,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::diff::samples::{change, compared, shown};

    fn name(change: &Change, _: &Diff) -> String {
        change.id.name.to_string()
    }

    fn told(compared: &[Compared]) -> Vec<(Vec<usize>, Vec<String>)> {
        let sections = sections(compared, name).into_iter();
        sections
            .map(|section| {
                let texts = section.entries.into_iter().map(|entry| entry.text);
                (section.environments, texts.collect())
            })
            .collect()
    }

    #[test]
    fn what_environments_share_is_told_once_and_the_riskiest_first() {
        let both = || change("both", Risk::Low, 1);
        let environments = [
            compared("dev", vec![both()]),
            compared("prod", vec![change("prod", Risk::High, 1), both()]),
        ];
        let expected = [
            (vec![1], vec!["prod".to_owned()]),
            (vec![0, 1], vec!["both".to_owned()]),
        ];
        assert_eq!(told(&environments), expected);
    }

    #[test]
    fn what_reads_the_same_and_is_not_is_told_twice() {
        let mut other = change("api", Risk::Low, 1);
        other.fields[0].after = Some(shown("3"));
        let environments = [
            compared("dev", vec![change("api", Risk::Low, 1)]),
            compared("prod", vec![other]),
        ];
        assert_eq!(told(&environments).len(), 2);
    }

    #[test]
    fn a_line_that_hits_several_objects_says_how_many() {
        let image = |name: &str| {
            let mut change = change(name, Risk::Low, 1);
            change.fields[0].path = crate::diff::Path::of(&["spec", "image"]);
            change.fields[0].before = Some(shown("ghcr.io/shop/api:1.4.2"));
            change.fields[0].after = Some(shown("ghcr.io/shop/api:1.5.0"));
            change
        };
        let environments = [
            compared("dev", vec![image("api"), image("worker")]),
            compared("prod", vec![image("api")]),
        ];
        let [line]: [Line; 1] = lines(&environments).try_into().unwrap();
        let Line { place, what } = line;
        assert_eq!(place, "base/api.yaml:14");
        assert_eq!(what, "image 1.4.2 → 1.5.0: 2 workloads in 2 environments");
        assert!(lines(&environments[1..]).is_empty());
    }

    #[test]
    fn a_line_that_makes_objects_says_so() {
        let create = |name: &str| {
            let mut change = change(name, Risk::Low, 0);
            (change.action, change.cause) = (Action::Create, Some(0));
            change
        };
        let environments = [compared("dev", vec![create("a"), create("b")])];
        let [line]: [Line; 1] = lines(&environments).try_into().unwrap();
        assert_eq!(line.what, "creates 2 workloads");
    }
}
