//! The pods that an object makes, before and after: their specification, and their containers by name.

use super::pair::Pair;
use super::path::{Path, Segment};
use super::read::items;
use super::sets::by_key;
use crate::k8s::{ObjectId, pod_spec, pod_template_path};
use crate::yaml::Node;

/// The pods of an object.
pub(super) struct Pods<'a> {
    /// Where they are described.
    pub(super) path: &'static [&'static str],
    /// Their specification before; nothing where the object was not there.
    pub(super) before: Option<&'a Node>,
    /// Their specification after; nothing where the object is not there.
    pub(super) after: Option<&'a Node>,
    /// The containers of both sides: those that are there after in their order, then those that are gone.
    pub(super) containers: Vec<Container<'a>>,
}

/// A container on one side or both.
pub(super) struct Container<'a> {
    /// Its name.
    pub(super) name: &'a str,
    /// Before.
    pub(super) before: Option<&'a Node>,
    /// After.
    pub(super) after: Option<&'a Node>,
    /// Where the pods are described, and which list of them it is in.
    of: &'static [&'static str],
    list: &'static str,
}

/// The lists of containers, in the order in which they are told.
const LISTS: [&str; 2] = ["containers", "initContainers"];

impl<'a> Pods<'a> {
    /// Returns the pods that an object makes; nothing where it makes none.
    pub(super) fn of(pair: Pair<'a>, id: &ObjectId) -> Option<Self> {
        let path = pod_template_path(&id.group, &id.kind)?;
        let [before, after] = [pair.before, pair.after]
            .map(|placed| placed.and_then(|placed| pod_spec(placed.object)));
        let containers = LISTS.into_iter();
        Some(Pods {
            path,
            before,
            after,
            containers: containers
                .flat_map(|list| containers_of(path, list, before, after))
                .collect(),
        })
    }

    /// Returns the way to a field of their specification.
    pub(super) fn at(&self, fields: &[&str]) -> Path {
        at(self.path, fields)
    }

    /// Returns what the specification says on both sides.
    pub(super) fn values(&self, fields: &[&str]) -> (Option<&'a Node>, Option<&'a Node>) {
        let value = |spec: Option<&'a Node>| spec?.at(fields);
        (value(self.before), value(self.after))
    }

    /// Returns the containers that are there on both sides.
    pub(super) fn kept(&self) -> impl Iterator<Item = (&Container<'a>, &'a Node, &'a Node)> {
        self.containers
            .iter()
            .filter_map(|container| Some((container, container.before?, container.after?)))
    }
}

impl Container<'_> {
    /// Returns whether it is in `initContainers` or the like.
    pub(super) fn is_in(&self, list: &str) -> bool {
        self.list == list
    }

    /// Returns the way to a field of it.
    pub(super) fn at(&self, fields: &[&str]) -> Path {
        let mut path = at(self.of, &[self.list]);
        path.push(Segment::Element(vec![("name".into(), self.name.into())]));
        for field in fields {
            path.push(Segment::Field((*field).into()));
        }
        path
    }
}

/// Returns the way to a field of the specification of pods.
fn at(path: &[&str], fields: &[&str]) -> Path {
    Path::of(&[path, &["spec"], fields].concat())
}

/// Returns the containers of one list, on both sides.
fn containers_of<'a>(
    of: &'static [&'static str],
    list: &'static str,
    before: Option<&'a Node>,
    after: Option<&'a Node>,
) -> Vec<Container<'a>> {
    let container = |name, before, after| Container {
        name,
        before,
        after,
        of,
        list,
    };
    let (old, new) = (by_key(named(before, list)), by_key(named(after, list)));
    let there = named(after, list)
        .map(|(name, after)| container(name, old.get(name).copied(), Some(after)));
    let gone = named(before, list)
        .filter(|(name, _)| !new.contains_key(name))
        .map(|(name, before)| container(name, Some(before), None));
    there.chain(gone).collect()
}

fn named<'a>(spec: Option<&'a Node>, list: &str) -> impl Iterator<Item = (&'a str, &'a Node)> {
    items(spec.and_then(|spec| spec.value_of(list)))
        .iter()
        .filter_map(|container| Some((container.value_of("name")?.as_str()?, container)))
}
