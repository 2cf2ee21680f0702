//! PersistentVolumes: whether the disk outlives its claim, and the end of one.

use crate::diff::read::text;
use crate::diff::rules::guard::{self, ASK_FIRST};
use crate::diff::subject::Subject;
use crate::diff::verdict::Verdict;
use crate::diff::{Effect, Path, Risk};
use crate::yaml::Node;

const POLICY: &[&str] = &["spec", "persistentVolumeReclaimPolicy"];

pub(super) fn judge(subject: &Subject<'_>, verdict: &mut Verdict) {
    if !subject.is("", "PersistentVolume") {
        return;
    }
    verdict.effect(Effect::Storage);
    // What nobody made by a class is retained unless it says otherwise.
    let retains = |volume: Option<&Node>| text(volume, POLICY).unwrap_or("Retain") == "Retain";
    if subject.is_lost() {
        if guard::tell(subject, verdict) {
            return;
        }
        let (risk, what, remedy) = match retains(subject.before()) {
            true => (
                Risk::High,
                "the disk stays, as it is retained, but no claim has it",
                "to use the disk again, make a volume with its handle".to_owned(),
            ),
            false => (
                Risk::DataLoss,
                "its disk is deleted with it",
                format!("set `persistentVolumeReclaimPolicy: Retain` first; {ASK_FIRST}"),
            ),
        };
        let why = format!("volume `{}` is deleted; {what}", subject.old_name());
        return verdict.reason(risk, Path::default(), why, remedy);
    }
    let (Some(before), Some(after)) = (subject.before(), subject.after()) else {
        return;
    };
    if retains(Some(before)) && !retains(Some(after)) {
        verdict.reason(
            Risk::DataLoss,
            Path::of(POLICY),
            "from now on its disk is deleted together with its claim",
            "keep `persistentVolumeReclaimPolicy: Retain`",
        );
    }
}
