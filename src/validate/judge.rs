//! What a rule says of one object, word by word: the same sentences in every rule.

use std::fmt::Display;

use rustc_hash::FxHashSet;

use super::findings::{Findings, about};
use crate::diag::{Code, Diagnostic, Severity};
use crate::k8s::quantity::Quantity;
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

    /// Adds a warning.
    pub(super) fn warns(&mut self, node: &Node, message: impl Into<String>) {
        let mut finding = self.finding(node, message);
        finding.severity = Severity::Warning;
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
        what: impl Display,
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

    /// Says that a field is absent; what it holds is for the schema to judge.
    pub(super) fn wants(&mut self, parent: &Node, key: &str, what: &str) {
        if parent.value_of(key).is_none() {
            self.says(parent, format!("{what} needs `{key}`"));
        }
    }

    /// Says that a field must not be there.
    pub(super) fn refuses(&mut self, parent: &Node, key: &str, why: &str) {
        if let Some(node) = parent.value_of(key).filter(|node| !is_empty(node)) {
            let help = format!("remove `{key}`");
            self.advises(node, format!("`{key}` is not allowed {why}"), help);
        }
    }

    /// The same of a field that counts even when it is empty.
    pub(super) fn refuses_even_empty(&mut self, parent: &Node, key: &str, why: &str) {
        if let Some(node) = parent.value_of(key) {
            let help = format!("remove `{key}`");
            self.advises(node, format!("`{key}` is not allowed {why}"), help);
        }
    }

    /// Says that exactly one of these fields must be there, and returns it if so.
    pub(super) fn one_of<'n>(
        &mut self,
        parent: &'n Node,
        keys: &[&'static str],
        what: impl Display,
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
    pub(super) fn format(&mut self, node: &Node, format: Format, what: impl Display) {
        let Some(text) = word(node) else { return };
        if let Some(problem) = format.problem(text) {
            let message = format!("`{text}` is no {what}: {problem}");
            let finding = self
                .finding(node, message)
                .note(format!("expected {}", format.described()));
            self.findings.push(finding);
        }
    }

    /// The same of a field that may be absent or empty.
    pub(super) fn format_of(
        &mut self,
        parent: &Node,
        key: &str,
        format: Format,
        what: impl Display,
    ) {
        if let Some(node) = parent.text_of(key) {
            self.format(node, format, what);
        }
    }

    /// The same of a field that may be absent, but not empty.
    pub(super) fn format_stated(
        &mut self,
        parent: &Node,
        key: &str,
        format: Format,
        what: impl Display,
    ) {
        if let Some(node) = parent.value_of(key) {
            self.format(node, format, what);
        }
    }

    /// Says that a list is too long.
    pub(super) fn at_most(&mut self, parent: &Node, key: &str, most: usize) {
        let list = parent.value_of(key).and_then(Node::as_list);
        if let Some(first_too_many) = list.and_then(|list| list.get(most)) {
            let message = format!("`{key}` has at most {most} elements");
            self.says(first_too_many, message);
        }
    }

    /// Says that a text stands twice in a list; `texts` are its nodes.
    pub(super) fn unique<'n>(&mut self, texts: impl IntoIterator<Item = &'n Node>, what: &str) {
        let mut seen: FxHashSet<&str> = FxHashSet::default();
        for node in texts {
            if word(node).is_some_and(|text| !seen.insert(text)) {
                self.says(node, format!("two {what} are {}", shown(node)));
            }
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
                format!("of at least {low}")
            } else {
                format!("from {low} to {high}")
            };
            self.says(node, format!("expected {what} {expected}, found {number}"));
        }
    }
}

/// Returns whether the API server takes a value for absent.
pub(super) fn is_empty(node: &Node) -> bool {
    node.as_str() == Some("")
        || node.as_list().is_some_and(<[Node]>::is_empty)
        || node.as_map().is_some_and(crate::yaml::Mapping::is_empty)
}

/// Returns a value for a message: a text in backticks, anything else as it is written.
pub(super) fn shown(node: &Node) -> String {
    match node.as_str() {
        Some(text) if text.len() <= 100 => format!("`{text}`"),
        _ => node.brief().to_string(),
    }
}

/// Returns the text of an element of a list, of which `null` is the empty one.
pub(super) fn word(node: &Node) -> Option<&str> {
    if node.is_null() {
        return Some("");
    }
    node.as_str()
}

/// Returns what is special about an address that no endpoint may have.
pub(super) fn special_address(address: std::net::IpAddr) -> Option<&'static str> {
    use std::net::IpAddr::{V4, V6};
    let address = address.to_canonical();
    let local = match address {
        V4(v4) => v4.is_link_local(),
        V6(v6) => v6.is_unicast_link_local(),
    };
    let multicast = match address {
        V4(v4) => v4.octets()[..3] == [224, 0, 0],
        V6(v6) => v6.segments()[0] & 0xff0f == 0xff02,
    };
    match () {
        () if address.is_unspecified() => Some("unspecified"),
        () if address.is_loopback() => Some("a loopback address"),
        () if local => Some("link-local"),
        () if multicast => Some("link-local multicast"),
        () => None,
    }
}

/// Returns the amount that a node stands for.
pub(super) fn quantity(node: &Node) -> Option<Quantity> {
    let text = node.to_text().filter(|_| node.as_bool().is_none())?;
    Quantity::parse(&text).ok()
}
