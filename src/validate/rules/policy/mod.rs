//! What an environment demands beyond Kubernetes.

mod denied;
mod image_digest;
mod latest;
mod plaintext_secret;
mod registry;
mod required_labels;

use super::{Reach, Rule, of_all, of_each};

/// The rules of this folder.
pub(super) const RULES: &[Rule] = &[
    of_all(Reach::Environment, denied::check),
    of_all(Reach::Environment, image_digest::check),
    of_all(Reach::Environment, latest::check),
    of_each(Reach::Object, plaintext_secret::check),
    of_all(Reach::Environment, registry::check),
    of_all(Reach::Environment, required_labels::check),
];
