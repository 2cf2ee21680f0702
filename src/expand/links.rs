//! Who calls whom.

use std::collections::BTreeMap;

use super::context::{Context, Links};
use crate::k8s::Owner;

/// Returns the calls of an environment, by both ends.
pub(super) fn find<'a>(context: &Context<'a>) -> BTreeMap<&'a Owner, Links<'a>> {
    let _ = context;
    BTreeMap::new()
}
