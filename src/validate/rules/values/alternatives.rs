//! EK1027: no alternative holds, or more than one, or what must not hold. Source: `allOf`, `anyOf`, `oneOf` and `not`,
//! `schemaPropsValidator` of `kube-openapi`.

use super::spot::{Problem, Spot};
use super::walk::{holds, missing, walk};
use crate::diag::Code;
use crate::k8s::schema::Schema;

pub(super) fn check<'v>(spot: &Spot<'v>, found: &mut Vec<Problem<'v>>) {
    let Some(logic) = &spot.schema.logic else {
        return;
    };
    let mut say = |message: String| {
        found.push(Problem::new(Code::NoAlternative, spot.value, message));
    };
    let is_true = |schema| holds(&spot.against(schema));
    if !logic.any_of.is_empty() && !logic.any_of.iter().any(is_true) {
        say(format!(
            "`{}` must satisfy at least one alternative{}, and satisfies none",
            spot.name,
            listed(&logic.any_of)
        ));
    }
    let true_ones = logic.one_of.iter().filter(|schema| is_true(schema)).count();
    if !logic.one_of.is_empty() && true_ones != 1 {
        let many = match true_ones {
            0 => "none".to_owned(),
            many => many.to_string(),
        };
        say(format!(
            "`{}` must satisfy exactly one alternative{}, and satisfies {many}",
            spot.name,
            listed(&logic.one_of)
        ));
    }
    if let Some(not) = &logic.not
        && is_true(not)
    {
        let what = match not.required.as_ref() {
            [] => "something that is not allowed".to_owned(),
            fields => fields_named(fields.iter().map(|field| field.as_str())),
        };
        say(format!("`{}` must not have {what}", spot.name));
    }
    for schema in &logic.all_of {
        let inner = spot.against(schema);
        for field in missing(&inner) {
            let message = format!("`{}` needs `{field}`", spot.name);
            found.push(Problem::new(Code::NoAlternative, spot.value, message));
        }
        walk(&inner, found);
    }
}

/// Returns the fields that tell the alternatives apart, if it is fields.
fn listed(alternatives: &[Schema]) -> String {
    let fields = alternatives
        .iter()
        .map(|schema| match schema.required.as_ref() {
            [] => None,
            fields => Some(fields_named(fields.iter().map(|field| field.as_str()))),
        });
    match fields.collect::<Option<Vec<String>>>() {
        Some(fields) => format!(": {}", fields.join(" or ")),
        None => format!(" of {}", alternatives.len()),
    }
}

fn fields_named<'f>(fields: impl Iterator<Item = &'f str>) -> String {
    let fields: Vec<String> = fields.map(|field| format!("`{field}`")).collect();
    fields.join(" and ")
}
