//! For a terminal, like `terraform plan`.
//!
//! In: comparisons, the colours and the columns of the output. Out: what is compared, the lines that hit several objects,
//! every change (once for all environments in which it reads the same), images, costs, and the plan as the last line.

mod change;
mod paint;

use std::fmt::Write as _;

pub use paint::Look;

use super::Compared;
use super::shared::{self, Section};
use super::summary::{self, Counts};
use super::value::visible;
use paint::Style;

/// How many lines that hit several objects are listed, and how many images.
const LISTED: usize = 20;

/// Returns all comparisons as text.
pub fn text(compared: &[Compared], look: Look) -> String {
    let titles = compared.iter().map(|one| {
        let name = look.paint(Style::Bold, &visible(&one.name));
        format!("{name} against {}", visible(&one.against))
    });
    let titles: Vec<String> = titles.collect();
    let counts = Counts::of(compared);
    if counts.is_empty() {
        let plan = summary::plan(&counts);
        return match titles.is_empty() {
            true => format!("{plan}\n"),
            false => format!("{plan}: {}\n", titles.join(", ")),
        };
    }
    let mut out = titles.join("\n");
    out.push_str("\n\n");
    lines(&mut out, compared, look);
    for section in shared::sections(compared, |change, diff| change::tell(change, diff, look)) {
        self::section(&mut out, &section, compared, look);
    }
    images(&mut out, compared, look);
    ends(&mut out, compared, look);
    out
}

/// Returns a line for each change, and the plan; nothing where nothing differs.
pub fn short(compared: &[Compared], look: Look) -> String {
    let mut out = String::new();
    let differing = compared.iter().filter(|one| !one.diff.changes.is_empty());
    for one in differing {
        let _ = writeln!(out, "{}", look.paint(Style::Bold, &visible(&one.name)));
        for change in &one.diff.changes {
            let _ = writeln!(out, "{}", change::title(change, look));
        }
    }
    if !out.is_empty() {
        let plan = summary::painted_plan(&Counts::of(compared), |risk, word| look.risk(risk, word));
        let _ = writeln!(out, "{plan}");
    }
    out
}

/// Writes the lines that caused changes of several objects.
fn lines(out: &mut String, compared: &[Compared], look: Look) {
    // Writing to a string cannot fail, here and below.
    let lines = shared::lines(compared);
    for line in lines.iter().take(LISTED) {
        let place = look.paint(Style::Bold, &line.place);
        let _ = writeln!(out, "{place} {}", line.what);
    }
    if let Some(more @ 1..) = lines.len().checked_sub(LISTED) {
        let _ = writeln!(out, "… {more} more lines of specs that hit several objects");
    }
    if !lines.is_empty() {
        out.push('\n');
    }
}

fn section(out: &mut String, section: &Section, compared: &[Compared], look: Look) {
    if compared.len() > 1 {
        let names = section.environments.iter();
        let names = names.filter_map(|at| compared.get(*at));
        let names: Vec<String> = names.map(|one| visible(&one.name)).collect();
        let _ = writeln!(out, "{}\n", look.paint(Style::Bold, &names.join(", ")));
    }
    for entry in &section.entries {
        let _ = writeln!(out, "{}", entry.text);
    }
}

fn images(out: &mut String, compared: &[Compared], look: Look) {
    let images = summary::images(compared);
    for image in images.iter().take(LISTED) {
        let major = match image.change.is_major {
            true => look.paint(Style::Yellow, ", another major version"),
            false => String::new(),
        };
        let _ = writeln!(out, "image {}: {}{major}", image.title(), image.reach());
    }
    if let Some(more @ 1..) = images.len().checked_sub(LISTED) {
        let _ = writeln!(out, "… {more} more images");
    }
    if !images.is_empty() {
        out.push('\n');
    }
}

/// Writes what is asked for, and the plan: of each environment, and of all together in the last line.
fn ends(out: &mut String, compared: &[Compared], look: Look) {
    let plan = |compared: &[Compared]| {
        let counts = Counts::of(compared);
        summary::painted_plan(&counts, |risk, word| look.risk(risk, word))
    };
    for one in compared {
        let prefix = match compared.len() {
            1 => String::new(),
            _ => format!("{}: ", visible(&one.name)),
        };
        if let Some(cost) = summary::cost(&one.diff.cost) {
            let _ = writeln!(out, "{prefix}{cost}");
        }
        if compared.len() > 1 {
            let _ = writeln!(out, "{prefix}{}", plan(std::slice::from_ref(one)));
        }
    }
    let _ = writeln!(out, "{}", plan(compared));
}
