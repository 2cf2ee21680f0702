//! What environments have in common, so that it is told once: changes that are the same in several of them, and lines
//! that caused changes of several objects.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;

use super::Compared;
use super::summary::{place, reach, short_digest};
use super::value::{Body, body, visible};
use crate::diff::{Action, Cause, Change, Diff, FieldChange, Risk};
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

/// Tells every change by `tell`, and once where it reads the same in several environments. Sections with higher risks
/// come first, then those of more environments.
pub(super) fn sections(
    compared: &[Compared],
    tell: impl Fn(&Change, &Diff) -> String,
) -> Vec<Section> {
    let mut places: FxHashMap<String, usize> = FxHashMap::default();
    let mut told: Vec<(Entry, Vec<usize>)> = Vec::new();
    for (environment, one) in compared.iter().enumerate() {
        for change in &one.diff.changes {
            let text = tell(change, &one.diff);
            let next = told.len();
            let at = *places.entry(text.clone()).or_insert(next);
            if at == next {
                let risk = change.risk;
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
    /// What changes there: `image 1.4.2 → 1.5.0`.
    pub(super) what: String,
    /// What it hits: `4 workloads in 3 environments`.
    pub(super) reach: String,
}

/// How many different changes of one line are named.
const NAMED: usize = 3;

/// What one line caused so far.
struct Hits<'a> {
    cause: &'a Cause,
    /// The objects, by the comparison they are in.
    objects: BTreeSet<(usize, &'a ObjectId)>,
    /// What changes there, and how often.
    changes: BTreeMap<String, usize>,
}

/// Returns the lines that caused changes of several objects, over all comparisons, in source order.
pub(super) fn lines(compared: &[Compared]) -> Vec<Line> {
    let mut lines: BTreeMap<(&str, usize, &str), Hits<'_>> = BTreeMap::new();
    for (environment, one) in compared.iter().enumerate() {
        for change in &one.diff.changes {
            let whole = change.cause.map(|at| (at, whole(change)));
            let fields = change.fields.iter();
            let fields = fields.filter_map(|field| Some((field.cause?, what(field))));
            for (at, what) in whole.into_iter().chain(fields) {
                let Some(cause) = one.diff.causes.get(at) else {
                    continue;
                };
                // What of a line set it makes no difference; of defaults, nothing else tells them apart.
                let by = if cause.line == 0 { &*cause.by } else { "" };
                let key = (&*cause.file, cause.line, by);
                let hits = lines.entry(key).or_insert_with(|| Hits::of(cause));
                hits.objects.insert((environment, &change.id));
                *hits.changes.entry(what).or_default() += 1;
            }
        }
    }
    lines
        .into_iter()
        .filter(|(_, hits)| hits.objects.len() > 1)
        .filter_map(|(_, hits)| {
            Some(Line {
                place: place(hits.cause)?,
                what: hits.what(),
                reach: hits.reach(),
            })
        })
        .collect()
}

impl<'a> Hits<'a> {
    fn of(cause: &'a Cause) -> Self {
        Hits {
            cause,
            objects: BTreeSet::new(),
            changes: BTreeMap::new(),
        }
    }

    fn what(&self) -> String {
        let mut changes: Vec<(&String, &usize)> = self.changes.iter().collect();
        changes.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
        let named = changes.iter().take(NAMED).map(|(what, _)| what.as_str());
        let named = named.collect::<Vec<_>>().join(", ");
        match changes.len().saturating_sub(NAMED) {
            0 => named,
            more => format!("{named} and {more} more"),
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

fn whole(change: &Change) -> String {
    match change.action {
        Action::Create => "creates",
        Action::Delete => "deletes",
        Action::Move => "moves",
        Action::Update | Action::Replace => "changes",
    }
    .to_owned()
}

/// Returns what a field says, short: its name, and its values where they are short too.
fn what(field: &FieldChange) -> String {
    /// Longer values tell less than the name alone.
    const SHORT: usize = 24;
    let name = field.path.fields().last().map(visible).unwrap_or_default();
    let Body::Values(before, after) = body(field) else {
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
