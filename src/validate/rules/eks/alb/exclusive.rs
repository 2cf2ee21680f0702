//! EK1302: Ingresses of one group state different values where the controller takes only one.
//!
//! Source: AWS Load Balancer Controller, Ingress annotations, "Exclusive"; `pkg/ingress/model_build_load_balancer.go`.

use std::collections::{BTreeMap, BTreeSet};

use crate::diag::Code;
use crate::validate::findings::{Findings, about, items, text};
use crate::validate::load_balancers::annotations::{Annotation, Form, KNOWN, Known, Merge, PREFIX};
use crate::validate::load_balancers::fronts::{Front, groups};
use crate::validate::tree::Tree;
use crate::yaml::{Mapping, Node};

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for (group, members) in groups(tree) {
        if members.len() < 2 {
            continue;
        }
        let stated: BTreeSet<&str> = members.iter().flat_map(|member| stated(member)).collect();
        let exclusive = KNOWN.iter().filter(|known| known.merge == Merge::Exclusive);
        for known in exclusive.filter(|known| stated.contains(known.name)) {
            one(group, &members, known, findings);
        }
    }
}

/// Returns the names of the annotations of an Ingress.
fn stated<'a>(front: &Front<'a>) -> impl Iterator<Item = &'a str> {
    let annotations = front.ingress.node.at(&["metadata", "annotations"]);
    let keys = annotations
        .and_then(Node::as_map)
        .into_iter()
        .flat_map(Mapping::keys);
    keys.filter_map(|key| key.strip_prefix(PREFIX))
}

fn one(group: &str, members: &[&Front<'_>], known: &Known, findings: &mut Findings) {
    let mut first: BTreeMap<&str, (&Front<'_>, Annotation<'_>, BTreeSet<&str>)> = BTreeMap::new();
    for member in members
        .iter()
        .filter(|member| !decided_by_class(member, known.name))
    {
        let Some(annotation) = member.annotation(known.name) else {
            continue;
        };
        for (part, value) in parts(known, annotation) {
            if has_attribute(member, known, part) {
                continue;
            }
            let Some((other, there, stated)) = first.get(part) else {
                first.insert(part, (member, annotation, value));
                continue;
            };
            if *stated != value {
                let what = if part.is_empty() { known.name } else { part };
                findings.push(conflict(group, what, (member, annotation), (other, *there)));
                break;
            }
        }
    }
}

/// A value as the controller compares it: lists without order, attributes one by one.
fn parts<'a>(known: &Known, annotation: Annotation<'a>) -> Vec<(&'a str, BTreeSet<&'a str>)> {
    match known.form {
        Form::Map => annotation
            .map()
            .map(|(key, value)| (key, BTreeSet::from([value])))
            .collect(),
        Form::List => vec![("", annotation.list().collect())],
        _ => vec![("", BTreeSet::from([annotation.text]))],
    }
}

/// Attributes that the class states win one by one.
fn has_attribute(front: &Front<'_>, known: &Known, key: &str) -> bool {
    known.name == "load-balancer-attributes"
        && front.params.is_some_and(|params| {
            let mut stated = items(params, "loadBalancerAttributes").iter();
            stated.any(|attribute| text(attribute, &["key"]) == Some(key))
        })
}

pub(super) fn decided_by_class(front: &Front<'_>, name: &str) -> bool {
    super::overridden::parameter(name).is_some_and(|parameter| {
        front
            .params
            .is_some_and(|params| params.value_of(parameter).is_some())
    })
}

pub(super) fn conflict(
    group: &str,
    what: &str,
    (front, annotation): (&Front<'_>, Annotation<'_>),
    (other, there): (&Front<'_>, Annotation<'_>),
) -> crate::diag::Diagnostic {
    let message = format!(
        "`{}` and `{}` of the group `{group}` state different values of {}",
        other.ingress.id,
        front.ingress.id,
        if what.contains(' ') {
            what.to_owned()
        } else {
            format!("`{what}`")
        },
    );
    about(Code::AlbExclusiveConflict, front.ingress, annotation.node, message)
        .related(there.node.span().or(other.ingress.span), "the other value")
        .note(format!("the controller stops working on every Ingress of the group; `{PREFIX}` annotations of this kind are for the whole load balancer"))
        .help("state it once, best in the IngressClassParams of the class")
}
