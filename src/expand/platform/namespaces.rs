//! The Namespaces of an environment and their guards: Pod Security labels, a default-deny policy, quotas, limit ranges.
//!
//! A namespace is described by a Platform, or it comes to be because a component lives in it. Those that every cluster
//! has are made only where a Platform describes them.

use std::collections::BTreeMap;
use std::sync::Arc;

use ecow::EcoString;

use crate::diag::{Code, Diagnostic};
use crate::expand::common::{annotate, cluster_metadata, name, object, over, without_nulls};
use crate::expand::context::Context;
use crate::expand::defaults::platform as defaults;
use crate::expand::policy::dns_egress;
use crate::k8s::{Object, Owner};
use crate::layer::Component;
use crate::load::SpecKind;
use crate::yaml;
use crate::yaml::{Mapping, Node};

use super::{entries, name_of};

/// Namespaces that are there before anything is applied.
const OF_THE_CLUSTER: [&str; 4] = ["default", "kube-system", "kube-public", "kube-node-lease"];

/// What is known of one namespace.
struct Namespace<'c> {
    /// Its name, at the place that says it first.
    name: Node,
    /// The Platform that describes it.
    platform: Option<&'c Component>,
    /// How.
    spec: Option<&'c Node>,
    /// The component that needs it, for findings.
    first: &'c Component,
    /// Whether a node exporter runs in it, which must see the node.
    sees_nodes: bool,
}

/// Returns the Namespaces of the environment, each once, with what belongs to each (default-deny policy, quotas): those
/// that a Platform describes, and those that components live in.
pub(in crate::expand) fn namespaces(context: &Context) -> Vec<Object> {
    let mut found: BTreeMap<EcoString, Namespace> = BTreeMap::new();
    for platform in context.target.of_kind(SpecKind::Platform) {
        for entry in entries(platform, "namespaces") {
            if let Some(other) = found.get(&entry.key.name) {
                report_twice(context, entry.key.name.as_str(), entry, other);
                continue;
            }
            let namespace = Namespace {
                name: name_of(entry, &defaults::NAMESPACE),
                platform: Some(platform),
                spec: Some(&entry.value),
                first: platform,
                sees_nodes: false,
            };
            found.insert(entry.key.name.clone(), namespace);
        }
    }
    for component in &context.target.components {
        let name = &component.owner.namespace;
        if name.is_empty() || !lives_in_a_namespace(component.kind) {
            continue;
        }
        if !found.contains_key(name) && OF_THE_CLUSTER.contains(&name.as_str()) {
            continue;
        }
        let namespace = found.entry(name.clone()).or_insert_with(|| Namespace {
            name: written_namespace(component),
            platform: None,
            spec: None,
            first: component,
            sees_nodes: false,
        });
        namespace.sees_nodes |= crate::expand::monitoring::has_node_exporter(component);
    }
    let shared = context.target.of_kind(SpecKind::Platform).next();
    found
        .values()
        .flat_map(|namespace| expand(context, namespace, shared))
        .collect()
}

fn lives_in_a_namespace(kind: SpecKind) -> bool {
    matches!(
        kind,
        SpecKind::App
            | SpecKind::Worker
            | SpecKind::CronJob
            | SpecKind::Database
            | SpecKind::Monitoring
    )
}

fn written_namespace(component: &Component) -> Node {
    let written = component.metadata.value_of("namespace").cloned();
    written
        .unwrap_or_else(|| Node::literal(component.owner.namespace.clone(), &defaults::NAMESPACE))
}

fn report_twice(context: &Context, name: &str, entry: &yaml::Entry, other: &Namespace) {
    let message = format!("the namespace `{name}` is described by two Platforms");
    let finding = Diagnostic::new(Code::DescribedTwice, message)
        .at(entry.key.span)
        .related(other.name.span(), "described here first")
        .help("keep one of the two");
    context.session.report(finding);
}

/// Returns a namespace's objects, all owned by a Platform: they are not part of any one component.
fn expand(context: &Context, namespace: &Namespace, shared: Option<&Component>) -> Vec<Object> {
    let stand_in;
    let platform = match namespace.platform.or(shared) {
        Some(platform) => platform,
        None => {
            stand_in = platform_of_nobody(namespace.first);
            &stand_in
        }
    };
    let nothing = Node::literal(Mapping::new(), &defaults::NAMESPACE);
    let spec = namespace.spec.unwrap_or(&nothing);
    let objects = [
        namespace_object(context, platform, namespace, spec),
        default_deny(context, platform, namespace, spec),
        quota(context, platform, namespace, spec),
        limit_range(context, platform, namespace, spec),
    ];
    objects.into_iter().flatten().collect()
}

/// Returns a Platform without a spec, for environments that have none.
fn platform_of_nobody(first: &Component) -> Component {
    let mut metadata = Mapping::new();
    metadata.insert("name", Node::literal("namespaces", &defaults::NAMESPACE));
    Component {
        kind: SpecKind::Platform,
        owner: Arc::new(Owner {
            kind: "Platform".into(),
            namespace: EcoString::new(),
            name: "namespaces".into(),
        }),
        metadata: Node::literal(metadata, &defaults::NAMESPACE),
        spec: Node::literal(Mapping::new(), &defaults::NAMESPACE),
        ..first.clone()
    }
}

fn namespace_object(
    context: &Context,
    platform: &Component,
    namespace: &Namespace,
    spec: &Node,
) -> Option<Object> {
    let part = name(platform);
    let mut metadata = cluster_metadata(context, platform, &part, namespace.name.clone());
    let mut labels = metadata.get("labels")?.as_map()?.clone();
    let level = if namespace.sees_nodes {
        spec.or_default("podSecurity", "privileged", &defaults::POD_SECURITY_NODE)
    } else {
        spec.or_default("podSecurity", "restricted", &defaults::POD_SECURITY)
    };
    if let Some(level) = level {
        for mode in ["enforce", "audit", "warn"] {
            let key = ecow::eco_format!("pod-security.kubernetes.io/{mode}");
            labels.insert(key, level.clone());
        }
    }
    if let Some(gates) = spec.or_default("readinessGates", true, &defaults::READINESS_GATES)
        && gates.as_bool() == Some(true)
    {
        let key = if context.cluster.auto_mode {
            "eks.amazonaws.com/pod-readiness-gate-inject"
        } else {
            "elbv2.k8s.aws/pod-readiness-gate-inject"
        };
        labels.insert(key, gates.derive("enabled", &defaults::READINESS_GATES));
    }
    let labels = Node::literal(labels, &defaults::NAMESPACE);
    let labels = over(labels, spec.value_of("labels"))?;
    metadata.as_map_mut()?.insert("labels", labels);
    let annotations = spec.value_of("annotations").and_then(without_nulls);
    let annotations = annotations.and_then(|node| node.as_map().cloned());
    let metadata = annotate(metadata, annotations.unwrap_or_default());
    let node = yaml!(defaults::NAMESPACE => {
        apiVersion: "v1",
        kind: "Namespace",
        metadata: (metadata),
    });
    object(platform, node)
}

/// Returns the policy that refuses what no other policy allows, in both directions, except questions to the DNS.
fn default_deny(
    context: &Context,
    platform: &Component,
    namespace: &Namespace,
    spec: &Node,
) -> Option<Object> {
    let wanted = spec.or_default("defaultDeny", true, &defaults::DEFAULT_DENY)?;
    if wanted.as_bool() == Some(false) {
        return None;
    }
    let metadata = guard_metadata(context, platform, namespace, "default-deny");
    let node = yaml!(defaults::DEFAULT_DENY => {
        apiVersion: "networking.k8s.io/v1",
        kind: "NetworkPolicy",
        metadata: (metadata),
        spec: {
            podSelector: {},
            policyTypes: ["Ingress", "Egress"],
            egress: [(dns_egress(context))],
        },
    });
    object(platform, node)
}

fn quota(
    context: &Context,
    platform: &Component,
    namespace: &Namespace,
    spec: &Node,
) -> Option<Object> {
    let hard = texts(&spec.value_of("quota").and_then(without_nulls)?);
    let metadata = guard_metadata(context, platform, namespace, "quota");
    let node = yaml!(defaults::QUOTA => {
        apiVersion: "v1",
        kind: "ResourceQuota",
        metadata: (metadata),
        spec: { hard: (hard) },
    });
    object(platform, node)
}

fn limit_range(
    context: &Context,
    platform: &Component,
    namespace: &Namespace,
    spec: &Node,
) -> Option<Object> {
    let said = spec.value_of("limitRange").and_then(without_nulls)?;
    let mut limit = Mapping::new();
    limit.insert("type", Node::literal("Container", &defaults::LIMIT_RANGE));
    for entry in said.as_map()? {
        limit.insert(entry.key.name.clone(), texts(&entry.value));
    }
    let limit = said.with(limit);
    let metadata = guard_metadata(context, platform, namespace, "limits");
    let node = yaml!(defaults::LIMIT_RANGE => {
        apiVersion: "v1",
        kind: "LimitRange",
        metadata: (metadata),
        spec: { limits: [(limit)] },
    });
    object(platform, node)
}

/// Returns a map of amounts as text: an API server takes numbers there, but answers with text, which looks like a change.
fn texts(amounts: &Node) -> Node {
    let Some(map) = amounts.as_map() else {
        return amounts.clone();
    };
    let mut texts = Mapping::new();
    for entry in map {
        let text = entry.value.to_text().unwrap_or_default();
        texts.insert(entry.key.name.clone(), entry.value.with(text));
    }
    amounts.with(texts)
}

/// Returns the metadata of a guard, which lives in the namespace it guards.
fn guard_metadata(
    context: &Context,
    platform: &Component,
    namespace: &Namespace,
    guard: &str,
) -> Node {
    let part = name(platform);
    let guard = Node::literal(guard, &defaults::NAMESPACE);
    let metadata = cluster_metadata(context, platform, &part, guard);
    with_namespace(metadata, namespace.name.clone())
}

/// Puts `namespace` behind `name`, as people write it.
pub(super) fn with_namespace(metadata: Node, namespace: Node) -> Node {
    let Some(map) = metadata.as_map() else {
        return metadata;
    };
    let mut placed = Mapping::new();
    for entry in map {
        placed.insert_entry(entry.clone());
        if entry.key.name == "name" {
            placed.insert("namespace", namespace.clone());
        }
    }
    metadata.with(placed)
}
