//! A table: the vocabulary of types that several kinds share: image, ports, env, resources, probes, secrets, ingress.

use crate::load::shape::{Field, Shape, Type, field, required};
use crate::yaml::{Mapping, Node, Value};

/// A list of strings.
pub(super) static STRINGS: Type = Type::List(&Type::String);
/// Labels, annotations and the like.
pub(super) static TEXTS: Type = Type::Map(&Type::Text);

/// The ways out of a component's vocabulary, and its place in the order.
pub(super) const PATCHES: Field = field(
    "patches",
    &Type::List(&Type::Any),
    "Patches of the objects made from this spec.",
);
/// See [`PATCHES`].
pub(super) const RAW: Field = field(
    "raw",
    &STRINGS,
    "Files or globs of plain manifests that belong to this component, relative to this file.",
);
/// See [`PATCHES`].
pub(super) const AFTER: Field = field(
    "after",
    &STRINGS,
    "What must be ready before: components, `database/orders`, or objects, `ConfigMap/seed`.",
);

/// The number of a port.
pub(super) static PORT: Type = Type::Int(1, 65_535);

/// An image: `repository[:tag][@digest]` or its parts.
pub(super) static IMAGE: Type = Type::Short {
    short: &Type::String,
    expand: image,
    long: &Type::Object(&Shape {
        name: "Image",
        doc: "An image, in parts that layers can change one by one.",
        fields: &[
            required(
                "repository",
                &Type::String,
                "The registry and the name, without tag and digest.",
            ),
            TAG,
            DIGEST,
        ],
    }),
};

/// The image of a database, of whose engine the official repository is known.
pub(super) static ENGINE_IMAGE: Type = Type::Short {
    short: &Type::String,
    expand: image,
    long: &Type::Object(&Shape {
        name: "EngineImage",
        doc: "The image of a database, in parts that layers can change one by one.",
        fields: &[
            field(
                "repository",
                &Type::String,
                "The registry and the name, without tag and digest; those of the engine's official image unless stated.",
            ),
            TAG,
            DIGEST,
        ],
    }),
};

const TAG: Field = field(
    "tag",
    &Type::String,
    "The tag, in quotes where it looks like a number.",
);

const DIGEST: Field = field(
    "digest",
    &Type::String,
    "The digest, `sha256:…`; it wins over the tag.",
);

/// Ports by name.
pub(super) static PORTS: Type = Type::Map(&Type::Short {
    short: &PORT,
    expand: port,
    long: &Type::Object(&Shape {
        name: "Port",
        doc: "A port that the container listens on.",
        fields: &[
            required("containerPort", &PORT, "The port the container listens on."),
            field(
                "protocol",
                &Type::Enum(&["TCP", "UDP", "SCTP"]),
                "The protocol; TCP unless stated.",
            ),
            field(
                "service",
                &Type::Bool,
                "Whether the Service has this port; it has unless stated.",
            ),
            field(
                "servicePort",
                &PORT,
                "The port of the Service; the container's own unless stated.",
            ),
            field(
                "appProtocol",
                &Type::String,
                "The protocol inside the connection, `kubernetes.io/h2c` or `grpc`.",
            ),
        ],
    }),
});

/// Environment variables by name.
pub(super) static ENV: Type = Type::Map(&Type::Short {
    short: &Type::Text,
    expand: variable,
    long: &Type::OneOf {
        keys: &["value", "secret", "configMap", "field", "resource"],
        shape: &Shape {
            name: "Variable",
            doc: "An environment variable: a value, or where the value comes from.",
            fields: &[
                field("value", &Type::Text, "The value."),
                field(
                    "secret",
                    &Type::Name,
                    "The Secret that holds the value, usually one of `secrets`.",
                ),
                field(
                    "configMap",
                    &Type::Name,
                    "The entry of `config`, or another ConfigMap, that holds the value.",
                ),
                field("key", &Type::String, "The key in the Secret or ConfigMap."),
                field(
                    "optional",
                    &Type::Bool,
                    "Whether the pod starts without the Secret or ConfigMap.",
                ),
                field(
                    "field",
                    &Type::String,
                    "A field of the pod, `status.podIP`.",
                ),
                field(
                    "resource",
                    &Type::String,
                    "A resource of the container, `limits.memory`.",
                ),
                field("divisor", &Type::Quantity, "The unit of `resource`."),
            ],
        },
    },
});

static AMOUNTS: Type = Type::Map(&Type::Quantity);

/// Requests and limits.
pub(super) static RESOURCES: Type = Type::Object(&Shape {
    name: "Resources",
    doc: "What a container is given: requests are reserved, limits are the most it may use.",
    fields: &[
        field(
            "requests",
            &AMOUNTS,
            "What the node reserves: `{cpu: 250m, memory: 512Mi}`.",
        ),
        field(
            "limits",
            &AMOUNTS,
            "The most it may use; memory equals its request unless stated, cpu has no limit.",
        ),
    ],
});

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

/// Secrets from a store, by the name of the Secret.
pub(super) static SECRETS: Type = Type::Map(&Type::Object(&Shape {
    name: "ExternalSecret",
    doc: "A Secret whose values External Secrets fetches from a store.",
    fields: &[
        required("store", &Type::Name, "A secret store of a Platform."),
        field(
            "remote",
            &Type::String,
            "The name of the secret, or the path of the parameter, in the store.",
        ),
        field(
            "keys",
            &SECRET_KEYS,
            "The keys of the Secret; every key of the remote JSON unless stated.",
        ),
        field(
            "refreshInterval",
            &Type::Duration,
            "How often the store is read.",
        ),
        field(
            "storeKind",
            &Type::Enum(&["ClusterSecretStore", "SecretStore"]),
            "The kind of a store that no Platform describes.",
        ),
        field(
            "type",
            &Type::String,
            "The type of the Secret, `kubernetes.io/dockerconfigjson`.",
        ),
        field(
            "as",
            &Type::Enum(&["env", "volume", "none"]),
            "How containers get it; a volume unless `env` takes a key of it.",
        ),
        field(
            "mountPath",
            &Type::String,
            "Where the volume is mounted; `/etc/secrets/<name>` unless stated.",
        ),
    ],
}));

/// A list of keys, or a map from keys to where each one lives.
pub(super) static SECRET_KEYS: Type = Type::Short {
    short: &STRINGS,
    expand: secret_keys,
    long: &Type::Map(&Type::Short {
        short: &Type::String,
        expand: property,
        long: &Type::Object(&Shape {
            name: "SecretKey",
            doc: "Where the value of one key lives.",
            fields: &[
                field(
                    "property",
                    &Type::String,
                    "The key of the remote JSON; the whole remote value unless stated.",
                ),
                field(
                    "remote",
                    &Type::String,
                    "Another remote secret than that of the entry.",
                ),
                field(
                    "version",
                    &Type::String,
                    "The version of the remote secret.",
                ),
            ],
        }),
    }),
};

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

/// What everything that is exposed to the network or not has to say about it.
pub(super) static NETWORK: Type = Type::Object(&Shape {
    name: "Network",
    doc: "Who may connect to the pods, and to whom they may; nothing else passes.",
    fields: &[
        field(
            "ingressFrom",
            &PEERS,
            "Who may connect, besides its ALB, Prometheus and the components that refer to it.",
        ),
        field(
            "egressTo",
            &PEERS,
            "To whom the pods may connect, besides DNS and the components they refer to.",
        ),
        field(
            "awsApis",
            &Type::Enum(&["any", "vpc", "none"]),
            "Where AWS APIs are reached by a pod with an IAM role: anywhere, through endpoints in the VPC, or not.",
        ),
    ],
});

static PEERS: Type = Type::List(&Type::Short {
    short: &Type::String,
    expand: peer,
    long: &Type::OneOf {
        keys: &["to", "cidr", "host", "podSelector"],
        shape: &Shape {
            name: "Peer",
            doc: "Another end: a component, addresses, or pods by label.",
            fields: &[
                field(
                    "to",
                    &Type::String,
                    "`alb`, `monitoring`, or a component: `app/web`, `database/orders`, `app/shop/web`.",
                ),
                field("cidr", &Type::String, "Addresses, `10.0.0.0/16`."),
                field(
                    "except",
                    &STRINGS,
                    "Addresses inside `cidr` that are left out.",
                ),
                field(
                    "host",
                    &Type::String,
                    "A host name; only EKS Auto Mode can tell hosts apart.",
                ),
                field(
                    "podSelector",
                    &Type::Any,
                    "Pods by label, as a Kubernetes label selector.",
                ),
                field(
                    "namespaceSelector",
                    &Type::Any,
                    "Namespaces of those pods; the component's own unless stated.",
                ),
                field(
                    "ports",
                    &Type::List(&Type::PortRef),
                    "Ports; all of them unless stated, for a component its own.",
                ),
                field(
                    "protocol",
                    &Type::Enum(&["TCP", "UDP", "SCTP"]),
                    "The protocol of `ports`; TCP unless stated.",
                ),
            ],
        },
    },
});

/// The IAM role of pods, and their ServiceAccount.
pub(super) static SERVICE_ACCOUNT: Type = Type::Object(&Shape {
    name: "ServiceAccount",
    doc: "The ServiceAccount that pods run as.",
    fields: &[
        field(
            "name",
            &Type::Name,
            "Its name; that of the component unless stated.",
        ),
        field(
            "create",
            &Type::Bool,
            "Whether it is made here; it is unless stated.",
        ),
        field("annotations", &TEXTS, "Annotations."),
        field(
            "automountServiceAccountToken",
            &Type::Bool,
            "Whether pods get a token of the Kubernetes API.",
        ),
        field("iam", &Type::Object(&IAM), "Its IAM role."),
    ],
});

static IAM: Shape = Shape {
    name: "Iam",
    doc: "An IAM role for pods.",
    fields: &[
        required("roleArn", &Type::String, "The role, by ARN."),
        field(
            "mode",
            &Type::Enum(&["irsa", "pod-identity"]),
            "How pods get it; `irsa`, an annotation, unless stated.",
        ),
    ],
};

/// The most a map may say of scalars without being a table of its own.
pub(super) const fn seconds(name: &'static str, doc: &'static str) -> Field {
    field(name, &Type::Int(0, 86_400), doc)
}

/// `repository[:tag][@digest]`; a colon before the last slash belongs to the registry's port.
fn image(short: &Node) -> Node {
    let text = short.as_str().unwrap_or_default();
    let (text, digest) = match text.split_once('@') {
        Some((text, digest)) => (text, Some(digest)),
        None => (text, None),
    };
    let name_at = text.rfind('/').map_or(0, |slash| slash + 1);
    let (repository, tag) = match text[name_at..].find(':') {
        Some(colon) => (&text[..name_at + colon], Some(&text[name_at + colon + 1..])),
        None => (text, None),
    };
    let parts = [
        ("repository", Some(repository)),
        ("tag", tag),
        ("digest", digest),
    ];
    let parts = parts
        .into_iter()
        .filter_map(|(key, text)| Some((key, text?)));
    map(short, parts.map(|(key, text)| (key, short.with(text))))
}

fn port(short: &Node) -> Node {
    map(short, [("containerPort", short.clone())])
}

fn variable(short: &Node) -> Node {
    map(short, [("value", short.clone())])
}

fn probe(short: &Node) -> Node {
    map(short, [("httpGet", map(short, [("path", short.clone())]))])
}

fn path(short: &Node) -> Node {
    map(short, [("port", short.clone())])
}

fn healthcheck(short: &Node) -> Node {
    map(short, [("path", short.clone())])
}

fn property(short: &Node) -> Node {
    map(short, [("property", short.clone())])
}

fn peer(short: &Node) -> Node {
    map(short, [("to", short.clone())])
}

/// `[username]` means `{username: {property: username}}`.
fn secret_keys(short: &Node) -> Node {
    let mut keys = Mapping::new();
    for key in short.as_list().unwrap_or_default() {
        if let Some(name) = key.to_text() {
            keys.insert(name, property(key));
        }
    }
    short.with(keys)
}

/// `[shop, web]` means `{names: [shop, web]}`.
pub(super) fn names_selector(short: &Node) -> Node {
    map(short, [("names", short.clone())])
}

/// A map at the place of its short form.
fn map(short: &Node, entries: impl IntoIterator<Item = (&'static str, Node)>) -> Node {
    let mut map = Mapping::new();
    for (key, node) in entries {
        map.insert(key, node);
    }
    short.with(Value::Mapping(map))
}
