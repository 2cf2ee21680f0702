//! EK1365: ServiceAccounts of several namespaces share one role.
//!
//! Source: EKS Best Practices, Security: identity and access management, "Grant least privileged access to applications".

use rustc_hash::FxHashMap;

use crate::diag::Code;
use crate::validate::findings::{Findings, about};
use crate::validate::rules::eks::accounts::role;
use crate::validate::tree::Tree;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    let mut first = FxHashMap::default();
    for account in tree.of_kind("ServiceAccount") {
        let Some((node, arn)) = role(account).and_then(|node| Some((node, node.as_str()?))) else {
            continue;
        };
        let (other, place) = *first.entry(arn).or_insert((account, node));
        if other.id.namespace == account.id.namespace {
            continue;
        }
        findings.push(
            about(Code::SharedRole, account, node, format!("`{}` and `{}` have the same role", other.id, account.id))
                .related(place.span().or(other.span), "the other")
                .help("give each a role of its own: this one may do what both need, and its trust policy must name both"),
        );
    }
}
