//! EK1398: an image of another region than the cluster's.
//!
//! Source: Amazon ECR User Guide, "Private image replication". Another account is the rule where one account has the registry of all.

use crate::diag::Code;
use crate::k8s::Image;
use crate::validate::findings::{Findings, about, text};
use crate::validate::rules::eks::facts::fact;
use crate::validate::tree::Tree;

/// Accounts from which AWS gives its add-ons to everybody.
const OF_AWS: &[&str] = &[
    "013241004608",
    "151742754352",
    "602401143452",
    "800184023465",
    "877085696533",
    "900889452093",
    "918309763551",
    "961992271922",
];

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    let Some(region) = fact(tree, "region") else {
        return;
    };
    for pod in tree.pods.iter() {
        for container in pod.containers() {
            let image = text(container, &["image"]).map(Image::parse);
            let Some((_, place)) = image
                .and_then(|image| image.ecr())
                .filter(|(account, _)| !OF_AWS.contains(account))
            else {
                continue;
            };
            if region == place {
                continue;
            }
            let message =
                format!("the image comes from `{place}`, and the cluster is in `{region}`");
            findings.push(
                about(
                    Code::ImageElsewhere,
                    pod.object,
                    container.value_of("image").unwrap_or(container),
                    message,
                )
                .help(format!("replicate the repository to `{region}`")),
            );
        }
    }
}
