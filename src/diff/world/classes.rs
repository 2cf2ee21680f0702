//! Which StorageClass a claim gets.

use super::Side;
use crate::diff::read::{annotation, text};
use crate::k8s::Object;
use crate::yaml::Node;

/// The annotation of the default class, and the one it had first.
pub(in crate::diff) const DEFAULT: [&str; 2] = [
    "storageclass.kubernetes.io/is-default-class",
    "storageclass.beta.kubernetes.io/is-default-class",
];

/// Returns whether claims that name no class get this one.
pub(in crate::diff) fn is_default(class: &Node) -> bool {
    let is_true = |name| annotation(class, name).as_deref() == Some("true");
    DEFAULT.into_iter().any(is_true)
}

impl<'a> Side<'a> {
    /// Returns the class of volumes that the specification of a claim asks for, if it is among the objects.
    pub(in crate::diff) fn class_of(&self, claim: Option<&Node>) -> Option<&'a Object> {
        match text(claim, &["storageClassName"]) {
            Some(name) => self.named("storage.k8s.io", "StorageClass", name),
            None => self.default_class(),
        }
    }
}
