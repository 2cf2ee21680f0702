//! Where transformers find their fields: `spec/template/metadata/labels` of a Deployment.

use ecow::EcoString;

/// A path in objects of a kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FieldSpec {
    /// The API group; empty for any.
    pub group: EcoString,
    /// The version; empty for any.
    pub version: EcoString,
    /// The kind; empty for any.
    pub kind: EcoString,
    /// The way to the field, with `/` between keys; lists are walked through.
    pub path: EcoString,
    /// Whether the field is made where it is missing.
    pub create: bool,
}
