//! Alertmanager: receivers, routes, and the files of their secrets.

use std::collections::BTreeMap;

use ecow::{EcoString, eco_format};

use crate::diag::{Code, Diagnostic, did_you_mean};
use crate::expand::common::{key, without_nulls};
use crate::expand::context::Context;
use crate::expand::defaults::monitoring as defaults;
use crate::expand::policy::{dns_egress, from, network_policy, pods_of, to};
use crate::expand::secrets::external_secret;
use crate::k8s::Object;
use crate::layer::Component;
use crate::yaml;
use crate::yaml::{Entry, Key, Mapping, Node};

use super::part::{Facts, Part, part};
use super::{network, scrape};

pub(super) static FACTS: Facts = Facts {
    name: "alertmanager",
    repository: "quay.io/prometheus/alertmanager",
    tag: "v0.34.0",
    port_name: "web",
    port: 9093,
    user: 65534,
    ready: ("/-/ready", "web"),
    data: Some("/alertmanager"),
    resources: ("50m", "64Mi"),
    calls_api: false,
};

/// Returns whether the component has an Alertmanager: one that tells somebody.
fn is_wanted(component: &Component) -> bool {
    component.spec.value_of("alertmanager").is_some()
}

/// Returns the address that Prometheus sends alerts to.
pub(super) fn address(component: &Component) -> Option<Node> {
    let said = component.spec.value_of("alertmanager")?;
    let namespace = &component.owner.namespace;
    let text = eco_format!("{}.{namespace}.svc:{}", FACTS.name, FACTS.port);
    Some(said.derive(text, &defaults::CONFIG))
}

/// Returns the job that scrapes it.
pub(super) fn job(component: &Component) -> Option<Node> {
    let said = component.spec.value_of("alertmanager")?;
    Some(scrape::pod_job(
        component,
        FACTS.name,
        FACTS.name,
        FACTS.port_name,
        None,
        None,
        said,
    ))
}

/// Returns the objects of Alertmanager.
pub(super) fn objects(context: &Context, component: &Component, nothing: &Node) -> Vec<Object> {
    if !is_wanted(component) {
        return Vec::new();
    }
    let Some(mut part) = part(component, "alertmanager", &FACTS, nothing) else {
        return Vec::new();
    };
    let mut objects = Vec::new();
    let secrets = secrets(&part);
    for (name, from) in &secrets {
        objects.extend(secret(context, &part, name, from));
        mount_secret(&mut part, name, from);
    }
    let mut data = Mapping::new();
    let config = configuration(context, &part);
    data.insert("alertmanager.yml", config);
    let name = part.name.clone();
    objects.extend(part.config_map(context, name.clone(), data));
    part.mount_config("config", &name, "/etc/alertmanager");
    part.arg("--config.file=/etc/alertmanager/alertmanager.yml");
    part.arg("--storage.path=/alertmanager");
    // One pod has nobody to gossip with.
    part.arg("--cluster.listen-address=");
    objects.extend(policy(context, &part));
    objects.extend(part.objects(context));
    objects
}

/// Where the keys of one Secret come from.
struct FromStore<'c> {
    /// The node that names the Secret first.
    said: &'c Node,
    /// Its keys, with the properties of the store behind them.
    keys: BTreeMap<EcoString, Node>,
}

/// The integrations, and the key of the Secret that is read unless a spec says another.
const INTEGRATIONS: [(&str, &str); 3] = [
    ("pagerduty", "routingKey"),
    ("slack", "url"),
    ("webhook", "url"),
];

fn receivers<'c>(part: &Part<'c>) -> impl Iterator<Item = &'c Entry> {
    let receivers = part.spec.value_of("receivers").and_then(Node::as_map);
    receivers
        .into_iter()
        .flatten()
        .filter(|entry| !entry.value.is_null())
}

/// Returns the Secrets that receivers read, by name.
fn secrets<'c>(part: &Part<'c>) -> BTreeMap<EcoString, FromStore<'c>> {
    let mut secrets: BTreeMap<EcoString, FromStore> = BTreeMap::new();
    for receiver in receivers(part) {
        for (integration, unless) in INTEGRATIONS {
            let Some(said) = receiver.value.value_of(integration) else {
                continue;
            };
            let Some(name) = said.value_of("secret").and_then(Node::to_text) else {
                continue;
            };
            let key = key_of(said, unless);
            let secret = secrets.entry(name).or_insert_with(|| FromStore {
                said,
                keys: BTreeMap::new(),
            });
            secret.keys.insert(key.to_text().unwrap_or_default(), key);
        }
    }
    secrets
}

fn key_of(said: &Node, unless: &'static str) -> Node {
    let key = said.value_of("key").cloned();
    key.unwrap_or_else(|| Node::literal(unless, &defaults::RECEIVER_KEY))
}

/// Returns the ExternalSecret of a Secret that comes from a store.
fn secret(context: &Context, part: &Part, name: &EcoString, from: &FromStore) -> Option<Object> {
    let store = from.said.value_of("store")?;
    let mut keys = Mapping::new();
    for (key, said) in &from.keys {
        let entry = yaml!(defaults::RECEIVER_KEY => { property: (said) });
        let name = key.clone();
        keys.insert_entry(Entry {
            key: Key {
                name,
                span: said.span(),
            },
            value: entry,
        });
    }
    let remote = from.said.value_of("remote");
    let spec = yaml!(defaults::RECEIVER => { store: (store), remote: (remote), keys: (keys) });
    let said = from.said.value_of("secret")?;
    let name = said.with(name.clone());
    external_secret(context, part.component, &part.name, name, &spec)
}

/// Mounts a Secret where the configuration reads its keys.
fn mount_secret(part: &mut Part, name: &EcoString, from: &FromStore) {
    let said = from.said.value_of("secret").unwrap_or(from.said);
    let volume = said.derive(eco_format!("secret-{name}"), &defaults::RECEIVER);
    let path = said.derive(folder(name), &defaults::RECEIVER);
    part.volumes
        .push(yaml!(defaults::RECEIVER => { name: (&volume), secret: { secretName: (said) } }));
    part.mounts
        .push(yaml!(defaults::RECEIVER => { name: (volume), mountPath: (path), readOnly: true }));
}

fn folder(secret: &str) -> EcoString {
    eco_format!("/etc/alertmanager-secrets/{secret}")
}

/// Returns the configuration.
fn configuration(context: &Context, part: &Part) -> Node {
    let spec = part.spec;
    let names: Vec<&Entry> = receivers(part).collect();
    let fallback = fallback(context, part, &names);
    let mut routes: Vec<Node> = spec
        .value_of("routes")
        .and_then(Node::as_list)
        .unwrap_or_default()
        .iter()
        .filter_map(without_nulls)
        .collect();
    let is_fallback = |entry: &Entry| fallback.as_str() == Some(entry.key.name.as_str());
    for entry in &names {
        let matchers = matchers(&entry.value);
        if matchers.is_empty() && is_fallback(entry) {
            continue;
        }
        let name = key(entry, &defaults::RECEIVER);
        let matchers = (!matchers.is_empty()).then_some(matchers);
        routes.push(yaml!(defaults::RECEIVER => {
            receiver: (name),
            matchers: (matchers),
            continue: true,
        }));
    }
    let routes = (!routes.is_empty()).then_some(routes);
    let group_by = spec
        .value_of("groupBy")
        .cloned()
        .unwrap_or_else(|| yaml!(defaults::GROUPING => ["alertname", "namespace"]));
    let wait = spec.or_default("groupWait", "30s", &defaults::GROUPING);
    let interval = spec.or_default("groupInterval", "5m", &defaults::GROUPING);
    let repeat = spec.or_default("repeatInterval", "4h", &defaults::GROUPING);
    let inhibit = match spec.get("inhibitRules") {
        Some(said) => without_nulls(said),
        None => Some(yaml!(defaults::INHIBIT => [{
            source_matchers: ["severity=\"critical\""],
            target_matchers: ["severity=\"warning\""],
            equal: ["alertname", "namespace"],
        }])),
    };
    let mut all: Vec<Node> = names
        .iter()
        .map(|entry| receiver(context, part, entry))
        .collect();
    if names.is_empty() {
        all.push(yaml!(defaults::RECEIVER => { name: (&fallback) }));
    }
    yaml!(defaults::CONFIG => {
        route: {
            receiver: (&fallback),
            group_by: (group_by),
            group_wait: (wait),
            group_interval: (interval),
            repeat_interval: (repeat),
            routes: (routes),
        },
        receivers: (all),
        inhibit_rules: (inhibit),
    })
}

/// Returns the receiver of alerts that no other takes.
fn fallback(context: &Context, part: &Part, names: &[&Entry]) -> Node {
    let Some(said) = part.spec.value_of("default") else {
        return match names.first() {
            Some(entry) => key(entry, &defaults::RECEIVER),
            None => Node::literal("nobody", &defaults::RECEIVER),
        };
    };
    let wanted = said.as_str().unwrap_or_default();
    let known = || names.iter().map(|entry| entry.key.name.as_str());
    if !known().any(|name| name == wanted) {
        let message = format!("`{wanted}` is none of the receivers");
        let help = match did_you_mean(wanted, known()) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => format!(
                "add `receivers: {{{wanted}: {{slack: {{secret: slack, channel: \"#alerts\"}}}}}}`"
            ),
        };
        let finding = Diagnostic::new(Code::ReceiverIncomplete, message)
            .at(said.span())
            .on(&part.component.owner)
            .help(help);
        context.report_missing(part.component, finding);
    }
    said.clone()
}

/// Returns the conditions under which a receiver is told.
fn matchers(receiver: &Node) -> Vec<Node> {
    let mut matchers = Vec::new();
    if let Some(said) = receiver.value_of("severities")
        && let Some(list) = said.as_list().filter(|list| !list.is_empty())
    {
        let words: Vec<EcoString> = list.iter().filter_map(Node::to_text).collect();
        let matcher = eco_format!("severity=~\"{}\"", words.join("|"));
        matchers.push(said.derive(matcher, &defaults::RECEIVER));
    }
    let said = receiver.value_of("matchers").and_then(Node::as_list);
    matchers.extend(said.unwrap_or_default().iter().cloned());
    matchers
}

/// Returns one entry of `receivers`.
fn receiver(context: &Context, part: &Part, entry: &Entry) -> Node {
    let said = &entry.value;
    let integration = |name: &str| said.value_of(name);
    if INTEGRATIONS
        .iter()
        .all(|(name, _)| integration(name).is_none())
    {
        let message = format!("the receiver `{}` tells nobody", entry.key.name);
        let finding = Diagnostic::new(Code::ReceiverIncomplete, message)
            .at(entry.key.span.or(said.span()))
            .on(&part.component.owner)
            .help("add `slack: {secret: slack, channel: \"#alerts\"}`, `pagerduty: {secret: pagerduty}` or `webhook: {url: …}`");
        context.report_missing(part.component, finding);
    }
    let pagerduty = integration("pagerduty").map(|said| {
        yaml!(defaults::RECEIVER => [{
            routing_key_file: (file(said, "routingKey")),
            send_resolved: (resolved(said)),
        }])
    });
    let slack = integration("slack").map(|said| {
        yaml!(defaults::RECEIVER => [{
            api_url_file: (file(said, "url")),
            channel: (said.value_of("channel")),
            send_resolved: (resolved(said)),
        }])
    });
    let webhook = integration("webhook").map(|said| {
        yaml!(defaults::RECEIVER => [{
            url: (said.value_of("url")),
            url_file: (file(said, "url")),
            send_resolved: (resolved(said)),
        }])
    });
    let name = key(entry, &defaults::RECEIVER);
    yaml!(defaults::RECEIVER => {
        name: (name),
        pagerduty_configs: (pagerduty),
        slack_configs: (slack),
        webhook_configs: (webhook),
    })
}

fn resolved(said: &Node) -> Option<Node> {
    said.or_default("sendResolved", true, &defaults::SEND_RESOLVED)
}

/// Returns the path of the file that holds the secret of an integration.
fn file(said: &Node, unless: &'static str) -> Option<Node> {
    let secret = said.value_of("secret")?;
    let key = key_of(said, unless);
    let path = eco_format!("{}/{}", folder(&secret.to_text()?), key.to_text()?);
    Some(secret.derive(path, &defaults::RECEIVER))
}

/// Returns the NetworkPolicy: Prometheus and Grafana may connect; receivers are anywhere.
fn policy(context: &Context, part: &Part) -> Option<Object> {
    let component = part.component;
    if component.spec.is_off("network") {
        return None;
    }
    let mut clients = vec![
        network::own(component, "prometheus"),
        network::own(component, "grafana"),
    ];
    clients.extend(network::by_address(context, component));
    let inside = yaml!(defaults::RECEIVER_EGRESS => { namespaceSelector: {} });
    let https = yaml!(defaults::RECEIVER_EGRESS => {
        to: [{ ipBlock: { cidr: "0.0.0.0/0" } }],
        ports: [{ port: 443, protocol: "TCP" }],
    });
    let ingress = vec![
        from(clients, vec![part.port()]),
        from(vec![pods_of(component, &part.name)], vec![part.port()]),
    ];
    let egress = vec![dns_egress(context), to(vec![inside], Vec::new()), https];
    network_policy(context, component, &part.name, Some(ingress), Some(egress))
}
