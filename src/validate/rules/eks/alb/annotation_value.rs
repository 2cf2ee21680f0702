//! EK1305: an annotation of a load balancer has a value that the controller or AWS refuses.
//!
//! Source: AWS Load Balancer Controller, Ingress annotations; Elastic Load Balancing API, CreateTargetGroup and ModifyTargetGroupAttributes.

use super::annotation_forms::{attributes, group, json, ports, whole};
use crate::diag::Code;
use crate::validate::findings::{Findings, about};
use crate::validate::load_balancers::annotations::{Annotation, Form, known, stated};
use crate::validate::tree::Tree;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for (object, name, entry) in stated(tree) {
        let Some(text) = entry.value.as_str() else {
            continue;
        };
        let value = Annotation {
            node: &entry.value,
            text,
        };
        if let Some(wrong) = wrong(name, value) {
            let message = format!("`{name}`: {wrong}");
            findings.push(about(Code::AlbAnnotationValue, object, value.node, message));
        }
    }
}

fn wrong(name: &str, value: Annotation<'_>) -> Option<String> {
    if name.starts_with("listener-attributes.") {
        return attributes(value);
    }
    if name.starts_with("actions.")
        || name.starts_with("conditions.")
        || name.starts_with("transforms.")
    {
        return json(value.text);
    }
    if name == "group.name" {
        return group(value.text);
    }
    if name == "listen-ports" {
        return json(value.text).or_else(|| ports(value.text));
    }
    match known(name)?.form {
        Form::Text | Form::List => None,
        Form::Short(most) => (value.text.len() > most).then(|| {
            format!(
                "at most {most} characters were expected, and it has {}",
                value.text.len()
            )
        }),
        Form::Whole(from, to) => whole(value.text, from, to),
        Form::Bool => (!matches!(
            value.text,
            "1" | "t"
                | "T"
                | "TRUE"
                | "true"
                | "True"
                | "0"
                | "f"
                | "F"
                | "FALSE"
                | "false"
                | "False"
        ))
        .then(|| format!("`true` or `false` was expected, not `{}`", value.text)),
        Form::Word(words) => (!words.contains(&value.text)).then(|| {
            format!(
                "`{}` was expected, not `{}`",
                words.join("` or `"),
                value.text
            )
        }),
        Form::Map => attributes(value),
        Form::Json => json(value.text),
        Form::Port => value
            .text
            .parse()
            .ok()
            .filter(|port: &i64| !(1..=65_535).contains(port))
            .map(|port| format!("a port from 1 to 65535 was expected, not {port}")),
    }
}
