//! A table: the vocabulary of Monitoring.

use super::common::{
    AFTER, ENV, NETWORK, PATCHES, PORT, RAW, RESOURCES, SERVICE_ACCOUNT, STRINGS, TEXTS,
};
use super::database::{CREDENTIALS, VOLUME};
use super::image::IMAGE;
use super::ingress::INGRESS;
use crate::load::shape::{Shape, Type, field, required};

/// Prometheus, Alertmanager, Grafana and exporters.
pub static MONITORING: Shape = Shape {
    name: "Monitoring",
    doc: "Prometheus, Alertmanager, Grafana, node exporter and kube-state-metrics; `null` leaves a part out.",
    fields: &[
        field(
            "form",
            &Type::Enum(&["plain", "operator"]),
            "Plain manifests; custom resources of an operator cannot be built yet.",
        ),
        field(
            "storage",
            &VOLUME,
            "The volume of each part that states none: `emptyDir`, or a size on EBS.",
        ),
        field(
            "prometheus",
            &PROMETHEUS,
            "The server that scrapes and evaluates rules.",
        ),
        field(
            "alertmanager",
            &ALERTMANAGER,
            "What sends alerts to people.",
        ),
        field("grafana", &GRAFANA, "Dashboards."),
        field("nodeExporter", &EXPORTER, "Metrics of every node."),
        field(
            "kubeStateMetrics",
            &EXPORTER,
            "Metrics of the cluster's objects.",
        ),
        field(
            "rules",
            &RULES,
            "Alert and recording rules besides those of the apps.",
        ),
        field(
            "network",
            &NETWORK,
            "Who else may connect to Prometheus and Grafana; `null` leaves traffic alone.",
        ),
        field(
            "podTemplate",
            &Type::Any,
            "A PodTemplateSpec, merged over every pod of this component as kubectl would.",
        ),
        PATCHES,
        RAW,
        AFTER,
    ],
};

static PROMETHEUS: Type = Type::Object(&Shape {
    name: "Prometheus",
    doc: "The server that scrapes and evaluates rules.",
    fields: &[
        field("image", &IMAGE, "Its image."),
        field(
            "retention",
            &Type::String,
            "How long samples are kept: `15d`.",
        ),
        field(
            "retentionSize",
            &Type::String,
            "How much they may take: `40GB`; 85 % of a volume on EBS unless stated.",
        ),
        field(
            "scrapeInterval",
            &Type::Duration,
            "How often targets are scraped.",
        ),
        field(
            "evaluationInterval",
            &Type::Duration,
            "How often rules are evaluated.",
        ),
        field(
            "externalLabels",
            &TEXTS,
            "Labels of everything that leaves this server; cluster and environment unless stated.",
        ),
        field("storage", &VOLUME, "Its volume."),
        field("resources", &RESOURCES, "Requests and limits."),
        field("args", &STRINGS, "Further arguments."),
        field(
            "scrapeConfigs",
            &Type::List(&Type::Any),
            "Further entries of `scrape_configs`, as Prometheus takes them.",
        ),
        field(
            "remoteWrite",
            &Type::List(&Type::Any),
            "Entries of `remote_write`, as Prometheus takes them.",
        ),
        field(
            "serviceAccount",
            &SERVICE_ACCOUNT,
            "The AWS role, for remote write.",
        ),
    ],
});

static ALERTMANAGER: Type = Type::Object(&Shape {
    name: "Alertmanager",
    doc: "What sends alerts to people.",
    fields: &[
        field("image", &IMAGE, "Its image."),
        field(
            "receivers",
            &Type::Map(&RECEIVER),
            "Who is told, by a name of your choice.",
        ),
        field(
            "default",
            &Type::Name,
            "The receiver of alerts that no other one takes; the first unless stated.",
        ),
        field(
            "groupBy",
            &STRINGS,
            "Labels that put alerts into one message.",
        ),
        field(
            "groupWait",
            &Type::Duration,
            "The wait for further alerts of a new group.",
        ),
        field(
            "groupInterval",
            &Type::Duration,
            "The wait before news of a group.",
        ),
        field(
            "repeatInterval",
            &Type::Duration,
            "The wait before an alert is said again.",
        ),
        field(
            "routes",
            &Type::List(&Type::Any),
            "Further routes, as Alertmanager takes them, before those of the receivers.",
        ),
        field(
            "inhibitRules",
            &Type::List(&Type::Any),
            "`inhibit_rules`, as Alertmanager takes them.",
        ),
        field("storage", &VOLUME, "Its volume."),
        field("resources", &RESOURCES, "Requests and limits."),
    ],
});

static RECEIVER: Type = Type::Object(&Shape {
    name: "Receiver",
    doc: "Who is told. Secrets are read from files, never written into the configuration.",
    fields: &[
        field(
            "pagerduty",
            &SECRET,
            "A PagerDuty integration; the key of the Secret holds its routing key.",
        ),
        field(
            "slack",
            &SLACK,
            "A Slack channel; the key of the Secret holds the webhook's address.",
        ),
        field("webhook", &WEBHOOK, "Any other program, by HTTP."),
        field(
            "severities",
            &STRINGS,
            "The `severity` labels it takes; all unless stated.",
        ),
        field(
            "matchers",
            &STRINGS,
            "Further conditions: `namespace=\"shop\"`.",
        ),
    ],
});

static SECRET: Type = Type::Object(&Shape {
    name: "ReceiverSecret",
    doc: "A key of a Secret, read from a store or made elsewhere.",
    fields: &[
        field(
            "store",
            &Type::Name,
            "A secret store of a Platform; the Secret is made from it.",
        ),
        field(
            "remote",
            &Type::String,
            "The name of the secret in the store.",
        ),
        required("secret", &Type::Name, "The Secret of the namespace."),
        field("key", &Type::String, "Its key."),
        field(
            "sendResolved",
            &Type::Bool,
            "Whether the end of an alert is told, too.",
        ),
    ],
});

static SLACK: Type = Type::Object(&Shape {
    name: "Slack",
    doc: "A Slack channel.",
    fields: &[
        field(
            "store",
            &Type::Name,
            "A secret store of a Platform; the Secret is made from it.",
        ),
        field(
            "remote",
            &Type::String,
            "The name of the secret in the store.",
        ),
        required("secret", &Type::Name, "The Secret of the namespace."),
        field("key", &Type::String, "Its key."),
        required("channel", &Type::String, "The channel, `#alerts`."),
        field(
            "sendResolved",
            &Type::Bool,
            "Whether the end of an alert is told, too.",
        ),
    ],
});

static WEBHOOK: Type = Type::OneOf {
    keys: &["url", "secret"],
    shape: &Shape {
        name: "Webhook",
        doc: "Any other program, by HTTP.",
        fields: &[
            field("url", &Type::String, "Its address, where it is no secret."),
            field(
                "store",
                &Type::Name,
                "A secret store of a Platform; the Secret is made from it.",
            ),
            field(
                "remote",
                &Type::String,
                "The name of the secret in the store.",
            ),
            field(
                "secret",
                &Type::Name,
                "The Secret of the namespace that holds its address.",
            ),
            field("key", &Type::String, "Its key."),
            field(
                "sendResolved",
                &Type::Bool,
                "Whether the end of an alert is told, too.",
            ),
        ],
    },
};

static GRAFANA: Type = Type::Object(&Shape {
    name: "Grafana",
    doc: "Dashboards.",
    fields: &[
        field("image", &IMAGE, "Its image."),
        required(
            "admin",
            &CREDENTIALS,
            "The administrator's user name and password.",
        ),
        field(
            "dashboards",
            &Type::Map(&DASHBOARD),
            "Dashboards, by a name of your choice.",
        ),
        field(
            "datasources",
            &Type::List(&Type::Any),
            "Further data sources, as Grafana provisions them.",
        ),
        field(
            "env",
            &ENV,
            "Settings: `{GF_AUTH_ANONYMOUS_ENABLED: true}`.",
        ),
        field(
            "ingress",
            &INGRESS,
            "The hosts under which an ALB shows it.",
        ),
        field(
            "storage",
            &VOLUME,
            "Its volume; what people change in the browser is lost on an emptyDir.",
        ),
        field("resources", &RESOURCES, "Requests and limits."),
        field(
            "fetchImage",
            &IMAGE,
            "The image with curl that fetches dashboards of grafana.com.",
        ),
    ],
});

static DASHBOARD: Type = Type::OneOf {
    keys: &["file", "gnetId"],
    shape: &Shape {
        name: "Dashboard",
        doc: "A file of the project, or a dashboard of grafana.com at a revision.",
        fields: &[
            field(
                "file",
                &Type::String,
                "A JSON file, relative to this file; `*.json.j2` is rendered first.",
            ),
            field(
                "gnetId",
                &Type::Int(1, 10_000_000),
                "The number of the dashboard on grafana.com.",
            ),
            field(
                "revision",
                &Type::Int(1, 100_000),
                "Its revision: a dashboard that changes by itself cannot be reviewed.",
            ),
            field(
                "datasource",
                &Type::String,
                "The uid of the data source that its inputs mean.",
            ),
        ],
    },
};

static EXPORTER: Type = Type::Object(&Shape {
    name: "Exporter",
    doc: "An exporter.",
    fields: &[
        field("image", &IMAGE, "Its image."),
        field("args", &STRINGS, "Further arguments."),
        field("resources", &RESOURCES, "Requests and limits."),
        field("port", &PORT, "Its port."),
    ],
});

static RULES: Type = Type::Object(&Shape {
    name: "Rules",
    doc: "Alert and recording rules besides those of the apps.",
    fields: &[
        field(
            "presets",
            &Type::List(&PRESET),
            "Sets of alerts that come with the compiler.",
        ),
        field(
            "groups",
            &Type::Map(&Type::List(&Type::Any)),
            "Rules by the name of their group, as Prometheus takes them.",
        ),
    ],
});
static PRESET: Type = Type::Enum(&[
    "kubernetes",
    "nodes",
    "pvc-full",
    "hpa-maxed",
    "cert-expiry",
    "prometheus",
]);
