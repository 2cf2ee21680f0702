//! EK1042: a rule looks at the object before where no value of it can be found, or only says so. Source:
//! `ValidateCustomResourceDefinitionOpenAPISchema` of `pkg/apis/apiextensions/validation`.

use super::schemas::Ruled;
use crate::diag::Code;
use crate::k8s::Object;
use crate::validate::findings::{Findings, about};

pub(super) fn check(object: &Object, ruled: &Ruled<'_>, findings: &mut Findings) {
    let uses_old = ruled.rule.names_old();
    let (key, message) = match ruled.node.value_of("optionalOldSelf") {
        _ if uses_old && !ruled.has_old => (
            "rule",
            "`oldSelf` is not known below a list whose elements no keys tell apart",
        ),
        Some(_) if !uses_old => ("optionalOldSelf", "the rule does not use `oldSelf`"),
        _ => return,
    };
    if let Some(node) = ruled.node.value_of(key) {
        findings.push(about(Code::RuleExpression, object, node, message));
    }
}
