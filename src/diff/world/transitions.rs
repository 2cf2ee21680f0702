//! The rules of custom resources that compare an object with the one before, compiled.

use std::collections::BTreeMap;

use super::api_version;
use crate::cel::Ruled;
use crate::diff::Placed;
use crate::k8s::schema::{Schemas, Validation};

/// The rules of kinds, by `apiVersion` and `kind`; kinds without rules are left out.
#[derive(Default)]
pub(in crate::diff) struct Transitions<'a> {
    kinds: BTreeMap<(&'a str, &'a str), Option<Ruled<'a>>>,
}

impl<'a> Transitions<'a> {
    /// Compiles the rules of the kinds of objects.
    pub(super) fn new(placed: &'a [Placed<'a>], schemas: &'a Schemas) -> Self {
        let mut kinds = BTreeMap::new();
        for placed in placed {
            let object = placed.object;
            let key = (api_version(object), object.id.kind.as_str());
            if !key.0.contains('.') {
                continue;
            }
            kinds.entry(key).or_insert_with(|| {
                let served = schemas.find(key.0, key.1);
                let served = served.filter(|served| served.is_custom)?;
                Ruled::new(served.schema, true, schemas.minor(), Validation::names_old)
            });
        }
        Transitions { kinds }
    }

    /// Returns the rules of a kind.
    pub(in crate::diff) fn of<'s>(
        &'s self,
        api_version: &'s str,
        kind: &'s str,
    ) -> Option<&'s Ruled<'a>> {
        self.kinds.get(&(api_version, kind))?.as_ref()
    }
}
