//! Images: another major version, an older one, a name that says less than before.

use crate::diff::images;
use crate::diff::read::text;
use crate::diff::subject::Subject;
use crate::diff::verdict::Verdict;
use crate::diff::{FieldChange, Risk, Shown};
use crate::k8s::Image;

/// Programs that refuse the data directory of another major version, by the last part of the name of their image.
const BOUND_TO_THEIR_DATA: [&str; 6] = [
    "postgres",
    "postgresql",
    "postgis",
    "timescaledb",
    "mongo",
    "mongodb",
];

pub(super) fn judge(subject: &Subject<'_>, verdict: &mut Verdict) {
    let Some(pods) = subject.kept_pods() else {
        return;
    };
    for (container, before, after) in pods.kept() {
        let image = ["image"];
        let (Some(from), Some(to)) = (text(Some(before), &image), text(Some(after), &image)) else {
            continue;
        };
        let Some((risk, why, remedy)) = problem(from, to) else {
            continue;
        };
        verdict.reason(risk, container.at(&["image"]), why, remedy);
    }
}

/// What is wrong: how much, why, and what to do about it.
type Problem = (Risk, String, &'static str);

/// Returns what is wrong with another image, the worst first.
fn problem(from: &str, to: &str) -> Option<Problem> {
    if from == to || Image::full(from) == Image::full(to) {
        return None;
    }
    let (old, new) = (Image::parse(from), Image::parse(to));
    if old.name() == new.name() && images::is_major(from, to) {
        return Some(major(from, to));
    }
    loose(&old, &new, to)
        .or_else(|| elsewhere(&old, &new, to))
        .or_else(|| older(from, to))
}

/// Says what another major version means.
fn major(from: &str, to: &str) -> Problem {
    let (old, new) = (Image::parse(from), Image::parse(to));
    let name = new.name();
    let (a, b) = (old.tag.unwrap_or_default(), new.tag.unwrap_or_default());
    if BOUND_TO_THEIR_DATA.contains(&name) {
        return (
            Risk::High,
            format!("`{name}` {b} does not start on the data that {a} wrote"),
            "dump and restore, or run the upgrade of the vendor, before the image changes",
        );
    }
    if version(from) > version(to) {
        return (
            Risk::Medium,
            format!("`{name}` goes back from {a} to {b}, another major version"),
            "make sure that it reads what the newer version wrote",
        );
    }
    (
        Risk::Medium,
        format!("`{name}` goes from {a} to {b}, another major version"),
        "read its notes on breaking changes",
    )
}

/// Says that nobody knows any more what runs.
fn loose(old: &Image<'_>, new: &Image<'_>, to: &str) -> Option<Problem> {
    if new.digest.is_none() && matches!(new.tag, None | Some("latest")) {
        return Some((
            Risk::Medium,
            format!("`{to}` does not say which version runs, and every node may have another one"),
            "state a version or a digest",
        ));
    }
    let is_loosened = old.digest.is_some() && new.digest.is_none();
    let name = new.name();
    is_loosened.then(|| {
        (
            Risk::Medium,
            format!(
                "the image of `{name}` is no longer bound to a digest, so what runs can change under its tag"
            ),
            "append `@sha256:…`",
        )
    })
}

/// Says that it comes from another repository.
fn elsewhere(old: &Image<'_>, new: &Image<'_>, to: &str) -> Option<Problem> {
    fn place<'i>(image: &Image<'i>) -> (&'i str, &'i str) {
        (image.registry.unwrap_or("docker.io"), image.repository)
    }
    (place(old) != place(new)).then(|| {
        let repository = repository(to);
        (
            Risk::Medium,
            format!("the image comes from another repository, `{repository}`"),
            "make sure that the nodes may pull from there",
        )
    })
}

/// Says that it is an older version.
fn older(from: &str, to: &str) -> Option<Problem> {
    let (old, new) = (Image::parse(from), Image::parse(to));
    let (a, b) = version(from).zip(version(to))?;
    (b.0 < a.0).then(|| {
        (
            Risk::Medium,
            format!(
                "`{}` goes back from {} to {}",
                new.name(),
                old.tag.unwrap_or_default(),
                new.tag.unwrap_or_default()
            ),
            "make sure that it reads what the newer version wrote",
        )
    })
}

/// Returns whether nothing but the last number of the version of an image is another one, and a greater one.
pub(super) fn is_patch(field: &FieldChange) -> bool {
    let text = |shown: &Option<Shown>| match shown {
        Some(Shown::Value(node)) => node.as_str().map(str::to_owned),
        _ => None,
    };
    let (Some(from), Some(to)) = (text(&field.before), text(&field.after)) else {
        return false;
    };
    if field.path.last_field() != Some("image") || repository(&from) != repository(&to) {
        return false;
    }
    match (version(&from), version(&to)) {
        (Some((a, a_rest)), Some((b, b_rest))) => {
            a.len() == 3 && b.len() == 3 && a[..2] == b[..2] && a[2] < b[2] && a_rest == b_rest
        }
        _ => false,
    }
}

fn repository(image: &str) -> &str {
    let parts = Image::parse(image);
    let registry = parts.registry.map_or(0, |registry| registry.len() + 1);
    image.split_at(registry + parts.repository.len()).0
}

/// Returns the numbers of a version and what stands behind them: `1.4.2-alpine`.
fn version(image: &str) -> Option<(Vec<u32>, &str)> {
    let tag = Image::parse(image).tag?;
    let tag = tag.strip_prefix('v').unwrap_or(tag);
    let end = tag
        .find(|letter: char| !letter.is_ascii_digit() && letter != '.')
        .unwrap_or(tag.len());
    let (numbers, rest) = tag.split_at(end);
    let numbers: Option<Vec<u32>> = numbers
        .split('.')
        .map(|number| number.parse().ok())
        .collect();
    // One number alone is a build, a date or the start of a hash.
    numbers
        .filter(|numbers| numbers.len() > 1)
        .map(|numbers| (numbers, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worst_is_told() {
        let risk = |from, to| problem(from, to).map(|(risk, _, _)| risk);
        assert_eq!(risk("a/api:1.4.2", "a/api:1.5.0"), None);
        assert_eq!(risk("a/api:1.4.2", "a/api:1.4.1"), Some(Risk::Medium));
        assert_eq!(risk("a/api:1.4.2", "a/api:2.0.0"), Some(Risk::Medium));
        assert_eq!(risk("postgres:15.4", "postgres:16.1"), Some(Risk::High));
        assert_eq!(risk("a/api:1.4.2", "a/api"), Some(Risk::Medium));
        assert_eq!(risk("a/api:1.4.2", "b/api:1.4.2"), Some(Risk::Medium));
        assert_eq!(risk("nginx:1.2", "docker.io/library/nginx:1.2"), None);
        assert_eq!(risk("a/api:1.2@sha256:00", "a/api:1.2"), Some(Risk::Medium));
        assert_eq!(risk("a/api:9f3c2ab", "a/api:77d01ce"), None);
    }
}
