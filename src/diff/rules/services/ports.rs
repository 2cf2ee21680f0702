//! Ports of a Service: which are gone, which lead elsewhere.

use ecow::EcoString;

use crate::diff::read::{items, text};
use crate::diff::sets::by_key;
use crate::diff::verdict::Verdict;
use crate::diff::{Path, Risk};
use crate::yaml::Node;

/// A port: its number and protocol, its name, where it leads.
type Port<'n> = ((i64, &'n str), Option<&'n str>, EcoString);

fn ports_of(service: &Node) -> Vec<Port<'_>> {
    let found = items(service.at(&["spec", "ports"])).iter();
    let found = found.filter_map(|port| {
        let number = port.get("port")?.as_int()?;
        let protocol = text(Some(port), &["protocol"]).unwrap_or("TCP");
        let target = port.value_of("targetPort").and_then(Node::to_text);
        let target = target.unwrap_or_else(|| number.to_string().into());
        Some(((number, protocol), text(Some(port), &["name"]), target))
    });
    found.collect()
}

/// Compares the ports of a Service.
pub(super) fn judge(before: &Node, after: &Node, verdict: &mut Verdict) {
    let path = || Path::of(&["spec", "ports"]);
    let (old, new) = (ports_of(before), ports_of(after));
    let known = by_key(old.iter().map(|port| (port.0, port)));
    let numbers = by_key(new.iter().map(|port| (port.0, port)));
    let added = new.iter().filter(|port| !known.contains_key(&port.0));
    let names = by_key(added.map(|port| (port.1, port)));
    for ((number, protocol), name, target) in &old {
        let kept = numbers.get(&(*number, *protocol)).copied();
        let Some((_, new_name, new_target)) = kept else {
            let instead = names.get(name).copied();
            let why = match instead {
                Some(port) => format!(
                    "port {number} becomes {}: who asks at {number} gets no answer",
                    port.0.0
                ),
                None => format!("port {number} is gone: who asks there gets no answer"),
            };
            let remedy = format!("keep port {number} until nobody asks there");
            verdict.reason(Risk::High, path(), why, remedy);
            continue;
        };
        if target != new_target {
            let why =
                format!("port {number} leads to `{new_target}` of the pods, so far to `{target}`");
            let remedy = "let the pods listen at both until the change is through";
            verdict.reason(Risk::High, path(), why, remedy);
        }
        if let (Some(old), true) = (name, name != new_name) {
            let why = format!(
                "port {number} is called {} and no more `{old}`: who names it so finds none",
                match new_name {
                    Some(name) => format!("`{name}`"),
                    None => "nothing".to_owned(),
                }
            );
            verdict.reason(Risk::Medium, path(), why, "");
        }
    }
}
