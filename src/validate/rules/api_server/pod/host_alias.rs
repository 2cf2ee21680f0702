//! EK1133: entries for `/etc/hosts` that the API server refuses. After `ValidateHostAliases` of
//! `pkg/apis/core/validation`.

use super::each;
use crate::diag::Code;
use crate::k8s::Format;
use crate::k8s::address::{Strictness, ip};
use crate::validate::findings::{Findings, items};
use crate::validate::tree::Tree;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    let strictness = Strictness::of(tree.minor);
    each(tree, findings, Code::HostAlias, |pod, judge| {
        for alias in items(pod.spec, "hostAliases") {
            if let Some(node) = judge.needs(alias, "ip", "an entry of `hostAliases`")
                && let Some(Err(problem)) = node.as_str().map(|text| ip(text, strictness))
            {
                judge.says(node, format!("{} is no address: {problem}", node.brief()));
            }
            for name in items(alias, "hostnames") {
                judge.format(name, Format::Subdomain, "host name");
            }
        }
    });
}
