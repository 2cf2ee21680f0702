//! A table of data: the vocabulary of types that several kinds share: ports, env, resources, secrets, network, identity.

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

/// A field that holds a number of seconds, a day at the most.
pub(super) const fn seconds(name: &'static str, doc: &'static str) -> Field {
    field(name, &Type::Int(0, 86_400), doc)
}

fn port(short: &Node) -> Node {
    map(short, [("containerPort", short.clone())])
}

fn variable(short: &Node) -> Node {
    map(short, [("value", short.clone())])
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
pub(super) fn map(short: &Node, entries: impl IntoIterator<Item = (&'static str, Node)>) -> Node {
    let mut map = Mapping::new();
    for (key, node) in entries {
        map.insert(key, node);
    }
    short.with(Value::Mapping(map))
}

/// `{key: short}` at the place of the short form.
pub(super) fn with(short: &Node, key: &str) -> Node {
    let mut map = Mapping::new();
    map.insert(key, short.clone());
    short.with(map)
}
