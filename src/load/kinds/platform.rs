//! A table: the vocabulary of Platform.

use super::common::{STRINGS, TEXTS, names_selector};
use super::database::{RECLAIM, ebs_fields};
use crate::load::shape::{Shape, Type, field, required};

/// What the whole cluster shares. The add-on catalog joins here as `addons`.
pub static PLATFORM: Shape = Shape {
    name: "Platform",
    doc: "What the whole cluster shares: ALB groups, secret stores, storage and snapshot classes, namespaces.",
    fields: &[
        field(
            "albs",
            &Type::Map(&Type::Object(&ALB)),
            "Application Load Balancers by the name that `ingress.alb` says.",
        ),
        field(
            "secretStores",
            &Type::Map(&Type::Object(&STORE)),
            "Secret stores by the name that `secrets` and `credentials` say.",
        ),
        field(
            "storageClasses",
            &Type::Map(&Type::Object(&STORAGE_CLASS)),
            "StorageClasses on EBS.",
        ),
        field(
            "snapshotClasses",
            &Type::Map(&Type::Object(&SNAPSHOT_CLASS)),
            "VolumeSnapshotClasses on EBS.",
        ),
        field(
            "namespaces",
            &Type::Map(&Type::Object(&NAMESPACE)),
            "Namespaces that differ from the defaults, or hold no component.",
        ),
        field(
            "raw",
            &STRINGS,
            "Files or globs of plain manifests, relative to this file.",
        ),
        field(
            "kustomize",
            &STRINGS,
            "Folders with a `kustomization.yaml`, relative to this file.",
        ),
        field(
            "patches",
            &Type::List(&Type::Any),
            "Patches of the objects made from this spec.",
        ),
    ],
};

/// A label selector.
static SELECTOR: Type = Type::Object(&Shape {
    name: "LabelSelector",
    doc: "A label selector.",
    fields: &[
        field("matchLabels", &TEXTS, "Labels that all must match."),
        field(
            "matchExpressions",
            &Type::List(&Type::Any),
            "Conditions that all must match.",
        ),
    ],
});

static ALB: Shape = Shape {
    name: "Alb",
    doc: "One Application Load Balancer, shared by every Ingress of its class.",
    fields: &[
        field(
            "group",
            &Type::String,
            "The group that Ingresses share; the name of this entry unless stated.",
        ),
        field(
            "scheme",
            &Type::Enum(&["internet-facing", "internal"]),
            "Who can reach it.",
        ),
        field(
            "certificateArns",
            &STRINGS,
            "ACM certificates; the controller looks them up by host unless stated.",
        ),
        field(
            "sslPolicy",
            &Type::String,
            "The TLS policy of its HTTPS listener.",
        ),
        field("wafAclArn", &Type::String, "The AWS WAF web ACL, by ARN."),
        field(
            "subnets",
            &ALB_SUBNETS,
            "Its subnets; found by their tags unless stated.",
        ),
        field("inboundCidrs", &STRINGS, "Who may connect."),
        field(
            "namespaces",
            &SELECTOR,
            "Namespaces whose Ingresses may use it; all unless stated.",
        ),
        field(
            "idleTimeout",
            &Type::Int(1, 4000),
            "Seconds without data after which a connection ends.",
        ),
        field(
            "deletionProtection",
            &Type::Bool,
            "Whether AWS refuses to delete it.",
        ),
        field("accessLogs", &ACCESS_LOGS, "Access logs to S3."),
        field(
            "attributes",
            &TEXTS,
            "Further attributes of the load balancer.",
        ),
        field("tags", &TEXTS, "Tags of its AWS resources."),
        field(
            "ipAddressType",
            &Type::Enum(&["ipv4", "dualstack", "dualstack-without-public-ipv4"]),
            "Its addresses.",
        ),
    ],
};

static ALB_SUBNETS: Type = Type::Object(&Shape {
    name: "AlbSubnets",
    doc: "Subnets by id, or by tag.",
    fields: &[
        field("ids", &STRINGS, "Ids of subnets of two zones at least."),
        field("tags", &Type::Map(&STRINGS), "Tags and their values."),
    ],
});

static ACCESS_LOGS: Type = Type::Object(&Shape {
    name: "AccessLogs",
    doc: "Access logs to S3.",
    fields: &[
        required(
            "bucket",
            &Type::String,
            "The bucket; its policy must let Elastic Load Balancing write.",
        ),
        field("prefix", &Type::String, "The prefix of the keys."),
    ],
});

static STORE: Shape = Shape {
    name: "SecretStore",
    doc: "Where External Secrets reads secrets.",
    fields: &[
        required(
            "provider",
            &Type::Enum(&["aws-secrets-manager", "aws-parameter-store", "vault"]),
            "The service.",
        ),
        field(
            "kind",
            &Type::Enum(&["ClusterSecretStore", "SecretStore"]),
            "One for the cluster, or one for each of its `namespaces`.",
        ),
        field(
            "namespaces",
            &STORE_NAMESPACES,
            "Namespaces that may use it; all, for a ClusterSecretStore, unless stated.",
        ),
        field(
            "region",
            &Type::String,
            "The AWS region; the environment's unless stated.",
        ),
        field(
            "role",
            &Type::String,
            "An IAM role, by ARN, that the operator assumes; for Vault the role of the auth method.",
        ),
        field(
            "serviceAccount",
            &STORE_ACCOUNT,
            "A ServiceAccount whose identity reads the store, instead of the operator's.",
        ),
        field(
            "server",
            &Type::String,
            "Vault's address, `https://vault.vault.svc:8200`.",
        ),
        field(
            "path",
            &Type::String,
            "Vault's mount path of the key-value engine.",
        ),
        field(
            "version",
            &Type::Enum(&["v1", "v2"]),
            "The version of Vault's key-value engine.",
        ),
        field(
            "vaultNamespace",
            &Type::String,
            "Vault's namespace (Enterprise).",
        ),
        field(
            "mountPath",
            &Type::String,
            "Vault's mount path of the Kubernetes auth method.",
        ),
        field(
            "caProvider",
            &Type::Any,
            "Where Vault's CA certificate is, as External Secrets takes it.",
        ),
        field(
            "refreshInterval",
            &Type::Int(0, 86_400),
            "Seconds between two checks of the store.",
        ),
    ],
};

static STORE_NAMESPACES: Type = Type::Short {
    short: &STRINGS,
    expand: names_selector,
    long: &Type::Object(&Shape {
        name: "StoreNamespaces",
        doc: "Namespaces by name, or by label.",
        fields: &[
            field("names", &STRINGS, "Names of namespaces."),
            field(
                "matchLabels",
                &TEXTS,
                "Labels that all must match; for a ClusterSecretStore.",
            ),
        ],
    }),
};

static STORE_ACCOUNT: Type = Type::Object(&Shape {
    name: "StoreServiceAccount",
    doc: "The ServiceAccount whose identity reads the store.",
    fields: &[
        required("name", &Type::Name, "Its name."),
        field(
            "namespace",
            &Type::Name,
            "Its namespace; for a ClusterSecretStore.",
        ),
        field(
            "roleArn",
            &Type::String,
            "Makes the ServiceAccount, with this IAM role (IRSA).",
        ),
    ],
});

static STORAGE_CLASS: Shape = Shape {
    name: "StorageClass",
    doc: "A StorageClass on EBS.",
    fields: ebs_fields![
        field(
            "default",
            &Type::Bool,
            "Whether it is the cluster's default; one class may be."
        ),
        field("labels", &TEXTS, "Labels of the class."),
    ],
};

static SNAPSHOT_CLASS: Shape = Shape {
    name: "SnapshotClass",
    doc: "A VolumeSnapshotClass on EBS.",
    fields: &[
        field(
            "deletionPolicy",
            &RECLAIM,
            "Whether the EBS snapshot outlives its VolumeSnapshot.",
        ),
        field(
            "default",
            &Type::Bool,
            "Whether it is the cluster's default.",
        ),
        field("tags", &TEXTS, "Tags of the EBS snapshots."),
        field("labels", &TEXTS, "Labels of the class."),
    ],
};

static NAMESPACE: Shape = Shape {
    name: "Namespace",
    doc: "A Namespace and its guards.",
    fields: &[
        field(
            "podSecurity",
            &Type::Enum(&["restricted", "baseline", "privileged"]),
            "The Pod Security Standard that is enforced.",
        ),
        field(
            "readinessGates",
            &Type::Bool,
            "Whether pods wait until the load balancer reaches them.",
        ),
        field(
            "defaultDeny",
            &Type::Bool,
            "Whether traffic that no NetworkPolicy allows is refused; DNS always works.",
        ),
        field(
            "quota",
            &TEXTS,
            "The hard limits of a ResourceQuota: `{requests.cpu: 20, pods: 100}`.",
        ),
        field(
            "limitRange",
            &LIMIT_RANGE,
            "Defaults and bounds of containers.",
        ),
        field("labels", &TEXTS, "Labels of the Namespace."),
        field("annotations", &TEXTS, "Annotations of the Namespace."),
    ],
};

static LIMIT_RANGE: Type = Type::Object(&Shape {
    name: "LimitRange",
    doc: "Defaults and bounds of containers, as a LimitRange of type Container.",
    fields: &[
        field(
            "default",
            &AMOUNTS,
            "Limits of a container that states none.",
        ),
        field(
            "defaultRequest",
            &AMOUNTS,
            "Requests of a container that states none.",
        ),
        field("min", &AMOUNTS, "The least a container may request."),
        field("max", &AMOUNTS, "The most a container may be given."),
        field(
            "maxLimitRequestRatio",
            &AMOUNTS,
            "The most by which a limit may exceed its request.",
        ),
    ],
});
static AMOUNTS: Type = Type::Map(&Type::Quantity);
