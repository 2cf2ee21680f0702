//! EBS snapshots: the class, and a CronJob that makes VolumeSnapshots and deletes the oldest.
//!
//! The names of snapshots hold the date at which the job runs, in the cluster; nothing here depends on the clock.

use crate::expand::common::{cluster_metadata, metadata, name_with, object, over, selector};
use crate::expand::container::image;
use crate::expand::context::Context;
use crate::expand::defaults::database as defaults;
use crate::expand::identity::{service_account, service_account_name};
use crate::expand::platform::ebs;
use crate::expand::security;
use crate::k8s::Object;
use crate::yaml;
use crate::yaml::{Mapping, Node};

use super::{Database, job, network};

/// What the job runs, once for each claim that it is given. With the policy Retain an EBS snapshot outlives its
/// VolumeSnapshot, so the policy of what is too old is changed before it is deleted.
const SCRIPT: &str = r#"set -eu
for claim in "$@"; do
  name="$claim-$(date -u +%Y%m%d%H%M%S)"
  sed "s/SNAPSHOT_NAME/$name/g; s/CLAIM_NAME/$claim/g" /snapshot/volumesnapshot.yaml | kubectl create --filename=-
  kubectl wait --for=jsonpath='{.status.readyToUse}'=true --timeout=2h "volumesnapshot/$name"
  kubectl get volumesnapshot --selector="ekscompile.dev/claim=$claim" --sort-by=.metadata.creationTimestamp --output=name |
    head -n "-$RETAIN" |
    while read -r old; do
      content=$(kubectl get "$old" --output=jsonpath='{.status.boundVolumeSnapshotContentName}')
      kubectl patch volumesnapshotcontent "$content" --type=merge --patch='{"spec":{"deletionPolicy":"Delete"}}'
      kubectl delete "$old"
    done
done
"#;

/// Returns the class, and with a schedule everything that makes snapshots.
pub(super) fn objects(context: &Context, database: &Database) -> Vec<Object> {
    let component = database.component;
    let Some(said) = database.spec.value_of("snapshots") else {
        return Vec::new();
    };
    let mut objects = Vec::new();
    let class = match said.value_of("className") {
        Some(class) => class.clone(),
        None => {
            let class = ebs::scoped_name(component, &database.name, &defaults::SNAPSHOT);
            let metadata = cluster_metadata(context, component, &database.name, class.clone());
            objects.extend(ebs::snapshot_class(context, component, metadata, said));
            class
        }
    };
    if said.value_of("schedule").is_none() {
        return objects;
    }
    let part = name_with(component, "snapshot", &defaults::SNAPSHOT);
    objects.extend(service_account(context, component, &part, None));
    objects.extend(rights(context, database, &part));
    objects.extend(config(context, database, &part, &class));
    let pod = pod(database, said, &part);
    objects.extend(job::cron_job(context, database, &part, said, pod));
    let rules = vec![network::https_egress()];
    objects.extend(network::job_policy(context, database, &part, rules));
    objects
}

/// Returns the rights of the job: VolumeSnapshots of its namespace, and the contents behind them, which belong to the cluster.
fn rights(context: &Context, database: &Database, part: &Node) -> Vec<Object> {
    let component = database.component;
    let own = metadata(context, component, part, part.clone());
    let cluster_name = ebs::scoped_name(component, part, &defaults::SNAPSHOT);
    let cluster = cluster_metadata(context, component, part, cluster_name.clone());
    let namespace = own.value_of("namespace").cloned();
    let subject = yaml!(defaults::SNAPSHOT_RIGHTS => {
        kind: "ServiceAccount",
        name: (part),
        namespace: (namespace),
    });
    let nodes = [
        yaml!(defaults::SNAPSHOT_RIGHTS => {
            apiVersion: "rbac.authorization.k8s.io/v1",
            kind: "ClusterRole",
            metadata: (&cluster),
            rules: [{
                apiGroups: ["snapshot.storage.k8s.io"],
                resources: ["volumesnapshotcontents"],
                verbs: ["get", "patch"],
            }],
        }),
        yaml!(defaults::SNAPSHOT_RIGHTS => {
            apiVersion: "rbac.authorization.k8s.io/v1",
            kind: "ClusterRoleBinding",
            metadata: (&cluster),
            roleRef: {
                apiGroup: "rbac.authorization.k8s.io",
                kind: "ClusterRole",
                name: (cluster_name),
            },
            subjects: [(&subject)],
        }),
        yaml!(defaults::SNAPSHOT_RIGHTS => {
            apiVersion: "rbac.authorization.k8s.io/v1",
            kind: "Role",
            metadata: (&own),
            rules: [{
                apiGroups: ["snapshot.storage.k8s.io"],
                resources: ["volumesnapshots"],
                verbs: ["create", "delete", "get", "list", "watch"],
            }],
        }),
        yaml!(defaults::SNAPSHOT_RIGHTS => {
            apiVersion: "rbac.authorization.k8s.io/v1",
            kind: "RoleBinding",
            metadata: (&own),
            roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: (part) },
            subjects: [(&subject)],
        }),
    ];
    nodes
        .into_iter()
        .filter_map(|node| object(component, node))
        .collect()
}

/// Returns the ConfigMap with the script and the VolumeSnapshot whose two names it fills in.
fn config(context: &Context, database: &Database, part: &Node, class: &Node) -> Option<Object> {
    let component = database.component;
    let mut labels = selector(component, &database.name);
    labels.as_map_mut()?.insert(
        "ekscompile.dev/claim",
        Node::literal("CLAIM_NAME", &defaults::SNAPSHOT),
    );
    let snapshot = yaml!(defaults::SNAPSHOT => {
        apiVersion: "snapshot.storage.k8s.io/v1",
        kind: "VolumeSnapshot",
        metadata: { name: "SNAPSHOT_NAME", labels: (labels) },
        spec: {
            volumeSnapshotClassName: (class),
            source: { persistentVolumeClaimName: "CLAIM_NAME" },
        },
    });
    let text = crate::yaml::emit::document(&snapshot);
    let manifest = class.derive(text, &defaults::SNAPSHOT);
    let script = Node::literal(SCRIPT, &defaults::SNAPSHOT_SCRIPT);
    let metadata = metadata(context, component, part, part.clone());
    let node = yaml!(defaults::SNAPSHOT => {
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata: (metadata),
        data: { "snapshot.sh": (script), "volumesnapshot.yaml": (manifest) },
    });
    let mut map = object(component, node)?;
    map.hashed = true;
    Some(map)
}

/// Returns the pod of the job.
fn pod(database: &Database, said: &Node, part: &Node) -> Node {
    let count = database.replicas.as_int().unwrap_or(1);
    let claim = |ordinal: i64| {
        let claim = format!("data-{}-{ordinal}", database.component.owner.name);
        database.name.derive(claim, &defaults::SNAPSHOT)
    };
    let claims: Vec<Node> = (0..count).map(claim).collect();
    let retain = said.or_default("retain", 28, &defaults::SNAPSHOT_RETAIN);
    let retain = retain.and_then(|retain| {
        let text = retain.to_text()?;
        Some(retain.derive(text, &defaults::SNAPSHOT))
    });
    let tool = said.value_of("image").and_then(image);
    let tool = tool.unwrap_or_else(|| Node::literal(KUBECTL, &defaults::KUBECTL_IMAGE));
    let user = yaml!(defaults::JOB_USER => { runAsUser: 65534, runAsGroup: 65534 });
    let security = security::pod(None).and_then(|context| over(context, Some(&user)));
    let mut script = Mapping::new();
    script.insert("name", part.clone());
    yaml!(defaults::SNAPSHOT => {
        serviceAccountName: (service_account_name(part, None)),
        automountServiceAccountToken: true @ defaults::SNAPSHOT_RIGHTS,
        enableServiceLinks: false @ crate::expand::defaults::app::SERVICE_LINKS,
        restartPolicy: "Never",
        securityContext: (security),
        containers: [{
            name: "snapshot",
            image: (tool),
            command: ["sh", "/snapshot/snapshot.sh"],
            args: (claims),
            env: [{ name: "RETAIN", value: (retain) }, { name: "HOME", value: "/tmp" }],
            resources: { requests: { cpu: "10m", memory: "64Mi" }, limits: { memory: "64Mi" } },
            securityContext: (security::container(None)),
            volumeMounts: [
                { name: "snapshot", mountPath: "/snapshot", readOnly: true },
                { name: "tmp", mountPath: "/tmp" },
            ],
        }],
        volumes: [
            { name: "snapshot", configMap: (script) },
            { name: "tmp", emptyDir: {} },
        ],
    })
}

/// kubectl with a shell; the official image has none.
const KUBECTL: &str = "docker.io/alpine/kubectl:1.34.1";
