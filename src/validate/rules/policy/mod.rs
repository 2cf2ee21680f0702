//! What an environment demands beyond Kubernetes.

mod denied;
mod image_digest;
mod latest;
mod plaintext_secret;
mod registry;
mod required_labels;

use super::{Reach, Rule, rule};

/// The rules of this folder.
pub(super) const RULES: &[Rule] = &[
    rule(Reach::Environment, denied::check),
    rule(Reach::Environment, image_digest::check),
    rule(Reach::Environment, latest::check),
    rule(Reach::Object, plaintext_secret::check),
    rule(Reach::Environment, registry::check),
    rule(Reach::Environment, required_labels::check),
];
