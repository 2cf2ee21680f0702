//! EK1505: what a newer minor version no longer has.
//!
//! Source: the published types of every minor version.

use crate::diag::Code;
use crate::k8s::schema::{Additional, BuiltIn, Schema, best, built_in};
use crate::k8s::{Minor, Object};
use crate::validate::findings::{Findings, about};
use crate::yaml::{Entry, Node, Value};

/// Reports APIs and fields that are there now and no longer there after the upgrade.
pub(in crate::validate) fn check(
    objects: &[Object],
    from: Minor,
    to: Minor,
    findings: &mut Findings,
) {
    for object in objects {
        let Some(node) = object.node.get("apiVersion") else {
            continue;
        };
        let is_this = |known: &&BuiltIn| Some(known.api_version().as_str()) == node.as_str();
        let known = built_in(&object.id.kind).iter().find(is_this);
        let Some(known) = known.filter(|known| known.minors.contains(from)) else {
            continue;
        };
        if known.minors.contains(to) {
            let mut walk = Walk {
                object,
                from,
                to,
                findings,
            };
            walk.value(known.definition.schema(), &object.node);
            continue;
        }
        let last = known.minors.iter().rfind(|minor| *minor < to);
        let gone = last.map_or(to, |last| Minor(last.0 + 1));
        let help = match best(known.group, known.kind, to) {
            Some(best) => format!("write `apiVersion: {}`", best.api_version()),
            None => "nothing takes its place; remove it before the upgrade".to_owned(),
        };
        let message = format!(
            "Kubernetes {gone} removes `{}` of `{}`",
            known.kind,
            known.api_version()
        );
        findings.push(about(Code::GoneAfterUpgrade, object, node, message).help(help));
    }
}

struct Walk<'w> {
    object: &'w Object,
    from: Minor,
    to: Minor,
    findings: &'w mut Findings,
}

impl Walk<'_> {
    fn value(&mut self, schema: &Schema, node: &Node) {
        match &node.value {
            Value::Sequence(items) => {
                if let Some(of) = &schema.items {
                    items.iter().for_each(|item| self.value(of, item));
                }
            }
            Value::Mapping(map) => map.iter().for_each(|entry| self.field(schema, entry)),
            _ => {}
        }
    }

    fn field(&mut self, schema: &Schema, entry: &Entry) {
        let name = entry.key.name.as_str();
        let Some(of) = schema.property(name, self.from) else {
            if let Some(Additional::Of(of)) = &schema.additional {
                self.value(of, &entry.value);
            }
            return;
        };
        if schema.property(name, self.to).is_some() {
            return self.value(of, &entry.value);
        }
        let (from, to) = (self.from, self.to);
        let minors = schema.minors_of(name);
        let gone = Minor::all().find(|minor| *minor > from && !minors.contains(*minor));
        let finding = about(
            Code::GoneAfterUpgrade,
            self.object,
            &entry.value,
            format!(
                "Kubernetes {} removes the field `{name}`",
                gone.unwrap_or(to)
            ),
        )
        .at(entry.key.span.or(entry.value.span()).or(self.object.span));
        self.findings
            .push(finding.help("remove it before the upgrade"));
    }
}
