//! A table of data: what stands in a pod beside its main container.

use super::common::{ENV, PORTS, RESOURCES, STRINGS, TEXTS, with};
use super::image::IMAGE;
use super::probe::{PROBE, STARTUP_PROBE};
use crate::load::shape::{Shape, Type, field, required};
use crate::yaml::Node;

/// Containers by name.
pub(super) static CONTAINERS: Type = Type::Map(&Type::Object(&Shape {
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

pub(super) static MOUNT: Type = Type::Short {
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

pub(super) static CONFIG: Type = Type::Map(&Type::OneOf {
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

pub(super) static VOLUMES: Type = Type::Map(&Type::OneOf {
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

fn mount(short: &Node) -> Node {
    with(short, "mountPath")
}
