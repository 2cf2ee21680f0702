//! EK1115: files of volumes that the API server refuses. After `validateKeyToPath` and `validateDownwardAPIVolumeFile` of
//! `pkg/apis/core/validation`.

use super::{downward_files, each, file_path, projections};
use crate::diag::Code;
use crate::validate::findings::{Findings, items};
use crate::validate::judge::Judge;
use crate::validate::pods::Pod;
use crate::validate::tree::Tree;
use crate::yaml::Node;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    each(tree, findings, Code::VolumeFile, check_pod);
}

fn check_pod(pod: &Pod<'_>, judge: &mut Judge<'_, '_>) {
    for volume in items(pod.spec, "volumes").iter().chain(projections(pod)) {
        for source in ["secret", "configMap"] {
            for file in volume
                .value_of(source)
                .map_or(&[][..], |source| items(source, "items"))
            {
                judge.needs(file, "key", "a file of a volume");
                path(file, judge);
            }
        }
    }
    for file in downward_files(pod) {
        path(file, judge);
        judge.one_of(
            file,
            &["fieldRef", "resourceFieldRef"],
            "a file of `downwardAPI`",
        );
    }
}

fn path(file: &Node, judge: &mut Judge<'_, '_>) {
    if let Some(path) = judge.needs(file, "path", "a file of a volume") {
        file_path(path, judge);
    }
}
