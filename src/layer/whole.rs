//! The check of what layers and expressions came to, and the policy that every component must meet.

use super::Component;
use super::stack::Layered;
use crate::diag::{Code, Diagnostic};
use crate::load::check::{self, Mode, Scene};
use crate::session::Session;
use crate::yaml::Node;

/// Checks a merged, evaluated spec. Where a layer was wrong already, there is nothing new to say.
pub(super) fn check(session: &Session<'_>, layered: &mut Layered) {
    if !layered.sound {
        return;
    }
    let object = layered.owner.to_string();
    let scene = Scene {
        sources: &session.sources,
        object: &object,
        mode: Mode::Whole,
        span: layered.span,
    };
    let findings = check::metadata(scene, &mut layered.metadata);
    layered.sound &= findings.is_empty();
    session.report_all(findings);
    let findings = check::spec(scene, layered.kind, &mut layered.spec);
    layered.sound &= findings.is_empty();
    session.report_all(findings);
}

/// Reports components without the labels of `policy.requiredLabels`.
pub(super) fn require_labels(session: &Session<'_>, environment: &Node, components: &[Component]) {
    let required = environment.at(&["policy", "requiredLabels"]);
    let required = required.and_then(Node::as_list).unwrap_or_default();
    for component in components {
        if !component.kind.namespaced() {
            continue;
        }
        for label in required {
            let Some(name) = label.as_str() else { continue };
            let labels = component.metadata.value_of("labels");
            if labels.is_some_and(|labels| labels.value_of(name).is_some()) {
                continue;
            }
            let place = labels.and_then(Node::span).or_else(|| {
                let name = component.metadata.get("name");
                name.and_then(Node::span)
            });
            session.report(
                Diagnostic::new(
                    Code::MissingLabel,
                    format!("{} lacks the label `{name}`", component.owner),
                )
                .on(&component.owner)
                .pointer("/metadata/labels")
                .at(place.or(Some(component.span)))
                .related(label.span(), "required here")
                .help(format!("add `{name}: …` to `metadata.labels`")),
            );
        }
    }
}
