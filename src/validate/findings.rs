//! What a rule says, and how it finds places, pointers and near names.

use crate::diag::{Code, Diagnostic, did_you_mean};
use crate::k8s::Object;
use crate::yaml::path::escape;
use crate::yaml::{Node, Value};

/// So many findings of one rule get a "did you mean", and each looks at so many names: a tree in which everything is
/// wrong must not take longer than one in which nothing is.
const LOOKS: usize = 50;
const NAMES: usize = 1_000;

/// Returns a kind with the article that it takes, `an Ingress`.
pub(super) fn with_article(kind: &str) -> String {
    match kind.starts_with(['A', 'E', 'I', 'O']) {
        true => format!("an {kind}"),
        false => format!("a {kind}"),
    }
}

/// Returns what may stand at a place, "`a`, `b` or `c`".
pub(super) fn alternatives<T: AsRef<str>>(names: &[T]) -> String {
    let names: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
    match names.as_slice() {
        [most @ .., last] if !most.is_empty() => format!("`{}` or `{last}`", most.join("`, `")),
        names => format!("`{}`", names.concat()),
    }
}

/// The findings of one rule.
#[derive(Default)]
pub(super) struct Findings {
    list: Vec<Diagnostic>,
    /// How often somebody looked, or wanted to.
    looks: usize,
}

impl Findings {
    /// Adds a finding.
    pub(super) fn push(&mut self, finding: Diagnostic) {
        self.list.push(finding);
    }

    /// Returns "did you mean `x`?" for the candidate that is most like `word`.
    pub(super) fn near<'c>(
        &mut self,
        word: &str,
        candidates: impl IntoIterator<Item = &'c str>,
    ) -> Option<String> {
        self.may_look()?;
        let mut candidates: Vec<&str> = candidates
            .into_iter()
            .filter(|candidate| *candidate != word)
            .take(NAMES)
            .collect();
        candidates.sort_unstable();
        candidates.dedup();
        did_you_mean(word, candidates).map(|meant| format!("did you mean `{meant}`?"))
    }

    /// Looks for something else that helps, unless there were many findings.
    pub(super) fn look<T>(&mut self, look: impl FnOnce() -> T) -> Option<T> {
        self.may_look()?;
        Some(look())
    }

    fn may_look(&mut self) -> Option<()> {
        self.looks += 1;
        (self.looks <= LOOKS).then_some(())
    }

    /// Returns whether one rule may look so often.
    pub(super) fn is_within(looks: usize) -> bool {
        looks <= LOOKS
    }

    /// Returns how often somebody looked, or wanted to.
    pub(super) fn looks(&self) -> usize {
        self.looks
    }

    /// Returns whether nothing was found, nor looked for.
    pub(super) fn is_empty(&self) -> bool {
        self.list.is_empty() && self.looks == 0
    }

    /// Adds the findings of a part.
    pub(super) fn extend(&mut self, part: Findings) {
        self.looks += part.looks;
        self.list.extend(part.list);
    }

    pub(super) fn into_vec(self) -> Vec<Diagnostic> {
        self.list
    }
}

/// Returns a finding about a node of an object: at the spec line it comes from, or else at the component.
pub(super) fn about(
    code: Code,
    object: &Object,
    node: &Node,
    message: impl Into<String>,
) -> Diagnostic {
    let finding = Diagnostic::new(code, message)
        .on(&object.id)
        .at(node.span().or(object.span));
    let finding = match pointer_of(&object.node, node) {
        Some(pointer) => finding.pointer(pointer),
        None => finding,
    };
    match (node.span(), node.origin.default) {
        (None, Some(default)) => finding.note(format!("the default `{}` sets it", default.id)),
        _ => finding,
    }
}

/// Returns the JSON pointer of a node that is part of `root`; the very node, not an equal one.
pub(super) fn pointer_of(root: &Node, wanted: &Node) -> Option<String> {
    if std::ptr::eq(root, wanted) {
        return Some(String::new());
    }
    match &root.value {
        Value::Sequence(items) => items
            .iter()
            .enumerate()
            .find_map(|(at, item)| pointer_of(item, wanted).map(|below| format!("/{at}{below}"))),
        Value::Mapping(map) => map.iter().find_map(|entry| {
            let below = pointer_of(&entry.value, wanted)?;
            Some(format!("/{}{below}", escape(&entry.key.name)))
        }),
        _ => None,
    }
}

/// Returns the elements of a list, none where there is no list.
pub(super) fn items<'n>(node: &'n Node, key: &str) -> &'n [Node] {
    node.value_of(key)
        .and_then(Node::as_list)
        .unwrap_or_default()
}

/// Returns the text of an entry.
pub(super) fn text<'n>(node: &'n Node, keys: &[&str]) -> Option<&'n str> {
    node.at(keys)?.as_str()
}

/// Returns " in the namespace `shop`", or nothing for manifests that leave it open.
pub(super) fn within(namespace: &str) -> String {
    if namespace.is_empty() {
        String::new()
    } else {
        format!(" in the namespace `{namespace}`")
    }
}
