//! A table of data: how many pods there are, where they run, and how they come and go.

use crate::load::shape::{Shape, Type, field, required};

/// The fields of horizontal scaling, behind the fields that a table has of its own.
macro_rules! autoscaling_fields {
    ($($own:expr),* $(,)?) => {
        &[
            $($own,)*
            required("maxReplicas", &Type::Int(1, 10_000), "The most pods."),
            field("cpu", &Type::Int(1, 1000), "The mean CPU use that is aimed at, in percent of the request."),
            field("memory", &Type::Int(1, 1000), "The mean memory use that is aimed at, in percent of the request."),
            field("metrics", &Type::List(&Type::Any), "Further metrics (Pods, Object, External), as autoscaling/v2 takes them."),
            field("behavior", &Type::Any, "How fast it scales, over the defaults, as autoscaling/v2 takes it."),
        ]
    };
}

pub(super) static AUTOSCALING: Type = Type::Object(&Shape {
    name: "Autoscaling",
    doc: "A HorizontalPodAutoscaler; the Deployment then states no replicas.",
    fields: autoscaling_fields![field(
        "minReplicas",
        &Type::Int(1, 10_000),
        "The fewest pods; 2 unless stated."
    )],
});

pub(super) static WORKER_AUTOSCALING: Type = Type::Object(&Shape {
    name: "WorkerAutoscaling",
    doc: "Scaling of a Worker; the Deployment then states no replicas.",
    fields: autoscaling_fields![
        field(
            "minReplicas",
            &Type::Int(0, 10_000),
            "The fewest pods; 0 needs a queue."
        ),
        field(
            "queue",
            &QUEUE,
            "Scales on the length of a queue, through KEDA."
        ),
        field(
            "triggers",
            &Type::List(&Type::Any),
            "Further KEDA triggers, as keda.sh/v1alpha1 takes them."
        ),
    ],
});

static QUEUE: Type = Type::Object(&Shape {
    name: "Queue",
    doc: "A queue whose length decides how many pods run.",
    fields: &[
        required("sqs", &Type::String, "The URL of the SQS queue."),
        field(
            "messagesPerReplica",
            &Type::Int(1, 1_000_000),
            "Messages that one pod is expected to take; 5 unless stated.",
        ),
        field(
            "region",
            &Type::String,
            "The AWS region of the queue; that in its URL unless stated.",
        ),
        field(
            "identityOwner",
            &Type::Enum(&["keda", "workload"]),
            "Whose IAM role reads the length; KEDA's own unless stated.",
        ),
        field(
            "pollingInterval",
            &Type::Int(1, 3_600),
            "Seconds from one look at the queue to the next; 30 unless stated.",
        ),
        field(
            "cooldownPeriod",
            &Type::Int(0, 86_400),
            "Seconds after the last message before the last pod goes; 300 unless stated.",
        ),
    ],
});

pub(super) static ROLLOUT: Type = Type::Object(&Shape {
    name: "Rollout",
    doc: "How a new version replaces the old one.",
    fields: &[
        field(
            "strategy",
            &Type::Enum(&["RollingUpdate", "Recreate"]),
            "RollingUpdate unless stated.",
        ),
        field(
            "maxUnavailable",
            &Type::IntOrPercent,
            "Pods that may be missing; 0 unless stated.",
        ),
        field(
            "maxSurge",
            &Type::IntOrPercent,
            "Pods that may be added; 25% unless stated.",
        ),
        field(
            "minReadySeconds",
            &Type::Int(0, 86_400),
            "Seconds a pod must be ready to count; 10 unless stated.",
        ),
        field(
            "revisionHistoryLimit",
            &Type::Int(0, 1_000),
            "Old ReplicaSets that are kept; 3 unless stated.",
        ),
        field(
            "progressDeadlineSeconds",
            &Type::Int(1, 86_400),
            "Seconds without progress after which it has failed.",
        ),
    ],
});

pub(super) static SHUTDOWN: Type = Type::Object(&Shape {
    name: "Shutdown",
    doc: "How a pod leaves: it waits until nobody sends to it, then stops.",
    fields: &[
        field(
            "drainSeconds",
            &Type::Int(0, 3_600),
            "Seconds between leaving the load balancer and the stop signal.",
        ),
        field(
            "graceSeconds",
            &Type::Int(1, 86_400),
            "Seconds for a clean stop after the signal; 30 unless stated.",
        ),
    ],
});

pub(super) static AVAILABILITY: Type = Type::Object(&Shape {
    name: "Availability",
    doc: "The PodDisruptionBudget and the spread over zones and nodes.",
    fields: &[
        field(
            "maxUnavailable",
            &Type::IntOrPercent,
            "Pods that a drain may take at the same time; 1, or 25% from 8 pods on.",
        ),
        field(
            "unhealthyPodEvictionPolicy",
            &Type::Enum(&["AlwaysAllow", "IfHealthyBudget"]),
            "AlwaysAllow unless stated.",
        ),
        field(
            "zoneSpread",
            &SPREAD,
            "Whether pods must, or should, be in different zones; preferred unless stated.",
        ),
        field(
            "nodeSpread",
            &SPREAD,
            "Whether pods must, or should, be on different nodes; preferred unless stated.",
        ),
        field(
            "minDomains",
            &Type::Int(1, 16),
            "Zones that `zoneSpread: required` asks for; 2 unless stated.",
        ),
    ],
});

static SPREAD: Type = Type::Enum(&["preferred", "required", "none"]);
