//! EK1306: no controller reads an annotation of a load balancer.
//!
//! Source: AWS Load Balancer Controller, Ingress annotations and Service annotations.

use crate::diag::Code;
use crate::validate::findings::{Findings, about};
use crate::validate::load_balancers::annotations::{FAMILIES, KNOWN, known, stated};
use crate::validate::tree::Tree;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for (object, name, entry) in stated(tree) {
        let is_family = FAMILIES.iter().any(|family| name.starts_with(family));
        let (message, help) = match known(name) {
            Some(known) if object.id.kind == "Service" && !known.on_service => (
                format!("`{name}` has no effect on a Service: it belongs to the Ingress"),
                Some("put it on the Ingress that leads here".to_owned()),
            ),
            None if !is_family => (
                format!("no controller reads the annotation `{name}`"),
                findings.near(name, KNOWN.iter().map(|known| known.name)),
            ),
            _ => continue,
        };
        let finding = about(Code::UnknownAlbAnnotation, object, &entry.value, message);
        let finding = finding.at(entry.key.span.or(object.span));
        findings.push(finding.maybe_help(help));
    }
}
