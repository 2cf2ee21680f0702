//! EK1305: an annotation of a load balancer has a value that the controller or AWS refuses.
//!
//! Source: AWS Load Balancer Controller, Ingress annotations; Elastic Load Balancing API, CreateTargetGroup and ModifyTargetGroupAttributes.

use crate::diag::Code;
use crate::k8s::Object;
use crate::validate::findings::{Findings, about};
use crate::validate::load_balancers::annotations::{
    ATTRIBUTES, Annotation, Form, PREFIX, annotation, known, stated,
};
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
    for kind in ["Ingress", "Service"] {
        for object in tree.of_kind(kind) {
            times(object, findings);
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

fn whole(text: &str, from: i64, to: i64) -> Option<String> {
    let fits = text
        .parse()
        .is_ok_and(|number: i64| (from..=to).contains(&number));
    (!fits).then(|| format!("a whole number from {from} to {to} was expected, not `{text}`"))
}

fn group(name: &str) -> Option<String> {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let good = name.len() <= 63
        && name.starts_with(plain)
        && name.ends_with(plain)
        && name.chars().all(|c| plain(c) || matches!(c, '-' | '.'));
    (!good).then(|| format!("at most 63 lower case letters, digits, `-` and `.` were expected, a letter or digit at both ends, not `{name}`"))
}

fn json(text: &str) -> Option<String> {
    serde_json::from_str::<serde::de::IgnoredAny>(text)
        .err()
        .map(|error| format!("JSON was expected: {error}"))
}

fn ports(text: &str) -> Option<String> {
    let entries: Vec<std::collections::BTreeMap<String, i64>> = match serde_json::from_str(text) {
        Ok(entries) => entries,
        Err(_) => {
            return Some(
                "a list such as `[{\"HTTP\": 80}, {\"HTTPS\": 443}]` was expected".to_owned(),
            );
        }
    };
    if entries.is_empty() {
        return Some("at least one port was expected".to_owned());
    }
    entries.into_iter().flatten().find_map(|(protocol, port)| {
        if !matches!(protocol.as_str(), "HTTP" | "HTTPS") {
            return Some(format!("`HTTP` or `HTTPS` was expected, not `{protocol}`"));
        }
        whole(&port.to_string(), 1, 65_535)
    })
}

fn attributes(value: Annotation<'_>) -> Option<String> {
    if let Some(part) = value.list().find(|part| !part.contains('=')) {
        return Some(format!("`key=value` was expected, not `{part}`"));
    }
    value.map().find_map(|(key, text)| {
        let (_, from, to, also) = ATTRIBUTES.iter().find(|(name, ..)| *name == key)?;
        let fits = also.is_some() && text.parse().ok() == *also;
        whole(text, *from, *to)
            .filter(|_| !fits)
            .map(|wrong| format!("`{key}`: {wrong}"))
    })
}

/// AWS takes no check that may last until the next one.
fn times(object: &Object, findings: &mut Findings) {
    let seconds = |name| {
        annotation(object, PREFIX, name)
            .and_then(|value| Some((value, value.text.parse::<i64>().ok()?)))
    };
    let Some((place, timeout)) = seconds("healthcheck-timeout-seconds") else {
        return;
    };
    let interval = seconds("healthcheck-interval-seconds").map_or(15, |(_, interval)| interval);
    if timeout >= interval && (5..=300).contains(&interval) {
        let message = format!(
            "`healthcheck-timeout-seconds`: fewer seconds than between two checks ({interval}) were expected, not {timeout}"
        );
        findings.push(about(Code::AlbAnnotationValue, object, place.node, message));
    }
}
