//! A table of data: what leads to a component from outside the cluster, through an ALB.

use super::common::{TEXTS, map};
use crate::load::shape::{Shape, Type, field, required};
use crate::yaml::Node;

/// Hosts and paths that an ALB sends to a component.
pub(super) static INGRESS: Type = Type::Object(&Shape {
    name: "Ingress",
    doc: "What an Application Load Balancer sends here.",
    fields: &[
        required("alb", &Type::Name, "An ALB of a Platform."),
        required(
            "hosts",
            &Type::Map(&HOST),
            "Hosts, and for each its paths; all paths unless stated.",
        ),
        field(
            "order",
            &Type::Int(1, 1000),
            "The place of these rules among those of the ALB; lower is asked first.",
        ),
        field(
            "healthcheck",
            &HEALTHCHECK,
            "What the ALB asks; what the readiness probe asks unless stated.",
        ),
        field(
            "tls",
            &Type::Enum(&["acm", "none"]),
            "HTTPS with certificates of ACM, or plain HTTP.",
        ),
        field(
            "backendProtocol",
            &Type::Enum(&["HTTP", "HTTPS"]),
            "What the pods speak; HTTP unless stated.",
        ),
        field(
            "protocolVersion",
            &Type::Enum(&["HTTP1", "HTTP2", "GRPC"]),
            "The version of it; HTTP1 unless stated.",
        ),
        field(
            "stickiness",
            &Type::Duration,
            "How long a client stays with one pod; not at all unless stated.",
        ),
        field(
            "slowStart",
            &Type::Duration,
            "How long a new pod gets fewer requests.",
        ),
        field(
            "annotations",
            &TEXTS,
            "Annotations of the Ingress, over those made here.",
        ),
    ],
});

static HOST: Type = Type::Object(&Shape {
    name: "Host",
    doc: "The paths of a host.",
    fields: &[field(
        "paths",
        &Type::Map(&PATH),
        "Paths, and for each the port it leads to.",
    )],
});

static PATH: Type = Type::Short {
    short: &Type::PortRef,
    expand: path,
    long: &Type::Object(&Shape {
        name: "Path",
        doc: "Where a path leads.",
        fields: &[
            field(
                "port",
                &Type::PortRef,
                "The port; `http`, or else the first, unless stated.",
            ),
            field(
                "pathType",
                &Type::Enum(&["Prefix", "Exact", "ImplementationSpecific"]),
                "How paths are compared; Prefix unless stated.",
            ),
        ],
    }),
};

static HEALTHCHECK: Type = Type::Short {
    short: &Type::String,
    expand: healthcheck,
    long: &Type::Object(&Shape {
        name: "Healthcheck",
        doc: "What the load balancer asks a pod.",
        fields: &[
            field("path", &Type::String, "The path."),
            field(
                "port",
                &Type::PortRef,
                "The port; that of the traffic unless stated.",
            ),
            field(
                "protocol",
                &Type::Enum(&["HTTP", "HTTPS"]),
                "HTTP unless stated.",
            ),
            field(
                "successCodes",
                &Type::String,
                "Answers that count as well, `200` or `200-299`.",
            ),
            field(
                "intervalSeconds",
                &Type::Int(5, 300),
                "Seconds from one question to the next.",
            ),
            field(
                "timeoutSeconds",
                &Type::Int(2, 120),
                "Seconds after which a question has failed.",
            ),
            field(
                "healthyThreshold",
                &Type::Int(2, 10),
                "Answers in a row after which traffic comes.",
            ),
            field(
                "unhealthyThreshold",
                &Type::Int(2, 10),
                "Failures in a row after which no traffic comes.",
            ),
        ],
    }),
};

fn path(short: &Node) -> Node {
    map(short, [("port", short.clone())])
}

fn healthcheck(short: &Node) -> Node {
    map(short, [("path", short.clone())])
}
