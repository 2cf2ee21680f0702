//! Secret stores: the ClusterSecretStore or the SecretStores of each entry of `secretStores`.

use crate::diag::{Code, Diagnostic};
use crate::expand::common::{annotate, cluster_metadata, name, object, without_nulls};
use crate::expand::context::Context;
use crate::expand::defaults::platform as defaults;
use crate::k8s::Object;
use crate::layer::Component;
use crate::yaml;
use crate::yaml::{Entry, Mapping, Node};

use super::name_of;

/// Returns the objects of one store: a ClusterSecretStore, or a SecretStore for each namespace; and the ServiceAccount
/// whose identity reads it, where the spec gives it a role.
pub(super) fn expand(context: &Context, component: &Component, entry: &Entry) -> Vec<Object> {
    let store = &entry.value;
    let kind = store.or_default("kind", "ClusterSecretStore", &defaults::SECRET_STORE_KIND);
    let one_namespace = kind.as_ref().and_then(Node::as_str) == Some("SecretStore");
    check(context, component, entry, one_namespace);
    let store_name = name_of(entry, &defaults::SECRET_STORE);
    let names = store
        .at(&["namespaces", "names"])
        .and_then(Node::as_list)
        .unwrap_or_default();
    let mut objects = Vec::new();
    if one_namespace {
        for namespace in names {
            let account = service_account(context, component, store, Some(namespace));
            objects.extend(account);
            let metadata = in_namespace(context, component, store_name.clone(), namespace);
            let provider = provider(context, store, None);
            objects.extend(store_object(
                component, store, &kind, metadata, None, provider,
            ));
        }
    } else {
        let account = store.value_of("serviceAccount");
        let namespace = account.and_then(|account| account.value_of("namespace"));
        objects.extend(service_account(context, component, store, namespace));
        let metadata = cluster_metadata(context, component, &name(component), store_name);
        let provider = provider(context, store, namespace);
        let conditions = conditions(store, names);
        objects.extend(store_object(
            component, store, &kind, metadata, conditions, provider,
        ));
    }
    objects
}

fn store_object(
    component: &Component,
    store: &Node,
    kind: &Option<Node>,
    metadata: Node,
    conditions: Option<Node>,
    provider: Node,
) -> Option<Object> {
    let node = yaml!(defaults::SECRET_STORE => {
        apiVersion: "external-secrets.io/v1",
        kind: (kind.clone()),
        metadata: (metadata),
        spec: {
            conditions: (conditions),
            refreshInterval: (store.value_of("refreshInterval")),
            provider: (provider),
        },
    });
    object(component, node)
}

/// Returns which namespaces may use a ClusterSecretStore; nothing where the spec says nothing, which means all.
fn conditions(store: &Node, names: &[Node]) -> Option<Node> {
    let labels = store.at(&["namespaces", "matchLabels"]);
    let by_name = (!names.is_empty())
        .then(|| yaml!(defaults::SECRET_STORE_CONDITIONS => { namespaces: (names.to_vec()) }));
    let by_label = labels.map(|labels| {
        yaml!(defaults::SECRET_STORE_CONDITIONS => {
            namespaceSelector: { matchLabels: (without_nulls(labels)) },
        })
    });
    let conditions: Vec<Node> = by_name.into_iter().chain(by_label).collect();
    (!conditions.is_empty()).then(|| Node::literal(conditions, &defaults::SECRET_STORE_CONDITIONS))
}

/// Returns `spec.provider`.
fn provider(context: &Context, store: &Node, account_namespace: Option<&Node>) -> Node {
    let account = store.value_of("serviceAccount").map(|account| {
        yaml!(defaults::SECRET_STORE => {
            name: (account.value_of("name")),
            namespace: (account_namespace),
        })
    });
    let said = store.value_of("provider");
    let role = store.value_of("role");
    let service = match said.and_then(Node::as_str) {
        Some("vault") => return vault(store, account, role),
        Some("aws-parameter-store") => "ParameterStore",
        _ => "SecretsManager",
    };
    let service = said.map(|said| said.derive(service, &defaults::SECRET_STORE));
    let region = store.value_of("region").cloned().or_else(|| {
        let region = context.target.environment.value_of("region")?;
        Some(region.derive(region.value.clone(), &defaults::SECRET_STORE_REGION))
    });
    let auth = account
        .map(|account| yaml!(defaults::SECRET_STORE => { jwt: { serviceAccountRef: (account) } }));
    yaml!(defaults::SECRET_STORE => {
        aws: { service: (service), region: (region), role: (role), auth: (auth) },
    })
}

fn vault(store: &Node, account: Option<Node>, role: Option<&Node>) -> Node {
    let path = store.or_default("path", "secret", &defaults::VAULT_PATH);
    let version = store.or_default("version", "v2", &defaults::VAULT_VERSION);
    let mount = store.or_default("mountPath", "kubernetes", &defaults::VAULT_MOUNT);
    yaml!(defaults::SECRET_STORE => {
        vault: {
            server: (store.value_of("server")),
            namespace: (store.value_of("vaultNamespace")),
            path: (path),
            version: (version),
            caProvider: (store.value_of("caProvider").and_then(without_nulls)),
            auth: { kubernetes: { mountPath: (mount), role: (role), serviceAccountRef: (account) } },
        },
    })
}

/// Returns the ServiceAccount of a store that gives it a role.
fn service_account(
    context: &Context,
    component: &Component,
    store: &Node,
    namespace: Option<&Node>,
) -> Option<Object> {
    let account = store.value_of("serviceAccount")?;
    let role = account.value_of("roleArn")?;
    let mut annotations = Mapping::new();
    annotations.insert("eks.amazonaws.com/role-arn", role.clone());
    let metadata = in_namespace(
        context,
        component,
        account.value_of("name")?.clone(),
        namespace?,
    );
    let metadata = annotate(metadata, annotations);
    let node = yaml!(defaults::SECRET_STORE => {
        apiVersion: "v1",
        kind: "ServiceAccount",
        metadata: (metadata),
        automountServiceAccountToken: false,
    });
    object(component, node)
}

/// Returns the metadata of an object of a Platform that lives in a namespace.
fn in_namespace(
    context: &Context,
    component: &Component,
    name_node: Node,
    namespace: &Node,
) -> Node {
    let metadata = cluster_metadata(context, component, &name(component), name_node);
    super::namespaces::with_namespace(metadata, namespace.clone())
}

/// Reports what the provider cannot do without.
fn check(context: &Context, component: &Component, entry: &Entry, one_namespace: bool) {
    let store = &entry.value;
    let report = |message: String, help: &str| {
        let finding = Diagnostic::new(Code::SecretStoreIncomplete, message)
            .at(entry.key.span.or(store.span()))
            .on(&component.owner)
            .help(help);
        // The region may be the environment's.
        context.report_nowhere(finding);
    };
    let name = &entry.key.name;
    let account = store.value_of("serviceAccount");
    let has_names = store
        .at(&["namespaces", "names"])
        .and_then(Node::as_list)
        .is_some_and(|names| !names.is_empty());
    if one_namespace && !has_names {
        let message = format!("the SecretStore `{name}` needs `namespaces` to live in");
        report(
            message,
            "add `namespaces: [shop]`, or set `kind: ClusterSecretStore`",
        );
    }
    if !one_namespace && account.is_some_and(|account| account.value_of("namespace").is_none()) {
        let message =
            format!("the ServiceAccount of the ClusterSecretStore `{name}` needs a `namespace`");
        report(
            message,
            "add `namespace: external-secrets` to `serviceAccount`",
        );
    }
    if store.value_of("provider").and_then(Node::as_str) == Some("vault") {
        if store.value_of("server").is_none() {
            let message = format!("the Vault store `{name}` needs `server`");
            report(message, "add `server: https://vault.vault.svc:8200`");
        }
        if store.value_of("role").is_none() {
            let message = format!("the Vault store `{name}` needs `role`");
            report(
                message,
                "add `role: external-secrets`, the role of Vault's Kubernetes auth method",
            );
        }
    } else if store.value_of("region").is_none()
        && context.target.environment.value_of("region").is_none()
    {
        let message = format!("the store `{name}` needs a `region`");
        report(
            message,
            "add `region: eu-west-1`, to the environment or here",
        );
    }
}
