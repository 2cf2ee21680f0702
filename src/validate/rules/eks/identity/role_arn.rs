//! EK1360: the role of a ServiceAccount is no ARN of a role.
//!
//! Source: Amazon EKS User Guide, "Assign IAM roles to Kubernetes service accounts".

use crate::diag::Code;
use crate::k8s::Arn;
use crate::validate::findings::{Findings, about};
use crate::validate::rules::eks::accounts::role;
use crate::validate::tree::Tree;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for account in tree.of_kind("ServiceAccount") {
        let Some((node, arn)) = role(account).and_then(|node| Some((node, node.as_str()?))) else {
            continue;
        };
        if let Err(wrong) = Arn::role(arn) {
            findings.push(about(
                Code::RoleArn,
                account,
                node,
                format!("`{arn}` is no ARN of a role: {wrong}"),
            ));
        }
    }
}
