//! A table of data: the vocabulary of App, Worker and CronJob.

use super::common::{
    AFTER, ENV, NETWORK, PATCHES, PORT, PORTS, RAW, RESOURCES, SECRETS, SERVICE_ACCOUNT, STRINGS,
    TEXTS, seconds, with,
};
use super::image::IMAGE;
use super::ingress::INGRESS;
use super::pod::{CONFIG, CONTAINERS, VOLUMES};
use super::probe::{PROBE, STARTUP_PROBE};
use super::replicas::{AUTOSCALING, AVAILABILITY, ROLLOUT, SHUTDOWN, WORKER_AUTOSCALING};
use crate::load::shape::{Shape, Type, field, required};
use crate::yaml::Node;

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

fn listener(short: &Node) -> Node {
    with(short, "port")
}

fn metrics(short: &Node) -> Node {
    with(short, "port")
}
