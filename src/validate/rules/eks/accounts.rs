//! ServiceAccounts and the AWS roles that their pods get.

use std::collections::BTreeSet;

use crate::k8s::Object;
use crate::validate::findings::{items, text};
use crate::validate::pods::Pod;
use crate::validate::tree::Tree;
use crate::yaml::Node;

/// The annotation of IAM Roles for Service Accounts.
pub(super) const ROLE: &str = "eks.amazonaws.com/role-arn";

/// Returns the role of a ServiceAccount, where it is annotated.
pub(super) fn role(account: &Object) -> Option<&Node> {
    account.node.at(&["metadata", "annotations", ROLE])
}

/// Returns the name of the ServiceAccount of a pod.
pub(super) fn account_name<'a>(pod: &Pod<'a>) -> &'a str {
    let named =
        text(pod.spec, &["serviceAccountName"]).or_else(|| text(pod.spec, &["serviceAccount"]));
    named.filter(|name| !name.is_empty()).unwrap_or("default")
}

/// Returns the ServiceAccount of a pod.
pub(super) fn account_of<'a>(tree: &Tree<'a>, pod: &Pod<'a>) -> Option<&'a Object> {
    tree.get(
        "",
        "ServiceAccount",
        &pod.object.id.namespace,
        account_name(pod),
    )
}

/// Returns namespace and name of every account that a Pod Identity association of the tree names.
pub(super) fn associated<'a>(tree: &Tree<'a>) -> BTreeSet<(&'a str, &'a str)> {
    let own = tree
        .all_of_kind("PodIdentityAssociation")
        .filter_map(|object| {
            let spec = object.node.value_of("spec")?;
            Some((
                text(spec, &["namespace"])?,
                text(spec, &["serviceAccount"])?,
            ))
        });
    let listed = tree.all_of_kind("ClusterConfig").flat_map(|config| {
        let iam = config.node.value_of("iam");
        let listed = iam
            .map(|iam| items(iam, "podIdentityAssociations"))
            .unwrap_or_default();
        listed.iter().filter_map(|entry| {
            Some((
                text(entry, &["namespace"])?,
                text(entry, &["serviceAccountName"])?,
            ))
        })
    });
    own.chain(listed).collect()
}
