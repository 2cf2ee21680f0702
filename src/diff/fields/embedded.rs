//! Documents in the texts of a ConfigMap: compared as what they say, not as letters.

use super::Walk;
use crate::diff::FieldKind;
use crate::diff::path::Segment;
use crate::diff::secrets;
use crate::text::Sources;
use crate::yaml::{self, Mapping, Node, Origin};

/// The longest text that is read as a document.
const LONGEST: usize = 1 << 20;

impl Walk<'_> {
    /// Compares two texts as documents, and returns whether they are some.
    pub(super) fn in_document(&mut self, before: &Node, after: &Node) -> bool {
        let [Segment::Field(data), Segment::Field(name)] = self.path.segments() else {
            return false;
        };
        let (Some(old), Some(new), "data") = (before.as_str(), after.as_str(), data.as_str())
        else {
            return false;
        };
        let name = name.clone();
        let Some((old, new)) = read(&name, old, before).zip(read(&name, new, after)) else {
            return false;
        };
        let new = match self.documents.get(&name) {
            Some(written) => traced(new, written),
            None => new,
        };
        let count = self.found.len();
        self.path.push(Segment::Inside);
        // The path is that of a document now, so that nothing in it counts as one again.
        self.values(Some(&old), Some(&new), None);
        self.path.pop();
        if self.found.len() == count {
            self.tell_as(FieldKind::Reformatted, Some(before), Some(after));
        }
        true
    }
}

/// Reads a text by the ending of its name; nothing where it is no map or list of its language.
fn read(name: &str, text: &str, node: &Node) -> Option<Node> {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending)?;
    if text.len() > LONGEST {
        return None;
    }
    match ending {
        "yaml" | "yml" | "json" => document(text, node),
        "properties" | "env" | "conf" => properties(text, node),
        _ => None,
    }
}

/// Reads YAML or JSON. A place in it is the place of the whole text, which is where a file of ours says it.
fn document(text: &str, node: &Node) -> Option<Node> {
    let sources = Sources::default();
    let file = sources.add("", text);
    let (mut documents, findings) = yaml::parse(file, text);
    let (Some(document), true, true) = (documents.pop(), documents.is_empty(), findings.is_empty())
    else {
        return None;
    };
    let is_structure = document.root.as_map().is_some() || document.root.as_list().is_some();
    let mut document = moved(document.root, &node.origin);
    secrets::nested(&mut document);
    is_structure.then_some(document)
}

/// Returns a node with another origin everywhere.
fn moved(mut node: Node, origin: &Origin) -> Node {
    node.origin = origin.clone();
    if let Some(list) = node.as_list_mut() {
        for item in list.iter_mut() {
            *item = moved(
                std::mem::replace(item, Node::new("", origin.clone())),
                origin,
            );
        }
    } else if let Some(map) = node.as_map_mut() {
        for (_, value) in map.values_mut() {
            *value = moved(
                std::mem::replace(value, Node::new("", origin.clone())),
                origin,
            );
        }
    }
    node
}

/// Returns a document with the places of what it was written from, wherever it still says the same: it may have been patched.
fn traced(mut read: Node, written: &Node) -> Node {
    if let (Some(list), Some(from)) = (read.as_list_mut(), written.as_list()) {
        for (item, from) in list.iter_mut().zip(from) {
            *item = traced(std::mem::replace(item, from.with("")), from);
        }
    } else if let (Some(map), Some(from)) = (read.as_map_mut(), written.as_map()) {
        for (key, value) in map.values_mut() {
            if let Some(from) = from.get(&key.name) {
                *value = traced(std::mem::replace(value, from.with("")), from);
            }
        }
    } else if read != *written {
        return read;
    }
    read.origin = written.origin.clone();
    read
}

/// Reads lines of `key=value`; nothing where a line is something else.
fn properties(text: &str, node: &Node) -> Option<Node> {
    let mut map = Mapping::new();
    for line in text.lines().map(str::trim) {
        if line.is_empty() || line.starts_with(['#', '!']) {
            continue;
        }
        let (key, value) = line.split_once('=')?;
        let key = key.trim();
        let is_key = !key.is_empty() && !key.contains(char::is_whitespace);
        if !is_key || line.ends_with('\\') {
            return None;
        }
        if map.insert(key, node.with(value.trim())).is_some() {
            return None;
        }
    }
    Some(node.with(map))
}
