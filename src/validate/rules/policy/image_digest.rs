//! EK0621: an image without a digest, where the policy asks for one.

use rustc_hash::FxHashMap;

use crate::diag::Code;
use crate::k8s::Owner;
use crate::layer::Component;
use crate::validate::findings::{Findings, about};
use crate::validate::tree::Tree;
use crate::yaml::Node;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    let Some(policy) = tree
        .policy("requireDigest")
        .filter(|policy| policy.as_bool() == Some(true))
    else {
        return;
    };
    let components = tree.target.iter().flat_map(|target| &target.components);
    let components: FxHashMap<&Owner, &Component> = components
        .map(|component| (component.owner.as_ref(), component))
        .collect();
    for pod in tree.pods.iter() {
        for (_, node, image) in pod.images() {
            if has_digest(image) {
                continue;
            }
            // What a release of ours pins by version is ours to answer for.
            if node.span().is_none() && node.origin.default.is_some() {
                continue;
            }
            let owner = &pod.object.owner;
            let help = match components.get(owner.as_ref()) {
                Some(component) if is_own(component, node) => format!(
                    "add `{}: {{digest: \"sha256:…\"}}` to `images` of the environment",
                    owner.name
                ),
                _ => format!("write the digest behind it: `{image}@sha256:…`"),
            };
            findings.push(
                about(
                    Code::ImageWithoutDigest,
                    pod.object,
                    node,
                    format!("the image `{image}` has no digest"),
                )
                .related(policy.span(), "required here")
                .help(help),
            );
        }
    }
}

/// Returns whether an image is the component's own, which `images` of the environment can change, and not that of a sidecar or
/// a tool: its text comes from the component's `image`, or from the `version` of a Database.
fn is_own(component: &Component, image: &Node) -> bool {
    let written = ["repository", "tag", "digest"]
        .into_iter()
        .filter_map(|part| component.spec.at(&["image", part]))
        .chain(component.spec.value_of("version"));
    image.span().is_some() && written.into_iter().any(|part| part.span() == image.span())
}

fn has_digest(image: &str) -> bool {
    let digest = image.split_once("@sha256:").map(|(_, digest)| digest);
    digest.is_some_and(|digest| {
        digest.len() == 64 && digest.bytes().all(|byte| byte.is_ascii_hexdigit())
    })
}

#[cfg(test)]
mod tests {
    use super::has_digest;

    #[test]
    fn a_digest_is_whole() {
        assert!(has_digest(&format!("a/b:1@sha256:{}", "0".repeat(64))));
        assert!(!has_digest("a/b:1"));
        assert!(!has_digest("a/b@sha256:12"));
    }
}
