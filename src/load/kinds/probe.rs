//! A table of data: what the kubelet asks a container.

use super::common::{PORT, STRINGS, map};
use crate::load::shape::{Shape, Type, field, required};
use crate::yaml::Node;

const PROBE_KEYS: &[&str] = &["httpGet", "tcpSocket", "grpc", "exec"];

macro_rules! probe_fields {
    ($($own:expr),* $(,)?) => {
        &[
            field("httpGet", &HTTP_GET, "A request that must be answered with 200 to 399."),
            field("tcpSocket", &TCP_SOCKET, "A port that must accept a connection."),
            field("grpc", &GRPC, "A service of the gRPC health checking protocol."),
            field("exec", &EXEC, "A command that must end with 0."),
            field("initialDelaySeconds", &Type::Int(0, 86_400), "Seconds before the first try."),
            field("periodSeconds", &Type::Int(1, 86_400), "Seconds from one try to the next."),
            field("timeoutSeconds", &Type::Int(1, 3_600), "Seconds after which a try has failed."),
            field("successThreshold", &Type::Int(1, 1_000), "Tries in a row that must succeed."),
            field("failureThreshold", &Type::Int(1, 10_000), "Tries in a row that must fail."),
            field("terminationGracePeriodSeconds", &Type::Int(0, 86_400), "Seconds for a clean stop after this probe failed."),
            $($own,)*
        ]
    };
}

/// A readiness or liveness probe; a string is the path of a request to the port `http`, or else to the first port.
pub(super) static PROBE: Type = Type::Short {
    short: &Type::String,
    expand: probe,
    long: &Type::OneOf {
        keys: PROBE_KEYS,
        shape: &Shape {
            name: "Probe",
            doc: "How the kubelet asks whether a container is well.",
            fields: probe_fields![],
        },
    },
};

/// A startup probe: the same, or only how long the start may take.
pub(super) static STARTUP_PROBE: Type = Type::Short {
    short: &Type::String,
    expand: probe,
    long: &Type::AtMostOne {
        keys: PROBE_KEYS,
        shape: &Shape {
            name: "StartupProbe",
            doc: "How the kubelet asks whether a container has started; the other probes wait for it.",
            fields: probe_fields![field(
                "maxStartup",
                &Type::Duration,
                "How long the start may take; asks what the liveness probe asks, or else the readiness probe."
            )],
        },
    },
};

static HTTP_GET: Type = Type::Object(&Shape {
    name: "HttpGet",
    doc: "A request that must be answered with 200 to 399.",
    fields: &[
        field("path", &Type::String, "The path."),
        field(
            "port",
            &Type::PortRef,
            "The port, by name or number; `http`, or else the first, unless stated.",
        ),
        field(
            "scheme",
            &Type::Enum(&["HTTP", "HTTPS"]),
            "HTTP unless stated.",
        ),
        field(
            "host",
            &Type::String,
            "The host to connect to; the pod unless stated.",
        ),
        field(
            "httpHeaders",
            &Type::List(&Type::Any),
            "Headers, `{name, value}`.",
        ),
    ],
});

static TCP_SOCKET: Type = Type::Object(&Shape {
    name: "TcpSocket",
    doc: "A port that must accept a connection.",
    fields: &[
        field(
            "port",
            &Type::PortRef,
            "The port, by name or number; the first unless stated.",
        ),
        field(
            "host",
            &Type::String,
            "The host to connect to; the pod unless stated.",
        ),
    ],
});

static GRPC: Type = Type::Object(&Shape {
    name: "Grpc",
    doc: "A service of the gRPC health checking protocol.",
    fields: &[
        required("port", &PORT, "The port, by number."),
        field("service", &Type::String, "The service to ask for."),
    ],
});

static EXEC: Type = Type::Object(&Shape {
    name: "Exec",
    doc: "A command that must end with 0.",
    fields: &[required(
        "command",
        &STRINGS,
        "The command and its arguments; there is no shell.",
    )],
});

fn probe(short: &Node) -> Node {
    map(short, [("httpGet", map(short, [("path", short.clone())]))])
}
