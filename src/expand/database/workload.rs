//! The StatefulSet.

use crate::expand::common::{
    annotate, labels, metadata, name_with, object, over, selector, without_nulls,
};
use crate::expand::container::{Around, container, some};
use crate::expand::context::Context;
use crate::expand::defaults::database as defaults;
use crate::expand::identity::service_account_name;
use crate::expand::pod::texts;
use crate::expand::ports::Ports;
use crate::expand::{security, volumes};
use crate::k8s::Object;
use crate::yaml;
use crate::yaml::{Mapping, Node, Value};

use super::{Database, exporter};

/// Returns the StatefulSet with its claim.
pub(super) fn stateful_set(context: &Context, database: &Database, claim: Node) -> Option<Object> {
    let component = database.component;
    let metadata = metadata(context, component, &database.name, database.name.clone());
    let selector = selector(component, &database.name);
    let service = name_with(component, "headless", &defaults::HEADLESS);
    let node = yaml!(defaults::STATEFUL_SET => {
        apiVersion: "apps/v1",
        kind: "StatefulSet",
        metadata: (metadata),
        spec: {
            replicas: (&database.replicas),
            serviceName: (service),
            selector: { matchLabels: (selector) },
            persistentVolumeClaimRetentionPolicy: {
                whenDeleted: "Retain",
                whenScaled: "Retain",
            } @ defaults::CLAIM_RETENTION,
            template: (template(context, database)),
            volumeClaimTemplates: [(claim)],
        },
    });
    object(component, node)
}

fn template(context: &Context, database: &Database) -> Node {
    let component = database.component;
    let spec = database.spec;
    let own = effective(database);
    let (mut volumes, mut mounts) = scratch(database);
    mounts.insert(0, data_mount(database));
    if let Some((volume, mount)) = volumes::tmp(&own, "tmp", &mounts) {
        volumes.push(volume);
        mounts.push(mount);
    }
    let around = Around {
        name: database
            .name
            .derive(database.port_name(), &defaults::STATEFUL_SET),
        ports: &Ports::of(&own),
        env_from: Vec::new(),
        mounts,
        lifecycle: None,
        restart: None,
    };
    let mut containers = vec![container(context, component, &own, around)];
    containers.extend(exporter::container(context, database));
    let mut annotations = Mapping::new();
    annotations.insert(
        "karpenter.sh/do-not-disrupt",
        Node::literal("true", &defaults::DO_NOT_DISRUPT),
    );
    let pod_labels = labels(context, component, &database.name);
    let pod = yaml!(defaults::STATEFUL_SET => { labels: (pod_labels) });
    let grace = spec.or_default("terminationGracePeriodSeconds", 120, &defaults::GRACE);
    let account = service_account_name(&database.name, None);
    let written = |field: &str| spec.value_of(field).and_then(without_nulls);
    yaml!(defaults::STATEFUL_SET => {
        metadata: (annotate(pod, annotations)),
        spec: {
            serviceAccountName: (account),
            enableServiceLinks: false @ crate::expand::defaults::app::SERVICE_LINKS,
            securityContext: (pod_security(database)),
            priorityClassName: (written("priorityClassName")),
            nodeSelector: (texts(spec, "nodeSelector")),
            affinity: (written("affinity")),
            tolerations: (written("tolerations")),
            topologySpreadConstraints: (spread(database)),
            terminationGracePeriodSeconds: (grace),
            containers: (containers),
            volumes: (some(volumes)),
        },
    })
}

/// Returns the fields of the database's container: what the spec says, over what the engine needs.
fn effective(database: &Database) -> Node {
    let spec = database.spec;
    let mut own = Mapping::new();
    own.insert("image", database.image.clone());
    let mut port = Mapping::new();
    port.insert("containerPort", database.port.clone());
    let mut ports = Mapping::new();
    ports.insert(database.port_name(), Node::literal(port, &defaults::PORT));
    own.insert("ports", Node::literal(ports, &defaults::PORT));
    if let Some(env) = over(environment(database), spec.get("env")) {
        own.insert("env", env);
    }
    let args = match spec.get("args") {
        None => some(arguments(database)).map(|args| Node::literal(args, &defaults::ARGS)),
        Some(args) => without_nulls(args),
    };
    if let Some(args) = args {
        own.insert("args", args);
    }
    let readiness = match (spec.get("readinessProbe"), database.engine) {
        (None, Some(engine)) => Some(yaml!(defaults::READINESS => {
            exec: { command: ["sh", "-c", (Node::literal(engine.ready, &defaults::READINESS))] },
            periodSeconds: 10,
            timeoutSeconds: 5,
            failureThreshold: 3,
        })),
        (said, _) => said.cloned(),
    };
    if let Some(readiness) = readiness {
        own.insert("readinessProbe", readiness);
    }
    for field in [
        "command",
        "resources",
        "livenessProbe",
        "startupProbe",
        "securityContext",
    ] {
        if let Some(said) = spec.get(field) {
            own.insert(field, said.clone());
        }
    }
    Node::literal(own, &defaults::STATEFUL_SET)
}

/// Returns the environment variables of the engine's image.
fn environment(database: &Database) -> Node {
    let mut variables = Mapping::new();
    if let Some(engine) = database.engine {
        if let Some(secret) = &database.secret {
            for (variable, key) in engine.variables {
                let key = Node::literal(*key, &defaults::CREDENTIALS);
                let from = yaml!(defaults::CREDENTIALS => { secret: (secret), key: (key) });
                variables.insert(*variable, from);
            }
        }
        if let (Some(variable), Some(created)) = (engine.database, &database.database) {
            let value = yaml!(defaults::DATABASE_NAME => { value: (created) });
            variables.insert(variable, value);
        }
        if let Some((variable, path)) = engine.mount(&database.tag).variable {
            let path = Node::literal(path, &defaults::MOUNT);
            variables.insert(variable, yaml!(defaults::MOUNT => { value: (path) }));
        }
    }
    Node::literal(variables, &defaults::ENV)
}

/// Returns the arguments of the engine's image: those it always has, and one or two for each setting.
fn arguments(database: &Database) -> Vec<Node> {
    let Some(engine) = database.engine else {
        return Vec::new();
    };
    let mut fixed: Vec<&'static str> = engine.args.to_vec();
    if database.secret.is_some() {
        fixed.extend(engine.credential_args);
    }
    let mut args: Vec<Node> = fixed
        .into_iter()
        .map(|arg| Node::literal(arg, &defaults::ARGS))
        .collect();
    let settings = database.spec.value_of("parameters").and_then(Node::as_map);
    for entry in settings.into_iter().flatten() {
        if let Some(value) = entry.value.to_text() {
            let words = engine.parameter(&entry.key.name, &value);
            let word = |word: String| entry.value.derive(word, &defaults::PARAMETERS);
            args.extend(words.into_iter().map(word));
        }
    }
    args
}

/// Returns where the volume is mounted.
fn data_mount(database: &Database) -> Node {
    let known = database.engine.map(|engine| engine.mount(&database.tag));
    let path = database.spec.value_of("mountPath").cloned().or_else(|| {
        known
            .as_ref()
            .map(|mount| Node::literal(mount.path, &defaults::MOUNT))
    });
    let sub_path = known
        .and_then(|mount| mount.sub_path)
        .map(|path| Node::literal(path, &defaults::MOUNT));
    yaml!(defaults::MOUNT => { name: "data", mountPath: (path), subPath: (sub_path) })
}

/// Returns the writable folders that the engine needs besides its data: volumes and mounts.
fn scratch(database: &Database) -> (Vec<Node>, Vec<Node>) {
    let folders = database.engine.map_or(&[][..], |engine| engine.scratch);
    let mut volumes = Vec::new();
    let mut mounts = Vec::new();
    for (name, path, in_memory) in folders {
        let name = Node::literal(*name, &defaults::SCRATCH);
        let path = Node::literal(*path, &defaults::SCRATCH);
        let medium = in_memory.then(|| Node::literal("Memory", &defaults::SHARED_MEMORY));
        volumes.push(yaml!(defaults::SCRATCH => { name: (&name), emptyDir: { medium: (medium) } }));
        mounts.push(yaml!(defaults::SCRATCH => { name: (name), mountPath: (path) }));
    }
    (volumes, mounts)
}

/// Returns the securityContext of the pod: the user of the official image, who must own the volume.
pub(super) fn pod_security(database: &Database) -> Option<Node> {
    let mut context = security::pod(None)?;
    if let (Some(engine), Some(map)) = (database.engine, context.as_map_mut()) {
        let (user, group) = engine.user(&database.tag);
        for (key, id) in [
            ("runAsUser", user),
            ("runAsGroup", group),
            ("fsGroup", group),
        ] {
            map.insert(key, Node::literal(id, &defaults::USER));
        }
        map.insert(
            "fsGroupChangePolicy",
            Node::literal("OnRootMismatch", &defaults::GROUP_CHANGE),
        );
    }
    over(context, database.spec.get("podSecurityContext"))
}

/// Returns the spread of several pods over zones and nodes.
fn spread(database: &Database) -> Option<Vec<Node>> {
    let said = database.spec.get("availability");
    if !database.is_replicated() || said.is_some_and(Node::is_null) {
        return None;
    }
    let zone = said
        .unwrap_or(&Node::literal(
            Value::Mapping(Mapping::new()),
            &defaults::SPREAD,
        ))
        .or_default("zoneSpread", "preferred", &defaults::SPREAD)?;
    let when = match zone.as_str() {
        Some("required") => "DoNotSchedule",
        _ => "ScheduleAnyway",
    };
    let when = zone.derive(when, &defaults::SPREAD);
    let pods = selector(database.component, &database.name);
    Some(vec![
        yaml!(defaults::SPREAD => {
            maxSkew: 1,
            topologyKey: "topology.kubernetes.io/zone",
            whenUnsatisfiable: (when),
            labelSelector: { matchLabels: (&pods) },
        }),
        yaml!(defaults::SPREAD => {
            maxSkew: 1,
            topologyKey: "kubernetes.io/hostname",
            whenUnsatisfiable: "ScheduleAnyway",
            labelSelector: { matchLabels: (&pods) },
        }),
    ])
}
