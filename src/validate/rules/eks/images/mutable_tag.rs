//! EK1397: an image that may be another one tomorrow.
//!
//! Source: Kubernetes, Images, "Image names"; kube-score, "container-image-tag"; EKS Best Practices, Security: image security, "immutable tags".

use crate::diag::Code;
use crate::k8s::Image;
use crate::validate::findings::{Findings, about};
use crate::validate::tree::Tree;

/// `:latest`, wherever it stands.
pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    each(tree, findings, |image| image.tag == Some("latest"));
}

/// No tag at all, in an environment: manifests on their own are often templates.
pub(super) fn untagged(tree: &Tree<'_>, findings: &mut Findings) {
    each(tree, findings, |image| image.tag.is_none());
}

fn each(tree: &Tree<'_>, findings: &mut Findings, is_mutable: fn(&Image<'_>) -> bool) {
    for pod in tree.pods.iter() {
        for (_, node, text) in pod.images() {
            let image = Image::parse(text);
            if image.digest.is_some() || !is_mutable(&image) {
                continue;
            }
            findings.push(
                about(
                    Code::MutableTag,
                    pod.object,
                    node,
                    format!("`{text}` may be another image tomorrow"),
                )
                .help("name a version, best with its digest"),
            );
        }
    }
}
