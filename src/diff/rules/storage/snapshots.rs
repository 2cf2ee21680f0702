//! VolumeSnapshots: the end of one, and another source.

use crate::diff::read::text;
use crate::diff::rules::guard::{self, ASK_FIRST};
use crate::diff::subject::Subject;
use crate::diff::verdict::Verdict;
use crate::diff::{Effect, Path, Risk};

const GROUP: &str = "snapshot.storage.k8s.io";

pub(super) fn judge(subject: &Subject<'_>, verdict: &mut Verdict) {
    if !subject.is(GROUP, "VolumeSnapshot") || !subject.is_lost() {
        return;
    }
    verdict.effect(Effect::Storage);
    if guard::tell(subject, verdict) {
        return;
    }
    let name = text(subject.before(), &["spec", "volumeSnapshotClassName"]);
    let before = &subject.world.before;
    let class = name.and_then(|name| before.named(GROUP, "VolumeSnapshotClass", name));
    let policy = text(class.map(|class| &class.node), &["deletionPolicy"]);
    match policy {
        Some("Retain") => verdict.reason(
            Risk::Medium,
            Path::default(),
            "the snapshot stays at the provider, as its class retains it, but nothing here names it any more",
            "delete it at the provider by hand once nobody needs it",
        ),
        _ => verdict.reason(
            Risk::DataLoss,
            Path::default(),
            "the snapshot is deleted at the provider with it",
            format!("set `deletionPolicy: Retain` in its VolumeSnapshotContent first; {ASK_FIRST}"),
        ),
    }
}
