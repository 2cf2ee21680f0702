//! The hash of the content as a suffix of the names of generated resources.
//!
//! It comes at the end of a build, over the final content, and where a kustomization asks for it by a `HashTransformer`.

use super::Context;
use crate::diag::{Code, Diagnostic};
use crate::load::kustomization::Outcome;
use crate::patch::{CONTENT_HASH, hash};

/// Gives every resource that is [`hashed`](super::resources::Resource::hashed) its suffix, and remembers its former name.
pub(super) fn run(cx: &mut Context<'_, '_>) -> Outcome<()> {
    for resource in cx.resources.all_mut().filter(|resource| resource.hashed) {
        // The hash reads the object anew, and leaves it as it is.
        let read = resource.bare.then(|| {
            let mut node = resource.node.clone();
            super::bare::settle_node(&mut node);
            node
        });
        let Some(hash) = hash::of(read.as_ref().unwrap_or(&resource.node)) else {
            return Err(Box::new(
                Diagnostic::new(
                    Code::TransformFailed,
                    format!("a {} cannot have a hash in its name", resource.kind()),
                )
                .at(resource.place())
                .note("kustomize hashes how it is written, its comments and columns included")
                .help("set `disableNameSuffixHash: true` in the `options` of its generator"),
            ));
        };
        let name = ecow::eco_format!("{}-{hash}", resource.name());
        resource.remember(cx.schema);
        if let Some(node) = crate::k8s::descend(&mut resource.node, &["metadata", "name"]) {
            *node = node.derive(name, &CONTENT_HASH);
        }
    }
    Ok(())
}
