//! Storage on EBS: StorageClasses, VolumeSnapshotClasses and claims, for databases, monitoring and the platform itself.

use std::collections::BTreeMap;

use ecow::{EcoString, eco_format};

use crate::diag::{Code, Diagnostic};
use crate::expand::common::{annotate, cluster_metadata, object};
use crate::expand::context::Context;
use crate::expand::defaults::platform as defaults;
use crate::k8s::Object;
use crate::layer::Component;
use crate::yaml;
use crate::yaml::{Mapping, NamedDefault, Node, Value};

/// What happens to a volume whose claim is deleted, unless a spec says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::expand) enum Reclaim {
    /// It stays.
    Retain,
    /// It goes.
    Delete,
}

/// Storage that a spec asks for.
pub(in crate::expand) struct Volume {
    /// The class that has to be made; none where the spec names one.
    pub class: Option<Object>,
    /// The entry of `volumeClaimTemplates`.
    pub claim: Node,
}

/// Returns the claim `data` for `storage`, and the StorageClass `<namespace>-<part>` unless `className` names one.
/// Nothing where `storage` states no size.
pub(in crate::expand) fn volume(
    context: &Context,
    component: &Component,
    part: &Node,
    storage: &Node,
    reclaim: Reclaim,
    restore_from: Option<&Node>,
) -> Option<Volume> {
    let size = storage.value_of("size")?;
    let (class, class_name) = match storage.value_of("className") {
        Some(named) => {
            check_named_class(context, component, storage, named);
            (None, named.clone())
        }
        None => {
            let name = scoped_name(component, part, &defaults::STORAGE_CLASS);
            let metadata = cluster_metadata(context, component, part, name.clone());
            let class = storage_class(context, component, metadata, storage, reclaim);
            (class, name)
        }
    };
    let source = restore_from.map(|snapshot| {
        yaml!(defaults::CLAIM => {
            apiGroup: "snapshot.storage.k8s.io",
            kind: "VolumeSnapshot",
            name: (snapshot),
        })
    });
    // The API server adds apiVersion and kind to what it stores; without them Argo CD sees a difference for ever.
    let claim = yaml!(defaults::CLAIM => {
        apiVersion: "v1",
        kind: "PersistentVolumeClaim",
        metadata: { name: "data" },
        spec: {
            accessModes: ["ReadWriteOnce"],
            storageClassName: (class_name),
            resources: { requests: { storage: (size) } },
            dataSourceRef: (source),
        },
    });
    Some(Volume { class, claim })
}

/// Returns `<namespace>-<part>`, the name of an object of the whole cluster that belongs to a part.
pub(in crate::expand) fn scoped_name(
    component: &Component,
    part: &Node,
    rule: &'static NamedDefault,
) -> Node {
    let name = part.to_text().unwrap_or_default();
    part.derive(eco_format!("{}-{name}", component.owner.namespace), rule)
}

/// Returns the CSI driver of the cluster.
fn driver(context: &Context) -> &'static str {
    if context.cluster.auto_mode {
        "ebs.csi.eks.amazonaws.com"
    } else {
        "ebs.csi.aws.com"
    }
}

/// Returns a StorageClass.
pub(super) fn storage_class(
    context: &Context,
    component: &Component,
    mut metadata: Node,
    storage: &Node,
    reclaim: Reclaim,
) -> Option<Object> {
    check_parameters(context, component, storage);
    let (policy, rule) = match reclaim {
        Reclaim::Retain => ("Retain", &defaults::STORAGE_RECLAIM_RETAIN),
        Reclaim::Delete => ("Delete", &defaults::STORAGE_RECLAIM_DELETE),
    };
    if let Some(default) = storage.value_of("default") {
        let mut annotations = Mapping::new();
        annotations.insert(
            "storageclass.kubernetes.io/is-default-class",
            default.derive(default.to_text()?, &defaults::STORAGE_DEFAULT),
        );
        metadata = annotate(metadata, annotations);
    }
    let provisioner = Node::literal(driver(context), &defaults::STORAGE_PROVISIONER);
    let parameters = parameters(context, component, storage);
    let reclaim = storage.or_default("reclaimPolicy", policy, rule);
    let expandable = storage.or_default("expandable", true, &defaults::STORAGE_EXPANSION);
    let node = yaml!(defaults::STORAGE_CLASS => {
        apiVersion: "storage.k8s.io/v1",
        kind: "StorageClass",
        metadata: (metadata),
        provisioner: (provisioner),
        parameters: (parameters),
        reclaimPolicy: (reclaim),
        allowVolumeExpansion: (expandable),
        volumeBindingMode: "WaitForFirstConsumer" @ defaults::STORAGE_BINDING,
    });
    object(component, node)
}

/// Returns the parameters of a class: all of them text.
fn parameters(context: &Context, component: &Component, storage: &Node) -> Mapping {
    let mut parameters = Mapping::new();
    let mut set = |key: &str, node: Option<Node>| {
        if let Some(node) = node
            && let Some(text) = node.to_text()
        {
            let node = match &node.value {
                Value::String(_) => node,
                _ => node.derive(text, &defaults::STORAGE_PARAMETER),
            };
            parameters.insert(key, node);
        }
    };
    set(
        "type",
        storage.or_default("type", "gp3", &defaults::STORAGE_TYPE),
    );
    set("iops", storage.value_of("iops").cloned());
    set("throughput", storage.value_of("throughput").cloned());
    set(
        "encrypted",
        storage.or_default("encrypted", "true", &defaults::STORAGE_ENCRYPTED),
    );
    set("kmsKeyId", storage.value_of("kmsKeyId").cloned());
    set(
        "csi.storage.k8s.io/fstype",
        storage.or_default("fsType", "ext4", &defaults::STORAGE_FILE_SYSTEM),
    );
    for (key, tag) in tag_specifications(context, component, storage.get("tags")) {
        parameters.insert(key, tag);
    }
    parameters
}

/// Returns a VolumeSnapshotClass.
pub(in crate::expand) fn snapshot_class(
    context: &Context,
    component: &Component,
    metadata: Node,
    spec: &Node,
) -> Option<Object> {
    let mut metadata = metadata;
    if let Some(default) = spec.value_of("default") {
        let mut annotations = Mapping::new();
        annotations.insert(
            "snapshot.storage.kubernetes.io/is-default-class",
            default.derive(default.to_text()?, &defaults::STORAGE_DEFAULT),
        );
        metadata = annotate(metadata, annotations);
    }
    let driver = Node::literal(driver(context), &defaults::STORAGE_PROVISIONER);
    let deletion = spec.or_default("deletionPolicy", "Retain", &defaults::SNAPSHOT_DELETION);
    let mut parameters = Mapping::new();
    for (key, tag) in tag_specifications(context, component, spec.get("tags")) {
        parameters.insert(key, tag);
    }
    let parameters = (!parameters.is_empty()).then_some(parameters);
    let node = yaml!(defaults::SNAPSHOT_CLASS => {
        apiVersion: "snapshot.storage.k8s.io/v1",
        kind: "VolumeSnapshotClass",
        metadata: (metadata),
        driver: (driver),
        deletionPolicy: (deletion),
        parameters: (parameters),
    });
    object(component, node)
}

/// Labels that cost reports are made by.
const COST_LABELS: [&str; 2] = ["cost-center", "team"];

/// Returns the tags of AWS resources of a component by key: cost labels, the environment, and over them what a spec says.
pub(super) fn tags(
    context: &Context,
    component: &Component,
    said: Option<&Node>,
    rule: &'static NamedDefault,
) -> BTreeMap<EcoString, Node> {
    let mut tags = BTreeMap::new();
    if said.is_some_and(Node::is_null) {
        return tags;
    }
    for label in COST_LABELS {
        if let Some(value) = component.metadata.at(&["labels", label]) {
            tags.insert(label.into(), value.clone());
        }
    }
    let environment = Node::literal(context.target.name.clone(), rule);
    tags.insert("environment".into(), environment);
    for entry in said.and_then(Node::as_map).into_iter().flatten() {
        if entry.value.is_null() {
            tags.remove(&entry.key.name);
        } else {
            tags.insert(entry.key.name.clone(), entry.value.clone());
        }
    }
    tags
}

/// Returns tags in the driver's form, `tagSpecification_1: team=checkout`, in the order of their keys: a class cannot
/// be changed, so the order in which labels are written must not matter.
fn tag_specifications(
    context: &Context,
    component: &Component,
    said: Option<&Node>,
) -> Vec<(EcoString, Node)> {
    tags(context, component, said, &defaults::STORAGE_TAGS)
        .into_iter()
        .enumerate()
        .map(|(at, (key, value))| {
            let text = eco_format!("{key}={}", value.to_text().unwrap_or_default());
            (
                eco_format!("tagSpecification_{}", at + 1),
                value.derive(text, &defaults::STORAGE_TAGS),
            )
        })
        .collect()
}

/// The fields of `storage` that belong to a class and mean nothing where the class is named.
const OF_THE_CLASS: [&str; 9] = [
    "type",
    "iops",
    "throughput",
    "encrypted",
    "kmsKeyId",
    "fsType",
    "reclaimPolicy",
    "expandable",
    "tags",
];

/// Reports parameters beside the name of a class that has its own.
fn check_named_class(context: &Context, component: &Component, storage: &Node, named: &Node) {
    for field in OF_THE_CLASS {
        if let Some(said) = storage.value_of(field) {
            let message = format!("`{field}` has no effect beside `className`");
            let finding = Diagnostic::new(Code::StorageContradiction, message)
                .at(said.span())
                .related(named.span(), "the class is named here")
                .on(&component.owner)
                .help(format!(
                    "remove `{field}`, or state it in the StorageClass itself"
                ));
            context.session.report(finding);
        }
    }
}

/// Reports parameters that EBS refuses together.
fn check_parameters(context: &Context, component: &Component, storage: &Node) {
    let written = storage.value_of("type");
    let kind = written.and_then(Node::as_str).unwrap_or("gp3");
    let report = |said: &Node, message: String, help: &str| {
        let finding = Diagnostic::new(Code::StorageContradiction, message)
            .at(said.span())
            .related(written.and_then(Node::span), "the type is stated here")
            .on(&component.owner)
            .help(help);
        context.session.report(finding);
    };
    if let Some(throughput) = storage.value_of("throughput")
        && kind != "gp3"
    {
        let message = format!("`throughput` is for volumes of type `gp3`, this one is `{kind}`");
        report(
            throughput,
            message,
            "remove `throughput`, or set `type: gp3`",
        );
    }
    if let Some(iops) = storage.value_of("iops")
        && !matches!(kind, "gp3" | "io1" | "io2")
    {
        let message =
            format!("`iops` is for volumes of type `gp3`, `io1` and `io2`, this one is `{kind}`");
        report(iops, message, "remove `iops`, or set `type: gp3`");
    }
    if storage.value_of("iops").is_none() && matches!(kind, "io1" | "io2") {
        let message = format!("a volume of type `{kind}` needs `iops`");
        report(storage, message, "add `iops: 3000`");
    }
    if let Some(key) = storage.value_of("kmsKeyId")
        && storage.value_of("encrypted").and_then(Node::as_bool) == Some(false)
    {
        let message = "`kmsKeyId` names a key for a volume that is not encrypted".to_owned();
        report(key, message, "remove `encrypted: false`");
    }
}
