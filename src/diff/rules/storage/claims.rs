//! PersistentVolumeClaims: growing, shrinking, another class of attributes, and the end of one.

use super::{new_name, request, size};
use crate::diff::read::{is_true, text};
use crate::diff::rules::guard::{self, ASK_FIRST};
use crate::diff::subject::Subject;
use crate::diff::verdict::Verdict;
use crate::diff::{Effect, Path, Risk};
use crate::k8s::Object;
use crate::yaml::Node;

pub(super) fn judge(subject: &Subject<'_>, verdict: &mut Verdict) {
    if !subject.is("", "PersistentVolumeClaim") {
        return;
    }
    if subject.is_lost() {
        return gone(subject, verdict);
    }
    let (Some(old), Some(new)) = (subject.was(&["spec"]), subject.now(&["spec"])) else {
        return;
    };
    if let (Some(from), Some(to)) = (size(Some(old)), size(Some(new))) {
        if to > from {
            verdict.effect(Effect::Storage);
            grows(subject, verdict, &format!("grows from {from} to {to}"));
        } else if to < from {
            verdict.effect(Effect::Storage);
            verdict.replaces();
            verdict.reason(
                Risk::DataLoss,
                request(),
                format!("a claim only grows, and {to} is less than {from}; deleted and created anew, its volume is gone"),
                format!("keep {from}, or make a smaller claim under another name and copy the data"),
            );
        }
    }
    let attributes = Path::of(&["spec", "volumeAttributesClassName"]);
    if let Some(class) = new
        .value_of("volumeAttributesClassName")
        .and_then(Node::as_str)
        && subject.touches(&["spec", "volumeAttributesClassName"])
    {
        verdict.effect(Effect::Storage);
        let why = format!("the disk is changed in place to what `{class}` says");
        let remedy = "an EBS volume takes the next change after six hours";
        verdict.reason(Risk::Low, attributes, why, remedy);
    }
}

fn grows(subject: &Subject<'_>, verdict: &mut Verdict, what: &str) {
    let class = subject.world.after.class_of(subject.now(&["spec"]));
    let allows = class.map(|class| {
        let stated = class.node.value_of("allowVolumeExpansion");
        (is_true(stated), &class.id.name)
    });
    let (risk, why, remedy) = match allows {
        Some((true, _)) => (
            Risk::Low,
            format!("{what}, while it is used; it cannot shrink again"),
            "an EBS volume takes the next change after six hours".to_owned(),
        ),
        Some((false, class)) => (
            Risk::High,
            format!(
                "{what}, which the API server refuses: class `{class}` does not let volumes grow"
            ),
            format!("set `allowVolumeExpansion: true` in StorageClass `{class}`"),
        ),
        None => (
            Risk::Medium,
            format!("{what}, if its class lets volumes grow; it cannot shrink again"),
            "see that its StorageClass says `allowVolumeExpansion: true`".to_owned(),
        ),
    };
    verdict.reason(risk, request(), why, remedy);
}

fn gone(subject: &Subject<'_>, verdict: &mut Verdict) {
    verdict.effect(Effect::Storage);
    let name = subject.old_name();
    if guard::tell(subject, verdict) {
        if subject.after().is_some() {
            let why = format!(
                "{} starts empty; the data stay in `{name}`",
                new_name(subject)
            );
            let remedy = "keep the name, or copy the data over first";
            verdict.reason(Risk::High, Path::default(), why, remedy);
        }
        return;
    }
    let class = subject.world.before.class_of(subject.was(&["spec"]));
    let starts_empty = match subject.after() {
        Some(_) => format!(", and {} starts empty", new_name(subject)),
        None => String::new(),
    };
    let retains = |class: &&Object| text(Some(&class.node), &["reclaimPolicy"]) == Some("Retain");
    match class.filter(retains) {
        Some(class) => verdict.reason(
            Risk::High,
            Path::default(),
            format!(
                "claim `{name}` is deleted{starts_empty}; its disk stays, as class `{}` retains it, but no claim has it",
                class.id.name
            ),
            "to use the disk again, remove `claimRef` of its volume and name the volume in a claim",
        ),
        None => verdict.reason(
            Risk::DataLoss,
            Path::default(),
            format!("claim `{name}` is deleted with its volume and all data there{starts_empty}"),
            format!("take a VolumeSnapshot; {ASK_FIRST}"),
        ),
    }
}
