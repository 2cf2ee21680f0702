//! EK1604: an image from a registry that the policy does not allow.
//!
//! Source of the names: the reference grammar of github.com/distribution/reference, by which `nginx` is
//! `docker.io/library/nginx`.

use crate::diag::Code;
use crate::k8s::Image;
use crate::validate::findings::{Findings, about};
use crate::validate::tree::Tree;
use crate::yaml::Node;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    let Some(allowed) = tree.policy("allowedRegistries") else {
        return;
    };
    let names: Vec<&str> = allowed
        .as_list()
        .unwrap_or_default()
        .iter()
        .filter_map(Node::as_str)
        .collect();
    for pod in tree.pods.iter() {
        for (_, node, image) in pod.images() {
            let full = Image::full(image);
            let is_within = |name: &&str| {
                let rest = full.strip_prefix(name.trim_end_matches('/'));
                rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', ':', '@']))
            };
            if !names.iter().any(is_within) {
                let message =
                    format!("the image `{image}` comes from no registry that the policy allows");
                findings.push(
                    about(Code::ForeignRegistry, pod.object, node, message)
                        .related(allowed.span(), "allowed here")
                        .help(format!("take it from `{}`", names.join("` or `"))),
                );
            }
        }
    }
}
