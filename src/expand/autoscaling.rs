//! Scaling: a HorizontalPodAutoscaler on load, or KEDA on the length of a queue.

use crate::diag::{Code, Diagnostic};
use crate::k8s::Object;
use crate::layer::Component;
use crate::yaml;
use crate::yaml::{Mapping, NamedDefault, Node};

use super::common::{metadata, name, object, over, without_nulls};
use super::container::some;
use super::context::Context;
use super::defaults::app as defaults;

/// Returns whether something scales the component, so that its Deployment states no replicas.
pub(super) fn is_scaled(component: &Component) -> bool {
    component.spec.value_of("autoscaling").is_some()
}

/// Returns the least and the most pods, as far as the spec says.
pub(super) fn bounds(component: &Component) -> (i64, Option<i64>) {
    let number = |node: &Node, field: &str| node.value_of(field).and_then(Node::as_int);
    match component.spec.value_of("autoscaling") {
        Some(scaling) => {
            let least = number(scaling, "minReplicas").unwrap_or(REPLICAS);
            (least, number(scaling, "maxReplicas"))
        }
        None => {
            let replicas = number(&component.spec, "replicas").unwrap_or(REPLICAS);
            (replicas, Some(replicas))
        }
    }
}

/// Pods where nothing is said: two, so that one may go.
pub(super) const REPLICAS: i64 = 2;

/// Returns what scales the component: a HorizontalPodAutoscaler, or a ScaledObject and its TriggerAuthentication.
pub(super) fn autoscaling(context: &Context, component: &Component) -> Vec<Object> {
    let Some(scaling) = component.spec.value_of("autoscaling") else {
        return Vec::new();
    };
    check(context, component, scaling);
    if scaling.value_of("queue").is_some() || scaling.value_of("triggers").is_some() {
        return keda(context, component, scaling);
    }
    horizontal(context, component, scaling)
        .into_iter()
        .collect()
}

fn check(context: &Context, component: &Component, scaling: &Node) {
    let (least, most) = bounds(component);
    let (min, max) = (scaling.get("minReplicas"), scaling.get("maxReplicas"));
    let span = |node: Option<&Node>| node.and_then(Node::span);
    if let Some(most) = most.filter(|most| *most < least) {
        let message = format!(
            "`maxReplicas` of {} must be at least `minReplicas`, {least}; it is {most}",
            component.owner
        );
        context.session.report(
            Diagnostic::new(Code::AutoscalingBounds, message)
                .at(span(max).unwrap_or(component.span))
                .related(span(min), format!("`minReplicas` is {least}"))
                .on(&component.owner)
                .help(format!("maxReplicas: {least}")),
        );
    }
    let queued = scaling.value_of("queue").is_some() || scaling.value_of("triggers").is_some();
    if least == 0 && !queued {
        let message = format!(
            "`minReplicas` of {} is 0, but nothing would start the first pod again",
            component.owner
        );
        context.report_missing(component,
            Diagnostic::new(Code::AutoscalingBounds, message)
                .at(span(min).unwrap_or(component.span))
                .on(&component.owner)
                .note("a HorizontalPodAutoscaler measures pods that run; KEDA can watch a queue instead")
                .help("minReplicas: 1"),
        );
    }
}

/// Returns whether the spec names nothing to scale on, so that the default, CPU use, counts.
fn is_silent(scaling: &Node) -> bool {
    ["cpu", "memory", "metrics"]
        .iter()
        .all(|field| scaling.get(field).is_none())
}

fn horizontal(context: &Context, component: &Component, scaling: &Node) -> Option<Object> {
    let mut metrics = Vec::new();
    let cpu = match scaling.get("cpu") {
        Some(cpu) => Some(cpu.clone()).filter(|cpu| !cpu.is_null()),
        None => is_silent(scaling).then(|| Node::literal(70, &defaults::HPA_CPU)),
    };
    metrics.extend(cpu.map(|cpu| utilization("cpu", &cpu)));
    metrics.extend(
        scaling
            .value_of("memory")
            .map(|memory| utilization("memory", memory)),
    );
    let further = scaling.value_of("metrics").and_then(Node::as_list);
    metrics.extend(further.into_iter().flatten().filter_map(without_nulls));
    let part = name(component);
    let metadata = metadata(context, component, &part, part.clone());
    let least = scaling.or_default("minReplicas", REPLICAS, &defaults::HPA_MIN);
    let behavior = over(behavior(), scaling.get("behavior"));
    let node = yaml!(defaults::HPA => {
        apiVersion: "autoscaling/v2",
        kind: "HorizontalPodAutoscaler",
        metadata: (metadata),
        spec: {
            scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: (part) },
            minReplicas: (least),
            maxReplicas: (scaling.value_of("maxReplicas")),
            metrics: (some(metrics)),
            behavior: (behavior),
        },
    });
    object(component, node)
}

fn utilization(resource: &str, target: &Node) -> Node {
    let resource = target.derive(resource, &defaults::HPA);
    yaml!(defaults::HPA => {
        type: "Resource",
        resource: { name: (resource), target: { type: "Utilization", averageUtilization: (target) } },
    })
}

fn behavior() -> Node {
    yaml!(defaults::HPA_SCALE_DOWN => {
        scaleUp: {
            stabilizationWindowSeconds: 0 @ defaults::HPA_SCALE_UP,
            selectPolicy: "Max" @ defaults::HPA_SCALE_UP,
            policies: [
                { type: "Percent", value: 100, periodSeconds: 15 } @ defaults::HPA_SCALE_UP,
                { type: "Pods", value: 4, periodSeconds: 15 } @ defaults::HPA_SCALE_UP,
            ] @ defaults::HPA_SCALE_UP,
        } @ defaults::HPA_SCALE_UP,
        scaleDown: {
            stabilizationWindowSeconds: 300,
            policies: [{ type: "Percent", value: 10, periodSeconds: 60 }],
        },
    })
}

/// Returns the ScaledObject of a Worker, and the TriggerAuthentication that reads the queue.
fn keda(context: &Context, component: &Component, scaling: &Node) -> Vec<Object> {
    let part = name(component);
    let identity = metadata(context, component, &part, part.clone());
    let queue = scaling.value_of("queue");
    let mut triggers = Vec::new();
    triggers.extend(queue.map(|queue| sqs(context, component, queue, &part)));
    for resource in ["cpu", "memory"] {
        let target = scaling.value_of(resource);
        triggers.extend(target.map(|target| {
            let text = target.with(target.to_text().unwrap_or_default());
            let kind = target.derive(resource, &defaults::SCALED_OBJECT);
            yaml!(defaults::SCALED_OBJECT => {
                type: (kind),
                metricType: "Utilization",
                metadata: { value: (text) },
            })
        }));
    }
    let further = scaling.value_of("triggers").and_then(Node::as_list);
    triggers.extend(further.into_iter().flatten().filter_map(without_nulls));
    let nothing = Node::literal(Mapping::new(), &defaults::SCALED_OBJECT);
    let timing = queue.unwrap_or(&nothing);
    let least = scaling.or_default("minReplicas", REPLICAS, &defaults::HPA_MIN);
    let behavior = over(behavior(), scaling.get("behavior"));
    let scaled = yaml!(defaults::SCALED_OBJECT => {
        apiVersion: "keda.sh/v1alpha1",
        kind: "ScaledObject",
        metadata: (&identity),
        spec: {
            scaleTargetRef: { name: (&part) },
            pollingInterval: (timing.or_default("pollingInterval", 30, &defaults::QUEUE_TIMING)),
            cooldownPeriod: (timing.or_default("cooldownPeriod", 300, &defaults::QUEUE_TIMING)),
            minReplicaCount: (least),
            maxReplicaCount: (scaling.value_of("maxReplicas")),
            advanced: { horizontalPodAutoscalerConfig: { behavior: (behavior) } },
            triggers: (triggers),
        },
    });
    let mut objects = Vec::new();
    if let Some(queue) = queue {
        let owner = queue.value_of("identityOwner");
        let authentication = yaml!(defaults::TRIGGER_AUTHENTICATION => {
            apiVersion: "keda.sh/v1alpha1",
            kind: "TriggerAuthentication",
            metadata: (identity),
            spec: { podIdentity: { provider: "aws", identityOwner: (owner) } },
        });
        objects.extend(object(component, authentication));
    }
    objects.extend(object(component, scaled));
    objects
}

fn sqs(context: &Context, component: &Component, queue: &Node, authentication: &Node) -> Node {
    let per_replica = queue
        .or_default("messagesPerReplica", 5, &defaults::QUEUE_LENGTH)
        .map(|messages| messages.with(messages.to_text().unwrap_or_default()));
    let url = queue.value_of("sqs");
    let region = queue
        .value_of("region")
        .cloned()
        .or_else(|| {
            let url = url?;
            Some(url.derive(region_of(url.as_str()?)?, &defaults::QUEUE_REGION))
        })
        .or_else(|| region(context, &defaults::QUEUE_REGION));
    if region.is_none() {
        let message = format!(
            "the region of the queue of {} is not known",
            component.owner
        );
        context.report_nowhere(
            Diagnostic::new(Code::NoRegion, message)
                .at(url.and_then(Node::span).unwrap_or(component.span))
                .on(&component.owner)
                .help("queue: {region: eu-west-1}"),
        );
    }
    yaml!(defaults::SCALED_OBJECT => {
        type: "aws-sqs-queue",
        metadata: { queueURL: (url), queueLength: (per_replica), awsRegion: (region) },
        authenticationRef: { name: (authentication) },
    })
}

/// Returns the region in the URL of a queue, `https://sqs.eu-west-1.amazonaws.com/…`.
fn region_of(url: &str) -> Option<&str> {
    let host = url.strip_prefix("https://")?.split('/').next()?;
    host.strip_prefix("sqs.")?.split('.').next()
}

/// Returns the region of the cluster, or else of the environment.
fn region(context: &Context, rule: &'static NamedDefault) -> Option<Node> {
    let target = context.target;
    let region = target
        .cluster
        .value_of("region")
        .or_else(|| target.environment.value_of("region"))?;
    Some(region.derive(region.value.clone(), rule))
}
