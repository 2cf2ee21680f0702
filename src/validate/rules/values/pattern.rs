//! EK1022: a text does not match its pattern. Source: `pattern`, `stringValidator` of `kube-openapi`; the syntax is Go's.

use super::spot::{Problem, Spot};
use crate::diag::Code;

pub(super) fn check<'v>(spot: &Spot<'v>, found: &mut Vec<Problem<'v>>) {
    let limits = spot.schema.limits.as_deref();
    let (Some(text), Some(pattern)) = (
        spot.value.as_str(),
        limits.and_then(|limits| limits.pattern.as_ref()),
    ) else {
        return;
    };
    // A pattern that is none is the definition's fault, and told there.
    if pattern.matches(text) == Some(false) {
        let message = format!(
            "expected `{}` to match `{}`, found `{text}`",
            spot.name,
            pattern.as_str()
        );
        found.push(Problem::new(Code::PatternMismatch, spot.value, message));
    }
}
