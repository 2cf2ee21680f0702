//! EK1130: kernel parameters that the API server refuses. After `validateSysctls` of `pkg/apis/core/validation`.

use super::{each, is_true};
use crate::diag::Code;
use crate::validate::findings::{Findings, items};
use crate::validate::judge::Judge;
use crate::validate::pods::Pod;
use crate::validate::tree::Tree;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    each(tree, findings, Code::Sysctl, check_pod);
}

fn check_pod(pod: &Pod<'_>, judge: &mut Judge<'_, '_>) {
    let Some(context) = pod.spec.value_of("securityContext") else {
        return;
    };
    let sysctls = items(context, "sysctls");
    for sysctl in sysctls {
        let Some(node) = judge.needs(sysctl, "name", "a kernel parameter") else {
            continue;
        };
        let name = node.as_str().unwrap_or("a");
        if !is_name(name) {
            let message = format!("{} is no name for a kernel parameter", node.brief());
            judge.advises(node, message, "write it as `net.core.somaxconn`");
        }
        let shared = match namespace(name) {
            Some(Namespace::Network) => "hostNetwork",
            Some(Namespace::Ipc) => "hostIPC",
            None => continue,
        };
        if is_true(pod.spec, &[shared]) {
            judge.says(
                node,
                format!("`{name}` would change the node, since `{shared}` is set"),
            );
        }
    }
    judge.unique(
        sysctls.iter().filter_map(|sysctl| sysctl.text_of("name")),
        "kernel parameters of the pod",
    );
}

/// Words with dots or slashes between them.
fn is_name(name: &str) -> bool {
    let end = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let word = |word: &str| {
        word.starts_with(end)
            && word.ends_with(end)
            && word.chars().all(|c| end(c) || matches!(c, '-' | '_'))
    };
    name.len() <= 253 && name.split(['.', '/']).all(word)
}

enum Namespace {
    Network,
    Ipc,
}

/// Returns what a parameter belongs to, as far as pods can share it with the node.
fn namespace(name: &str) -> Option<Namespace> {
    let separator = name.chars().find(|c| matches!(c, '.' | '/'));
    let dotted = match separator {
        Some('/') => name.replace('/', "."),
        _ => name.to_owned(),
    };
    let ipc = ["kernel.shm", "kernel.msg", "fs.mqueue."];
    match () {
        () if dotted == "kernel.sem" || ipc.iter().any(|prefix| dotted.starts_with(prefix)) => {
            Some(Namespace::Ipc)
        }
        () if dotted.starts_with("net.") => Some(Namespace::Network),
        () => None,
    }
}
