//! Values inside a text: `data.config\.json.server.port` of a ConfigMap.
//!
//! A path that leads on behind a string leads into it, if the string is YAML or JSON. The text is written anew, as
//! kustomize writes it: JSON with sorted keys, on one line or with an indentation of two, whichever it was; YAML by
//! [`yaml`](super::yaml), its order, quotes and comments kept.

use super::failed;
use super::read::{Options, Path};
use super::write::{self, Copied};
use crate::diag::{Diagnostic, Severity};
use crate::patch::kustomize::field_path::{Create, Walk, lookup, lookup_mut, visit};
use crate::patch::{change, go_json};
use crate::session::Session;
use crate::yaml::Node;

/// Copies the value to where a path leads inside a text. Returns whether there is such a place; if not, nothing was done.
pub(super) fn replace(
    session: &Session<'_>,
    node: &mut Node,
    copied: &Copied,
    path: &Path,
    options: &Options,
    create: Option<Create<'_>>,
) -> bool {
    let sources = &session.sources;
    let is_scalar = |node: &Node| node.as_map().is_none() && node.as_list().is_none();
    let Some((length, old)) = (1..path.parts.len()).find_map(|length| {
        let found = lookup(node, &path.parts[..length], sources)
            .ok()
            .flatten()?;
        is_scalar(found).then(|| (length, found.clone()))
    }) else {
        return false;
    };
    let Ok(mut content) = parse(session, &old) else {
        return false;
    };
    let parse = |node: &Node| parse(session, node);
    let walk = Walk {
        create,
        parse: &parse,
        sources,
    };
    let mut fails = false;
    let count = visit(&mut content, &path.parts[length..], walk, &mut |field| {
        fails |= write::put(field, copied, options, sources).is_err();
        Ok(())
    });
    if fails || !matches!(count, Ok(1..)) {
        return false;
    }
    let Some(text) = old.raw_text(sources) else {
        return false;
    };
    let written = match text.trim_start().as_bytes().first() {
        Some(b'{' | b'[') if text.contains('\n') && text.contains("  ") => {
            go_json::pretty(&content)
        }
        Some(b'{' | b'[') => go_json::compact(&content),
        _ => super::yaml::write(session, &content),
    };
    let Ok(value) = write::typed(&old.value, &written) else {
        return false;
    };
    match lookup_mut(node, &path.parts[..length], sources) {
        Some(field) => {
            change::put(field, change::shell(&copied.node, value));
            true
        }
        None => false,
    }
}

/// Reads the text of a scalar.
pub(super) fn parse(session: &Session<'_>, node: &Node) -> Result<Node, Diagnostic> {
    let text = node.raw_text(&session.sources).unwrap_or_default();
    let file = session.sources.add("", text.as_str());
    let (documents, problems) = crate::yaml::parse(file, &text);
    let mut problems = problems.into_iter();
    if let Some(problem) = problems.find(|problem| problem.severity == Severity::Error) {
        return Err(failed(
            format!("the text is no YAML: {}", problem.message),
            "yaml: unmarshal errors",
        ));
    }
    let root = documents.into_iter().next().map(|document| document.root);
    root.ok_or_else(|| failed("the text is empty", "wrong node kind"))
}
