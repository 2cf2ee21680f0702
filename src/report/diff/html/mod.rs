//! For a browser: one page that holds everything and fetches nothing.
//!
//! In: comparisons. Out: HTML that can be read without a script; with it, changes are filtered and walked through by keys.
//! The JSON of [`super::json`] is in the page, for the script and for whoever saves it. Texts of manifests are escaped, and
//! the page forbids itself every connection.

mod change;
mod graph;

use std::collections::BTreeSet;

use super::summary::{self, Counts};
use super::value::{self, visible};
use super::{Compared, json, shared};
use crate::diag::plural;
use crate::diff::Risk;
use crate::text::xml_escaped;

const CSS: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// Changes from this risk on are open when the page is, unless there are many.
const OPEN: Risk = Risk::High;
const MANY: usize = 40;

/// How many bytes the changes may have together, those of one environment no more than their share, and how many of these
/// are kept for changes without their fields; the riskiest come first. Larger pages make browsers slow.
const ROOM: usize = 10 << 20;
const KEPT: usize = 2 << 20;

/// How many bytes of data the page holds at most; beyond, the data only name the changes.
const DATA: usize = 6 << 20;

/// How many lines and images the overview names.
const LISTED: usize = 200;

/// Returns all comparisons as a page.
pub fn html(compared: &[Compared]) -> String {
    let counts = Counts::of(compared);
    let plan = summary::plan(&counts);
    let names: Vec<&str> = compared.iter().map(|one| one.name.as_str()).collect();
    let mut out = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">\n\
         <title>{} ({})</title>\n<style>\n{CSS}</style>\n</head>\n<body>\n\
         <a class=\"skip\" href=\"#changes\">Skip to the changes</a>\n",
        escaped(&plan),
        escaped(&names.join(", "))
    );
    header(&mut out, compared, &counts, &plan);
    out.push_str("<main>\n");
    overview(&mut out, compared);
    changes(&mut out, compared, &counts);
    out.push_str("</main>\n");
    out.push_str("<footer><p>Keys: <kbd>/</kbd> text to look for, <kbd>j</kbd> and <kbd>k</kbd> next and previous change, <kbd>Enter</kbd> opens it.</p></footer>\n");
    let mut data = json::json(compared).to_string();
    if data.len() > DATA {
        data = json::outline(compared).to_string();
    }
    // In JSON, `<` stands only inside of texts, and nothing else can end the element.
    let data = data.replace('<', "\\u003c");
    out.push_str(&format!(
        "<script type=\"application/json\" id=\"data\">{data}</script>\n<script>\n{SCRIPT}</script>\n</body>\n</html>\n"
    ));
    out
}

fn header(out: &mut String, compared: &[Compared], counts: &Counts, plan: &str) {
    let pairs = compared.iter().map(|one| {
        let (name, against) = (escaped(&one.name), escaped(&one.against));
        format!("<strong>{name}</strong> against <code>{against}</code>")
    });
    out.push_str(&format!(
        "<header>\n<p>{}</p>\n<h1><span aria-hidden=\"true\">{}</span> {}</h1>\n</header>\n",
        pairs.collect::<Vec<_>>().join(", "),
        badge(counts.risk),
        escaped(plan)
    ));
}

/// Writes what concerns several objects: lines, images, and what is asked for.
fn overview(out: &mut String, compared: &[Compared]) {
    let lines = shared::lines(compared);
    let images = summary::images(compared);
    let costs: Vec<(&str, String)> = compared
        .iter()
        .filter_map(|one| Some((one.name.as_str(), summary::cost(&one.diff.cost)?)))
        .collect();
    if lines.is_empty() && images.is_empty() && costs.is_empty() {
        return;
    }
    out.push_str(
        "<section aria-labelledby=\"overview\">\n<h2 id=\"overview\">Overview</h2>\n<ul>\n",
    );
    let named = lines.len() + images.len();
    for line in lines.iter().take(LISTED) {
        let (place, what) = (escaped(&line.place), escaped(&line.what));
        out.push_str(&format!("<li><code>{place}</code> {what}</li>\n"));
    }
    for image in images.iter().take(LISTED) {
        let major = match image.change.is_major {
            true => " <strong>another major version</strong>",
            false => "",
        };
        let title = escaped(&image.title());
        out.push_str(&format!(
            "<li>image <code>{title}</code>: {}{major}</li>\n",
            image.reach()
        ));
    }
    if let Some(more @ 1..) = named.checked_sub(lines.len().min(LISTED) + images.len().min(LISTED))
    {
        out.push_str(&format!("<li>{more} more lines and images</li>\n"));
    }
    for (name, cost) in costs {
        let name = match compared.len() {
            1 => String::new(),
            _ => format!("{}: ", escaped(name)),
        };
        out.push_str(&format!("<li>{name}{cost}</li>\n"));
    }
    out.push_str("</ul>\n</section>\n");
}

fn changes(out: &mut String, compared: &[Compared], counts: &Counts) {
    out.push_str("<section id=\"changes\" aria-labelledby=\"changes-title\" tabindex=\"-1\">\n<h2 id=\"changes-title\">Changes</h2>\n");
    if counts.is_empty() {
        let plan = summary::plan(counts);
        out.push_str(&format!("<p>{plan}.</p>\n</section>\n"));
        return;
    }
    filter(out, compared);
    let count: usize = compared.iter().map(|one| one.diff.changes.len()).sum();
    for (at, one) in compared.iter().enumerate() {
        let room = ROOM / compared.len();
        environment(out, at, one, room, count <= MANY);
    }
    out.push_str("</section>\n");
}

/// Writes the form that chooses among the changes. It is of no use without the script, which shows it.
fn filter(out: &mut String, compared: &[Compared]) {
    let all = || compared.iter().flat_map(|one| &one.diff.changes);
    let kinds: BTreeSet<&str> = all().map(|change| change.id.kind.as_str()).collect();
    let risks: BTreeSet<Risk> = all().map(|change| change.risk).collect();
    out.push_str(
        "<form id=\"filter\" role=\"search\" aria-label=\"Changes\" hidden>\n\
         <p><label for=\"text\">Text</label> <input id=\"text\" type=\"search\" autocomplete=\"off\" spellcheck=\"false\"></p>\n\
         <p><label for=\"kind\">Kind</label> <select id=\"kind\"><option value=\"\">all</option>",
    );
    for kind in kinds {
        let kind = escaped(kind);
        out.push_str(&format!("<option value=\"{kind}\">{kind}</option>"));
    }
    out.push_str("</select></p>\n");
    if compared.len() > 1 {
        out.push_str("<p><label for=\"environment\">Environment</label> <select id=\"environment\"><option value=\"\">all</option>");
        for (at, one) in compared.iter().enumerate() {
            out.push_str(&format!(
                "<option value=\"{at}\">{}</option>",
                escaped(&one.name)
            ));
        }
        out.push_str("</select></p>\n");
    }
    out.push_str("<fieldset><legend>Risk</legend>\n");
    for risk in risks.into_iter().rev() {
        let word = risk.word();
        let count = all().filter(|change| change.risk == risk).count();
        out.push_str(&format!(
            "<label><input type=\"checkbox\" name=\"risk\" value=\"{word}\" checked> {word} ({count})</label>\n"
        ));
    }
    out.push_str(
        "</fieldset>\n<p class=\"buttons\"><button type=\"button\" id=\"open\">Open all</button> \
         <button type=\"button\" id=\"close\">Close all</button> <button type=\"reset\">Show all</button></p>\n\
         <p id=\"count\" role=\"status\" aria-live=\"polite\"></p>\n</form>\n",
    );
}

fn environment(out: &mut String, at: usize, one: &Compared, room: usize, is_short: bool) {
    let counts = Counts::of(std::slice::from_ref(one));
    let name = escaped(&one.name);
    out.push_str(&format!(
        "<section class=\"environment\" id=\"environment-{at}\" aria-labelledby=\"environment-{at}-title\">\n\
         <h3 id=\"environment-{at}-title\">{name}</h3>\n<p>{}</p>\n",
        escaped(&summary::plan(&counts))
    ));
    let kept = KEPT * room / ROOM;
    let (mut full, mut brief) = (room - kept, kept);
    let (mut cut, mut left_out) = (0, 0);
    let mut changes = String::new();
    for (number, change) in one.diff.changes.iter().enumerate() {
        let id = format!("change-{at}-{number}");
        let is_open = is_short && change.risk >= OPEN;
        let text = change::change(&id, change, &one.diff, is_open);
        if text.len() <= full {
            full -= text.len();
            changes.push_str(&text);
            continue;
        }
        let text = change::brief(&id, change);
        match text.len() <= brief {
            true => {
                brief -= text.len();
                cut += 1;
                changes.push_str(&text);
            }
            false => left_out += 1,
        }
    }
    tell_cut(out, cut, left_out);
    out.push_str(&changes);
    graph::graph(out, at, one);
    out.push_str("</section>\n");
}

/// Says what the page does not hold.
fn tell_cut(out: &mut String, cut: usize, left_out: usize) {
    let fields = (cut > 0).then(|| format!("the fields of {}", plural(cut, "change")));
    let whole = (left_out > 0).then(|| plural(left_out, "change"));
    let parts: Vec<String> = fields.into_iter().chain(whole).collect();
    if !parts.is_empty() {
        out.push_str(&format!(
            "<p class=\"cut\">Left out, as the page would be too large: {}. <code>ekscompile diff --format json</code> has everything.</p>\n",
            parts.join(", and ")
        ));
    }
}

fn badge(risk: Risk) -> String {
    let word = risk.word();
    format!("<span class=\"risk {word}\">{word}</span>")
}

/// Returns a text for elements and attributes.
fn escaped(text: &str) -> String {
    xml_escaped(&visible(text))
}

/// Returns a sentence of which what stands in backticks is code.
fn prose(text: &str) -> String {
    value::prose(text, xml_escaped)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::diff::samples::{change, compared};

    #[test]
    fn a_page_stays_small_and_says_what_it_leaves_out() {
        let name = |at: usize| format!("low-{at}");
        let low = (0..20).map(|at| change(&name(at), Risk::Low, 30));
        let changes = [change("high", Risk::High, 1)].into_iter().chain(low);
        let one = compared("prod", changes.collect());
        let (room, mut out) = (20_000, String::new());
        environment(&mut out, 0, &one, room, false);
        assert!(out.len() < room + 1_000, "{}", out.len());
        let shown = out.matches("<details class=\"change\"").count();
        let brief = out.matches("30 fields left out").count();
        assert!(shown > brief && brief > 0 && shown < 21, "{shown} {brief}");
        let cut = format!(
            "the fields of {}, and {}.",
            plural(brief, "change"),
            plural(21 - shown, "change")
        );
        assert!(out.contains(&cut), "{cut}");
        let (mut all, room) = (String::new(), 1 << 20);
        environment(&mut all, 0, &one, room, false);
        assert!(!all.contains("Left out"));
    }
}
