//! Ingresses and routes of the Gateway API: which host and path leads to which backend.

use std::collections::BTreeMap;

use ecow::{EcoString, eco_format};

use super::pods::{items, text};
use super::words::ticked;
use super::{Subject, Verdict, load_balancers};
use crate::diff::{Action, Effect, Path, Risk};
use crate::k8s::ObjectId;
use crate::yaml::Node;

/// Backends by path, by host; the host is empty where all hosts are meant.
type Table = BTreeMap<EcoString, BTreeMap<EcoString, EcoString>>;

/// Judges an Ingress or a route.
pub(super) fn judge(subject: &Subject<'_>, verdict: &mut Verdict) {
    let table = match (subject.id().group.as_str(), subject.id().kind.as_str()) {
        ("networking.k8s.io", "Ingress") => of_ingress,
        ("gateway.networking.k8s.io", kind) if kind.ends_with("Route") => of_route,
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
    paths(&old, &new, verdict);
    if subject.id().kind == "Ingress" && subject.after().is_some() {
        tls(subject, &new, verdict);
        class(subject, verdict);
        load_balancers::of_ingress(subject, verdict);
    }
}

fn of_ingress(ingress: &Node) -> Table {
    let mut table = Table::new();
    let backend = |node: Option<&Node>| -> EcoString {
        let service = |keys| node?.at(keys)?.to_text();
        let name = service(&["service", "name"]);
        let port = service(&["service", "port", "number"]);
        let port = port.or_else(|| service(&["service", "port", "name"]));
        match (name, port) {
            (Some(name), Some(port)) => eco_format!("{name}:{port}"),
            (Some(name), None) => name,
            _ => node.map(Node::brief).unwrap_or_default(),
        }
    };
    if let Some(default) = ingress.at(&["spec", "defaultBackend"]) {
        let paths = table.entry("".into()).or_default();
        paths.insert("".into(), backend(Some(default)));
    }
    for rule in items(ingress.at(&["spec", "rules"])) {
        let host = text(Some(rule), &["host"]).unwrap_or_default();
        let paths = table.entry(host.into()).or_default();
        for path in items(rule.at(&["http", "paths"])) {
            let kind = text(Some(path), &["pathType"]).unwrap_or_default();
            let path_text = text(Some(path), &["path"]).unwrap_or("/");
            let key = match kind {
                "Prefix" => path_text.into(),
                _ => eco_format!("{path_text} ({kind})"),
            };
            paths.insert(key, backend(path.get("backend")));
        }
    }
    table
}

fn of_route(route: &Node) -> Table {
    let mut paths = BTreeMap::new();
    for rule in items(route.at(&["spec", "rules"])) {
        let backends: Vec<String> = items(rule.get("backendRefs"))
            .iter()
            .filter_map(|backend| {
                let name = backend.get("name")?.to_text()?;
                let port = backend.value_of("port").and_then(Node::to_text);
                let weight = backend.value_of("weight").and_then(Node::to_text);
                let port = port.map(|port| format!(":{port}")).unwrap_or_default();
                let weight = weight.filter(|weight| weight != "1");
                let weight = weight.map(|weight| format!(" × {weight}"));
                Some(format!("{name}{port}{}", weight.unwrap_or_default()))
            })
            .collect();
        let backends = EcoString::from(backends.join(", "));
        let matches = items(rule.get("matches"));
        if matches.is_empty() {
            paths.insert("/".into(), backends.clone());
        }
        for one in matches {
            paths.insert(match_text(one), backends.clone());
        }
    }
    let hosts = items(route.at(&["spec", "hostnames"])).iter();
    let mut table: Table = hosts
        .filter_map(Node::to_text)
        .map(|host| (host, paths.clone()))
        .collect();
    if table.is_empty() {
        table.insert("".into(), paths);
    }
    table
}

/// Returns what a match of a route asks for; the order of its keys does not count.
fn match_text(node: &Node) -> EcoString {
    let path = text(Some(node), &["path", "value"]);
    let mut parts: Vec<String> = Vec::new();
    node.leaves(&mut |pointer, leaf| {
        if pointer != "/path/value" && leaf.as_str() != Some("PathPrefix") {
            let name = pointer.rsplit('/').next().unwrap_or_default();
            parts.push(format!("{name} {}", leaf.to_text().unwrap_or_default()));
        }
    });
    parts.sort();
    let path = path.unwrap_or("/");
    match parts.as_slice() {
        [] => path.into(),
        parts => eco_format!("{path} ({})", parts.join(", ")),
    }
}

/// Hosts that nobody answers for here any more.
fn hosts(subject: &Subject<'_>, old: &Table, new: &Table, verdict: &mut Verdict) {
    let own = subject.after().is_some().then(|| subject.id());
    let gone = old.keys().filter(|host| !new.contains_key(*host));
    let (mut lost, mut moved): (Vec<&EcoString>, BTreeMap<&ObjectId, Vec<&EcoString>>) =
        Default::default();
    for host in gone {
        match subject.world.after.hosts.others(host, own) {
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
    let (old, new) = (of(subject.old(&path)), of(subject.new(&path)));
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
    let old = subject.old(&path).and_then(Node::to_text);
    let new = subject.new(&path).and_then(Node::to_text);
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
