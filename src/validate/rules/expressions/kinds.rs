//! The kinds of custom resources that have rules, compiled once for all objects.

use std::collections::BTreeMap;

use crate::cel::Ruled;
use crate::k8s::Object;
use crate::k8s::schema::Component;
use crate::validate::tree::Tree;

/// The rules of a kind.
pub(super) struct Kind<'s> {
    pub(super) ruled: Ruled<'s>,
    pub(super) component: Option<&'static Component>,
}

/// Kinds by `apiVersion` and `kind`; nothing for those without rules.
pub(super) type Kinds<'s> = BTreeMap<(&'s str, &'s str), Option<Kind<'s>>>;

/// Returns `apiVersion` and `kind` of a custom resource.
pub(super) fn key(object: &Object) -> Option<(&str, &str)> {
    // Every group of custom resources has a dot.
    let is_custom = object.id.group.contains('.');
    let api_version = object.node.get("apiVersion").filter(|_| is_custom)?;
    Some((api_version.as_str()?, object.id.kind.as_str()))
}

/// Returns the rules of the kinds that objects have.
pub(super) fn kinds<'t>(tree: &'t Tree<'_>) -> Kinds<'t> {
    let mut kinds = Kinds::new();
    for (api_version, name) in tree.objects.iter().filter_map(key) {
        kinds.entry((api_version, name)).or_insert_with(|| {
            let served = tree.schemas.find(api_version, name)?;
            let ruled = served
                .is_custom
                .then(|| Ruled::new(served.schema, true, tree.minor, |_| true))??;
            Some(Kind {
                ruled,
                component: served.component,
            })
        });
    }
    kinds
}
