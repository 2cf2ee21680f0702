//! Whether one peer on one port lets through what another does, read once each.

use ecow::EcoString;

use super::allowed::{Grant, demands};
use crate::diff::read::{items, text};
use crate::diff::rules::ranges::Range;
use crate::yaml::Node;

/// One peer on one port, read.
pub(super) struct Reach {
    pub(super) peer: Peer,
    pub(super) port: Option<Port>,
}

pub(super) enum Peer {
    Everybody,
    Block {
        range: Range,
        except: Vec<Range>,
    },
    /// What selectors demand; nothing where only the own namespace is meant.
    Pods {
        namespaces: Option<Vec<String>>,
        pods: Vec<String>,
    },
}

pub(super) struct Port {
    pub(super) protocol: EcoString,
    /// A number or a name; none is all ports.
    pub(super) port: Option<EcoString>,
    /// The first and the last number.
    pub(super) numbers: Option<(i64, i64)>,
}

impl Reach {
    pub(super) fn of(grant: &Grant<'_>) -> Self {
        Reach::read(grant.peer, grant.port)
    }

    pub(super) fn read(peer: Option<&Node>, port: Option<&Node>) -> Self {
        Reach {
            peer: peer.map_or(Peer::Everybody, Peer::of),
            port: port.map(Port::of),
        }
    }

    /// Returns whether all that another lets through is let through here.
    pub(super) fn covers(&self, other: &Reach) -> bool {
        self.peer.covers(&other.peer)
            && match (&self.port, &other.port) {
                (None, _) => true,
                (Some(_), None) => false,
                (Some(this), Some(that)) => this.covers(that),
            }
    }
}

impl Peer {
    fn of(peer: &Node) -> Self {
        if let Some(block) = peer.value_of("ipBlock") {
            let range = block.get("cidr").and_then(Node::to_text);
            let except = items(block.get("except")).iter();
            return Peer::Block {
                range: Range::of(&range.unwrap_or_default()),
                except: except
                    .filter_map(|range| Some(Range::of(&range.to_text()?)))
                    .collect(),
            };
        }
        let namespaces = peer.value_of("namespaceSelector");
        Peer::Pods {
            namespaces: namespaces.map(|selector| demands(Some(selector))),
            pods: demands(peer.value_of("podSelector")),
        }
    }

    fn covers(&self, other: &Peer) -> bool {
        match (self, other) {
            (Peer::Everybody, _) => true,
            (
                Peer::Block { range, except },
                Peer::Block {
                    range: inner,
                    except: holes,
                },
            ) => {
                let is_refused = |hole: &Range| {
                    let is_beside = !hole.is_within(inner) && !inner.is_within(hole);
                    is_beside || holes.iter().any(|known| hole.is_within(known))
                };
                inner.is_within(range) && except.iter().all(is_refused)
            }
            (
                Peer::Pods { namespaces, pods },
                Peer::Pods {
                    namespaces: others,
                    pods: demanded,
                },
            ) => {
                let is_weaker =
                    |this: &[String], that: &[String]| this.iter().all(|one| that.contains(one));
                let is_there = match (namespaces, others) {
                    (None, None) => true,
                    // Without a selector only the own namespace is meant, which one without demands holds.
                    (Some(this), None) => this.is_empty(),
                    (None, Some(_)) => false,
                    (Some(this), Some(that)) => is_weaker(this, that),
                };
                is_there && is_weaker(pods, demanded)
            }
            _ => false,
        }
    }
}

impl Port {
    fn of(port: &Node) -> Self {
        let number = port.value_of("port");
        let first = number.and_then(Node::as_int);
        let last = port.value_of("endPort").and_then(Node::as_int);
        Port {
            protocol: text(Some(port), &["protocol"]).unwrap_or("TCP").into(),
            port: number.map(|number| number.to_text().unwrap_or_default()),
            numbers: first.map(|first| (first, last.unwrap_or(first))),
        }
    }

    fn covers(&self, other: &Port) -> bool {
        self.protocol == other.protocol
            && match (&self.port, &other.port) {
                (None, _) => true,
                (Some(_), None) => false,
                (Some(this), Some(that)) => match (self.numbers, other.numbers) {
                    (Some(this), Some(that)) => this.0 <= that.0 && that.1 <= this.1,
                    _ => this == that,
                },
            }
    }
}
