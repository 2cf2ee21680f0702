//! Which fields of an object differ, by the types of the API.
//!
//! In: an object before and after. Out: the fields, each once, at the deepest place that differs. The order of keys,
//! quotes and comments are no difference, nor is a value that the server would set itself. Lists whose elements have
//! keys are compared by them; only the pods of a workload are new ones where nothing but the order differs.

mod defaults;
mod embedded;
#[cfg(test)]
mod laws;
mod lists;
mod scalars;

use std::collections::BTreeMap;

use ecow::EcoString;

use self::defaults::Silent;
use super::cause::Whence;
use super::path::{Path, Segment};
use super::{FieldChange, FieldKind, Shown, secrets};
use crate::k8s::schema::{Schema, Schemas};
use crate::k8s::{Minor, ObjectId, pod_template_path};
use crate::yaml::{Mapping, Node, Value};

/// Returns what differs between an object before and after, and where each of it comes from; `id` and what hangs on it is
/// left out. `documents` are what texts of the one after were written from.
pub(super) fn compare(
    before: &Node,
    after: &Node,
    documents: &BTreeMap<EcoString, Node>,
    schemas: &Schemas,
) -> (Vec<FieldChange>, Vec<Whence>) {
    let text = |node: &Node, key: &str| -> EcoString {
        let text = node.get(key).and_then(Node::as_str);
        text.unwrap_or_default().into()
    };
    let (api_version, kind) = (text(after, "apiVersion"), text(after, "kind"));
    let served = schemas.find(&api_version, &kind);
    let id = ObjectId::of(after);
    let template = id
        .as_ref()
        .and_then(|id| pod_template_path(&id.group, &id.kind));
    let mut walk = Walk {
        minor: schemas.minor(),
        is_custom: served.is_some_and(|served| served.is_custom),
        template: template.filter(|_| kind != "CronJob" && kind != "Job" && kind != "ScaledJob"),
        is_config: &*kind == "ConfigMap" && &*api_version == "v1",
        documents,
        path: Path::default(),
        found: Vec::new(),
    };
    let schema = served.map(|served| served.schema);
    walk.values(Some(before), Some(after), schema);
    let found = walk.found.into_iter();
    // The object itself is a map on both sides, so that nothing is left without a place.
    let placed = |whence: Option<Whence>| whence.unwrap_or_else(|| Whence::set(after));
    found
        .map(|(change, whence)| (change, placed(whence)))
        .unzip()
}

/// The way through both objects at once.
struct Walk<'d> {
    minor: Minor,
    /// Whether the object is a custom resource, whose absent and empty values are not the same.
    is_custom: bool,
    /// Where the pods of the object stand, if a change there replaces them.
    template: Option<&'static [&'static str]>,
    /// Whether it is a ConfigMap, in whose texts there are documents.
    is_config: bool,
    /// What texts of a ConfigMap after were written from, by key.
    documents: &'d BTreeMap<EcoString, Node>,
    path: Path,
    /// What differs, and where it comes from; nothing for what is gone until the map or list is known that it is gone from.
    found: Vec<(FieldChange, Option<Whence>)>,
}

impl Walk<'_> {
    /// Compares what stands at one place.
    fn values(&mut self, before: Option<&Node>, after: Option<&Node>, schema: Option<&Schema>) {
        let before = before.filter(|node| !node.is_null());
        let after = after.filter(|node| !node.is_null());
        if let (Some(before), Some(after)) = (before, after) {
            let first = self.found.len();
            if let (Some(old), Some(new)) = (before.as_map(), after.as_map()) {
                self.maps(old, new, schema);
                return self.gone_from(after, first);
            }
            if let (Some(old), Some(new)) = (before.as_list(), after.as_list()) {
                self.lists((before, old), (after, new), schema);
                return self.gone_from(after, first);
            }
            if scalars::equal(before, after, schema) {
                return;
            }
            if self.is_config && self.in_document(before, after) {
                return;
            }
        } else if before.or(after).is_none_or(|only| self.is_nothing(only)) {
            return;
        }
        self.tell(before, after);
    }

    /// Compares the fields of two maps, those of the later one first, each in its order.
    fn maps(&mut self, before: &Mapping, after: &Mapping, schema: Option<&Schema>) {
        for (at, entry) in after.iter().enumerate() {
            let name = &entry.key.name;
            let old = before.get_near(name, at);
            if old.is_some_and(|old| is_same(old, &entry.value)) {
                continue;
            }
            self.field(name, (before, old), (after, Some(&entry.value)), schema);
        }
        for (at, entry) in before.iter().enumerate() {
            let name = &entry.key.name;
            if after.get_near(name, at).is_none() {
                self.field(name, (before, Some(&entry.value)), (after, None), schema);
            }
        }
    }

    /// Compares one field of two maps.
    fn field(
        &mut self,
        name: &EcoString,
        (old, before): (&Mapping, Option<&Node>),
        (new, after): (&Mapping, Option<&Node>),
        schema: Option<&Schema>,
    ) {
        if self.is_name(name) {
            return;
        }
        let below = schema.and_then(|schema| schema.field(name, self.minor));
        let silent = |map| Silent {
            map,
            schema,
            minor: self.minor,
        };
        let stated = |node: Option<&Node>| node.is_some_and(|node| !node.is_null());
        let one_sided = match (before, after) {
            (Some(only), other) if stated(before) && !stated(other) => Some((silent(new), only)),
            (other, Some(only)) if stated(after) && !stated(other) => Some((silent(old), only)),
            _ => None,
        };
        let below = below.map(|below| &**below);
        if one_sided.is_some_and(|(silent, only)| silent.means(name, below, only)) {
            return;
        }
        self.path.push(Segment::Field(name.clone()));
        let is_secret = |map| secrets::is_secret_variable(name, map);
        if before.is_none() && is_secret(old) || after.is_none() && is_secret(new) {
            self.record(kind(before, after), before, after, |_| Shown::Secret);
        } else {
            self.values(before, after, below);
        }
        self.path.pop();
    }

    /// Returns whether a field is the identity of the object, which is told as another name.
    fn is_name(&self, name: &str) -> bool {
        match self.path.segments() {
            [] => matches!(name, "kind" | "status"),
            [Segment::Field(metadata)] if metadata == "metadata" => matches!(
                name,
                "name"
                    | "namespace"
                    | "creationTimestamp"
                    | "uid"
                    | "resourceVersion"
                    | "generation"
            ),
            _ => false,
        }
    }

    /// Returns whether a value says as much as none at all.
    fn is_nothing(&self, node: &Node) -> bool {
        let is_empty_map = node.as_map().is_some_and(Mapping::is_empty);
        let is_empty_list = node.as_list().is_some_and(<[Node]>::is_empty);
        let is_metadata = self.path.is_below(&["metadata"]);
        is_empty_map && is_metadata || is_empty_list && (is_metadata || !self.is_custom)
    }

    /// Returns whether a change of order at this place makes new pods.
    fn order_matters(&self) -> bool {
        self.template
            .is_some_and(|template| self.path.is_below(template))
    }

    /// Says of what is gone, and was found since `first`, that it is gone from this map or list.
    fn gone_from(&mut self, after: &Node, first: usize) {
        let mut gone = None;
        let found = self.found.iter_mut().skip(first);
        for (_, whence) in found.filter(|(_, whence)| whence.is_none()) {
            *whence = Some(gone.get_or_insert_with(|| Whence::gone(after)).clone());
        }
    }

    fn tell(&mut self, before: Option<&Node>, after: Option<&Node>) {
        self.tell_as(kind(before, after), before, after);
    }

    fn tell_as(&mut self, kind: FieldKind, before: Option<&Node>, after: Option<&Node>) {
        self.record(kind, before, after, shown);
    }

    /// Writes down that what stands here differs; `show` says what of a value may be seen.
    fn record(
        &mut self,
        kind: FieldKind,
        before: Option<&Node>,
        after: Option<&Node>,
        show: fn(&Node) -> Shown,
    ) {
        let change = FieldChange {
            path: self.path.clone(),
            kind,
            before: before.map(show),
            after: after.map(show),
            cause: None,
        };
        let written = |after| self.written(after).filter(|_| before.is_none());
        let from = after.map(|after| written(after).unwrap_or(after));
        let whence = from.map(Whence::set);
        self.found.push((change, whence));
    }

    /// Returns what the text that stands here was written from.
    fn written(&self, text: &Node) -> Option<&Node> {
        let [Segment::Field(data), Segment::Field(name)] = self.path.segments() else {
            return None;
        };
        let is_text = text.as_str().is_some() && data == "data";
        self.documents.get(name).filter(|_| is_text)
    }
}

/// Returns whether two values are the same in the same order, as far as a look at [`LOOK`] nodes tells. Nearly everything is,
/// and then needs no type to be told so; that every level of an object is looked at costs no more than that for each.
fn is_same(before: &Node, after: &Node) -> bool {
    fn same(before: &Node, after: &Node, left: &mut usize) -> bool {
        *left = left.saturating_sub(1);
        match (&before.value, &after.value) {
            _ if *left == 0 => false,
            (Value::Mapping(before), Value::Mapping(after)) => {
                let mut entries = before.iter().zip(after);
                before.len() == after.len()
                    && entries.all(|(before, after)| {
                        before.key.name == after.key.name && same(&before.value, &after.value, left)
                    })
            }
            (Value::Sequence(before), Value::Sequence(after)) => {
                let mut items = before.iter().zip(after);
                before.len() == after.len()
                    && items.all(|(before, after)| same(before, after, left))
            }
            (before, after) => before == after,
        }
    }
    let mut left = LOOK;
    same(before, after, &mut left)
}

/// So many nodes have most lists of a pod, and are looked at faster than their types are.
const LOOK: usize = 256;

fn kind(before: Option<&Node>, after: Option<&Node>) -> FieldKind {
    match (before, after) {
        (None, _) => FieldKind::Added,
        (_, None) => FieldKind::Removed,
        _ => FieldKind::Changed,
    }
}

/// Returns a value without what is secret of it.
fn shown(node: &Node) -> Shown {
    match secrets::is_veiled(node) {
        true => Shown::Secret,
        false => Shown::Value(secrets::shown(node)),
    }
}

#[cfg(test)]
mod tests;
