//! EK1100: Events that the API server refuses. After `ValidateEventCreate` of `pkg/apis/core/validation`.

use crate::diag::Code;
use crate::k8s::Format;
use crate::validate::findings::{Findings, text};
use crate::validate::judge::{Judge, shown};
use crate::validate::tree::Tree;
use crate::yaml::Node;

/// The group of the newer version, of which more is demanded.
pub(super) const NEWER: &str = "events.k8s.io";

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for event in tree.of("", "Event").chain(tree.of(NEWER, "Event")) {
        let is_newer = event.id.group == NEWER;
        let mut judge = Judge::new(Code::Event, event, findings);
        let time = event.node.value_of("eventTime");
        if time.is_some() {
            reported(&event.node, is_newer, &mut judge);
        }
        if is_newer {
            newer(&event.node, &mut judge);
        }
    }
}

/// Who saw what, and what was done; older Events need not say it.
fn reported(node: &Node, is_newer: bool, judge: &mut Judge<'_, '_>) {
    let what = "an Event with `eventTime`";
    let by = if is_newer {
        "reportingController"
    } else {
        "reportingComponent"
    };
    if let Some(by) = judge.needs(node, by, what) {
        judge.format(by, Format::QualifiedName, "name of a controller");
    }
    for key in ["reportingInstance", "action", "reason"] {
        if let Some(node) = judge.needs(node, key, what) {
            at_most(node, key, 128, judge);
        }
    }
    let note = if is_newer { "note" } else { "message" };
    if let Some(node) = node.text_of(note) {
        at_most(node, note, 1024, judge);
    }
}

fn at_most(node: &Node, key: &str, most: usize, judge: &mut Judge<'_, '_>) {
    let length = text(node, &[]).map_or(0, str::len);
    if length > most {
        judge.says(
            node,
            format!("`{key}` has at most {most} bytes, found {length}"),
        );
    }
}

fn newer(node: &Node, judge: &mut Judge<'_, '_>) {
    judge.wants(node, "eventTime", "an Event");
    if let Some(kind) = judge.needs(node, "type", "an Event")
        && kind
            .as_str()
            .is_some_and(|kind| !["Normal", "Warning"].contains(&kind))
    {
        judge.says(
            kind,
            format!(
                "expected the type `Normal` or `Warning`, found {}",
                shown(kind)
            ),
        );
    }
    for key in [
        "deprecatedFirstTimestamp",
        "deprecatedLastTimestamp",
        "deprecatedSource",
    ] {
        judge.refuses(node, key, "in a new Event");
    }
    if node
        .value_of("deprecatedCount")
        .is_some_and(|count| count.as_int() != Some(0))
    {
        judge.refuses(node, "deprecatedCount", "in a new Event");
    }
    if let Some(series) = node.value_of("series") {
        judge.wants(series, "count", "a series");
        if let Some(count) = series.value_of("count") {
            judge.within(count, 2..=i64::MAX, "a count");
        }
        judge.wants(series, "lastObservedTime", "a series");
    }
}
