//! Sources of Flux: repositories, buckets and charts.

use super::suspend;
use crate::diff::subject::Subject;
use crate::diff::verdict::Verdict;
use crate::diff::words::value;
use crate::diff::{Action, Path, Risk};
use crate::yaml::Node;

/// Judges a source.
pub(super) fn judge(subject: &Subject<'_>, verdict: &mut Verdict) {
    if subject.gone().is_some() {
        let why = "who reads from it gets no changes any more";
        return verdict.reason(Risk::High, Path::default(), why, "");
    }
    if subject.action() != Action::Update {
        return;
    }
    suspend(subject, verdict);
    let all = "everything that is read from it comes from there";
    verdict.changed(subject, &["spec", "url"], Risk::High, all);
    for key in ["ref", "reference"] {
        let path = ["spec", key];
        if subject.touches(&path) {
            let of = |node: Option<&Node>| {
                let map = node.and_then(Node::as_map).into_iter().flatten();
                let parts: Vec<String> = map
                    .map(|entry| format!("{} {}", entry.key.name, value(Some(&entry.value))))
                    .collect();
                parts.join(", ")
            };
            let why = format!(
                "it goes from {} to {}: {all}",
                of(subject.was(&path)),
                of(subject.now(&path))
            );
            verdict.reason(Risk::Medium, Path::of(&path), why, "");
        }
    }
    verdict.changed(
        subject,
        &["spec", "ignore"],
        Risk::Medium,
        "other files of it are read",
    );
    verdict.changed(
        subject,
        &["spec", "verify"],
        Risk::High,
        "who must have signed it is another one",
    );
}
