//! EK1100: an Event elsewhere than the object that it tells of. After `ValidateEventCreate` of `pkg/apis/core/validation`.

use super::event::NEWER;
use crate::diag::Code;
use crate::k8s::Object;
use crate::validate::findings::Findings;
use crate::validate::judge::{Judge, shown};
use crate::validate::tree::Tree;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for event in tree.of("", "Event").chain(tree.of(NEWER, "Event")) {
        let mut judge = Judge::new(Code::Event, event, findings);
        let has_time = event.node.value_of("eventTime").is_some();
        namespace(event, event.id.group == NEWER, has_time, &mut judge);
    }
}

/// An Event is where the object is that it tells of; of an object without a namespace, in `default`. Where an Event goes
/// that does not say it, is not known.
fn namespace(event: &Object, is_newer: bool, has_time: bool, judge: &mut Judge<'_, '_>) {
    let (key, node) = (
        if is_newer {
            "regarding"
        } else {
            "involvedObject"
        },
        &event.node,
    );
    let own = event.id.namespace.as_str();
    if own.is_empty() {
        return;
    }
    match node
        .at(&[key])
        .and_then(|object| object.text_of("namespace"))
    {
        Some(other) if !has_time && other.as_str().is_some_and(|other| other != own) => {
            let message = format!("an Event in `{own}` tells of an object in {}", shown(other));
            judge.says(other, message);
        }
        None if own != "default" && !(has_time && own == "kube-system") => {
            let place = node.value_of(key).unwrap_or(node);
            let message = format!("an Event in `{own}` tells of an object without a namespace");
            judge.advises(place, message, format!("add `namespace: {own}` to `{key}`"));
        }
        _ => {}
    }
}
