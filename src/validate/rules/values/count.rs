//! EK1024: a list or map has too many or too few entries. Source: `maxItems`, `minItems`, `maxProperties` and
//! `minProperties`, `schemaSliceValidator` and `objectValidator` of `kube-openapi`.

use super::spot::{Problem, Spot};
use crate::diag::Code;
use crate::yaml::Value;

pub(super) fn check<'v>(spot: &Spot<'v>, found: &mut Vec<Problem<'v>>) {
    let Some(limits) = &spot.schema.limits else {
        return;
    };
    let (count, least, most, what) = match &spot.value.value {
        Value::Sequence(items) => (items.len(), limits.min_items, limits.max_items, "elements"),
        Value::Mapping(map) if limits.min_properties.or(limits.max_properties).is_some() => {
            let count = spot.fields(map).len();
            (count, limits.min_properties, limits.max_properties, "keys")
        }
        _ => return,
    };
    let count = count as u64;
    let expected = match (least, most) {
        (_, Some(most)) if count > most => format!("at most {most}"),
        (Some(least), _) if count < least => format!("at least {least}"),
        _ => return,
    };
    let message = format!(
        "expected {expected} {what} in `{}`, found {count}",
        spot.name
    );
    found.push(Problem::new(Code::WrongCount, spot.value, message));
}
