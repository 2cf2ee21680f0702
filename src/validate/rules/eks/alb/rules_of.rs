//! Rules of one load balancer that cover each other, across Ingresses and namespaces.

use std::collections::BTreeMap;

use crate::validate::findings::text;
use crate::validate::load_balancers::fronts::{Front, groups};
use crate::validate::tree::Tree;
use crate::yaml::Node;

/// A path of an Ingress.
#[derive(Clone)]
pub(super) struct Rule<'a> {
    pub(super) front: Front<'a>,
    pub(super) node: &'a Node,
    pub(super) order: i64,
    host: &'a str,
    path: &'a str,
    ports: Vec<i64>,
}

impl Rule<'_> {
    /// Returns what decides when it is asked: its order, then namespace and name of its Ingress.
    pub(super) fn place(&self) -> (i64, String) {
        let id = &self.front.ingress.id;
        (self.order, format!("{}/{}", id.namespace, id.name))
    }

    /// Returns host and path.
    pub(super) fn shown(&self) -> String {
        format!("{}{}", self.host, self.path)
    }
}

/// Two rules of different Ingresses of which the first is part of the second.
pub(super) struct Covered<'a> {
    pub(super) narrow: Rule<'a>,
    pub(super) wide: Rule<'a>,
}

/// Returns the pairs; each rule at most once as the narrow one. Equal paths are EK0619's.
pub(super) fn covered<'a>(tree: &Tree<'a>) -> Vec<Covered<'a>> {
    let mut found = Vec::new();
    for (_, members) in groups(tree) {
        let distinct = members.first().map(|first| &first.ingress.id);
        if members
            .iter()
            .all(|member| Some(&member.ingress.id) == distinct)
        {
            continue;
        }
        let rules: Vec<Rule<'a>> = members.iter().flat_map(|member| rules_of(member)).collect();
        let mut wide: BTreeMap<(&str, &str), &Rule<'a>> = BTreeMap::new();
        for rule in rules.iter().filter(|rule| is_plain_prefix(rule)) {
            // Of several that are equal, the one that is asked first counts.
            let key = (rule.host, rule.path.trim_end_matches('/'));
            let there = wide.entry(key).or_insert(rule);
            if rule.place() < there.place() {
                *there = rule;
            }
        }
        for narrow in &rules {
            let above = wider(narrow).find_map(|key| wide.get(&key));
            if let Some(wide) = above.filter(|wide| meet(narrow, wide)) {
                found.push(Covered {
                    narrow: narrow.clone(),
                    wide: (*wide).clone(),
                });
            }
        }
    }
    found
}

/// Whether the two are rules of different Ingresses on one port.
fn meet(narrow: &Rule<'_>, wide: &Rule<'_>) -> bool {
    narrow.front.ingress.id != wide.front.ingress.id
        && narrow.ports.iter().any(|port| wide.ports.contains(port))
}

/// The hosts and prefixes that would cover a rule, the narrowest first; the rule's own is not among them.
fn wider<'a>(rule: &Rule<'a>) -> impl Iterator<Item = (&'a str, &'a str)> + use<'a> {
    let (host, path) = (rule.host, rule.path.trim_end_matches(['/', '*']));
    let above = move |host: &'a str| {
        std::iter::successors(Some(path), |path: &&'a str| {
            path.rfind('/').map(|slash| &path[..slash])
        })
        .map(move |path| (host, path))
    };
    let any = (!host.is_empty()).then(|| above("")).into_iter().flatten();
    above(host).skip(1).chain(any)
}

/// Whether nothing but host and path decides: no wildcard, no condition.
fn is_plain_prefix(rule: &Rule<'_>) -> bool {
    !rule.path.contains(['*', '?'])
        && !rule.host.contains('*')
        && text(rule.node, &["pathType"]) == Some("Prefix")
        && text(rule.node, &["backend", "service", "name"]).is_none_or(|name| {
            rule.front
                .annotation(&format!("conditions.{name}"))
                .is_none()
        })
}

fn rules_of<'a>(front: &Front<'a>) -> Vec<Rule<'a>> {
    let order = front
        .annotation("group.order")
        .and_then(|order| order.text.parse().ok());
    let mut ports: Vec<i64> = front
        .listeners()
        .into_iter()
        .map(|listener| listener.port)
        .collect();
    ports.sort_unstable();
    let rule = |(rule, node): (&'a Node, &'a Node)| Rule {
        front: front.clone(),
        node,
        order: order.unwrap_or(0),
        host: text(rule, &["host"]).unwrap_or_default(),
        path: text(node, &["path"]).unwrap_or("/"),
        ports: ports.clone(),
    };
    front.paths().map(rule).collect()
}
