//! What one direction of a NetworkPolicy lets through: peers, each on ports.

use std::fmt;

use super::covering::Covering;
use super::reach::Reach;
use crate::diff::Path;
use crate::diff::read::{items, text};
use crate::yaml::Node;

/// Into pods, or out of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    /// Into pods.
    In,
    /// Out of pods.
    Out,
}

impl Direction {
    /// Both.
    pub(super) const ALL: [Direction; 2] = [Direction::In, Direction::Out];

    pub(super) fn is_out(self) -> bool {
        self == Direction::Out
    }

    /// Completes "pods of `Deployment/shop/api` can now … `10.0.0.0/8` on TCP 443".
    pub(super) fn verb(self) -> &'static str {
        match self {
            Direction::In => "be reached by",
            Direction::Out => "reach",
        }
    }

    /// Returns whom pods reach, or are reached by, where nothing is denied.
    pub(super) fn everyone(self) -> &'static str {
        match self {
            Direction::In => "everybody",
            Direction::Out => "everything",
        }
    }

    pub(super) fn path(self) -> Path {
        Path::of(&["spec", self.key()])
    }

    fn key(self) -> &'static str {
        match self {
            Direction::In => "ingress",
            Direction::Out => "egress",
        }
    }
}

/// What is let through.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Allowed<'n>(Vec<Grant<'n>>);

/// One peer on one port; none means any.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Grant<'n> {
    pub(super) peer: Option<&'n Node>,
    pub(super) port: Option<&'n Node>,
    direction: Direction,
}

impl<'n> Allowed<'n> {
    /// Reads one direction of a policy; nothing where the policy does not speak of it.
    pub(super) fn read(policy: &'n Node, direction: Direction) -> Option<Self> {
        let spec = policy.get("spec")?;
        let types = items(spec.value_of("policyTypes"));
        let name = if direction.is_out() {
            "Egress"
        } else {
            "Ingress"
        };
        let rules = spec.value_of(direction.key());
        let speaks = match types.is_empty() {
            true => !direction.is_out() || !items(rules).is_empty(),
            false => types.iter().any(|stated| stated.as_str() == Some(name)),
        };
        speaks.then(|| Allowed::of(items(rules), direction))
    }

    fn of(rules: &'n [Node], direction: Direction) -> Self {
        let side = if direction.is_out() { "to" } else { "from" };
        let any = |list: &'n [Node]| -> Vec<Option<&'n Node>> {
            match list {
                [] => vec![None],
                list => list.iter().map(Some).collect(),
            }
        };
        let mut grants = Vec::new();
        for rule in rules {
            let ports = any(items(rule.value_of("ports")));
            for peer in any(items(rule.value_of(side))) {
                let of = |port: &Option<&'n Node>| Grant {
                    peer,
                    port: *port,
                    direction,
                };
                grants.extend(ports.iter().map(of));
            }
        }
        Allowed(grants)
    }

    /// Returns whether nothing is let through.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns what is let through that others do not let through.
    pub(super) fn beyond(&self, other: &Allowed<'_>) -> Allowed<'n> {
        let others = Covering::new(other.0.iter().map(Reach::of).collect());
        let is_new = |grant: &&Grant<'_>| !others.has(&Reach::of(grant));
        Allowed(self.0.iter().filter(is_new).copied().collect())
    }
}

/// Returns what a selector demands, one text for each label and each expression.
pub(super) fn demands(selector: Option<&Node>) -> Vec<String> {
    let labels = selector.and_then(|selector| selector.get("matchLabels")?.as_map());
    let labels = labels.into_iter().flatten();
    let labels = labels.map(|label| {
        format!(
            "{}={}",
            label.key.name,
            label.value.to_text().unwrap_or_default()
        )
    });
    let expressions = items(selector.and_then(|selector| selector.get("matchExpressions"))).iter();
    let expressions = expressions.map(|expression| {
        let of = |key| text(Some(expression), &[key]).unwrap_or_default();
        let mut values: Vec<_> = items(expression.get("values"))
            .iter()
            .filter_map(Node::to_text)
            .collect();
        values.sort();
        match of("operator") {
            "In" if values.len() == 1 => format!("{}={}", of("key"), values[0]),
            operator => format!("{} {operator} ({})", of("key"), values.join(", ")),
        }
    });
    labels.chain(expressions).collect()
}

/// Prints `` `10.0.0.0/8` on TCP 443, pods with `app=web` ``; of many only the first.
impl fmt::Display for Allowed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut texts: Vec<String> = self.0.iter().map(ToString::to_string).collect();
        texts.dedup();
        let told = texts.len().min(3);
        f.write_str(&texts[..told].join(", "))?;
        match texts.len() - told {
            0 => Ok(()),
            more => write!(f, " and {more} more"),
        }
    }
}

impl fmt::Display for Grant<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.peer {
            None => f.write_str(self.direction.everyone())?,
            Some(peer) => f.write_str(&peer_text(peer))?,
        }
        let Some(port) = self.port else {
            return Ok(());
        };
        write!(
            f,
            " on {}",
            text(Some(port), &["protocol"]).unwrap_or("TCP")
        )?;
        if let Some(number) = port.value_of("port").and_then(Node::to_text) {
            write!(f, " {number}")?;
        }
        if let Some(last) = port.value_of("endPort").and_then(Node::to_text) {
            write!(f, "–{last}")?;
        }
        Ok(())
    }
}

fn peer_text(peer: &Node) -> String {
    if let Some(cidr) = peer.at(&["ipBlock", "cidr"]).and_then(Node::to_text) {
        let except: Vec<_> = items(peer.at(&["ipBlock", "except"]))
            .iter()
            .filter_map(Node::to_text)
            .collect();
        return match except.as_slice() {
            [] => format!("`{cidr}`"),
            except => format!("`{cidr}` without `{}`", except.join("`, `")),
        };
    }
    let pods = match demands(peer.value_of("podSelector")) {
        demands if demands.is_empty() => "all pods".to_owned(),
        demands => format!("pods with `{}`", demands.join(",")),
    };
    match peer.value_of("namespaceSelector") {
        None => format!("{pods} of the namespace"),
        namespaces => match demands(namespaces) {
            demands if demands.is_empty() => format!("{pods} of all namespaces"),
            demands => format!("{pods} of namespaces with `{}`", demands.join(",")),
        },
    }
}
