//! A table: the vocabulary of App, Worker and CronJob.

use super::common::{
    AFTER, ENV, IMAGE, INGRESS, NETWORK, PATCHES, PORT, PORTS, PROBE, RAW, RESOURCES, SECRETS,
    SERVICE_ACCOUNT, STARTUP_PROBE, STRINGS, TEXTS, seconds,
};
use crate::load::shape::{Shape, Type, field, required};
use crate::yaml::{Mapping, Node};

/// The fields of everything that runs pods, behind the fields that a table has of its own.
macro_rules! pod_fields {
    ($($own:expr),* $(,)?) => {
        &[
            required("image", &IMAGE, "The image: `repository[:tag][@digest]`, or its parts."),
            field("command", &STRINGS, "Replaces the entry point of the image."),
            field("args", &STRINGS, "Replaces the arguments of the image."),
            field("workingDir", &Type::String, "The folder the process starts in."),
            field("env", &ENV, "Environment variables by name."),
            field("envFrom", &Type::List(&Type::Any), "Whole Secrets and ConfigMaps as environment variables, as Kubernetes takes it."),
            field("resources", &RESOURCES, "What the container is given."),
            field("secrets", &SECRETS, "Secrets that External Secrets fetches, by the name of the Secret."),
            field("config", &CONFIG, "ConfigMaps by name; the object is called `<component>-<name>` and a hash of its content."),
            field("volumes", &VOLUMES, "Further volumes by name."),
            field("sidecars", &CONTAINERS, "Containers that start before the main one and end after it."),
            field("initContainers", &CONTAINERS, "Containers that run to their end before the others start."),
            field("serviceAccount", &SERVICE_ACCOUNT, "The ServiceAccount and the IAM role of the pods."),
            field("network", &NETWORK, "Who may connect, and to whom the pods may; `null` leaves traffic alone."),
            field("podSecurityContext", &Type::Any, "The securityContext of the pod, over the defaults."),
            field("securityContext", &Type::Any, "The securityContext of the containers, over the defaults."),
            field("nodeSelector", &TEXTS, "Labels a node must have."),
            field("tolerations", &Type::List(&Type::Any), "Taints the pods tolerate."),
            field("affinity", &Type::Any, "Affinities, as Kubernetes takes them."),
            field("priorityClassName", &Type::Name, "The PriorityClass."),
            field("imagePullSecrets", &Type::List(&Type::Name), "Names of Secrets that pull the image."),
            field("podLabels", &TEXTS, "Further labels of the pods."),
            field("podAnnotations", &TEXTS, "Further annotations of the pods."),
            field("podTemplate", &Type::Any, "A PodTemplateSpec, merged over the pod as kubectl would."),
            PATCHES,
            RAW,
            AFTER,
            $($own,)*
        ]
    };
}

/// A service with a port.
pub static APP: Shape = Shape {
    name: "App",
    doc: "A service with a port: Deployment, Services, Ingress, autoscaling, secrets, policies.",
    fields: pod_fields![
        field("ports", &PORTS, "Ports the container listens on, by name."),
        field(
            "service",
            &SERVICE,
            "The Service; every port that does not say `service: false` is a port of it."
        ),
        field(
            "ingress",
            &INGRESS,
            "What an Application Load Balancer sends here."
        ),
        field(
            "loadBalancer",
            &LOAD_BALANCER,
            "A Network Load Balancer of its own."
        ),
        field(
            "readinessProbe",
            &PROBE,
            "Whether a pod may get requests; a path is enough."
        ),
        field(
            "livenessProbe",
            &PROBE,
            "Whether a container must be restarted; never the same as readiness by default."
        ),
        field(
            "startupProbe",
            &STARTUP_PROBE,
            "Whether a container has started, `{maxStartup: 120s}` is enough."
        ),
        field(
            "replicas",
            &Type::Int(0, 10_000),
            "Pods, where nothing scales them."
        ),
        field("autoscaling", &AUTOSCALING, "A HorizontalPodAutoscaler."),
        field(
            "rollout",
            &ROLLOUT,
            "How a new version replaces the old one."
        ),
        field(
            "shutdown",
            &SHUTDOWN,
            "How a pod leaves without losing requests."
        ),
        field(
            "availability",
            &AVAILABILITY,
            "The PodDisruptionBudget and the spread over zones and nodes."
        ),
        field(
            "migrations",
            &MIGRATIONS,
            "A Job that must end well before a new version rolls out."
        ),
        field("monitoring", &MONITORING, "Metrics, objectives, dashboard."),
    ],
};

/// A process without an exposed port.
pub static WORKER: Shape = Shape {
    name: "Worker",
    doc: "A process without an exposed port: Deployment, scaling on a queue or on load, secrets, policies.",
    fields: pod_fields![
        field(
            "ports",
            &PORTS,
            "Ports the container listens on, by name; only that of the metrics gets a Service."
        ),
        field(
            "readinessProbe",
            &PROBE,
            "Whether the pod counts as available."
        ),
        field(
            "livenessProbe",
            &PROBE,
            "Whether a container must be restarted."
        ),
        field(
            "startupProbe",
            &STARTUP_PROBE,
            "Whether a container has started."
        ),
        field(
            "replicas",
            &Type::Int(0, 10_000),
            "Pods, where nothing scales them."
        ),
        field(
            "autoscaling",
            &WORKER_AUTOSCALING,
            "Scaling: KEDA for a queue, or a HorizontalPodAutoscaler."
        ),
        field(
            "rollout",
            &ROLLOUT,
            "How a new version replaces the old one."
        ),
        field(
            "shutdown",
            &SHUTDOWN,
            "How long a pod has to finish its work."
        ),
        field(
            "availability",
            &AVAILABILITY,
            "The PodDisruptionBudget and the spread over zones and nodes."
        ),
        field("monitoring", &MONITORING, "Metrics, objectives, dashboard."),
    ],
};

/// A scheduled job.
pub static CRONJOB: Shape = Shape {
    name: "CronJob",
    doc: "A scheduled job, with deadlines, and without two runs at the same time.",
    fields: pod_fields![
        required("schedule", &Type::String, "When it runs, `0 3 * * *`."),
        field(
            "timeZone",
            &Type::String,
            "The zone of the schedule, `Europe/Madrid`; Etc/UTC unless stated."
        ),
        field("suspend", &Type::Bool, "Whether it does not run for now."),
        field(
            "concurrencyPolicy",
            &Type::Enum(&["Forbid", "Replace", "Allow"]),
            "What happens when the last run still runs; Forbid unless stated."
        ),
        seconds(
            "startingDeadlineSeconds",
            "Seconds after which a missed start is skipped."
        ),
        field(
            "activeDeadlineSeconds",
            &Type::Int(1, 31_536_000),
            "Seconds after which a run is stopped."
        ),
        field(
            "backoffLimit",
            &Type::Int(0, 1_000),
            "Tries after the first."
        ),
        field(
            "completions",
            &Type::Int(1, 100_000),
            "Pods that must end well."
        ),
        field(
            "parallelism",
            &Type::Int(0, 100_000),
            "Pods at the same time."
        ),
        field(
            "successfulJobsHistoryLimit",
            &Type::Int(0, 1_000),
            "Ended runs that are kept."
        ),
        field(
            "failedJobsHistoryLimit",
            &Type::Int(0, 1_000),
            "Failed runs that are kept."
        ),
        seconds(
            "ttlSecondsAfterFinished",
            "Seconds after which an ended run is deleted."
        ),
        field(
            "restartPolicy",
            &Type::Enum(&["Never", "OnFailure"]),
            "What happens when the container fails; Never unless stated."
        ),
        seconds("terminationGracePeriodSeconds", "Seconds for a clean stop."),
    ],
};

/// Containers by name.
static CONTAINERS: Type = Type::Map(&Type::Object(&Shape {
    name: "Container",
    doc: "A further container of the pod.",
    fields: &[
        required(
            "image",
            &IMAGE,
            "The image: `repository[:tag][@digest]`, or its parts.",
        ),
        field(
            "command",
            &STRINGS,
            "Replaces the entry point of the image.",
        ),
        field("args", &STRINGS, "Replaces the arguments of the image."),
        field(
            "workingDir",
            &Type::String,
            "The folder the process starts in.",
        ),
        field("env", &ENV, "Environment variables by name."),
        field(
            "envFrom",
            &Type::List(&Type::Any),
            "Whole Secrets and ConfigMaps as environment variables.",
        ),
        field("ports", &PORTS, "Ports it listens on, by name."),
        field("resources", &RESOURCES, "What the container is given."),
        field(
            "readinessProbe",
            &PROBE,
            "Whether the pod may get requests; sidecars only.",
        ),
        field(
            "livenessProbe",
            &PROBE,
            "Whether the container must be restarted; sidecars only.",
        ),
        field(
            "startupProbe",
            &STARTUP_PROBE,
            "Whether it has started, so that the next one may; sidecars only.",
        ),
        field(
            "volumeMounts",
            &Type::Map(&MOUNT),
            "Volumes of the pod by name, and where they are mounted.",
        ),
        field(
            "securityContext",
            &Type::Any,
            "Its securityContext, over the defaults.",
        ),
    ],
}));

static MOUNT: Type = Type::Short {
    short: &Type::String,
    expand: mount,
    long: &Type::Object(&Shape {
        name: "Mount",
        doc: "Where a volume is mounted.",
        fields: &[
            required("mountPath", &Type::String, "The path in the container."),
            field("subPath", &Type::String, "A path inside the volume."),
            field("readOnly", &Type::Bool, "Whether it cannot be written."),
        ],
    }),
};

static CONFIG: Type = Type::Map(&Type::OneOf {
    keys: &["values", "files"],
    shape: &Shape {
        name: "Config",
        doc: "A ConfigMap: `values` become environment variables, `files` are mounted.",
        fields: &[
            field("values", &TEXTS, "Environment variables by name."),
            field("files", &Type::Map(&FILE), "Files by name."),
            field(
                "mountPath",
                &Type::String,
                "Where `files` are mounted; `/etc/config/<name>` unless stated.",
            ),
        ],
    },
});

static FILE: Type = Type::OneOf {
    keys: &["content", "path"],
    shape: &Shape {
        name: "ConfigFile",
        doc: "A file of a ConfigMap.",
        fields: &[
            field("content", &Type::String, "Its text."),
            field(
                "path",
                &Type::String,
                "A file of the project, relative to this one; `*.j2` is rendered first.",
            ),
        ],
    },
};

static VOLUMES: Type = Type::Map(&Type::OneOf {
    keys: &[
        "emptyDir",
        "configMap",
        "secret",
        "persistentVolumeClaim",
        "projected",
        "csi",
        "ephemeral",
        "downwardAPI",
    ],
    shape: &Shape {
        name: "Volume",
        doc: "A volume, and where the main container mounts it.",
        fields: &[
            field(
                "mountPath",
                &Type::String,
                "Where the main container mounts it; not at all unless stated.",
            ),
            field("subPath", &Type::String, "A path inside the volume."),
            field(
                "readOnly",
                &Type::Bool,
                "Whether the main container cannot write it.",
            ),
            field(
                "emptyDir",
                &Type::Any,
                "Storage that ends with the pod: `{sizeLimit: 1Gi}`.",
            ),
            field(
                "configMap",
                &Type::Any,
                "A ConfigMap, as Kubernetes takes it.",
            ),
            field("secret", &Type::Any, "A Secret, as Kubernetes takes it."),
            field(
                "persistentVolumeClaim",
                &Type::Any,
                "A claim, as Kubernetes takes it.",
            ),
            field(
                "projected",
                &Type::Any,
                "Several sources in one, as Kubernetes takes it.",
            ),
            field(
                "csi",
                &Type::Any,
                "A volume of a CSI driver, as Kubernetes takes it.",
            ),
            field(
                "ephemeral",
                &Type::Any,
                "A claim that ends with the pod, as Kubernetes takes it.",
            ),
            field(
                "downwardAPI",
                &Type::Any,
                "Fields of the pod, as Kubernetes takes it.",
            ),
        ],
    },
});

static SERVICE: Type = Type::Object(&Shape {
    name: "Service",
    doc: "The Service inside the cluster.",
    fields: &[
        field("annotations", &TEXTS, "Annotations."),
        field(
            "trafficDistribution",
            &Type::Enum(&["PreferClose", "PreferSameZone", "PreferSameNode"]),
            "Prefers pods near the caller; spreads load less evenly.",
        ),
        field(
            "sessionAffinity",
            &Type::Enum(&["ClientIP"]),
            "Keeps a client with one pod.",
        ),
        field(
            "headless",
            &Type::Bool,
            "Whether its name resolves to the pods instead of one address.",
        ),
        field(
            "publishNotReadyAddresses",
            &Type::Bool,
            "Whether pods that are not ready resolve too.",
        ),
    ],
});

static LOAD_BALANCER: Type = Type::Object(&Shape {
    name: "LoadBalancer",
    doc: "A Network Load Balancer of its own, in a Service `<name>-nlb`.",
    fields: &[
        field(
            "scheme",
            &Type::Enum(&["internal", "internet-facing"]),
            "Who can reach it; internal unless stated.",
        ),
        field(
            "ports",
            &Type::Map(&NLB_PORT),
            "Listeners by the name of the port they lead to: `{https: 443}`.",
        ),
        field(
            "certificateArns",
            &STRINGS,
            "ACM certificates; listeners speak TLS with them.",
        ),
        field("sourceRanges", &STRINGS, "Who may connect."),
        field(
            "crossZone",
            &Type::Bool,
            "Whether each zone sends to the pods of all zones.",
        ),
        field(
            "proxyProtocol",
            &Type::Bool,
            "Whether connections begin with the PROXY protocol.",
        ),
        field(
            "annotations",
            &TEXTS,
            "Annotations of the Service, over those made here.",
        ),
    ],
});

static NLB_PORT: Type = Type::Short {
    short: &PORT,
    expand: listener,
    long: &Type::Object(&Shape {
        name: "Listener",
        doc: "A listener of a Network Load Balancer.",
        fields: &[required("port", &PORT, "The port it listens on.")],
    }),
};

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

static AUTOSCALING: Type = Type::Object(&Shape {
    name: "Autoscaling",
    doc: "A HorizontalPodAutoscaler; the Deployment then states no replicas.",
    fields: autoscaling_fields![field(
        "minReplicas",
        &Type::Int(1, 10_000),
        "The fewest pods; 2 unless stated."
    )],
});

static WORKER_AUTOSCALING: Type = Type::Object(&Shape {
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

static ROLLOUT: Type = Type::Object(&Shape {
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

static SHUTDOWN: Type = Type::Object(&Shape {
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

static AVAILABILITY: Type = Type::Object(&Shape {
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

static MIGRATIONS: Type = Type::Object(&Shape {
    name: "Migrations",
    doc: "A Job with the image and the environment of the app, which must end well before a new version rolls out.",
    fields: &[
        required("command", &STRINGS, "The command."),
        field("args", &STRINGS, "Its arguments."),
        field("image", &IMAGE, "Another image than the app's."),
        field("env", &ENV, "Environment variables, over those of the app."),
        field(
            "resources",
            &RESOURCES,
            "What the container is given; what the app is given unless stated.",
        ),
        field(
            "before",
            &Type::Enum(&["rollout"]),
            "What waits for it: the rollout unless stated; `null` lets both start at once.",
        ),
        field(
            "activeDeadlineSeconds",
            &Type::Int(1, 86_400),
            "Seconds after which it has failed; 600 unless stated.",
        ),
        field(
            "backoffLimit",
            &Type::Int(0, 100),
            "Tries after the first; 2 unless stated.",
        ),
        seconds(
            "ttlSecondsAfterFinished",
            "Seconds after which the ended Job is deleted; it stays unless stated, so that it does not run again.",
        ),
        field(
            "serviceAccount",
            &SERVICE_ACCOUNT,
            "The ServiceAccount and the IAM role of the Job; those of the app unless stated.",
        ),
    ],
});

static MONITORING: Type = Type::Object(&Shape {
    name: "AppMonitoring",
    doc: "Metrics, objectives, dashboard.",
    fields: &[
        field("metrics", &METRICS, "Where Prometheus finds the metrics."),
        field(
            "slo",
            &SLO,
            "Service level objectives; alerts follow from them.",
        ),
        field(
            "dashboard",
            &Type::Bool,
            "Whether Grafana gets a dashboard of it.",
        ),
        field(
            "alerts",
            &Type::List(&Type::Any),
            "Further alerting rules, as Prometheus takes them.",
        ),
    ],
});

static METRICS: Type = Type::Short {
    short: &Type::PortRef,
    expand: metrics,
    long: &Type::Object(&Shape {
        name: "Metrics",
        doc: "Where Prometheus finds the metrics.",
        fields: &[
            field(
                "port",
                &Type::PortRef,
                "The port; `metrics`, or else the first, unless stated.",
            ),
            field("path", &Type::String, "The path; `/metrics` unless stated."),
            field(
                "interval",
                &Type::Duration,
                "How often they are read; as often as Prometheus reads others unless stated.",
            ),
        ],
    }),
};

static SLO: Type = Type::Object(&Shape {
    name: "Slo",
    doc: "Service level objectives over thirty days.",
    fields: &[
        field(
            "availability",
            &Type::Number,
            "The share of requests that must not fail, in percent: 99.9.",
        ),
        field(
            "latencyP95",
            &Type::Duration,
            "The time within which 95 of 100 requests must be answered: 300ms.",
        ),
        field(
            "requests",
            &Type::String,
            "The counter of requests; http_requests_total unless stated.",
        ),
        field(
            "errors",
            &Type::String,
            "The label matcher of failed requests; `code=~\"5..\"` unless stated.",
        ),
        field(
            "duration",
            &Type::String,
            "The histogram of durations in seconds; http_request_duration_seconds unless stated.",
        ),
    ],
});

fn mount(short: &Node) -> Node {
    with(short, "mountPath")
}

fn listener(short: &Node) -> Node {
    with(short, "port")
}

fn metrics(short: &Node) -> Node {
    with(short, "port")
}

/// `{key: short}` at the place of the short form.
fn with(short: &Node, key: &str) -> Node {
    let mut map = Mapping::new();
    map.insert(key, short.clone());
    short.with(map)
}
