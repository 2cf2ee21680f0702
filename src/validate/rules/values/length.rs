//! EK1023: a text is too long or too short. Source: `maxLength` and `minLength`, `stringValidator` of `kube-openapi`, which
//! counts characters.

use super::spot::{Problem, Spot};
use crate::diag::Code;

pub(super) fn check<'v>(spot: &Spot<'v>, found: &mut Vec<Problem<'v>>) {
    let (Some(text), Some(limits)) = (spot.value.as_str(), &spot.schema.limits) else {
        return;
    };
    if limits.min_length.is_none() && limits.max_length.is_none() {
        return;
    }
    let length = text.chars().count() as u64;
    let expected = match (limits.min_length, limits.max_length) {
        (_, Some(most)) if length > most => format!("at most {most}"),
        (Some(least), _) if length < least => format!("at least {least}"),
        _ => return,
    };
    let message = format!(
        "expected {expected} characters for `{}`, found {length}",
        spot.name
    );
    found.push(Problem::new(Code::WrongLength, spot.value, message));
}
