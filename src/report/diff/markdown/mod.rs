//! For the comment of a pull request: tables by environment, and a fold for each change.
//!
//! In: comparisons. Out: Markdown that begins with [`MARKER`], by which a program finds its comment again, and has at most
//! [`LIMIT`] characters: what does not fit is left out, the lowest risk first, as whole rows and folds, and a line says
//! how much. No text of a manifest can end a table, a fold or a fence, mention anybody or bring markup of its own.

mod escape;
mod fold;

use std::collections::BTreeSet;

use super::Compared;
use super::shared::{self, Section};
use super::summary::{self, Counts};
use crate::diag::plural;
use crate::diff::{Change, Diff, Risk};
use escape::{code, prose};

/// The first line.
pub const MARKER: &str = "<!-- ekscompile-diff -->";

/// The most characters: GitHub takes so many for the text of a pull request, and four times as many bytes for a comment.
pub const LIMIT: usize = 65_536;

/// What is kept free: for the line that says what is left out, and for what a program that posts it puts around it.
const RESERVE: usize = 400 + 1_000;

/// How many lines that hit several objects are listed, and how many images.
const LISTED: usize = 20;

/// A part that can be left out.
struct Part {
    risk: Risk,
    text: String,
    /// Below which heading it stands: a position in the list of headings.
    below: usize,
}

/// Returns all comparisons as Markdown.
pub fn markdown(compared: &[Compared]) -> String {
    let (mut headings, mut rows) = (Vec::new(), Vec::new());
    for one in compared {
        let below = headings.len();
        headings.push(heading(one, compared.len() == 1));
        let changes = one.diff.changes.iter();
        rows.extend(changes.map(|change| Part {
            risk: change.risk,
            text: row(change, &one.diff),
            below,
        }));
    }
    let (mut titles, mut folds) = (Vec::new(), Vec::new());
    for section in shared::sections(compared, fold::fold) {
        let below = titles.len();
        titles.push(title(&section, compared));
        folds.extend(section.entries.into_iter().map(|entry| Part {
            risk: entry.risk,
            text: entry.text,
            below,
        }));
    }
    let head = head(compared);
    let fixed = [&head].into_iter().chain(&headings).chain(&titles);
    let fixed: usize = fixed.map(|text| length(text)).sum();
    let room = LIMIT.saturating_sub(RESERVE + fixed);
    // Rows tell more in less room: they may take most of it, so that the worst changes keep their folds too.
    let taken = keep(&mut rows, room / 4 * 3);
    keep(&mut folds, room.saturating_sub(taken));
    assemble(head, &headings, &rows, &titles, &folds)
}

/// Empties the texts of those parts for which there is no room, from the first that does not fit in the order of risks.
/// Returns how many characters the others have.
fn keep(parts: &mut [Part], room: usize) -> usize {
    let mut order: Vec<usize> = (0..parts.len()).collect();
    order.sort_by_key(|at| std::cmp::Reverse(parts.get(*at).map(|part| part.risk)));
    let mut characters = 0;
    let mut is_full = false;
    for at in order {
        let Some(part) = parts.get_mut(at) else {
            continue;
        };
        let own = length(&part.text);
        is_full |= characters + own > room;
        if is_full {
            part.text.clear();
        } else {
            characters += own;
        }
    }
    characters
}

fn assemble(
    head: String,
    headings: &[String],
    rows: &[Part],
    titles: &[String],
    folds: &[Part],
) -> String {
    let mut out = head;
    for (parts, titles) in [(rows, headings), (folds, titles)] {
        for (at, title) in titles.iter().enumerate() {
            let below = parts.iter().filter(|part| part.below == at);
            let kept: Vec<&str> = below
                .map(|part| part.text.as_str())
                .filter(|text| !text.is_empty())
                .collect();
            if !kept.is_empty() {
                out.push_str(title);
                kept.iter().for_each(|text| out.push_str(text));
            }
        }
    }
    if let Some(left) = left_out(rows, folds) {
        out.push_str(&left);
    }
    out
}

/// Returns the line that says how much is left out.
fn left_out(rows: &[Part], folds: &[Part]) -> Option<String> {
    let left = |parts: &[Part]| {
        let left = parts.iter().filter(|part| part.text.is_empty());
        let highest = left.clone().map(|part| part.risk).max();
        (left.count(), highest)
    };
    let ((rows, row), (folds, fold)) = (left(rows), left(folds));
    let risk = row.max(fold)?;
    let what = match (rows, folds) {
        (0, folds) => format!("the details of {}", plural(folds, "change")),
        (rows, folds) => format!(
            "{} of the tables and the details of {}",
            plural(rows, "row"),
            plural(folds, "change")
        ),
    };
    Some(format!(
        "\n**Left out: {what}**, of risk {} and below, since a pull request takes no more than {LIMIT} characters. \
         `ekscompile diff --format html` shows all of them.\n",
        risk.word()
    ))
}

/// Returns what is told in any case: the plan, and lines and images of all environments.
fn head(compared: &[Compared]) -> String {
    let counts = Counts::of(compared);
    let plan = summary::painted_plan(&counts, |risk, word| match risk {
        Risk::High | Risk::DataLoss => format!("**{word}**"),
        _ => word.to_owned(),
    });
    let mut out = format!("{MARKER}\n### {plan}\n");
    if counts.is_empty() {
        let names = compared.iter();
        let names = names.map(|one| format!("{} against {}", code(&one.name), code(&one.against)));
        out.push_str(&format!("\n{}\n", names.collect::<Vec<_>>().join(", ")));
        return out;
    }
    let lines = shared::lines(compared);
    let lines = lines.iter();
    let lines = lines.map(|line| format!("- {} {}\n", code(&line.place), prose(&line.what)));
    let images = summary::images(compared);
    let images = images.iter().map(|image| {
        let major = match image.change.is_major {
            true => ", **another major version**",
            false => "",
        };
        format!(
            "- image {}: {}{major}\n",
            code(&image.title()),
            image.reach()
        )
    });
    let costs = compared.iter().filter_map(|one| {
        let name = match compared.len() {
            1 => String::new(),
            _ => format!("{}: ", code(&one.name)),
        };
        let cost = summary::cost(&one.diff.cost)?;
        Some(format!("- {name}{cost}\n"))
    });
    let listed = |out: &mut String, all: Vec<String>| {
        let more = all.len().saturating_sub(LISTED);
        out.extend(all.into_iter().take(LISTED));
        if more > 0 {
            out.push_str(&format!("- … {more} more\n"));
        }
    };
    let mut list = String::new();
    listed(&mut list, lines.collect());
    listed(&mut list, images.collect());
    listed(&mut list, costs.collect());
    if !list.is_empty() {
        out.push_str(&format!("\n{list}"));
    }
    out
}

/// Returns the heading of the table of an environment.
fn heading(one: &Compared, is_alone: bool) -> String {
    let counts = Counts::of(std::slice::from_ref(one));
    let (name, against) = (code(&one.name), code(&one.against));
    // The plan of the only environment is the first line.
    let plan = match is_alone {
        true => String::new(),
        false => format!("{}\n\n", summary::plan(&counts)),
    };
    format!(
        "\n#### {name} against {against}\n\n{plan}| risk | action | object | effect | cause |\n|---|---|---|---|---|\n"
    )
}

fn row(change: &Change, diff: &Diff) -> String {
    let effects: Vec<String> = change.effects.iter().map(ToString::to_string).collect();
    format!(
        "| {} | {} | {} | {} | {} |\n",
        risk(change.risk),
        change.action.word(),
        code(&change.id.to_string()),
        prose(&effects.join(", ")),
        causes(change, diff)
    )
}

fn risk(risk: Risk) -> String {
    match risk {
        Risk::High | Risk::DataLoss => format!("**{}**", risk.word()),
        _ => risk.word().to_owned(),
    }
}

/// Returns the lines that caused a change.
fn causes(change: &Change, diff: &Diff) -> String {
    /// More places make a table too wide.
    const NAMED: usize = 2;
    let fields = change.fields.iter().map(|field| field.cause);
    // Positions are in source order.
    let causes: BTreeSet<usize> = fields.chain([change.cause]).flatten().collect();
    let causes = causes.into_iter().filter_map(|at| diff.causes.get(at));
    let mut places: Vec<String> = causes.filter_map(summary::place).collect();
    // What set a line makes no difference here.
    places.dedup();
    let more = places.len().saturating_sub(NAMED);
    let named = places.iter().take(NAMED).map(|place| code(place));
    let mut out = named.collect::<Vec<_>>().join(", ");
    if more > 0 {
        out.push_str(&format!(" and {more} more"));
    }
    out
}

/// Returns the title above the folds of a section.
fn title(section: &Section, compared: &[Compared]) -> String {
    let names = section.environments.iter();
    let names = names.filter_map(|at| compared.get(*at));
    let names: Vec<String> = names.map(|one| code(&one.name)).collect();
    match compared.len() {
        1 => "\n#### Changes\n".to_owned(),
        _ => format!("\n#### Changes of {}\n", names.join(", ")),
    }
}

/// Returns the length as GitHub counts it.
fn length(text: &str) -> usize {
    text.chars().count()
}

#[cfg(test)]
mod tests;
