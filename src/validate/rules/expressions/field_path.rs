//! EK1042: the `fieldPath` of a rule leads to no field. Source: `pathValid` of `pkg/apis/apiextensions/validation`.

use crate::k8s::Minor;
use crate::k8s::schema::Schema;

/// Returns whether a path such as `.spec['a-b']` names fields that the schema has. Below brackets, anything may be there.
pub(super) fn leads_somewhere(path: &str, schema: &Schema, minor: Minor) -> bool {
    let Some(rest) = path.strip_prefix('.') else {
        return path.starts_with('[');
    };
    let mut schema = schema;
    for name in rest.split('.') {
        if name.contains('[') {
            return true;
        }
        match schema.field(name, minor) {
            Some(below) => schema = below,
            None => return false,
        }
    }
    true
}
