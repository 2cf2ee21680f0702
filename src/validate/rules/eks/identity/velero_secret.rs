//! EK1367: Velero has a role, and uses the keys of a Secret.
//!
//! Source: vmware-tanzu/velero-plugin-for-aws, `README.md`, "Option 2: Set permissions using IRSA" (`credentials.useSecret: false`).

use crate::diag::Code;
use crate::k8s::Image;
use crate::validate::findings::{Findings, about, items, text};
use crate::validate::rules::eks::accounts::{account_name, account_of, associated, role};
use crate::validate::tree::Tree;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for pod in tree.pods.iter() {
        let container = pod.running().find(|container| {
            text(container, &["image"]).is_some_and(|image| Image::parse(image).name() == "velero")
        });
        let Some(container) = container else { continue };
        let keys = items(container, "env")
            .iter()
            .find(|variable| text(variable, &["name"]) == Some("AWS_SHARED_CREDENTIALS_FILE"));
        let has_role = account_of(tree, pod).is_some_and(|account| role(account).is_some())
            || associated(tree).contains(&(pod.object.id.namespace.as_str(), account_name(pod)));
        let Some(keys) = keys.filter(|_| has_role) else {
            continue;
        };
        findings.push(
            about(
                Code::VeleroSecret,
                pod.object,
                keys.value_of("name").unwrap_or(keys),
                format!("`{}` has a role, and takes the keys of a file first", pod.object.id),
            )
            .help("set `credentials: {useSecret: false}` of the chart: keys in a Secret do not expire"),
        );
    }
}
