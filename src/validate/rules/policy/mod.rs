//! What an environment demands beyond Kubernetes.

mod denied;
mod image_digest;
mod plaintext_secret;

use super::{Reach, Rule, rule};

/// The rules of this folder.
pub(super) const RULES: &[Rule] = &[
    rule(Reach::Environment, denied::check),
    rule(Reach::Environment, image_digest::check),
    rule(Reach::Object, plaintext_secret::check),
];
