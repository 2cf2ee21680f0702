//! EK1036: a pattern that is no regular expression. Source: `validateValueValidation` of apiextensions-apiserver, which
//! compiles with Go's `regexp`.

use super::each_part;
use crate::diag::Code;
use crate::k8s::go_regex;
use crate::validate::findings::Findings;
use crate::validate::tree::Tree;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    each_part(tree, findings, Code::SchemaPattern, |judge, part| {
        let Some(node) = part.node.text_of("pattern") else {
            return;
        };
        let pattern = node.as_str().unwrap_or_default();
        if let Err(problem) = go_regex::compile(pattern) {
            judge.advises(
                node,
                format!("`{pattern}` is no regular expression: {problem}"),
                "write it as Go's `regexp` reads it, which cannot look ahead or behind",
            );
        }
    });
}
