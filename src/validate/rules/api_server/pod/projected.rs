//! EK1116: projected volumes whose sources are wrong, or want one path twice. After `validateProjectionSources` of
//! `pkg/apis/core/validation`.

use super::{each, file_path};
use crate::diag::Code;
use crate::validate::findings::{Findings, items};
use crate::validate::judge::Judge;
use crate::validate::pods::Pod;
use crate::validate::tree::Tree;
use crate::yaml::Node;

/// What can be projected; the API server drops the others in silence, unless it is told not to.
const SOURCES: [&str; 4] = ["secret", "configMap", "downwardAPI", "serviceAccountToken"];

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    each(tree, findings, Code::Projected, check_pod);
}

fn check_pod(pod: &Pod<'_>, judge: &mut Judge<'_, '_>) {
    for volume in items(pod.spec, "volumes") {
        let Some(projected) = volume.value_of("projected") else {
            continue;
        };
        let mut paths: Vec<&Node> = Vec::new();
        for source in items(projected, "sources") {
            let found = SOURCES
                .iter()
                .filter_map(|key| Some((*key, source.value_of(key)?)));
            let found: Vec<_> = found.collect();
            if let [(first, _), (second, node), ..] = found.as_slice() {
                let message =
                    format!("a projected source is one, and this has `{first}` and `{second}`");
                judge.advises(node, message, "make a source of each");
            }
            for (kind, source) in found {
                check_source(pod, kind, source, judge);
                match kind {
                    "secret" | "configMap" | "downwardAPI" => {
                        paths.extend(
                            items(source, "items")
                                .iter()
                                .filter_map(|file| file.text_of("path")),
                        );
                    }
                    _ => {}
                }
            }
        }
        judge.unique(paths, "paths of one projected volume");
    }
}

fn check_source(pod: &Pod<'_>, kind: &str, source: &Node, judge: &mut Judge<'_, '_>) {
    match kind {
        "secret" | "configMap" => {
            judge.needs(source, "name", format_args!("a projected `{kind}`"));
        }
        "serviceAccountToken" => {
            if let Some(path) = judge.needs(source, "path", "a projected token") {
                file_path(path, judge);
            }
            let named = pod
                .spec
                .text_of("serviceAccountName")
                .or(pod.spec.text_of("serviceAccount"));
            if pod.object.id.kind == "Pod" && named.is_none() {
                judge.says(
                    source,
                    "a projected token needs `serviceAccountName` of the Pod",
                );
            }
        }
        _ => {}
    }
}
