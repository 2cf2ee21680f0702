//! Everything that a policy lets through, found by what it may cover: of thousands of peers and ports only the few that
//! have to do with what is asked about are looked at.

use ecow::EcoString;
use rustc_hash::FxHashMap;

use super::reach::{Peer, Port, Reach};
use crate::diff::rules::ranges::{Prefixes, Range};

/// What a peer is found by.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Whom {
    /// Everybody, and pods of which nothing is demanded.
    Any,
    Block(Range),
    /// One of the demands, all of which must be met.
    Demand(String),
}

/// What ports are found by.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Door {
    All,
    /// All of a protocol.
    Protocol(EcoString),
    /// A number or a name of a protocol.
    One(EcoString, EcoString),
    /// Several numbers of a protocol.
    Span(EcoString),
}

/// Everything that a policy lets through.
#[derive(Default)]
pub(super) struct Covering {
    reaches: FxHashMap<(Whom, Door), Vec<Reach>>,
    prefixes: Prefixes,
}

impl Covering {
    pub(super) fn new(reaches: Vec<Reach>) -> Self {
        let mut covering = Covering::default();
        let mut demand: FxHashMap<String, usize> = FxHashMap::default();
        for reach in &reaches {
            for one in demands(&reach.peer) {
                *demand.entry(one.clone()).or_default() += 1;
            }
            if let Peer::Block { range, .. } = &reach.peer {
                covering.prefixes.add(range);
            }
        }
        for reach in reaches {
            let whom = match &reach.peer {
                Peer::Everybody => Whom::Any,
                Peer::Block { range, .. } => Whom::Block(range.clone()),
                // The one that the fewest ask for has the fewest beside it.
                peer => demands(peer)
                    .min_by_key(|one| demand.get(*one))
                    .map_or(Whom::Any, |one| Whom::Demand(one.clone())),
            };
            let key = (whom, door(reach.port.as_ref()));
            covering.reaches.entry(key).or_default().push(reach);
        }
        covering
    }

    /// Returns whether something lets through all that another does.
    pub(super) fn has(&self, other: &Reach) -> bool {
        self.near(other).any(|reach| reach.covers(other))
    }

    /// Returns what may let through all that another does.
    fn near(&self, other: &Reach) -> impl Iterator<Item = &Reach> {
        let (whom, doors) = (self.whom(&other.peer), doors(other.port.as_ref()));
        let keys = whom.into_iter().flat_map(move |whom| {
            let doors = doors.clone().into_iter();
            doors.map(move |door| (whom.clone(), door))
        });
        keys.filter_map(|key| self.reaches.get(&key)).flatten()
    }

    /// Returns by what those are found that may cover a peer: what it lies in, and who demands nothing that it does not.
    fn whom(&self, peer: &Peer) -> Vec<Whom> {
        let around = match peer {
            Peer::Block { range, .. } => self.prefixes.around(range),
            _ => Vec::new(),
        };
        let around = around.into_iter().map(Whom::Block);
        let demands = demands(peer).cloned().map(Whom::Demand);
        std::iter::once(Whom::Any)
            .chain(around)
            .chain(demands)
            .collect()
    }
}

fn door(port: Option<&Port>) -> Door {
    let Some(Port {
        protocol,
        port,
        numbers,
    }) = port
    else {
        return Door::All;
    };
    match (port, numbers) {
        (None, _) => Door::Protocol(protocol.clone()),
        (Some(_), Some((first, last))) if first != last => Door::Span(protocol.clone()),
        (Some(port), _) => Door::One(protocol.clone(), port.clone()),
    }
}

/// Returns by what those are found that may cover ports.
fn doors(port: Option<&Port>) -> Vec<Door> {
    let mut doors = vec![Door::All];
    if let Some(Port { protocol, port, .. }) = port {
        doors.push(Door::Protocol(protocol.clone()));
        if let Some(port) = port {
            doors.push(Door::One(protocol.clone(), port.clone()));
            doors.push(Door::Span(protocol.clone()));
        }
    }
    doors
}

fn demands(peer: &Peer) -> impl Iterator<Item = &String> {
    let (namespaces, pods) = match peer {
        Peer::Pods { namespaces, pods } => (namespaces.as_deref(), pods.as_slice()),
        Peer::Everybody | Peer::Block { .. } => (None, Default::default()),
    };
    pods.iter().chain(namespaces.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;
    use crate::text::Sources;
    use crate::yaml;

    /// Reads one rule for each number, written by a function.
    fn reaches(count: usize, rule: impl Fn(usize) -> String) -> Vec<Reach> {
        let mut text = String::new();
        for at in 0..count {
            let _ = writeln!(text, "- {}", rule(at));
        }
        let sources = Sources::default();
        let (documents, findings) = yaml::parse(sources.add("a.yaml", text.as_str()), &text);
        assert!(findings.is_empty(), "{text}");
        let rules = documents[0].root.as_list().unwrap_or_default().iter();
        rules
            .map(|rule| Reach::read(rule.get("peer"), rule.get("port")))
            .collect()
    }

    #[test]
    fn of_many_rules_only_those_are_looked_at_that_may_cover_one() {
        type Rule = fn(usize) -> String;
        let rules: [Rule; 4] = [
            |at| {
                format!(
                    "peer: {{ipBlock: {{cidr: 10.0.{}.{}/32}}}}",
                    at / 250,
                    at % 250
                )
            },
            |at| format!("port: {{port: {at}}}"),
            |at| format!("port: {{protocol: UDP, port: p{at}}}"),
            |at| {
                format!(
                    "peer: {{namespaceSelector: {{matchLabels: {{a: b}}}}, podSelector: {{matchLabels: {{app: x, part: p{at}}}}}}}"
                )
            },
        ];
        for rule in rules {
            let covering = Covering::new(reaches(1_000, rule));
            for reach in reaches(1_000, rule) {
                assert!(covering.has(&reach));
                assert_eq!(covering.near(&reach).count(), 1);
            }
        }
    }

    #[test]
    fn what_is_wider_covers() {
        let one = |text: &str| reaches(1, |_| text.to_owned());
        let covers = |wide: &str, narrow: &str| Covering::new(one(wide)).has(&one(narrow)[0]);
        assert!(covers(
            "peer: {ipBlock: {cidr: 10.0.0.0/8}}",
            "peer: {ipBlock: {cidr: 10.1.0.0/16}}"
        ));
        assert!(covers("port: {port: 80, endPort: 90}", "port: {port: 85}"));
        assert!(covers(
            "port: {port: 80, endPort: 90}",
            "port: {port: 80, endPort: 81}"
        ));
        assert!(covers(
            "port: {protocol: TCP}",
            "peer: {podSelector: {}}\n  port: {port: http}"
        ));
        assert!(covers("{}", "port: {port: 80}"));
        assert!(!covers("port: {port: 80}", "{}"));
        assert!(!covers("port: {port: 80, endPort: 90}", "port: {port: 91}"));
        assert!(!covers(
            "peer: {podSelector: {matchLabels: {a: b, c: d}}}",
            "peer: {podSelector: {matchLabels: {a: b}}}"
        ));
    }
}
