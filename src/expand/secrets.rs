//! ExternalSecrets: values of AWS Secrets Manager, Parameter Store or Vault as Secrets of the cluster.

use crate::k8s::Object;
use crate::layer::Component;
use crate::yaml;
use crate::yaml::{Mapping, Node, Value};

use super::common::{metadata, object};
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
    let described = store.as_str().and_then(|store| context.store(store));
    let kind = described
        .and_then(|store| store.value_of("kind"))
        .cloned()
        .unwrap_or_else(|| Node::literal("ClusterSecretStore", &defaults::SECRET_STORE_KIND));
    let refresh = spec.or_default("refreshInterval", "1h0m0s", &defaults::SECRET_REFRESH);
    let remote = spec.value_of("remote");
    let data = spec.value_of("keys").and_then(Node::as_map).map(|keys| {
        let items = keys
            .iter()
            .map(|entry| key(&entry.key.name, &entry.value, remote));
        Node::literal(Value::Sequence(items.collect()), &defaults::EXTERNAL_SECRET)
    });
    let extract = match (&data, remote) {
        (None, Some(remote)) => {
            Some(yaml!(defaults::SECRET_EXTRACT => [{ extract: { key: (remote) } }]))
        }
        _ => None,
    };
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
            },
            data: (data),
            dataFrom: (extract),
        },
    });
    object(component, node)
}

/// Returns one entry of `data`: a key of the Secret and where its value lives.
fn key(name: &str, said: &Node, remote: Option<&Node>) -> Node {
    let remote = said.value_of("remote").or(remote);
    let property = said.value_of("property");
    let version = said.value_of("version");
    let mut entry = Mapping::new();
    entry.insert("secretKey", said.derive(name, &defaults::EXTERNAL_SECRET));
    entry.insert(
        "remoteRef",
        yaml!(defaults::EXTERNAL_SECRET => { key: (remote), property: (property), version: (version) }),
    );
    said.derive(entry, &defaults::EXTERNAL_SECRET)
}
