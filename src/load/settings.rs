//! `--set`: each text becomes a partial document, the highest layer.
//!
//! `App/shop/api.spec.autoscaling.maxReplicas=5`, the namespace optional; `env.vars.domain=example.com` for the
//! environment. A dot that belongs to a key is written `\.`; the value is YAML, `null` deletes.

use ecow::EcoString;

use super::{Refused, SpecDocument, SpecKind, refuse};
use crate::diag::{Code, Diagnostic, Severity, did_you_mean};
use crate::session::Session;
use crate::text::{FileId, Span};
use crate::yaml::{Entry, Key, Mapping, Node, Origin, parse};

/// Reads every setting; those that cannot be read are reported.
pub(super) fn parse_all(
    session: &Session<'_>,
    environment: &str,
    settings: &[String],
) -> Vec<SpecDocument> {
    let mut documents = Vec::with_capacity(settings.len());
    for setting in settings {
        let file = session.sources.add("--set", setting.as_str());
        match read(session, environment, file, setting) {
            Ok(document) => documents.extend(document),
            Err(finding) => session.report(*finding),
        }
    }
    documents
}

const HELP: &str =
    "write `--set App/shop/api.spec.replicas=3` or `--set env.vars.domain=example.com`";

fn read(
    session: &Session<'_>,
    environment: &str,
    file: FileId,
    text: &str,
) -> Result<Option<SpecDocument>, Refused> {
    let all = Span::new(file, 0, text.len());
    let invalid =
        |message: &str, span: Span| Diagnostic::new(Code::InvalidSetting, message).at(span);
    let Some((left, value)) = text.split_once('=') else {
        return refuse(invalid("expected `PATH=VALUE`, found no `=`", all).help(HELP));
    };
    let left_span = Span::new(file, 0, left.len());
    let (target, steps_at) = target_of(left).ok_or_else(|| {
        invalid(
            "expected `KIND/NAME.spec.…` or `env.…` before the `=`",
            left_span,
        )
        .help(HELP)
    })?;
    let target_span = Span::new(file, 0, target.len());
    let (kind, namespace, name) = match target {
        "env" | "Environment" => (SpecKind::Environment, None, EcoString::from(environment)),
        target => component(target).map_err(|finding| finding.at(target_span))?,
    };
    let mut steps = steps(file, left, steps_at);
    if target == "env" {
        steps.insert(
            0,
            Key {
                name: "spec".into(),
                span: Some(target_span),
            },
        );
    }
    if steps.iter().any(|step| step.name.is_empty()) {
        return refuse(invalid("a step of the path is empty", left_span).help(HELP));
    }
    if kind == SpecKind::Environment
        && let [_, field, ..] = steps.as_slice()
        && ["cluster", "include", "overlays", "namespace"].contains(&field.name.as_str())
    {
        return refuse(
            invalid(
                &format!(
                    "`{}` decides which files are read and cannot be set",
                    field.name
                ),
                field.span.unwrap_or(left_span),
            )
            .help("make it another environment"),
        );
    }
    let Some(value) = value_of(session, file, left.len() + 1, value)? else {
        return Ok(None);
    };

    let mut node = value;
    for step in steps.into_iter().rev() {
        let origin = Origin::written(step.span.unwrap_or(all));
        node = Node::new(
            Mapping::from_iter([Entry {
                key: step,
                value: node,
            }]),
            origin,
        );
    }
    Ok(Some(SpecDocument {
        kind,
        name,
        namespace,
        root: node,
        span: target_span,
        path: String::new(),
        sound: true,
    }))
}

/// Splits `App/shop/api.spec.replicas` into the target and the offset of the path.
fn target_of(left: &str) -> Option<(&str, usize)> {
    if left.starts_with("env.") {
        return Some(("env", 4));
    }
    [".spec.", ".metadata."]
        .into_iter()
        .filter_map(|mark| left.find(mark))
        .min()
        .map(|at| (&left[..at], at + 1))
}

fn component(target: &str) -> Result<(SpecKind, Option<EcoString>, EcoString), Refused> {
    let parts: Vec<&str> = target.split('/').collect();
    let kind = SpecKind::find(parts[0]).ok_or_else(|| {
        let names = SpecKind::ALL.map(SpecKind::name);
        let meant = did_you_mean(parts[0], names).map(|meant| format!("did you mean `{meant}`?"));
        Diagnostic::new(Code::InvalidSetting, format!("unknown kind `{}`", parts[0]))
            .help(HELP)
            .maybe_help(meant)
    })?;
    match parts.as_slice() {
        [_, name] => Ok((kind, None, (*name).into())),
        [_, namespace, name] => Ok((kind, Some((*namespace).into()), (*name).into())),
        _ => refuse(
            Diagnostic::new(
                Code::InvalidSetting,
                format!("expected `KIND/NAME` or `KIND/NAMESPACE/NAME`, found `{target}`"),
            )
            .help(HELP),
        ),
    }
}

/// Splits a path at its dots; `\.` is a dot of the key.
fn steps(file: FileId, left: &str, from: usize) -> Vec<Key> {
    let mut steps = Vec::new();
    let mut name = EcoString::new();
    let mut start = from;
    let mut letters = left[from..].char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '\\' if letters.peek().is_some_and(|(_, next)| *next == '.') => {
                name.push('.');
                letters.next();
            }
            '.' => {
                steps.push(Key {
                    name: std::mem::take(&mut name),
                    span: Some(Span::new(file, start, from + at)),
                });
                start = from + at + 1;
            }
            letter => name.push(letter),
        }
    }
    steps.push(Key {
        name,
        span: Some(Span::new(file, start, left.len())),
    });
    steps
}

/// Reads the value as YAML, at its place in the text: spaces stand for what is before it.
fn value_of(
    session: &Session<'_>,
    file: FileId,
    at: usize,
    value: &str,
) -> Result<Option<Node>, Refused> {
    let span = Span::new(file, at, at + value.len());
    if value.trim().is_empty() {
        return Ok(Some(Node::new("", Origin::written(span))));
    }
    let padded = " ".repeat(at) + value;
    let (documents, findings) = parse(file, &padded);
    let refused = findings
        .iter()
        .any(|finding| finding.severity == Severity::Error);
    session.report_all(findings);
    if refused {
        return Ok(None);
    }
    let mut documents = documents.into_iter();
    match (documents.next(), documents.next()) {
        (Some(document), None) => Ok(Some(document.root)),
        _ => refuse(
            Diagnostic::new(Code::InvalidSetting, "the value is not one YAML value")
                .at(span)
                .help("quote it"),
        ),
    }
}
