//! ExternalSecrets: values of AWS Secrets Manager, Parameter Store or Vault as Secrets of the cluster.

use crate::diag::{Code, Diagnostic, did_you_mean};
use crate::k8s::Object;
use crate::layer::Component;
use crate::yaml;
use crate::yaml::{Entry, Node, Value};

use super::common::{self, metadata, object};
use super::context::Context;
use super::defaults::app as defaults;

/// Returns the ExternalSecret `name` of a part. `spec` is `{store, remote, keys, refreshInterval}`; `keys` in its long
/// form maps each key of the Secret to `{remote, property, version}`, and without `keys` every key of the remote JSON is taken.
pub(super) fn external_secret(
    context: &Context,
    component: &Component,
    part: &Node,
    name: Node,
    spec: &Node,
) -> Option<Object> {
    let store = spec.value_of("store")?;
    let kind = store_kind(context, component, spec, store);
    let refresh = spec.or_default("refreshInterval", "1h0m0s", &defaults::SECRET_REFRESH);
    let remote = spec.value_of("remote");
    if remote.is_none() && !says_every_remote(spec) {
        context.report_missing(component, without_remote(component, &name, spec));
    }
    let data = spec.value_of("keys").and_then(Node::as_map).map(|keys| {
        let items = keys.iter().map(|entry| key(entry, remote));
        Node::literal(Value::Sequence(items.collect()), &defaults::EXTERNAL_SECRET)
    });
    let extract = match (&data, remote) {
        (None, Some(remote)) => {
            Some(yaml!(defaults::SECRET_EXTRACT => [{ extract: { key: (remote) } }]))
        }
        _ => None,
    };
    let template = spec
        .value_of("type")
        .map(|kind| yaml!(defaults::EXTERNAL_SECRET => { type: (kind) }));
    let metadata = metadata(context, component, part, name.clone());
    let node = yaml!(defaults::EXTERNAL_SECRET => {
        apiVersion: "external-secrets.io/v1",
        kind: "ExternalSecret",
        metadata: (metadata),
        spec: {
            refreshInterval: (refresh),
            secretStoreRef: { name: (store), kind: (kind) },
            target: {
                name: (name),
                creationPolicy: "Owner",
                deletionPolicy: "Retain" @ defaults::SECRET_DELETION,
                template: (template),
            },
            data: (data),
            dataFrom: (extract),
        },
    });
    object(component, node)
}

/// Returns the ExternalSecrets of a component: the entries of `secrets`.
pub(super) fn external_secrets(context: &Context, component: &Component) -> Vec<Object> {
    let part = common::name(component);
    entries(&component.spec)
        .filter_map(|entry| {
            let name = common::key(entry, &defaults::EXTERNAL_SECRET);
            external_secret(context, component, &part, name, &entry.value)
        })
        .collect()
}

fn entries(spec: &Node) -> impl Iterator<Item = &Entry> {
    let entries = spec.value_of("secrets").and_then(Node::as_map);
    entries
        .into_iter()
        .flatten()
        .filter(|entry| !entry.value.is_null())
}

/// Walks the entries of `secrets` that are mounted: those that say so, and those that say nothing and that no entry of `env`
/// takes a key of, which would be of no use otherwise.
pub(super) fn mounted(spec: &Node) -> impl Iterator<Item = &Entry> {
    entries(spec).filter(|entry| match entry.value.get("as") {
        Some(how) => how.as_str() == Some("volume"),
        None => !is_taken(spec, &entry.key.name),
    })
}

/// Returns the entries of `envFrom` for the secrets that say `as: env`.
pub(super) fn env_from(spec: &Node) -> Vec<Node> {
    entries(spec)
        .filter(|entry| entry.value.value_of("as").and_then(Node::as_str) == Some("env"))
        .map(|entry| {
            let name = common::key(entry, &defaults::EXTERNAL_SECRET);
            yaml!(defaults::EXTERNAL_SECRET => { secretRef: { name: (name) } })
        })
        .collect()
}

/// Returns whether an environment variable of any container takes a key of the secret.
fn is_taken(spec: &Node, secret: &str) -> bool {
    let takes = |container: &Node| {
        let variables = container.value_of("env").and_then(Node::as_map);
        variables.into_iter().flatten().any(|variable| {
            variable.value.value_of("secret").and_then(Node::as_str) == Some(secret)
        })
    };
    let further = ["sidecars", "initContainers"]
        .iter()
        .filter_map(|field| spec.value_of(field)?.as_map())
        .flatten()
        .any(|entry| takes(&entry.value));
    takes(spec) || further || spec.value_of("migrations").is_some_and(takes)
}

/// Returns the kind of a store, and reports one that nobody describes.
fn store_kind(context: &Context, component: &Component, spec: &Node, store: &Node) -> Node {
    let name = store.as_str().unwrap_or_default();
    let described = context.store(name);
    let said = described
        .and_then(|store| store.value_of("kind"))
        .or_else(|| spec.value_of("storeKind"));
    let elsewhere = |kind| context.is_external(kind, &component.owner.namespace, name);
    if described.is_none() && !elsewhere("ClusterSecretStore") && !elsewhere("SecretStore") {
        let names = || context.store_names();
        let help = match did_you_mean(name, names()) {
            Some(name) => format!("did you mean `{name}`?"),
            None => format!(
                "describe it in a Platform: `secretStores: {{{name}: {{provider: aws-secrets-manager}}}}`"
            ),
        };
        context.report_nowhere(
            Diagnostic::new(
                Code::UnknownStore,
                format!(
                    "{} reads from secret store `{name}`, which no Platform describes",
                    component.owner
                ),
            )
            .at(store.span().unwrap_or(component.span))
            .on(&component.owner)
            .help(help),
        );
    }
    said.cloned()
        .unwrap_or_else(|| Node::literal("ClusterSecretStore", &defaults::SECRET_STORE_KIND))
}

fn says_every_remote(spec: &Node) -> bool {
    let keys = spec.value_of("keys").and_then(Node::as_map);
    keys.is_some_and(|keys| {
        !keys.is_empty()
            && keys
                .iter()
                .all(|key| key.value.value_of("remote").is_some())
    })
}

fn without_remote(component: &Component, name: &Node, spec: &Node) -> Diagnostic {
    let written = name.span();
    let name = name.as_str().unwrap_or_default();
    Diagnostic::new(
        Code::SecretWithoutRemote,
        format!(
            "secret `{name}` of {} does not say which secret of the store it is",
            component.owner
        ),
    )
    .at(written.or(spec.span()).unwrap_or(component.span))
    .on(&component.owner)
    .help("add its name in the store: `remote: shop/orders`")
}

/// Returns one entry of `data`: a key of the Secret and where its value lives.
fn key(entry: &Entry, remote: Option<&Node>) -> Node {
    let said = &entry.value;
    let name = common::key(entry, &defaults::EXTERNAL_SECRET);
    let remote = said.value_of("remote").or(remote);
    let property = said.value_of("property");
    let version = said.value_of("version");
    yaml!(defaults::EXTERNAL_SECRET => {
        secretKey: (name),
        remoteRef: { key: (remote), property: (property), version: (version) },
    })
}
