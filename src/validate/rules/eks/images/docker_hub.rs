//! EK1383: an image of Docker Hub, which counts what a node pulls.
//!
//! Source: Amazon ECR User Guide, "Pull through cache"; Docker Hub, "Usage and limits".

use crate::diag::Code;
use crate::k8s::Image;
use crate::validate::findings::{Findings, about, items, text};
use crate::validate::tree::Tree;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for pod in tree.pods.iter() {
        // Who has credentials has limits of his own.
        if !items(pod.spec, "imagePullSecrets").is_empty() {
            continue;
        }
        for (container, node, image) in pod.images() {
            // What a release of ours pins is ours to answer for.
            if node.span().is_none() && node.origin.default.is_some() {
                continue;
            }
            if is_meant(&Image::parse(image))
                && text(container, &["imagePullPolicy"]) != Some("Never")
            {
                findings.push(
                    about(Code::DockerHub, pod.object, node, format!("`{image}` comes from Docker Hub, which counts what an address pulls"))
                        .help("take it from `public.ecr.aws/docker/library`, or through a pull-through cache of the registry"),
                );
            }
        }
    }
}

/// A path without a host may be what a mirror or an admission webhook completes; the official images have none.
fn is_meant(image: &Image<'_>) -> bool {
    image.is_docker_hub() && (image.registry.is_some() || !image.repository.contains('/'))
}
