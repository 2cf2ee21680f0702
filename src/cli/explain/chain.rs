//! Where a value comes from, as lines: who set it now, what was there before, down to the first writer.

use std::fmt::Write as _;

use serde_json::{Value as Json, json};

use crate::diag::machine::Location;
use crate::text::Sources;
use crate::yaml::{NamedDefault, Node, Origin, Step};

/// Renders `pointer = value` and below it one line for each writer, the present one first. `whole` adds to a default why
/// it is so, who says so and how to be rid of it.
pub(super) fn text(pointer: &str, node: &Node, sources: &Sources, whole: bool) -> String {
    let mut out = format!("{pointer} = {}\n", node.brief());
    for (origin, before) in node.origin.chain() {
        let before = before.map(|value| format!("before: {value}, "));
        let _ = writeln!(
            out,
            "    {}{}",
            before.unwrap_or_default(),
            writer(origin, sources)
        );
        if let (true, Some(default)) = (whole, origin.default) {
            out.push_str(&reasons(default));
        }
    }
    out
}

/// Returns who set a value.
fn writer(origin: &Origin, sources: &Sources) -> String {
    let place = origin.span.map(|span| sources.place(span).to_string());
    match (origin.step, place, origin.default) {
        (Step::Written, _, Some(default)) => format!("default {}", named(default)),
        (Step::Derived, Some(place), Some(rule)) => {
            format!("from {place} by rule {}", named(rule))
        }
        (Step::Patched, Some(place), Some(rule)) => {
            format!("patched at {place} by rule {}", named(rule))
        }
        (_, None, Some(rule)) => format!("by rule {}", named(rule)),
        (Step::Written | Step::Derived, Some(place), _) => place,
        (Step::Layered, Some(place), _) => format!("layered at {place}"),
        (Step::Evaluated, Some(place), _) => format!("expression at {place}"),
        (Step::Patched, Some(place), None) => format!("patched at {place}"),
        // No node has neither place nor rule.
        (_, None, None) => "unknown".to_owned(),
    }
}

fn named(default: &NamedDefault) -> String {
    match default.what {
        "" => default.id.to_owned(),
        what => format!("{}: {what}", default.id),
    }
}

/// Returns the lines that say why a default is so, indented.
pub(super) fn reasons(default: &NamedDefault) -> String {
    let mut out = String::new();
    for (word, text) in [("why", default.why), ("source", default.source)] {
        if !text.is_empty() {
            let _ = writeln!(out, "        {word}: {text}");
        }
    }
    if !default.field.is_empty() {
        let _ = writeln!(
            out,
            "        set `{}` to change it, `null` to remove it",
            default.field
        );
    }
    out
}

/// Returns the same for programs.
pub(super) fn json(pointer: &str, node: &Node, sources: &Sources) -> Json {
    let chain: Vec<Json> = node
        .origin
        .chain()
        .map(|(origin, value)| {
            let value = value.map_or_else(|| node.brief().to_string(), str::to_owned);
            let location = origin.span.map(|span| Location::from(sources.place(span)));
            json!({
                "value": value,
                "step": step(origin),
                "location": location,
                "default": origin.default.map(default_json),
            })
        })
        .collect();
    json!({ "pointer": pointer, "value": node.brief().as_str(), "chain": chain })
}

fn step(origin: &Origin) -> &'static str {
    match origin.step {
        Step::Written if origin.default.is_some() => "default",
        Step::Written => "written",
        Step::Layered => "layered",
        Step::Evaluated => "evaluated",
        Step::Derived => "derived",
        Step::Patched => "patched",
    }
}

/// Returns a default for programs.
pub(super) fn default_json(default: &NamedDefault) -> Json {
    json!({
        "id": default.id,
        "what": default.what,
        "why": default.why,
        "source": default.source,
        "field": default.field,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Span;

    static RULE: NamedDefault = NamedDefault {
        id: "app.replicas",
        what: "two pods",
        why: "One may fail.",
        source: "EKS best practices",
        field: "spec.replicas",
    };

    #[test]
    fn the_chain_goes_from_the_last_writer_to_the_default() {
        let sources = Sources::default();
        let base = sources.add("base/api.yaml", "replicas: 3\n");
        let prod = sources.add("environments/prod/api.yaml", "\nreplicas: 5\n");
        let default = Node::literal(2, &RULE);
        let written = Node::new(3, Origin::written(Span::new(base, 10, 11)));
        let layered = Node::new(5, Origin::written(Span::new(prod, 11, 12)));
        let node = layered.replacing(&written.replacing(&default, Step::Written), Step::Layered);
        assert_eq!(
            text("/spec/replicas", &node, &sources, true),
            "\
/spec/replicas = 5
    layered at environments/prod/api.yaml:2:11
    before: 3, base/api.yaml:1:11
    before: 2, default app.replicas: two pods
        why: One may fail.
        source: EKS best practices
        set `spec.replicas` to change it, `null` to remove it
"
        );
        let json = json("/spec/replicas", &node, &sources);
        assert_eq!(json["chain"][0]["step"], "layered");
        assert_eq!(json["chain"][2]["default"]["field"], "spec.replicas");
        assert_eq!(json["chain"][1]["location"]["line"], 1);
    }
}
