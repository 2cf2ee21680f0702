//! How objects look: the customary order of keys, canonical quantities, and nothing that means nothing.
//!
//! The tables know the fields that most manifests are made of. Keys that are not in a table follow those that are, in
//! the order they came in; whatever is not described here stays as it is.

use super::style_tables::{Next, ROOT, Table};
use crate::k8s::Object;
use crate::k8s::quantity::Quantity;
use crate::yaml::{Entry, Mapping, Node, Value};

/// Returns the content of an object as it is written. A verbatim object is returned as it is.
pub fn styled(object: &Object) -> Node {
    if object.verbatim.is_some() {
        return object.node.clone();
    }
    map(&object.node, &ROOT)
}

fn map(node: &Node, table: &'static Table) -> Node {
    let Some(entries) = node.as_map() else {
        return node.clone();
    };
    let mut ranked: Vec<(usize, &Entry, Next)> = entries
        .iter()
        .filter(|entry| !is_noise(table, entry))
        .map(|entry| {
            let rank = table.position(&entry.key.name);
            let next = table.fields.get(rank).map_or(Next::Plain, |field| field.1);
            (rank, entry, next)
        })
        .collect();
    if !ranked.is_sorted_by_key(|(rank, ..)| *rank) {
        ranked.sort_by_key(|(rank, ..)| *rank);
    }
    let sorted: Mapping = ranked
        .into_iter()
        .map(|(_, entry, next)| Entry {
            key: entry.key.clone(),
            value: value(&entry.value, next),
        })
        .collect();
    Node {
        value: Value::Mapping(sorted),
        origin: node.origin.clone(),
        ..*node
    }
}

fn value(node: &Node, next: Next) -> Node {
    match next {
        Next::Plain => node.clone(),
        Next::Map(table) => map(node, table),
        Next::List(table) => each(node, |item| map(item, table)),
        Next::Quantity => canonical(node),
        Next::Quantities => match node.as_map() {
            Some(entries) => {
                let entry = |entry: &Entry| Entry {
                    key: entry.key.clone(),
                    value: canonical(&entry.value),
                };
                node.with(entries.iter().map(entry).collect::<Mapping>())
            }
            None => node.clone(),
        },
    }
}

fn each(node: &Node, change: impl Fn(&Node) -> Node) -> Node {
    match node.as_list() {
        Some(items) => node.with(items.iter().map(change).collect::<Vec<Node>>()),
        None => node.clone(),
    }
}

/// Writes a quantity as the API server returns it, so that no consumer sees a difference. What is no quantity stays as it
/// is; validation has said so.
fn canonical(node: &Node) -> Node {
    let Some(text) = node.to_text() else {
        return node.clone();
    };
    match Quantity::parse(&text) {
        Ok(quantity) => node.with(quantity.to_string()),
        Err(_) => node.clone(),
    }
}

/// Returns whether an entry says nothing: tools that print objects leave such traces.
fn is_noise(table: &'static Table, entry: &Entry) -> bool {
    let empty = entry.value.as_map().is_some_and(Mapping::is_empty);
    match entry.key.name.as_str() {
        "labels" | "annotations" => table.is_metadata && empty,
        "creationTimestamp" => table.is_metadata && entry.value.is_null(),
        "resources" => table.is_container && empty,
        "status" => std::ptr::eq(table, &ROOT) && empty,
        _ => false,
    }
}
