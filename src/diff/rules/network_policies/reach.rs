//! Whether what one rule lets through is let through by others: read once each, and found without a look at all of them.

use ecow::EcoString;
use rustc_hash::FxHashMap;

use super::allowed::{Grant, demands};
use crate::diff::read::{items, text};
use crate::diff::rules::ranges::Range;
use crate::yaml::Node;

/// One peer on one port, read.
pub(super) struct Reach {
    peer: Peer,
    port: Option<Port>,
}

enum Peer {
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

struct Port {
    protocol: EcoString,
    /// A number or a name; none is all ports.
    port: Option<EcoString>,
    /// The first and the last number.
    numbers: Option<(i64, i64)>,
}

impl Reach {
    pub(super) fn of(grant: &Grant<'_>) -> Self {
        Reach {
            peer: grant.peer.map_or(Peer::Everybody, Peer::of),
            port: grant.port.map(Port::of),
        }
    }

    /// Returns whether all that another lets through is let through here.
    fn covers(&self, other: &Reach) -> bool {
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

/// What reaches are found by.
#[derive(PartialEq, Eq, Hash)]
enum Key {
    /// Everybody, and pods of which nothing is demanded.
    Any,
    Block,
    /// One of the demands, all of which must be met.
    Demand(String),
}

impl Peer {
    /// Returns what it is found by.
    fn key(&self) -> Key {
        match self {
            Peer::Everybody => Key::Any,
            Peer::Block { .. } => Key::Block,
            Peer::Pods { .. } => {
                let first = self.demands().next();
                first.map_or(Key::Any, |demand| Key::Demand(demand.clone()))
            }
        }
    }

    /// Returns by what those are found that may cover it: they demand nothing that it does not demand.
    fn keys(&self) -> impl Iterator<Item = Key> {
        let block = matches!(self, Peer::Block { .. }).then_some(Key::Block);
        let demands = self.demands().cloned().map(Key::Demand);
        std::iter::once(Key::Any).chain(block).chain(demands)
    }

    fn demands(&self) -> impl Iterator<Item = &String> {
        let (namespaces, pods) = match self {
            Peer::Pods { namespaces, pods } => (namespaces.as_deref(), pods.as_slice()),
            Peer::Everybody | Peer::Block { .. } => (None, Default::default()),
        };
        pods.iter().chain(namespaces.unwrap_or_default())
    }
}

/// Everything that a policy lets through.
#[derive(Default)]
pub(super) struct Covering(FxHashMap<Key, Vec<Reach>>);

impl Covering {
    pub(super) fn new(reaches: impl Iterator<Item = Reach>) -> Self {
        let mut covering = Covering::default();
        for reach in reaches {
            let key = reach.peer.key();
            covering.0.entry(key).or_default().push(reach);
        }
        covering
    }

    /// Returns whether something lets through all that another does.
    pub(super) fn has(&self, other: &Reach) -> bool {
        let mut found = other.peer.keys().filter_map(|key| self.0.get(&key));
        found.any(|reaches| reaches.iter().any(|reach| reach.covers(other)))
    }
}
