//! EK1009: a value contradicts `allOf`, `anyOf`, `oneOf` or `not` of its definition.
//!
//! Source: k8s.io/kube-openapi `pkg/validation/validate/schema_props.go`.

use super::walk::{Walk, at_path};
use crate::diag::Code;
use crate::k8s::schema::Logic;
use crate::yaml::Node;

/// Reports a value that contradicts what its definition demands of it as a whole.
pub(super) fn check(walk: &mut Walk<'_>, logic: &Logic, node: &Node) {
    let count = |schemas: &[crate::k8s::schema::Schema]| {
        let satisfied = schemas.iter().filter(|schema| walk.satisfies(schema, node));
        satisfied.count()
    };
    let all = logic.all_of.len();
    let wrong = if count(&logic.all_of) < all {
        Some("it does not satisfy all schemas of `allOf`")
    } else if !logic.any_of.is_empty() && count(&logic.any_of) == 0 {
        Some("it satisfies none of the schemas of `anyOf`")
    } else if !logic.one_of.is_empty() {
        match count(&logic.one_of) {
            0 => Some("it satisfies none of the schemas of `oneOf`"),
            1 => None,
            _ => Some("it satisfies more than one of the schemas of `oneOf`"),
        }
    } else {
        None
    };
    let is_refused = || {
        let not = logic.not.as_ref();
        not.is_some_and(|not| walk.satisfies(not, node))
    };
    let wrong = wrong.or_else(|| is_refused().then_some("it satisfies the schema of `not`"));
    let Some(wrong) = wrong else { return };
    let names = alternatives(logic);
    walk.tell(|object, _| {
        let finding =
            at_path(Code::Contradiction, object, node, wrong).at(node.head().or(object.span));
        match names {
            Some(names) => finding.help(names),
            None => finding,
        }
    });
}

/// Says which fields the alternatives ask for, where that is all they say.
fn alternatives(logic: &Logic) -> Option<String> {
    let (list, count) = match (logic.any_of.is_empty(), logic.one_of.is_empty()) {
        (false, _) => (&logic.any_of, "at least one"),
        (_, false) => (&logic.one_of, "exactly one"),
        _ => return None,
    };
    let names: Option<Vec<String>> = list
        .iter()
        .map(|schema| match &*schema.required {
            [] => None,
            names => Some(format!("`{}`", names.join("` with `"))),
        })
        .collect();
    Some(format!("give {count} of {}", names?.join(", ")))
}
