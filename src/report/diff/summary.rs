//! The few words that sum a comparison up: the plan, the images, what is asked for.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::Compared;
use super::value::visible;
use crate::diag::plural;
use crate::diff::{Action, Cause, Change, Cost, Effect, ImageChange, Risk, Use, Variable};
use crate::k8s::ObjectId;
use crate::k8s::quantity::Quantity;

/// How often something happens.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Counts {
    /// By action, in the order of [`Action::ALL`].
    actions: [Count; Action::ALL.len()],
    /// How many environments are compared.
    environments: usize,
    /// How many images change.
    pub(super) images: usize,
    /// The highest risk.
    pub(super) risk: Risk,
}

/// How often an action is taken, and how often with what.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Count {
    /// How many objects.
    pub(super) objects: usize,
    /// How many of them restart pods, some at a time.
    pub(super) rolling_restarts: usize,
    /// How many of them lose data.
    pub(super) data_losses: usize,
}

impl Counts {
    /// Counts over all comparisons.
    pub(super) fn of(compared: &[Compared]) -> Self {
        let mut counts = Counts {
            environments: compared.len(),
            ..Counts::default()
        };
        let mut images = BTreeSet::new();
        for one in compared {
            counts.risk = counts.risk.max(one.diff.risk());
            for change in &one.diff.changes {
                if let Some(count) = counts.count_mut(change.action) {
                    count.add(change);
                }
            }
            images.extend(one.diff.images.iter().map(|image| &image.image));
        }
        counts.images = images.len();
        counts
    }

    /// Returns the count of an action.
    pub(super) fn of_action(&self, action: Action) -> Count {
        let at = Action::ALL.iter().position(|known| *known == action);
        at.and_then(|at| self.actions.get(at))
            .copied()
            .unwrap_or_default()
    }

    /// Returns whether nothing happens.
    pub(super) fn is_empty(&self) -> bool {
        self.actions.iter().all(|count| count.objects == 0)
    }

    /// Returns `3 to create, 5 to update (2 rolling restarts), 2 to delete (1 data loss)`.
    pub(super) fn plan(&self) -> String {
        let parts = Action::ALL.into_iter().zip(self.actions);
        let parts = parts.filter(|(_, count)| count.objects > 0);
        let parts = parts.map(|(action, count)| {
            let mut part = format!("{} to {}", count.objects, action.word());
            let restarts = count.rolling_restarts;
            let restarts = (restarts > 0).then(|| plural(restarts, "rolling restart"));
            let losses = match count.data_losses {
                0 => None,
                1 => Some("1 data loss".to_owned()),
                many => Some(format!("{many} data losses")),
            };
            let details: Vec<String> = restarts.into_iter().chain(losses).collect();
            if !details.is_empty() {
                part.push_str(&format!(" ({})", details.join(", ")));
            }
            part
        });
        parts.collect::<Vec<_>>().join(", ")
    }

    fn count_mut(&mut self, action: Action) -> Option<&mut Count> {
        let at = Action::ALL.iter().position(|known| *known == action)?;
        self.actions.get_mut(at)
    }
}

impl Count {
    fn add(&mut self, change: &Change) {
        self.objects += 1;
        self.rolling_restarts += usize::from(restarts(change));
        self.data_losses += usize::from(change.risk == Risk::DataLoss);
    }
}

fn restarts(change: &Change) -> bool {
    change
        .effects
        .iter()
        .any(|effect| matches!(effect, Effect::RollingRestart { .. }))
}

/// Returns the last line, `Plan: 3 to create, 5 to update. Risk: high. 4 images`.
pub(super) fn plan(counts: &Counts) -> String {
    painted_plan(counts, |_, word| word.to_owned())
}

/// Returns the same; what is said of the risk goes through `paint`.
pub(super) fn painted_plan(counts: &Counts, paint: impl Fn(Risk, &str) -> String) -> String {
    if counts.is_empty() {
        return match counts.environments {
            // Whose specs have errors is left out.
            0 => "Nothing was compared".to_owned(),
            _ => "No differences".to_owned(),
        };
    }
    let risk = paint(counts.risk, counts.risk.word());
    let mut line = format!("Plan: {}. Risk: {risk}", counts.plan());
    if counts.images > 0 {
        line.push_str(&format!(". {}", plural(counts.images, "image")));
    }
    line
}

/// Returns `requests: cpu 4 → 5 (at most 12 → 15), storage 20Gi → 30Gi`; nothing where nothing changes.
pub(super) fn cost(cost: &Cost) -> Option<String> {
    let (before, after) = (&cost.before, &cost.after);
    let parts = [
        amount(
            "cpu",
            (before.cpu, after.cpu),
            (before.max_cpu, after.max_cpu),
        ),
        amount(
            "memory",
            (before.memory, after.memory),
            (before.max_memory, after.max_memory),
        ),
        amount(
            "storage",
            (before.storage, after.storage),
            (before.storage, after.storage),
        ),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| format!("requests: {}", parts.join(", ")))
}

/// Returns `cpu 4 → 5 (at most 12 → 15)`.
fn amount(name: &str, least: (Quantity, Quantity), most: (Quantity, Quantity)) -> Option<String> {
    if least.0 == least.1 && most.0 == most.1 {
        return None;
    }
    let change = |(before, after): (Quantity, Quantity)| match before == after {
        true => before.to_string(),
        false => format!("{before} → {after}"),
    };
    let most = match least == most {
        true => String::new(),
        false => format!(" (at most {})", change(most)),
    };
    Some(format!("{name} {}{most}", change(least)))
}

/// A change of an image, over all comparisons.
#[derive(Debug)]
pub(super) struct Image<'a> {
    /// What changes.
    pub(super) change: &'a ImageChange,
    /// The workloads that have it, over all comparisons.
    pub(super) workloads: BTreeSet<&'a ObjectId>,
    /// In how many comparisons it is.
    pub(super) environments: usize,
}

/// Gathers changes of images over all comparisons.
pub(super) fn images(compared: &[Compared]) -> Vec<Image<'_>> {
    let mut found = BTreeMap::new();
    for change in compared.iter().flat_map(|one| &one.diff.images) {
        let image = found
            .entry((&change.image, &change.from, &change.to))
            .or_insert_with(|| Image {
                change,
                workloads: BTreeSet::new(),
                environments: 0,
            });
        image.workloads.extend(&change.workloads);
        image.environments += 1;
    }
    found.into_values().collect()
}

impl Image<'_> {
    /// Returns `ghcr.io/shop/api 1.4.2 → 1.5.0`.
    pub(super) fn title(&self) -> String {
        let ImageChange {
            image, from, to, ..
        } = self.change;
        match image == to {
            true => visible(&format!("{from} → {to}")),
            false => visible(&format!(
                "{image} {} → {}",
                short_digest(from),
                short_digest(to)
            )),
        }
    }

    /// Returns `4 workloads in 3 environments`; one environment is not counted.
    pub(super) fn reach(&self) -> String {
        reach(self.workloads.len(), "workload", self.environments)
    }
}

/// Returns where a cause is: `base/apps/api.yaml:14`, or the name of a default, or the component that is gone.
pub(super) fn place(cause: &Cause) -> Option<String> {
    let Cause {
        file,
        line,
        by,
        component,
        variable,
    } = cause;
    let by = match by.as_str() {
        "" => None,
        by => Some(format!("default {by}")),
    };
    let text = match (*line, component.as_str(), by) {
        (0, "", by) => by?,
        (0, component, _) => format!("{component} is gone"),
        (line, "", _) => format!("{file}:{line}"),
        (line, component, None) => format!("no longer of {component}, {file}:{line}"),
        (line, component, Some(by)) => format!("{by} of {component}, {file}:{line}"),
    };
    Some(visible(&match variable {
        Some(Variable { name, file, line }) => format!("{text}, from {name} at {file}:{line}"),
        None => text,
    }))
}

/// Returns what of the place of an object is another one, and both: the unit, or else the file if that is all that changes.
pub(super) fn moved(change: &Change) -> Option<(&'static str, &str, &str)> {
    let (before, after) = (change.before.as_ref()?, change.after.as_ref()?);
    if before.unit != after.unit {
        return Some(("unit", or_none(&before.unit), or_none(&after.unit)));
    }
    (change.action == Action::Move).then_some(("file", &*before.file, &*after.file))
}

/// Returns `used by: Service/shop/api (routes to) and 3 more`, as `show` has each of them; nothing where nobody does.
pub(super) fn users(users: &[Use], most: usize, show: impl Fn(&Use) -> String) -> Option<String> {
    let named: Vec<String> = users.iter().take(most).map(show).collect();
    match users.len().saturating_sub(most) {
        _ if users.is_empty() => None,
        0 => Some(format!("used by: {}", named.join(", "))),
        more => Some(format!("used by: {} and {more} more", named.join(", "))),
    }
}

fn or_none(unit: &str) -> &str {
    match unit {
        "" => "none",
        unit => unit,
    }
}

/// Returns a tag, and of a digest the beginning.
pub(super) fn short_digest(text: &str) -> Cow<'_, str> {
    /// As many digits of a digest as docker shows.
    const DIGITS: usize = 12;
    match text.split_once("sha256:") {
        Some((before, digest)) if digest.chars().count() > DIGITS => {
            let start: String = digest.chars().take(DIGITS).collect();
            format!("{before}sha256:{start}…").into()
        }
        _ => text.into(),
    }
}

/// Returns `4 workloads in 3 environments`; one environment is not counted.
pub(super) fn reach(count: usize, noun: &str, environments: usize) -> String {
    let objects = plural(count, noun);
    match environments {
        0 | 1 => objects,
        many => format!("{objects} in {many} environments"),
    }
}
