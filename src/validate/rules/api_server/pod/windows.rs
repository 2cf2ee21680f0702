//! EK1128: options for Windows that the API server refuses. After `validateWindowsSecurityContextOptions` and
//! `validateWindowsHostProcessPod` of `pkg/apis/core/validation`.

use super::{called, each, is_true};
use crate::diag::Code;
use crate::k8s::Format;
use crate::k8s::windows::user_problem;
use crate::validate::findings::Findings;
use crate::validate::judge::Judge;
use crate::validate::pods::Pod;
use crate::validate::tree::Tree;
use crate::yaml::Node;

const OPTIONS: [&str; 2] = ["securityContext", "windowsOptions"];

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    each(tree, findings, Code::WindowsOptions, check_pod);
}

fn check_pod(pod: &Pod<'_>, judge: &mut Judge<'_, '_>) {
    for holder in std::iter::once(pod.spec).chain(pod.containers()) {
        if let Some(options) = holder.at(&OPTIONS) {
            check_options(options, judge);
        }
    }
    host_process(pod, judge);
}

fn check_options(options: &Node, judge: &mut Judge<'_, '_>) {
    judge.format_stated(
        options,
        "gmsaCredentialSpecName",
        Format::Subdomain,
        "name for a GMSACredentialSpec",
    );
    if let Some(spec) = options.value_of("gmsaCredentialSpec") {
        let length = spec.as_str().map_or(1, str::len);
        if !(1..=64 << 10).contains(&length) {
            judge.says(
                spec,
                format!("expected a credential spec of 1 to 65536 characters, found {length}"),
            );
        }
    }
    if let Some(name) = options.value_of("runAsUserName")
        && let Some(problem) = name.as_str().and_then(user_problem)
    {
        judge.says(
            name,
            format!("{} is no user of Windows: {problem}", name.brief()),
        );
    }
}

/// Where one container is a process of the host, all are, and on its network.
fn host_process(pod: &Pod<'_>, judge: &mut Judge<'_, '_>) {
    let stated = |holder: &Node| holder.at(&OPTIONS)?.value_of("hostProcess")?.as_bool();
    let of_pod = stated(pod.spec);
    let (mut inside, mut outside) = (None, None);
    for container in pod.containers() {
        let own = stated(container);
        if own.is_some() && of_pod.is_some() && own != of_pod {
            judge.says(
                container,
                format!(
                    "`hostProcess` of {} differs from that of the pod",
                    called(container)
                ),
            );
        }
        let place = if own.or(of_pod) == Some(true) {
            &mut inside
        } else {
            &mut outside
        };
        place.get_or_insert(container);
    }
    let Some(inside) = inside else { return };
    if let Some(outside) = outside {
        let message = format!(
            "{} is a process of the host and {} is not",
            called(inside),
            called(outside)
        );
        judge.says(outside, message);
    }
    if !is_true(pod.spec, &["hostNetwork"]) {
        let message = format!(
            "{} is a process of the host, so the pod needs `hostNetwork: true`",
            called(inside)
        );
        judge.says(inside, message);
    }
}
