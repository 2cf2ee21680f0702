//! The volumes of pods: where they keep what they write, and where programs look for it.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::diff::images::is_major;
use crate::diff::path::Segment;
use crate::diff::pods::Pods;
use crate::diff::read::{items, text};
use crate::diff::sets::{by_key, without};
use crate::diff::subject::Subject;
use crate::diff::verdict::Verdict;
use crate::diff::{Effect, Path, Risk};
use crate::yaml::Node;

pub(super) fn judge(subject: &Subject<'_>, verdict: &mut Verdict) {
    let Some(pods) = &subject.pods else {
        return;
    };
    let (Some(old), Some(new)) = (pods.before, pods.after) else {
        return;
    };
    let list = items(new.value_of("volumes")).iter();
    let named: FxHashMap<&str, &Node> = list
        .filter_map(|volume| Some((text(Some(volume), &["name"])?, volume)))
        .collect();
    if subject.stays() {
        moved(subject, pods, old, verdict);
    }
    for before in items(old.value_of("volumes")) {
        let name = text(Some(before), &["name"]).unwrap_or_default();
        let after = named.get(name).copied();
        let mut path = pods.at(&["volumes"]);
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

/// Says that a program finds what it wrote at another place, or not at all.
fn moved(subject: &Subject<'_>, pods: &Pods<'_>, old: &Node, verdict: &mut Verdict) {
    let kept = kept(subject, old);
    for (container, before, after) in pods.kept() {
        if before.value_of("volumeMounts") == after.value_of("volumeMounts") {
            continue;
        }
        let (from, to) = (mounts(before), mounts(after));
        let places: FxHashSet<&str> = to.iter().map(|mount| mount.1).collect();
        let new = by_key(without(&to, &from).into_iter().copied());
        for (name, place) in from.iter().filter(|(name, _)| kept.contains(name)) {
            let stays = places.contains(place);
            let Some(to) = new.get(name).filter(|_| !stays) else {
                continue;
            };
            let images =
                [before, after].map(|node| text(Some(node), &["image"]).unwrap_or_default());
            let (risk, why, remedy) = match is_major(images[0], images[1]) {
                true => (
                    Risk::DataLoss,
                    format!(
                        "`{name}` is mounted at `{to}` instead of `{place}`, and the image is of another major version: if that looks there for a folder of its own, it starts empty beside the old data"
                    ),
                    "make a dump with the old version and restore it into the new one, or run the upgrade of the vendor first; the data stay in the volume",
                ),
                false => (
                    Risk::High,
                    format!(
                        "`{name}` is mounted at `{to}` instead of `{place}`: a program that still looks there finds nothing, and loses with each pod what it writes there"
                    ),
                    "let the program look at the new place in the same change, or keep the old one",
                ),
            };
            verdict.effect(Effect::Storage);
            verdict.reason(risk, container.at(&["volumeMounts"]), why, remedy);
        }
    }
}

/// Returns the names of the volumes that outlive pods.
fn kept<'n>(subject: &Subject<'n>, spec: &'n Node) -> FxHashSet<&'n str> {
    let name = |volume: &'n Node, keys: &[&str]| text(Some(volume), keys);
    let templates = items(subject.was(&["spec", "volumeClaimTemplates"])).iter();
    let claims = items(spec.value_of("volumes")).iter();
    let claims = claims.filter(|volume| volume.get("persistentVolumeClaim").is_some());
    templates
        .filter_map(|template| name(template, &["metadata", "name"]))
        .chain(claims.filter_map(|claim| name(claim, &["name"])))
        .collect()
}

/// Returns what a container mounts, and where.
fn mounts(container: &Node) -> Vec<(&str, &str)> {
    let mounts = items(container.value_of("volumeMounts")).iter();
    let of = |mount| {
        Some((
            text(Some(mount), &["name"])?,
            text(Some(mount), &["mountPath"])?,
        ))
    };
    mounts.filter_map(of).collect()
}
