//! Ingresses and routes of the Gateway API: which host and path leads to which backend.

mod table;

use std::collections::BTreeMap;

use ecow::EcoString;

use self::table::Table;
use super::load_balancers;
use crate::diff::read::items;
use crate::diff::subject::Subject;
use crate::diff::verdict::Verdict;
use crate::diff::words::ticked;
use crate::diff::{Action, Effect, Path, Risk};
use crate::k8s::ObjectId;
use crate::yaml::Node;

/// Judges an Ingress or a route.
pub(super) fn judge(subject: &Subject<'_>, verdict: &mut Verdict) {
    let table = match (subject.id().group.as_str(), subject.id().kind.as_str()) {
        ("networking.k8s.io", "Ingress") => table::of_ingress,
        ("gateway.networking.k8s.io", kind) if kind.ends_with("Route") => table::of_route,
        _ => return,
    };
    let old = subject.before().map(table).unwrap_or_default();
    let new = subject.after().map(table).unwrap_or_default();
    if subject.action() == Action::Create {
        return verdict.effect(Effect::Traffic);
    }
    if subject.action() == Action::Delete || old != new || subject.touches(&["spec"]) {
        verdict.effect(Effect::Traffic);
    }
    hosts(subject, &old, &new, verdict);
    if subject.id().kind == "Ingress" {
        load_balancers::gone(subject, verdict);
    }
    paths(&old, &new, verdict);
    if subject.id().kind == "Ingress" && subject.after().is_some() {
        tls(subject, &new, verdict);
        class(subject, verdict);
        order(subject, verdict);
        load_balancers::of_ingress(subject, verdict);
    }
}

/// Hosts that nobody answers for here any more.
fn hosts(subject: &Subject<'_>, old: &Table, new: &Table, verdict: &mut Verdict) {
    let own = subject.after().is_some().then(|| subject.id());
    let gone = old.keys().filter(|host| !new.contains_key(*host));
    let (mut lost, mut moved): (Vec<&EcoString>, BTreeMap<&ObjectId, Vec<&EcoString>>) =
        Default::default();
    for host in gone {
        match subject.world.after.others_at(host, own) {
            Some(to) => moved.entry(to).or_default().push(host),
            None => lost.push(host),
        }
    }
    let path = || Path::of(&["spec"]);
    for (to, hosts) in moved {
        let why = format!(
            "{} moves from `{}` to `{to}`{}",
            ticked(hosts),
            subject.change.renamed_from.as_ref().unwrap_or(subject.id()),
            way(subject, to)
        );
        let remedy = "apply the new one first, and delete here once it answers: until the old one is gone both have the host";
        verdict.reason(Risk::High, path(), why, remedy);
    }
    let (whole, lost): (Vec<_>, Vec<_>) = lost.into_iter().partition(|host| host.is_empty());
    if !whole.is_empty() {
        let why = "requests for other hosts get no answer";
        verdict.reason(Risk::High, path(), why, "");
    }
    if !lost.is_empty() {
        let why = format!("nobody answers for {} any more", ticked(lost));
        verdict.reason(
            Risk::High,
            path(),
            why,
            "remove the DNS record first, or send it elsewhere",
        );
    }
}

/// Says that a host goes to another unit, which is synced at another time.
fn way(subject: &Subject<'_>, to: &ObjectId) -> String {
    let from = subject.change.before.as_ref().map(|place| &place.unit);
    let unit = subject.world.after.unit(to);
    match (from, unit) {
        (Some(from), Some(to)) if !from.is_empty() && !to.is_empty() && from != to => {
            format!(", of another unit: `{from}` and `{to}` are not synced at the same time")
        }
        _ => String::new(),
    }
}

/// What leads elsewhere, by the backend before and after; none is nowhere.
type Ways<'t> = BTreeMap<(Option<&'t EcoString>, Option<&'t EcoString>), Vec<String>>;

/// Paths of hosts that are there on both sides. What goes the same way is told together.
fn paths(old: &Table, new: &Table, verdict: &mut Verdict) {
    let mut ways = Ways::new();
    for (host, after) in new {
        let Some(before) = old.get(host) else {
            continue;
        };
        let added = after.keys().filter(|path| !before.contains_key(*path));
        for path in before.keys().chain(added) {
            let way = (before.get(path), after.get(path));
            if way.0 != way.1 {
                ways.entry(way).or_default().push(match path.as_str() {
                    "" => "everything else".to_owned(),
                    path => format!("{host}{path}"),
                });
            }
        }
    }
    for ((from, to), paths) in ways {
        let what = format!("requests for {}", ticked(paths));
        let (risk, why) = match (from, to) {
            (Some(from), Some(to)) => (
                Risk::High,
                format!("{what} go to `{to}`, so far to `{from}`"),
            ),
            (Some(from), None) => (
                Risk::High,
                format!("{what} have no rule any more, so far they go to `{from}`"),
            ),
            (None, Some(to)) => (
                Risk::Medium,
                format!("{what} go to `{to}`, so far they had no rule"),
            ),
            (None, None) => continue,
        };
        verdict.reason(risk, Path::of(&["spec"]), why, "");
    }
}

/// An ALB asks paths of type `ImplementationSpecific` in the order in which they stand, behind all others.
fn order(subject: &Subject<'_>, verdict: &mut Verdict) {
    let (Some(before), Some(after)) = (subject.before(), subject.after()) else {
        return;
    };
    if !subject.world.after.is_alb(after) {
        return;
    }
    let (old, new) = (table::in_order(before), table::in_order(after));
    for (host, paths) in &new {
        let Some(asked) = old.get(host) else {
            continue;
        };
        let places: BTreeMap<&EcoString, usize> = asked.iter().zip(0..).collect();
        let place = |path| places.get(path).copied();
        let kept: Vec<(&EcoString, usize)> = paths
            .iter()
            .filter_map(|path| Some((path, place(path)?)))
            .collect();
        let turned = kept.windows(2).find(|pair| pair[0].1 > pair[1].1);
        if let Some([(first, _), (second, _)]) = turned {
            let why = format!(
                "the load balancer asks paths of type `ImplementationSpecific` in the order in which they stand: `{host}{first}` comes before `{host}{second}` now"
            );
            let remedy = "let the more special path stand first";
            verdict.effect(Effect::Traffic);
            verdict.reason(Risk::High, Path::of(&["spec", "rules"]), why, remedy);
        }
    }
}

fn tls(subject: &Subject<'_>, table: &Table, verdict: &mut Verdict) {
    let of = |node: Option<&Node>| -> BTreeMap<EcoString, EcoString> {
        let stated = items(node).iter();
        let hosts = stated.flat_map(|tls| {
            let secret = tls.get("secretName").and_then(Node::to_text);
            let secret = secret.unwrap_or_default();
            let hosts = items(tls.get("hosts")).iter().filter_map(Node::to_text);
            hosts.map(move |host| (host, secret.clone()))
        });
        hosts.collect()
    };
    let path = ["spec", "tls"];
    let (old, new) = (of(subject.was(&path)), of(subject.now(&path)));
    // A host that is gone altogether is told as such.
    let bare: Vec<&EcoString> = old
        .keys()
        .filter(|host| !new.contains_key(*host) && table.contains_key(*host))
        .collect();
    if !bare.is_empty() {
        let why = format!("{} is answered without TLS", ticked(bare));
        verdict.reason(
            Risk::High,
            Path::of(&path),
            why,
            "keep the host under `spec.tls`",
        );
    }
    let mut changed: BTreeMap<(&EcoString, &EcoString), Vec<&EcoString>> = BTreeMap::new();
    for (host, secret) in &new {
        if let Some(before) = old.get(host).filter(|before| *before != secret) {
            changed.entry((before, secret)).or_default().push(host);
        }
    }
    for ((from, to), hosts) in changed {
        let why = format!(
            "the certificate of {} comes from Secret `{to}`, so far from `{from}`",
            ticked(hosts)
        );
        let remedy = "make sure that the Secret is there first";
        verdict.reason(Risk::Medium, Path::of(&path), why, remedy);
    }
}

fn class(subject: &Subject<'_>, verdict: &mut Verdict) {
    let path = ["spec", "ingressClassName"];
    let old = subject.was(&path).and_then(Node::to_text);
    let new = subject.now(&path).and_then(Node::to_text);
    if old != new && subject.before().is_some() {
        let name = |class: Option<EcoString>| match class {
            Some(class) => format!("`{class}`"),
            None => "the default class".to_owned(),
        };
        let why = format!(
            "the class goes from {} to {}: another load balancer with another DNS name takes its place",
            name(old),
            name(new)
        );
        let remedy =
            "make a second Ingress of the new class, move the DNS record, then delete this one";
        verdict.reason(Risk::High, Path::of(&path), why, remedy);
    }
}
