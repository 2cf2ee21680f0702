//! EK1139: names in a pod that the API server refuses, of itself and of what it refers to. After `ValidatePodSpec` of
//! `pkg/apis/core/validation`.

use super::each;
use crate::diag::Code;
use crate::k8s::Format;
use crate::validate::findings::Findings;
use crate::validate::judge::Judge;
use crate::validate::pods::Pod;
use crate::validate::tree::Tree;

/// Names that may be absent or empty.
static NAMES: &[(&str, Format, &str)] = &[
    (
        "serviceAccountName",
        Format::Subdomain,
        "name for a ServiceAccount",
    ),
    ("nodeName", Format::Subdomain, "name for a Node"),
    (
        "priorityClassName",
        Format::Subdomain,
        "name for a PriorityClass",
    ),
];

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    each(tree, findings, Code::PodNames, check_pod);
}

fn check_pod(pod: &Pod<'_>, judge: &mut Judge<'_, '_>) {
    for (key, format, what) in NAMES {
        judge.format_of(pod.spec, key, *format, what);
    }
    // A StatefulSet gives each pod a name of its own.
    if pod.object.id.kind != "StatefulSet" {
        judge.format_of(pod.spec, "hostname", Format::Label, "host name");
        judge.format_of(pod.spec, "subdomain", Format::Label, "subdomain");
    }
    judge.format_stated(
        pod.spec,
        "runtimeClassName",
        Format::Subdomain,
        "name for a RuntimeClass",
    );
}
