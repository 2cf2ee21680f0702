//! EK1364: a ServiceAccount has a role by annotation and another by association.
//!
//! Source: AWS SDKs and Tools Reference, "Standardized credential providers": a web identity token comes before container credentials.

use crate::diag::Code;
use crate::validate::findings::{Findings, about};
use crate::validate::rules::eks::accounts::{associated, role};
use crate::validate::tree::Tree;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    let associated = associated(tree);
    for account in tree.of_kind("ServiceAccount") {
        let Some(node) = role(account) else { continue };
        if associated.contains(&(account.id.namespace.as_str(), account.id.name.as_str())) {
            findings.push(
                about(
                    Code::TwoIdentities,
                    account,
                    node,
                    format!("`{}` has a role by this annotation, and one by a Pod Identity association", account.id),
                )
                .help("remove one: SDKs take the annotation's, and the association seems to have no effect"),
            );
        }
    }
}
