//! StorageClasses and VolumeSnapshotClasses: what new volumes and snapshots are like, and what outlives its claim.

use crate::diff::read::{is_true, text};
use crate::diff::rules::guard;
use crate::diff::subject::Subject;
use crate::diff::verdict::Verdict;
use crate::diff::world::classes::{DEFAULT, is_default};
use crate::diff::{Action, Effect, Path, Risk};
use crate::yaml::Node;

const SNAPSHOTS: &str = "snapshot.storage.k8s.io";

pub(super) fn judge(subject: &Subject<'_>, verdict: &mut Verdict) {
    let is_known = subject.is("storage.k8s.io", "StorageClass")
        || subject.is(SNAPSHOTS, "VolumeSnapshotClass")
        || subject.is(SNAPSHOTS, "VolumeSnapshotContent");
    if !is_known {
        return;
    }
    let mut fields = subject.change.fields.iter();
    if subject.action() != Action::Update || fields.any(|field| !field.path.is_below(&["metadata"]))
    {
        verdict.effect(Effect::Storage);
    }
    if subject.is("storage.k8s.io", "StorageClass") {
        default(subject, verdict);
        expansion(subject, verdict);
        reclaiming(subject, verdict);
        gone(subject, verdict, "volumes");
    } else if subject.is(SNAPSHOTS, "VolumeSnapshotClass") {
        deletion(subject, verdict);
        gone(subject, verdict, "snapshots");
    } else {
        deletion(subject, verdict);
    }
}

/// Says that claims which name no class get another one.
fn default(subject: &Subject<'_>, verdict: &mut Verdict) {
    let was = subject.before().is_some_and(is_default);
    let is = subject.after().is_some_and(is_default);
    let path = match subject.action() {
        Action::Create | Action::Delete => Path::default(),
        _ => Path::of(&["metadata", "annotations", DEFAULT[0]]),
    };
    let name = &subject.id().name;
    let why = match (was, is) {
        (true, false) => format!(
            "`{name}` is no longer the default: new claims that name no class get another one, or stay pending"
        ),
        (false, true) => {
            format!("`{name}` becomes the default: new claims that name no class get it")
        }
        _ => return,
    };
    verdict.effect(Effect::Storage);
    let remedy = "name the class in every claim, and have one default at a time";
    verdict.reason(Risk::High, path, why, remedy);
}

fn expansion(subject: &Subject<'_>, verdict: &mut Verdict) {
    let allows = |class: Option<&Node>| {
        is_true(class.and_then(|class| class.value_of("allowVolumeExpansion")))
    };
    let is_kept = subject.before().is_some() && subject.after().is_some();
    if is_kept && allows(subject.before()) && !allows(subject.after()) {
        verdict.reason(
            Risk::Medium,
            Path::of(&["allowVolumeExpansion"]),
            "claims of this class cannot grow any more",
            "keep `allowVolumeExpansion: true`",
        );
    }
}

fn reclaiming(subject: &Subject<'_>, verdict: &mut Verdict) {
    let policy = |class| text(class, &["reclaimPolicy"]).unwrap_or("Delete");
    let (Some(before), Some(after)) = (subject.before(), subject.after()) else {
        return;
    };
    if policy(Some(before)) == "Retain" && policy(Some(after)) == "Delete" {
        verdict.reason(
            Risk::DataLoss,
            Path::of(&["reclaimPolicy"]),
            "volumes made from now on are deleted with their claims; those that exist stay retained",
            "keep `reclaimPolicy: Retain`, or make a class under another name for data that may go",
        );
    }
}

fn deletion(subject: &Subject<'_>, verdict: &mut Verdict) {
    let is_content = subject.is(SNAPSHOTS, "VolumeSnapshotContent");
    let keys: &[&str] = match is_content {
        true => &["spec", "deletionPolicy"],
        false => &["deletionPolicy"],
    };
    let was = text(subject.before(), keys);
    if was == Some("Retain") && text(subject.after(), keys) == Some("Delete") {
        let which = match is_content {
            true => "the snapshot is deleted at the provider together with its VolumeSnapshot",
            false => {
                "snapshots made from now on are deleted at the provider together with their VolumeSnapshots"
            }
        };
        verdict.reason(
            Risk::DataLoss,
            Path::of(keys),
            which,
            "keep `deletionPolicy: Retain`",
        );
    }
}

/// Says who named a class that is gone.
fn gone(subject: &Subject<'_>, verdict: &mut Verdict, made: &str) {
    if !subject.is_lost() || guard::tell(subject, verdict) {
        return;
    }
    let name = subject.old_name();
    let users = subject
        .pair
        .before
        .map(|placed| subject.world.before.users(&placed.object.id));
    let kept = users.unwrap_or_default().into_iter();
    let kept: Vec<String> = kept
        .filter(|used| subject.world.after.get(used.by).is_some())
        .map(|used| format!("`{}`", used.by))
        .collect();
    let (risk, who) = match kept.first() {
        None => (Risk::Medium, String::new()),
        Some(first) if kept.len() == 1 => (Risk::High, format!(", which {first} names")),
        Some(first) => (
            Risk::High,
            format!(", which {first} and {} more name", kept.len() - 1),
        ),
    };
    verdict.reason(
        risk,
        Path::default(),
        format!("class `{name}` is gone{who}: no new {made} of it, while those that exist stay"),
        "name another class first, or keep this one",
    );
}
