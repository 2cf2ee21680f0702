//! Values inside a text: `data.config\.json.server.port` of a ConfigMap.
//!
//! A path that leads on behind a string leads into it, if the string is YAML or JSON. The text is written anew, as
//! kustomize writes it: JSON with sorted keys, on one line or with an indentation of two, whichever it was; YAML by
//! [`yaml`](super::yaml), its order, quotes and comments kept.

use super::failed;
use super::read::{Options, Path};
use super::write::{self, Copied};
use crate::diag::Severity;
use crate::load::kustomization::Outcome;
use crate::patch::change;
use crate::patch::kustomize::field_path::{Create, Walk, lookup, lookup_mut, text_of, visit};
use crate::session::Session;
use crate::yaml::{Meaning, Node, parse_as};

/// Copies the value to where a path leads inside a text. Returns whether there is such a place; if not, nothing was
/// done.
pub(super) fn replace(
    session: &Session<'_>,
    node: &mut Node,
    copied: &Copied,
    path: &Path,
    options: &Options,
    create: Option<Create<'_>>,
) -> Outcome<bool> {
    let sources = &session.sources;
    let is_scalar = |node: &Node| node.as_map().is_none() && node.as_list().is_none();
    let Some((length, old)) = (1..path.parts.len()).find_map(|length| {
        let found = lookup(node, &path.parts[..length], sources)
            .ok()
            .flatten()?;
        is_scalar(found).then(|| (length, found.clone()))
    }) else {
        return Ok(false);
    };
    let Ok(mut content) = parse(session, &old) else {
        return Ok(false);
    };
    let parse = |node: &Node| parse(session, node);
    let walk = Walk {
        create,
        parse: &parse,
        sources,
    };
    let mut failure = None;
    let count = visit(&mut content, &path.parts[length..], walk, &mut |field| {
        if let Err(finding) = write::put(field, copied, options, sources) {
            failure.get_or_insert(finding);
        }
        Ok(())
    });
    if !matches!(count, Ok(1..)) {
        return Ok(false);
    }
    let text = text_of(&old, sources);
    let is_json = text.trim_start().starts_with(['{', '[']);
    match failure {
        // kustomize leaves the text as it was, and says nothing.
        Some(_) if is_json => return Ok(false),
        // kustomize writes a tag that nobody can read: `!!int abc`.
        Some(finding) => return Err(finding),
        None => {}
    }
    crate::patch::kustomize::bare::settle_node(&mut content);
    let mut written = String::new();
    if !is_json {
        written = super::yaml::write(session, &content);
    } else if text.contains('\n') && text.contains("  ") {
        content.write_go_json_indented(&mut written);
    } else {
        content.write_go_json(&mut written);
    }
    let Ok(value) = write::typed(&old.value, &written) else {
        return Ok(false);
    };
    match lookup_mut(node, &path.parts[..length], sources) {
        Some(field) => {
            change::put(field, change::shell(&copied.node, value));
            Ok(true)
        }
        None => Ok(false),
    }
}

/// Reads the text of a scalar.
pub(super) fn parse(session: &Session<'_>, node: &Node) -> Outcome<Node> {
    let text = text_of(node, &session.sources);
    let file = session.sources.add("", text.as_str());
    let (documents, problems) = parse_as(file, &text, Meaning::GoYamlV3);
    let mut problems = problems.into_iter();
    if let Some(problem) = problems.find(|problem| problem.severity == Severity::Error) {
        return Err(Box::new(failed(
            format!("the text is no YAML: {}", problem.message),
            "yaml: unmarshal errors",
        )));
    }
    let root = documents.into_iter().next().map(|document| document.root);
    root.ok_or_else(|| Box::new(failed("the text is empty", "wrong node kind")))
}
