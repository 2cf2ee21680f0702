//! What a rule says of one object, word by word: the same sentences in every rule.

use super::findings::{Findings, about};
use crate::diag::{Code, Diagnostic};
use crate::k8s::{Format, Object};
use crate::yaml::Node;

/// One rule, one object.
pub(super) struct Judge<'j, 'o> {
    code: Code,
    pub(super) object: &'o Object,
    findings: &'j mut Findings,
}

impl<'j, 'o> Judge<'j, 'o> {
    pub(super) fn new(code: Code, object: &'o Object, findings: &'j mut Findings) -> Self {
        Judge {
            code,
            object,
            findings,
        }
    }

    /// Adds a finding about a node; a large one is shown by its first key.
    pub(super) fn says(&mut self, node: &Node, message: impl Into<String>) {
        let finding = self.finding(node, message);
        self.findings.push(finding);
    }

    /// Adds a finding with help.
    pub(super) fn advises(
        &mut self,
        node: &Node,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        let finding = self.finding(node, message).help(help);
        self.findings.push(finding);
    }

    fn finding(&self, node: &Node, message: impl Into<String>) -> Diagnostic {
        let finding = about(self.code, self.object, node, message);
        match node.as_map() {
            Some(_) => finding.at(node.head()),
            None => finding,
        }
    }

    /// Says that a field is missing or empty, and returns it if it is neither. What the API server takes for absent is
    /// absent: `null` and the empty text.
    pub(super) fn needs<'n>(
        &mut self,
        parent: &'n Node,
        key: &str,
        what: &str,
    ) -> Option<&'n Node> {
        match parent.value_of(key) {
            None => self.says(parent, format!("{what} needs `{key}`")),
            Some(node) if is_empty(node) => {
                self.says(node, format!("{what} needs `{key}`, and it is empty"));
            }
            found => return found,
        }
        None
    }

    /// Says that a field must not be there.
    pub(super) fn refuses(&mut self, parent: &Node, key: &str, why: &str) {
        if let Some(node) = parent.value_of(key).filter(|node| !is_empty(node)) {
            let help = format!("remove `{key}`");
            self.advises(node, format!("`{key}` is not allowed {why}"), help);
        }
    }

    /// Says that exactly one of these fields must be there, and returns it if so.
    pub(super) fn one_of<'n>(
        &mut self,
        parent: &'n Node,
        keys: &[&'static str],
        what: &str,
    ) -> Option<(&'static str, &'n Node)> {
        let found = keys
            .iter()
            .filter_map(|key| Some((*key, parent.value_of(key)?)));
        let found: Vec<_> = found.collect();
        let either = || {
            let keys: Vec<String> = keys.iter().map(|key| format!("`{key}`")).collect();
            keys.join(", ")
        };
        match found.as_slice() {
            [] => self.says(parent, format!("{what} needs one of {}", either())),
            [one] => return Some(*one),
            [(first, _), (second, node), ..] => self.says(
                node,
                format!(
                    "{what} takes one of {}, and has `{first}` and `{second}`",
                    either()
                ),
            ),
        }
        None
    }

    /// Says that a text has not its format. What is no text is the schema's.
    pub(super) fn format(&mut self, node: &Node, format: Format, what: &str) {
        let Some(text) = node.as_str() else { return };
        if let Some(problem) = format.problem(text) {
            let message = format!("`{text}` is no {what}: {problem}");
            let finding = self
                .finding(node, message)
                .note(format!("expected {}", format.described()));
            self.findings.push(finding);
        }
    }

    /// The same of a field that may be absent or empty.
    pub(super) fn format_of(&mut self, parent: &Node, key: &str, format: Format, what: &str) {
        if let Some(node) = parent.text_of(key) {
            self.format(node, format, what);
        }
    }

    /// Says that a number is out of its bounds.
    pub(super) fn within(
        &mut self,
        node: &Node,
        bounds: std::ops::RangeInclusive<i64>,
        what: &str,
    ) {
        if let Some(number) = node.as_int().filter(|number| !bounds.contains(number)) {
            let (low, high) = bounds.into_inner();
            let expected = if high == i64::MAX {
                format!("{low} or more")
            } else {
                format!("{low} to {high}")
            };
            self.says(
                node,
                format!("expected {what} of {expected}, found {number}"),
            );
        }
    }
}

/// Returns whether the API server takes a value for absent.
pub(super) fn is_empty(node: &Node) -> bool {
    node.as_str() == Some("")
        || node.as_list().is_some_and(<[Node]>::is_empty)
        || node.as_map().is_some_and(crate::yaml::Mapping::is_empty)
}
