//! Who calls whom.
//!
//! A call may be stated on either side, or follow from a reference `${database.orders.host}`. It opens the NetworkPolicies of both
//! ends, so that a declared dependency is never blocked by the policy that its other end forgot.

use std::collections::BTreeMap;

use crate::diag::{Code, Diagnostic, did_you_mean};
use crate::k8s::Owner;
use crate::layer::Component;
use crate::load::SpecKind;
use crate::yaml::{Node, Origin, Value};

use super::context::{Context, Link, Links};

/// The kinds that `network` may name: those that have pods.
fn has_pods(kind: SpecKind) -> bool {
    kind.namespaced()
}

/// Returns the calls of an environment, by both ends. Reports ends that do not exist.
pub(super) fn find<'a>(context: &Context<'a>) -> BTreeMap<&'a Owner, Links<'a>> {
    let mut links: BTreeMap<&Owner, Links> = BTreeMap::new();
    for component in &context.target.components {
        for (owner, span) in &component.refers_to {
            if let Some(callee) = context.owned(owner) {
                let said = Node::new(Value::Null, Origin::written(*span));
                join(&mut links, component, callee, said, None);
            }
        }
        for peer in peers(component, "egressTo") {
            if let Some(callee) = resolve(context, component, peer) {
                let ports = peer.value_of("ports").cloned();
                join(&mut links, component, callee, peer.clone(), ports);
            }
        }
        for peer in peers(component, "ingressFrom") {
            if let Some(caller) = resolve(context, component, peer) {
                let ports = peer.value_of("ports").cloned();
                join(&mut links, caller, component, peer.clone(), ports);
            }
        }
    }
    links
}

fn join<'a>(
    links: &mut BTreeMap<&'a Owner, Links<'a>>,
    caller: &'a Component,
    callee: &'a Component,
    said: Node,
    ports: Option<Node>,
) {
    if caller.owner == callee.owner {
        return;
    }
    let forth = Link {
        component: callee,
        said: said.clone(),
        ports: ports.clone(),
    };
    let back = Link {
        component: caller,
        said,
        ports,
    };
    put(
        &mut links.entry(caller.owner.as_ref()).or_default().callees,
        forth,
    );
    put(
        &mut links.entry(callee.owner.as_ref()).or_default().callers,
        back,
    );
}

/// Adds a link. Of two to the same end the one that names no ports, and so allows more, counts.
fn put<'a>(list: &mut Vec<Link<'a>>, link: Link<'a>) {
    let same = list
        .iter_mut()
        .find(|there| there.component.owner == link.component.owner);
    match same {
        None => list.push(link),
        Some(there) if there.ports.is_some() && link.ports.is_none() => *there = link,
        Some(there) => {
            if let (Some(ports), Some(more)) = (&mut there.ports, link.ports)
                && let (Some(ports), Some(more)) = (ports.as_list_mut(), more.as_list())
            {
                let new: Vec<Node> = more
                    .iter()
                    .filter(|port| !ports.contains(port))
                    .cloned()
                    .collect();
                ports.extend(new);
            }
        }
    }
}

/// Walks a list of `network`.
pub(super) fn peers<'c>(component: &'c Component, field: &str) -> impl Iterator<Item = &'c Node> {
    let list = component.spec.at(&["network", field]);
    list.and_then(Node::as_list).unwrap_or_default().iter()
}

/// Returns the name in a peer: `app/web`, `alb`; nothing for addresses and the like.
pub(super) fn name_in(peer: &Node) -> Option<&Node> {
    match peer.as_str() {
        Some(_) => Some(peer),
        None => peer.value_of("to"),
    }
}

/// Returns the component that a peer names; nothing for peers that name none.
fn resolve<'a>(context: &Context<'a>, component: &Component, peer: &Node) -> Option<&'a Component> {
    let named = name_in(peer)?;
    let text = named.as_str()?;
    if matches!(text, "alb" | "monitoring") {
        return None;
    }
    let found = text.split_once('/').and_then(|(kind, name)| {
        let kind = SpecKind::of_word(kind).filter(|kind| has_pods(*kind))?;
        context.find(kind, name, &component.owner.namespace)
    });
    if found.is_none() {
        context.report_nowhere(unknown(context, component, named, text));
    }
    found
}

fn unknown(context: &Context, component: &Component, named: &Node, text: &str) -> Diagnostic {
    let mut known: Vec<String> = vec!["alb".to_owned(), "monitoring".to_owned()];
    for other in &context.target.components {
        if !has_pods(other.kind) {
            continue;
        }
        let word = other.kind.word();
        let owner = &other.owner;
        if owner.namespace == component.owner.namespace {
            known.push(format!("{word}/{}", owner.name));
        } else {
            known.push(format!("{word}/{}/{}", owner.namespace, owner.name));
        }
    }
    let help = match did_you_mean(text, known.iter().map(String::as_str)) {
        Some(name) => format!("did you mean `{name}`?"),
        None if looks_like_host(text) => {
            "a NetworkPolicy knows addresses only: `{cidr: 203.0.113.0/24, ports: [443]}`".to_owned()
        }
        None => "write `app/web`, `database/orders`, `app/<namespace>/<name>`, `alb`, `monitoring` or `{cidr: 10.0.0.0/16}`"
            .to_owned(),
    };
    let message = format!(
        "`spec.network` of {} names `{text}`, which does not exist",
        component.owner
    );
    Diagnostic::new(Code::UnknownPeer, message)
        .at(named.span().unwrap_or(component.span))
        .on(&component.owner)
        .help(help)
}

fn looks_like_host(text: &str) -> bool {
    text.contains('.') && !text.contains('/')
}
