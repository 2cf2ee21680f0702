//! EK1361: a ServiceAccount of this cluster gets a role of another account or partition.
//!
//! Source: Amazon EKS User Guide, "Authenticate to another account with IRSA"; AWS General Reference, ARNs: roles do not cross partitions.

use crate::diag::{Code, Severity};
use crate::k8s::{Arn, partition_of};
use crate::validate::findings::{Findings, about};
use crate::validate::rules::eks::accounts::role;
use crate::validate::rules::eks::facts::fact;
use crate::validate::tree::Tree;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    let partition = fact(tree, "partition").or_else(|| fact(tree, "region").map(partition_of));
    let own = fact(tree, "accountId");
    for account in tree.of_kind("ServiceAccount") {
        let Some((node, arn)) =
            role(account).and_then(|node| Some((node, Arn::role(node.as_str()?).ok()?)))
        else {
            continue;
        };
        if let Some(partition) = partition.filter(|partition| *partition != arn.partition) {
            let message = format!(
                "the role is of the partition `{}`, and the cluster of `{partition}`",
                arn.partition
            );
            let mut finding = about(Code::RoleOfOtherAccount, account, node, message);
            finding.severity = Severity::Error;
            findings.push(finding.help(format!(
                "begin the ARN with `arn:{partition}:`, best with `arn:${{env.partition}}:`"
            )));
        } else if let Some(own) = own.filter(|own| *own != arn.account) {
            let message = format!(
                "the role is of the account {}, and the environment of {own}",
                arn.account
            );
            findings.push(about(Code::RoleOfOtherAccount, account, node, message).help("write `${env.accountId}` in the ARN, or accept it in `ignore`: a trust policy may allow it"));
        }
    }
}
