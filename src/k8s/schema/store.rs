//! The built-in types.

use super::{Minors, Schema};

/// A built-in type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Definition(u16);

impl Definition {
    /// Returns the type, decoded at the first look.
    pub fn schema(self) -> &'static Schema {
        static ANY: std::sync::LazyLock<Schema> = std::sync::LazyLock::new(Schema::default);
        &ANY
    }

    /// Returns a built-in type by its whole name, `io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta`.
    pub fn named(_name: &str) -> Option<Definition> {
        None
    }
}

/// A built-in kind in one version of its group.
#[derive(Clone, Copy, Debug)]
pub(super) struct BuiltIn {
    /// `apps/v1`, and `v1` for the core group.
    pub(super) api_version: &'static str,
    /// The kind.
    pub(super) kind: &'static str,
    /// Whether its objects live in a namespace.
    pub(super) namespaced: bool,
    /// The minor versions that can serve it.
    pub(super) minors: Minors,
    /// Its type.
    pub(super) definition: Definition,
}

/// Returns a built-in kind, whatever minor version serves it.
pub(super) fn kind(_group: &str, _version: &str, _kind: &str) -> Option<&'static BuiltIn> {
    None
}

/// Returns every built-in kind.
pub(super) fn kinds() -> impl Iterator<Item = &'static BuiltIn> {
    [].iter()
}
