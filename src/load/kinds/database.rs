//! A table: the vocabulary of Database.

use super::common::{
    AFTER, ENV, NETWORK, PATCHES, PORT, RAW, RESOURCES, SECRET_KEYS, SERVICE_ACCOUNT, STRINGS,
    TEXTS,
};
use super::image::{ENGINE_IMAGE, IMAGE};
use super::probe::{PROBE, STARTUP_PROBE};
use crate::load::shape::{Shape, Type, field, required};
use crate::yaml::{Mapping, Node, Value};

/// The port that a PostgreSQL server listens on.
pub const POSTGRES_PORT: i64 = 5432;
/// The port that a MySQL server listens on.
pub const MYSQL_PORT: i64 = 3306;
/// The port that a Redis server listens on.
pub const REDIS_PORT: i64 = 6379;

/// Returns the port that an engine is known for; nothing for `custom`.
pub fn port_of(engine: &str) -> Option<i64> {
    match engine {
        "postgres" => Some(POSTGRES_PORT),
        "mysql" => Some(MYSQL_PORT),
        "redis" => Some(REDIS_PORT),
        _ => None,
    }
}

/// A database on EBS.
pub static DATABASE: Shape = Shape {
    name: "Database",
    doc: "A database on EBS: StatefulSet, Services, credentials, storage, snapshots and dumps.",
    fields: &[
        required(
            "engine",
            &ENGINE,
            "Which database it is; `custom` needs `image`, `port`, `mountPath` and probes.",
        ),
        field(
            "version",
            &Type::String,
            "The tag of the engine's official image, in quotes: `\"17\"`.",
        ),
        field(
            "image",
            &ENGINE_IMAGE,
            "The image; the engine's official one unless stated.",
        ),
        field(
            "replicas",
            &Type::Int(0, 100),
            "Pods; more than one of postgres, mysql or redis needs `operator`.",
        ),
        field(
            "operator",
            &Type::String,
            "What replicates data between the pods: an operator, or an image that does it itself.",
        ),
        field(
            "database",
            &Type::String,
            "The database that is created at the first start; the component's name unless stated.",
        ),
        field(
            "port",
            &PORT,
            "The port it listens on; the engine's own unless stated.",
        ),
        field(
            "mountPath",
            &Type::String,
            "Where the volume is mounted; the engine's own unless stated.",
        ),
        field(
            "parameters",
            &TEXTS,
            "Settings of the server: `{max_connections: 200}`.",
        ),
        field("command", &STRINGS, "Replaces the image's entry point."),
        field(
            "args",
            &STRINGS,
            "Replaces the arguments, those from `parameters` too.",
        ),
        field(
            "env",
            &ENV,
            "Environment variables besides the credentials.",
        ),
        field(
            "resources",
            &RESOURCES,
            "Requests and limits of the database's container.",
        ),
        field("readinessProbe", &PROBE, "Replaces the engine's probe."),
        field("livenessProbe", &PROBE, "Replaces the engine's probe."),
        field(
            "startupProbe",
            &STARTUP_PROBE,
            "Replaces the engine's probe.",
        ),
        field(
            "terminationGracePeriodSeconds",
            &Type::Int(0, 86400),
            "Seconds for a clean stop.",
        ),
        field(
            "podSecurityContext",
            &Type::Any,
            "The securityContext of the pod, over the engine's user and group.",
        ),
        field(
            "securityContext",
            &Type::Any,
            "The securityContext of the containers, over the defaults.",
        ),
        field("nodeSelector", &TEXTS, "Labels a node must have."),
        field(
            "tolerations",
            &Type::List(&Type::Any),
            "Taints the pods tolerate.",
        ),
        field(
            "affinity",
            &Type::Any,
            "Affinities, as Kubernetes takes them.",
        ),
        field("priorityClassName", &Type::Name, "The PriorityClass."),
        required("storage", &DATA, "The volume."),
        field(
            "credentials",
            &CREDENTIALS,
            "Where user name and password come from.",
        ),
        field("snapshots", &SNAPSHOTS, "EBS snapshots on a schedule."),
        field("backup", &BACKUP, "Dumps to S3 on a schedule."),
        field(
            "restoreFrom",
            &RESTORE,
            "A snapshot that new volumes start from.",
        ),
        field("monitoring", &MONITORING, "The metrics exporter."),
        field(
            "availability",
            &AVAILABILITY,
            "The PodDisruptionBudget and the spread over zones.",
        ),
        field(
            "network",
            &NETWORK,
            "Who else may connect; components that refer to the database may already. `null` leaves traffic alone.",
        ),
        field(
            "podTemplate",
            &Type::Any,
            "A PodTemplateSpec, merged over the pod as kubectl would.",
        ),
        PATCHES,
        RAW,
        AFTER,
    ],
};

static ENGINE: Type = Type::Enum(&["postgres", "mysql", "redis", "custom"]);

/// The fields that say what a volume on EBS is, behind the fields that a table has of its own.
macro_rules! ebs_fields {
    ($($own:expr),* $(,)?) => {
        &[
            $($own,)*
            field("type", &super::database::VOLUME_TYPE, "The EBS volume type."),
            field("iops", &Type::Int(100, 256_000), "Provisioned operations a second."),
            field("throughput", &Type::Int(125, 2000), "MiB a second; gp3 only."),
            field("encrypted", &Type::Bool, "Whether EBS encrypts it."),
            field("kmsKeyId", &Type::String, "The ARN of the KMS key; the account's EBS key unless stated."),
            field("fsType", &Type::Enum(&["ext4", "xfs"]), "The file system."),
            field("reclaimPolicy", &super::database::RECLAIM, "What happens to the EBS volume when its claim is deleted."),
            field("expandable", &Type::Bool, "Whether a claim may grow."),
            field("tags", &super::common::TEXTS, "Tags of the EBS volume besides the component's labels."),
        ]
    };
}
pub(super) use ebs_fields;

/// The volume types of the EBS CSI driver that a StorageClass may ask for.
pub(super) static VOLUME_TYPE: Type =
    Type::Enum(&["gp3", "gp2", "io2", "io1", "st1", "sc1", "standard"]);
/// What happens to the thing at AWS when its object goes.
pub(super) static RECLAIM: Type = Type::Enum(&["Retain", "Delete"]);

static DATA: Type = Type::Short {
    short: &Type::Quantity,
    expand: size,
    long: &Type::Object(&Shape {
        name: "Storage",
        doc: "A volume on EBS.",
        fields: ebs_fields![
            required("size", &Type::Quantity, "Its size."),
            field(
                "className",
                &Type::Name,
                "A StorageClass of a Platform, or of the cluster, instead of one made for this volume."
            ),
        ],
    }),
};

/// A volume that may also be an `emptyDir`; Monitoring.
pub(super) static VOLUME: Type = Type::Short {
    short: &Type::String,
    expand: volume,
    long: &Type::OneOf {
        keys: &["emptyDir", "size"],
        shape: &Shape {
            name: "Volume",
            doc: "An emptyDir, or a volume on EBS.",
            fields: ebs_fields![
                field("emptyDir", &EMPTY_DIR, "Storage that ends with the pod."),
                field("size", &Type::Quantity, "The size of a volume on EBS."),
                field(
                    "className",
                    &Type::Name,
                    "A StorageClass of a Platform, or of the cluster, instead of one made for this volume."
                ),
            ],
        },
    },
};

static EMPTY_DIR: Type = Type::Object(&Shape {
    name: "EmptyDir",
    doc: "Storage that ends with the pod.",
    fields: &[field("sizeLimit", &Type::Quantity, "The most it may hold.")],
});

/// User name and password, or another secret, from a store or from a Secret that is there.
pub(super) static CREDENTIALS: Type = Type::OneOf {
    keys: &["store", "secret"],
    shape: &Shape {
        name: "Credentials",
        doc: "Where user name and password come from: a secret store, or a Secret made elsewhere.",
        fields: &[
            field("store", &Type::Name, "A secret store of a Platform."),
            field(
                "remote",
                &Type::String,
                "The name of the secret in the store.",
            ),
            field(
                "secret",
                &Type::Name,
                "A Secret of the namespace that something else makes.",
            ),
            field(
                "keys",
                &SECRET_KEYS,
                "The keys that are read; `username` and `password` unless stated.",
            ),
            field(
                "refreshInterval",
                &Type::Duration,
                "How often the store is read.",
            ),
        ],
    },
};

static SNAPSHOTS: Type = Type::Object(&Shape {
    name: "Snapshots",
    doc: "EBS snapshots on a schedule, made by a CronJob in the cluster.",
    fields: &[
        field(
            "schedule",
            &Type::String,
            "Cron, `0 */6 * * *`; without it only the class is made.",
        ),
        field("timeZone", &Type::String, "The time zone of the schedule."),
        field(
            "retain",
            &Type::Int(1, 10_000),
            "How many snapshots of a volume are kept.",
        ),
        field(
            "deletionPolicy",
            &RECLAIM,
            "Whether the EBS snapshot outlives a VolumeSnapshot that somebody deletes.",
        ),
        field(
            "className",
            &Type::Name,
            "A VolumeSnapshotClass of a Platform, or of the cluster, instead of one made for this database.",
        ),
        field(
            "tags",
            &TEXTS,
            "Tags of the EBS snapshots besides the component's labels.",
        ),
        field(
            "image",
            &IMAGE,
            "The image with kubectl and a shell that the CronJob runs.",
        ),
    ],
});

static BACKUP: Type = Type::Object(&Shape {
    name: "Backup",
    doc: "Logical backups.",
    fields: &[field("dump", &DUMP, "Dumps to S3.")],
});

static DUMP: Type = Type::Object(&Shape {
    name: "Dump",
    doc: "A dump that is streamed to S3.",
    fields: &[
        required("schedule", &Type::String, "Cron, `0 2 * * *`."),
        field("timeZone", &Type::String, "The time zone of the schedule."),
        required(
            "bucket",
            &Type::String,
            "The bucket; its lifecycle rule decides how long dumps are kept.",
        ),
        field(
            "prefix",
            &Type::String,
            "The prefix of the keys; `<namespace>/<name>/` unless stated.",
        ),
        field(
            "serviceAccount",
            &SERVICE_ACCOUNT,
            "The ServiceAccount of the dump, and the IAM role that may write to the bucket.",
        ),
        field("image", &IMAGE, "The image with the AWS CLI and a shell."),
        field(
            "activeDeadlineSeconds",
            &Type::Int(60, 604_800),
            "Seconds after which a dump is given up.",
        ),
    ],
});

static RESTORE: Type = Type::Object(&Shape {
    name: "RestoreFrom",
    doc: "Where new volumes start from.",
    fields: &[required(
        "snapshot",
        &Type::String,
        "A VolumeSnapshot of the namespace.",
    )],
});

static MONITORING: Type = Type::Object(&Shape {
    name: "DatabaseMonitoring",
    doc: "The metrics exporter.",
    fields: &[
        field(
            "exporter",
            &Type::Bool,
            "Whether the exporter runs beside the database.",
        ),
        field("image", &IMAGE, "The exporter's image."),
        field(
            "resources",
            &RESOURCES,
            "Requests and limits of the exporter.",
        ),
    ],
});

static AVAILABILITY: Type = Type::Object(&Shape {
    name: "DatabaseAvailability",
    doc: "The PodDisruptionBudget and the spread over zones.",
    fields: &[
        field(
            "maxUnavailable",
            &Type::IntOrPercent,
            "Pods that may be evicted at a time.",
        ),
        field(
            "zoneSpread",
            &Type::Enum(&["preferred", "required"]),
            "Whether the spread over zones is a wish or a condition.",
        ),
    ],
});

/// `storage: 100Gi`.
fn size(short: &Node) -> Node {
    let mut map = Mapping::new();
    map.insert("size", short.clone());
    short.with(map)
}

/// `storage: emptyDir`, or `storage: 100Gi`.
fn volume(short: &Node) -> Node {
    if short.as_str() != Some("emptyDir") {
        return size(short);
    }
    let mut map = Mapping::new();
    map.insert("emptyDir", short.with(Value::Mapping(Mapping::new())));
    short.with(map)
}
