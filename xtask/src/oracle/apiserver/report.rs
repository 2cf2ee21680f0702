//! What the verdicts say together: how often they agree, and how they differ.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::ours::Errors;
use super::server::Verdict;

/// One object and the two verdicts on it.
#[derive(Clone, Debug)]
pub(super) struct Judged {
    /// The name of the base, or the path of the manifest.
    pub(super) of: String,
    /// The kind.
    pub(super) kind: String,
    /// What was done to it.
    pub(super) what: String,
    /// What was done to it, as operations.
    pub(super) patch: Vec<Json>,
    /// What the server says.
    pub(super) theirs: Verdict,
    /// Our errors.
    pub(super) ours: Errors,
}

/// Which of our verdicts is compared.
#[derive(Clone, Copy, Debug)]
pub(super) enum Figure {
    /// That of the rules that ask what an API server refuses.
    Rules,
    /// That of `ekscompile validate`.
    Validate,
}

impl Figure {
    /// Both.
    pub(super) const ALL: [Figure; 2] = [Figure::Rules, Figure::Validate];

    fn errors(self, one: &Judged) -> &[String] {
        match self {
            Figure::Rules => &one.ours.rules,
            Figure::Validate => &one.ours.validate,
        }
    }

    fn title(self) -> &'static str {
        match self {
            Figure::Rules => "the rules of the API server",
            Figure::Validate => "`ekscompile validate`",
        }
    }

    /// Returns how the verdicts differ.
    pub(super) fn difference(self, one: &Judged) -> Option<Difference> {
        let errors = self.errors(one);
        match (one.theirs.accepted, errors) {
            (true, []) | (false, [_, ..]) => None,
            (true, _) if errors.iter().all(|error| error.starts_with(EKS)) => {
                Some(Difference::Beyond)
            }
            (true, _) => Some(Difference::Wrong),
            (false, []) => Some(Difference::Missed),
        }
    }
}

/// How the verdicts on one object differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Difference {
    /// We reject what the server accepts.
    Wrong,
    /// The server accepts it, and what runs on Amazon EKS refuses it later: a driver, a controller.
    Beyond,
    /// We accept what the server rejects.
    Missed,
}

/// How the codes of rules begin that concern Amazon EKS.
const EKS: &str = "EK13";

/// Prints the agreement and each difference, most frequent first; says whether we rejected what the server accepts.
pub(super) fn print(judged: &[Judged], figure: Figure) -> bool {
    println!("\n# {}", figure.title());
    let (open, closed): (Vec<_>, Vec<_>) = judged.iter().partition(|one| one.theirs.elsewhere);
    let of = |difference| differences(&closed, figure, difference);
    let wrong = of(Difference::Wrong);
    show("ours rejects, the server accepts", &wrong);
    show(
        "ours rejects for Amazon EKS, the server accepts",
        &of(Difference::Beyond),
    );
    show("ours accepts, the server rejects", &of(Difference::Missed));
    let mut kinds: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for one in &closed {
        let (agreed, all) = kinds.entry(&one.kind).or_default();
        *agreed += usize::from(figure.difference(one).is_none());
        *all += 1;
    }
    println!("\nagreement by kind");
    for (kind, (agreed, all)) in &kinds {
        println!(
            "  {kind}: {agreed} of {all}, {:.1} %",
            percent(*agreed, *all)
        );
    }
    let agreed = closed
        .iter()
        .filter(|one| figure.difference(one).is_none())
        .count();
    let accepted = closed.iter().filter(|one| one.theirs.accepted).count();
    println!(
        "\n{} objects, of which the server accepts {accepted}; {} more depend on other objects",
        closed.len(),
        open.len()
    );
    println!(
        "agreement: {agreed} of {}, {:.2} %",
        closed.len(),
        percent(agreed, closed.len())
    );
    wrong.is_empty()
}

fn percent(part: usize, whole: usize) -> f64 {
    100.0 * part as f64 / whole.max(1) as f64
}

/// Returns the differing objects by kind, field and message.
fn differences<'j>(
    judged: &[&'j Judged],
    figure: Figure,
    difference: Difference,
) -> BTreeMap<String, Vec<&'j Judged>> {
    let mut groups: BTreeMap<String, Vec<&Judged>> = BTreeMap::new();
    for one in judged {
        if figure.difference(one) != Some(difference) {
            continue;
        }
        let why = match one.theirs.accepted {
            true => figure
                .errors(one)
                .first()
                .map(|error| general(error))
                .unwrap_or_default(),
            false => format!("{} {}", general(&one.theirs.field), reason(&one.theirs)),
        };
        groups
            .entry(format!("{} {why}", one.kind))
            .or_default()
            .push(one);
    }
    groups
}

/// Returns a path without the numbers of list elements.
fn general(path: &str) -> String {
    path.split_inclusive(['/', '[', ']'])
        .map(|part| match part.trim_end_matches(['/', ']']) {
            number if !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()) => {
                part.replace(number, "*")
            }
            _ => part.to_owned(),
        })
        .collect()
}

/// Returns the server's message without the name of the object and the value.
fn reason(verdict: &Verdict) -> String {
    let message = verdict.message.rsplit_once(&verdict.field);
    let message = message.filter(|_| !verdict.field.is_empty());
    let message = message.map_or(verdict.message.as_str(), |(_, behind)| behind);
    message.chars().take(160).collect()
}

fn show(title: &str, groups: &BTreeMap<String, Vec<&Judged>>) {
    let count: usize = groups.values().map(Vec::len).sum();
    println!("\n{title}: {count}");
    let mut groups: Vec<_> = groups.iter().collect();
    groups.sort_by_key(|(why, judged)| (std::cmp::Reverse(judged.len()), *why));
    for (why, judged) in groups {
        println!("  {} × {why}", judged.len());
        let size = |one: &&&Judged| Json::from(one.patch.clone()).to_string().len();
        if let Some(smallest) = judged.iter().min_by_key(size) {
            let patch: Vec<String> = smallest.patch.iter().map(Json::to_string).collect();
            println!("      {}: {}", smallest.of, patch.join(" "));
        }
    }
}
