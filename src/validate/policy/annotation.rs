//! EK1602: an annotation that accepts findings, and cannot be read or gives no reason. Here annotations take findings out.
//!
//! `ekscompile.dev/ignore: "EK1201: two versions share it; EK0626: the sidecar mounts it"` accepts findings of the object that
//! has it. A component passes its annotations on to all that it becomes, so an entry is useless only where it accepts nothing
//! of any object with the same text.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::misnamed;
use crate::diag::{Code, Diagnostic};
use crate::k8s::Object;
use crate::validate::findings::about;
use crate::validate::tree::Tree;
use crate::yaml::Node;

const KEY: &str = "ekscompile.dev/ignore";

/// One text, wherever it stands.
struct Text<'a> {
    object: &'a Object,
    node: &'a Node,
    /// The codes it accepts, and whether there was such a finding.
    accepted: Vec<(&'a str, bool)>,
}

/// Leaves out what annotations accept, and reports what is wrong with them.
pub(super) fn apply(tree: &Tree<'_>, findings: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut texts: BTreeMap<&str, Text> = BTreeMap::new();
    let mut by_object: FxHashMap<String, &str> = FxHashMap::default();
    let mut wrong = Vec::new();
    for object in tree.objects {
        let node = object.node.at(&["metadata", "annotations", KEY]);
        let Some((node, text)) = node.and_then(|node| Some((node, node.as_str()?))) else {
            continue;
        };
        by_object.insert(object.id.to_string(), text);
        texts.entry(text).or_insert_with(|| Text {
            object,
            node,
            accepted: read(object, node, text, &mut wrong),
        });
    }
    if texts.is_empty() {
        return findings;
    }
    let mut kept = Vec::with_capacity(findings.len());
    for finding in findings {
        let text = finding
            .object
            .as_ref()
            .and_then(|object| by_object.get(object));
        let accepted = text
            .and_then(|text| texts.get_mut(text))
            .map(|text| &mut text.accepted);
        let mut meant = false;
        for (code, used) in accepted.into_iter().flatten() {
            let same = code.eq_ignore_ascii_case(finding.code.id());
            meant |= same;
            *used |= same;
        }
        if !meant {
            kept.push(finding);
        }
    }
    for text in texts.values() {
        for (code, _) in text.accepted.iter().filter(|(_, used)| !used) {
            let message = format!("`{KEY}` accepts `{code}`, and there is no such finding");
            let help = misnamed(code).unwrap_or_else(|| "remove it".to_owned());
            kept.push(about(Code::UselessIgnore, text.object, text.node, message).help(help));
        }
    }
    kept.extend(wrong);
    kept
}

/// Reads `CODE: reason; CODE: reason`, and reports entries without a reason.
fn read<'a>(
    object: &Object,
    node: &Node,
    text: &'a str,
    wrong: &mut Vec<Diagnostic>,
) -> Vec<(&'a str, bool)> {
    let mut accepted = Vec::new();
    for entry in text
        .split(';')
        .map(str::trim)
        .filter(|entry| !entry.is_empty())
    {
        let (code, reason) = entry.split_once(':').unwrap_or((entry, ""));
        if reason.trim().is_empty() {
            let message = format!("expected a code and a reason, found `{entry}`");
            wrong.push(
                about(Code::IgnoreWithoutReason, object, node, message)
                    .help(format!("{KEY}: \"{}: why it is accepted\"", code.trim())),
            );
        }
        accepted.push((code.trim(), false));
    }
    accepted
}
