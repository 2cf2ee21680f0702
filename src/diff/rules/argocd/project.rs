//! AppProjects: what their Applications may deploy, from where, and where.

use crate::diff::read::items;
use crate::diff::sets::without;
use crate::diff::subject::Subject;
use crate::diff::verdict::Verdict;
use crate::diff::words::ticked;
use crate::diff::{Path, Risk};
use crate::yaml::Node;

/// Judges what Applications of a project may do.
pub(super) fn judge(subject: &Subject<'_>, verdict: &mut Verdict) {
    const LISTS: &[(&str, &str)] = &[
        ("sourceRepos", "may read from"),
        ("destinations", "may deploy to"),
        ("clusterResourceWhitelist", "may deploy, of the cluster,"),
        ("namespaceResourceWhitelist", "may deploy"),
        (
            "clusterResourceBlacklist",
            "must not deploy, of the cluster,",
        ),
        ("namespaceResourceBlacklist", "must not deploy"),
        ("roles", "are in the hands of"),
    ];
    for (field, what) in LISTS {
        let path = ["spec", *field];
        let of = |node: Option<&'_ Node>| -> Vec<String> { items(node).iter().map(item).collect() };
        let (old, new) = (of(subject.was(&path)), of(subject.now(&path)));
        let added = without(&new, &old);
        let has_all = new.iter().any(|item| matches!(item.as_str(), "*" | "*/*"));
        let gone = if has_all {
            Vec::new()
        } else {
            without(&old, &new)
        };
        let denies = field.ends_with("Blacklist");
        let risk = |is_wider: bool| if is_wider { Risk::High } else { Risk::Medium };
        if !added.is_empty() {
            let why = format!("its Applications {what} {}", ticked(added));
            verdict.reason(risk(!denies), Path::of(&path), why, "");
        }
        if !gone.is_empty() {
            let why = format!(
                "it no longer holds that its Applications {what} {}",
                ticked(gone)
            );
            verdict.reason(risk(denies), Path::of(&path), why, "");
        }
    }
}

/// Returns an element of a list of a project, as one word.
fn item(node: &Node) -> String {
    let of = |key: &str| node.get(key).and_then(Node::to_text);
    if let Some(text) = node.to_text() {
        return text.to_string();
    }
    if let Some(kind) = of("kind") {
        return match of("group").unwrap_or_default().as_str() {
            "" => kind.to_string(),
            group => format!("{group}/{kind}"),
        };
    }
    let place = of("server").or(of("name")).unwrap_or_default();
    match of("namespace") {
        Some(namespace) => format!("{place}/{namespace}"),
        None => place.to_string(),
    }
}
