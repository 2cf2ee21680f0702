//! Jobs: which of them run once more. One whose content is another one is told with what cannot be changed.

use crate::diff::subject::Subject;
use crate::diff::verdict::Verdict;
use crate::diff::{Action, Path, Risk};

pub(super) fn judge(subject: &Subject<'_>, verdict: &mut Verdict) {
    if !subject.is("batch", "Job") {
        return;
    }
    if let Some(old) = &subject.change.renamed_from {
        let why = format!(
            "it runs once more: under another name it is another Job than `{}`, which is deleted with its pods and its log",
            old.name
        );
        let remedy = "make sure that it may run twice, and that pods of before and after can work with what it leaves";
        return verdict.reason(Risk::Medium, Path::of(&["metadata", "name"]), why, remedy);
    }
    match subject.action() {
        Action::Create => {
            let why = "it runs once, as soon as it is applied";
            verdict.reason(Risk::Low, Path::default(), why, "");
        }
        Action::Delete => {
            let why = "it is deleted with its pods and its log; if it runs, it is stopped";
            verdict.reason(Risk::Low, Path::default(), why, "");
        }
        _ => {}
    }
}
