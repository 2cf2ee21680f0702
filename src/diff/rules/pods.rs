//! The pods that an object makes, before and after: their specification, and their containers by name.

use crate::diff::path::{Path, Segment};
use crate::diff::read::items;
use crate::diff::sets::by_key;
use crate::diff::subject::Subject;
use crate::k8s::{pod_spec, pod_template_path};
use crate::yaml::Node;

/// The pods of an object.
#[derive(Clone, Copy)]
pub(super) struct Pods<'a> {
    /// Where they are described.
    pub(super) path: &'static [&'static str],
    /// Their specification before; nothing where the object was not there.
    pub(super) before: Option<&'a Node>,
    /// Their specification after; nothing where the object is not there.
    pub(super) after: Option<&'a Node>,
}

/// A container on one side or both.
pub(super) struct Container<'a> {
    /// Its name.
    pub(super) name: &'a str,
    /// Before.
    pub(super) before: Option<&'a Node>,
    /// After.
    pub(super) after: Option<&'a Node>,
    /// The pods, and which list of them it is in.
    pods: Pods<'a>,
    list: &'static str,
}

/// The lists of containers, in the order in which they are told.
const LISTS: [&str; 2] = ["containers", "initContainers"];

impl<'a> Pods<'a> {
    /// Returns the pods that an object makes; nothing where it makes none.
    pub(super) fn of(subject: &Subject<'a>) -> Option<Self> {
        let id = subject.id();
        Some(Pods {
            path: pod_template_path(&id.group, &id.kind)?,
            before: subject
                .pair
                .before
                .and_then(|placed| pod_spec(placed.object)),
            after: subject
                .pair
                .after
                .and_then(|placed| pod_spec(placed.object)),
        })
    }

    /// Returns the way to a field of their specification.
    pub(super) fn at(&self, fields: &[&str]) -> Path {
        Path::of(&[self.path, &["spec"], fields].concat())
    }

    /// Returns what the specification says on both sides.
    pub(super) fn values(&self, fields: &[&str]) -> (Option<&'a Node>, Option<&'a Node>) {
        let value = |spec: Option<&'a Node>| spec?.at(fields);
        (value(self.before), value(self.after))
    }

    /// Returns the containers of both sides: those that are there after in their order, then those that are gone.
    pub(super) fn containers(&self) -> Vec<Container<'a>> {
        let mut all = Vec::new();
        for list in LISTS {
            let (old, new) = (
                by_key(named(self.before, list)),
                by_key(named(self.after, list)),
            );
            for (name, after) in named(self.after, list) {
                all.push(self.container(list, name, old.get(name).copied(), Some(after)));
            }
            for (name, before) in named(self.before, list) {
                if !new.contains_key(name) {
                    all.push(self.container(list, name, Some(before), None));
                }
            }
        }
        all
    }

    /// Returns the containers that are there on both sides.
    pub(super) fn kept(&self) -> impl Iterator<Item = (Container<'a>, &'a Node, &'a Node)> {
        let both = |container: Container<'a>| {
            let (before, after) = (container.before?, container.after?);
            Some((container, before, after))
        };
        self.containers().into_iter().filter_map(both)
    }

    fn container(
        &self,
        list: &'static str,
        name: &'a str,
        before: Option<&'a Node>,
        after: Option<&'a Node>,
    ) -> Container<'a> {
        Container {
            name,
            before,
            after,
            pods: *self,
            list,
        }
    }
}

impl Container<'_> {
    /// Returns whether it is in `initContainers` or the like.
    pub(super) fn is_in(&self, list: &str) -> bool {
        self.list == list
    }

    /// Returns the way to a field of it.
    pub(super) fn at(&self, fields: &[&str]) -> Path {
        let mut path = self.pods.at(&[self.list]);
        path.push(Segment::Element(vec![("name".into(), self.name.into())]));
        for field in fields {
            path.push(Segment::Field((*field).into()));
        }
        path
    }
}

fn named<'a>(spec: Option<&'a Node>, list: &str) -> impl Iterator<Item = (&'a str, &'a Node)> {
    items(spec.and_then(|spec| spec.value_of(list)))
        .iter()
        .filter_map(|container| Some((container.value_of("name")?.as_str()?, container)))
}
