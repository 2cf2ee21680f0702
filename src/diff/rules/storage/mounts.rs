//! The volumes of pods: where they keep what they write.

use rustc_hash::FxHashMap;

use crate::diff::path::Segment;
use crate::diff::read::{items, text};
use crate::diff::subject::Subject;
use crate::diff::verdict::Verdict;
use crate::diff::{Effect, Path, Risk};
use crate::k8s::pod_template_path;
use crate::yaml::Node;

pub(super) fn judge(subject: &Subject<'_>, verdict: &mut Verdict) {
    let id = subject.id();
    let Some(template) = pod_template_path(&id.group, &id.kind) else {
        return;
    };
    let at = [template, &["spec"]].concat();
    let (Some(old), Some(new)) = (subject.was(&at), subject.now(&at)) else {
        return;
    };
    let list = items(new.value_of("volumes")).iter();
    let named: FxHashMap<&str, &Node> = list
        .filter_map(|volume| Some((text(Some(volume), &["name"])?, volume)))
        .collect();
    for before in items(old.value_of("volumes")) {
        let name = text(Some(before), &["name"]).unwrap_or_default();
        let after = named.get(name).copied();
        let mut path = Path::of(&[&at[..], &["volumes"]].concat());
        path.push(Segment::Element(vec![("name".into(), name.into())]));
        volume(name, before, after, path, verdict);
    }
}

/// Says what becomes of what pods wrote to a volume.
fn volume(name: &str, before: &Node, after: Option<&Node>, path: Path, verdict: &mut Verdict) {
    let claim = |volume| text(Some(volume), &["persistentVolumeClaim", "claimName"]);
    let is_empty = |volume: &Node| volume.get("emptyDir").is_some();
    let (risk, why, remedy) = match (claim(before), after) {
        (Some(old), None) => (
            Risk::Medium,
            format!("pods no longer mount claim `{old}`, whose data stay there"),
            "delete the claim by hand once nobody needs it".to_owned(),
        ),
        (Some(old), Some(after)) => match claim(after) {
            Some(new) if new == old => return,
            Some(new) => (
                Risk::High,
                format!(
                    "`{name}` is claim `{new}` instead of `{old}`: pods see what is there, and the data stay in `{old}`"
                ),
                format!("copy what is needed from `{old}` to `{new}` first"),
            ),
            None if is_empty(after) => (
                Risk::DataLoss,
                format!(
                    "`{name}` is an emptyDir instead of claim `{old}`: what pods write there is lost with each of them"
                ),
                format!("keep the claim; the data stay in `{old}` as long as it is not deleted"),
            ),
            None => return,
        },
        (None, Some(after)) if is_empty(before) => match claim(after) {
            Some(new) => (
                Risk::DataLoss,
                format!(
                    "`{name}` is claim `{new}` instead of an emptyDir: what is in it now is lost with the pods"
                ),
                "copy it out with `kubectl cp` first, if it matters".to_owned(),
            ),
            None => return,
        },
        _ => return,
    };
    verdict.effect(Effect::Storage);
    verdict.reason(risk, path, why, remedy);
}
