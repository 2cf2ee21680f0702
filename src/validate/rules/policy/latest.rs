//! EK1605: an image whose tag is `latest`, or none, where the policy asks for a version.

use crate::diag::Code;
use crate::k8s::Image;
use crate::validate::findings::{Findings, about};
use crate::validate::tree::Tree;
use crate::yaml::Node;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    let policy = tree
        .policy("denyLatest")
        .filter(|policy| Node::as_bool(policy) == Some(true));
    let Some(policy) = policy else { return };
    for pod in tree.pods.iter() {
        for (_, node, image) in pod.images() {
            let Image { tag, digest, .. } = Image::parse(image);
            if digest.is_some() || tag.is_some_and(|tag| tag != "latest") {
                continue;
            }
            let what = if tag.is_some() {
                "is tagged `latest`"
            } else {
                "has no tag, which means `latest`"
            };
            findings.push(
                about(
                    Code::LatestTag,
                    pod.object,
                    node,
                    format!("the image `{image}` {what}"),
                )
                .related(policy.span(), "denied here")
                .help("name a version, or a digest"),
            );
        }
    }
}
