//! The text of a patch, and which of the two languages it is written in.
//!
//! In: a patch that stands in a kustomization, or the path of a file. Out: strategic merges, or the operations of a JSON
//! patch. kustomize reads the two with different rules for scalars, and finds out which one it has by trying.

use super::{Context, words};
use crate::diag::{Code, Diagnostic, Severity};
use crate::load::kustomization::{Folder, Outcome, Purpose, objects};
use crate::patch::embedded;
use crate::text::{FileId, Sources, Span};
use crate::yaml::{Document, Meaning, Node, Style, Value};

/// The content of a patch.
#[derive(Debug)]
pub(super) enum Body {
    /// Strategic merges; each names its object unless there is a target.
    Merges(Merges),
    /// Operations of a JSON patch.
    Operations(Node),
}

/// Strategic merges.
#[derive(Debug, Default)]
pub(super) struct Merges {
    pub nodes: Vec<Node>,
    /// What is wrong with keys that are no strings, if they stay.
    pub odd_keys: Vec<Diagnostic>,
}

/// Where the text of a patch stands.
#[derive(Clone, Copy)]
pub(super) enum Text<'n> {
    /// In the kustomization.
    Inline(&'n Node),
    /// In a file that the kustomization names.
    File(FileId, &'n Node),
}

impl<'n> Text<'n> {
    /// Returns the text of the file that `path` names. It is read once, however often it is looked at.
    pub(super) fn of_file(cx: &Context<'_, '_>, folder: &Folder, path: &'n Node) -> Outcome<Self> {
        Ok(Text::File(cx.loader.text(folder, path)?, path))
    }

    fn documents(self, cx: &Context<'_, '_>, meaning: Meaning) -> Outcome<Vec<Document>> {
        let node = match self {
            Text::File(file, path) => return cx.loader.documents_in(file, path, meaning),
            Text::Inline(node) => node,
        };
        let text = node.as_str().unwrap_or_default();
        let mut problems = Vec::new();
        let documents = embedded::documents(cx.loader.session, node, text, meaning, &mut problems);
        let mut problems = problems.into_iter();
        let error = problems.find(|problem| problem.severity == Severity::Error);
        error.map_or(Ok(documents), |error| Err(Box::new(error)))
    }

    /// Reads strategic merges.
    pub(super) fn merges(self, cx: &Context<'_, '_>, place: Option<Span>) -> Outcome<Merges> {
        let mut documents = self.documents(cx, Meaning::GoYamlV3)?;
        let odd_keys = documents
            .iter_mut()
            .flat_map(|document| std::mem::take(&mut document.odd_keys))
            .collect();
        let nodes = objects(documents, Vec::new(), Purpose::Patch, place)?;
        Ok(Merges { nodes, odd_keys })
    }

    /// Reads the operations of a JSON patch; nothing where the text is empty.
    pub(super) fn operations(self, cx: &Context<'_, '_>) -> Outcome<Option<Node>> {
        let documents = self.documents(cx, Meaning::GoYamlV2)?;
        let root = documents
            .into_iter()
            .map(|document| document.root)
            .find(|root| !root.is_null());
        root.map(|root| check_operations(&root).map(|()| root))
            .transpose()
    }
}

/// Finds out which language a patch is written in, as kustomize does: by trying.
pub(super) fn body(cx: &Context<'_, '_>, text: Text<'_>, place: Option<Span>) -> Outcome<Body> {
    match text.merges(cx, place) {
        Ok(merges) => Ok(Body::Merges(merges)),
        Err(no_merge) => {
            let documents = text.documents(cx, Meaning::GoYamlV2).unwrap_or_default();
            let is_list = documents
                .iter()
                .any(|document| document.root.as_list().is_some());
            if !is_list {
                return Err(no_merge);
            }
            let operations = text.operations(cx)?;
            operations.map(Body::Operations).ok_or(no_merge)
        }
    }
}

fn check_operations(operations: &Node) -> Outcome<()> {
    let wrong = match &operations.value {
        Value::Sequence(items) => match items
            .iter()
            .find(|item| item.as_map().is_none() && !item.is_null())
        {
            None => return Ok(()),
            Some(item) => item,
        },
        _ => operations,
    };
    let found = match &wrong.value {
        Value::String(_) => "string",
        Value::Mapping(_) => "object",
        Value::Bool(_) => "bool",
        _ => "number",
    };
    Err(refused(
        wrong.span(),
        &format!(
            "expected a list of operations, found {}",
            wrong.value.type_name()
        ),
        &format!("json: cannot unmarshal {found} into Go value of type jsonpatch.Patch"),
    ))
}

/// Returns the finding for a patch that is not written as one; `said` is what kustomize says.
pub(super) fn refused(place: Option<Span>, message: &str, said: &str) -> Box<Diagnostic> {
    Box::new(
        Diagnostic::new(Code::InvalidPatch, message)
            .at(place)
            .note(words(said)),
    )
}

/// Returns a patch as kustomize has it where a target chooses the objects: it writes labels and annotations anew, as texts,
/// and so sets those to `"null"` that a patch for a named object deletes.
pub(super) fn for_target(patch: &Node, sources: &Sources) -> Node {
    let mut patch = patch.clone();
    for field in ["labels", "annotations"] {
        let pairs = crate::k8s::descend(&mut patch, &["metadata", field]);
        for (_, value) in pairs
            .and_then(Node::as_map_mut)
            .into_iter()
            .flat_map(|map| map.values_mut())
        {
            let text = match value.style {
                Style::Absent => Some("".into()),
                _ => value.raw_text(sources),
            };
            let text = text.or_else(|| value.is_null().then(|| "null".into()));
            if let Some(text) = text {
                value.value = Value::String(text);
                value.style = Style::Quoted;
            }
        }
    }
    patch
}
