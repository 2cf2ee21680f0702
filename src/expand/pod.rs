//! Pod templates: what Deployments, CronJobs and Jobs of specs run.

use crate::layer::Component;
use crate::yaml;
use crate::yaml::{Mapping, NamedDefault, Node, Value};

use super::common::{annotate, key, labels, without_nulls};
use super::container::{Around, container, some};
use super::context::Context;
use super::defaults::app as defaults;
use super::ports::Ports;
use super::volumes::{self, Volume};
use super::{config, secrets, security};

/// What kinds of workloads do differently.
pub(super) struct Pod<'a> {
    /// The name of the thing that runs, which selectors use.
    pub part: &'a Node,
    /// The fields that describe the pod: those of the component, or of its migrations.
    pub spec: &'a Node,
    /// The name of its ServiceAccount.
    pub account: Option<Node>,
    /// The ports of the main container.
    pub ports: &'a Ports<'a>,
    /// Annotations besides those of the spec.
    pub annotations: Mapping,
    /// `lifecycle` of the main container.
    pub lifecycle: Option<Node>,
    /// `terminationGracePeriodSeconds`.
    pub grace: Option<Node>,
    /// `topologySpreadConstraints`.
    pub spread: Option<Vec<Node>>,
    /// `restartPolicy`, where it is not Always.
    pub restart: Option<Node>,
}

/// Returns the template: `metadata` and `spec`.
pub(super) fn template(context: &Context, component: &Component, pod: Pod) -> Node {
    let spec = pod.spec;
    let written = |field: &str| spec.value_of(field).and_then(without_nulls);
    let mut volumes = volumes::of(component, spec);
    let mut mounts: Vec<Node> = volumes
        .iter()
        .filter_map(|volume| volume.mount.clone())
        .collect();
    let mut tmp = Vec::new();
    if let Some((volume, mount)) = volumes::tmp(spec, "tmp", &mounts) {
        tmp.push(volume);
        mounts.push(mount);
    }
    let mut env_from = config::env_from(component, spec);
    env_from.extend(secrets::env_from(spec));
    let around = Around {
        name: pod
            .part
            .derive(pod.part.value.clone(), &defaults::CONTAINER),
        ports: pod.ports,
        env_from,
        mounts,
        lifecycle: pod.lifecycle,
        restart: None,
    };
    let main = container(context, component, spec, around);
    let mut before = further(
        context,
        component,
        spec,
        "initContainers",
        &volumes,
        &mut tmp,
    );
    before.extend(further(
        context, component, spec, "sidecars", &volumes, &mut tmp,
    ));
    let mut all: Vec<Node> = volumes.drain(..).map(|volume| volume.node).collect();
    all.extend(tmp);
    let pulls = written("imagePullSecrets").and_then(|names| {
        let names = names.as_list()?.iter();
        some(
            names
                .map(|name| yaml!(defaults::POD => { name: (name) }))
                .collect(),
        )
    });
    yaml!(defaults::POD => {
        metadata: (metadata(context, component, pod.part, spec, pod.annotations)),
        spec: {
            serviceAccountName: (pod.account),
            enableServiceLinks: false @ defaults::SERVICE_LINKS,
            securityContext: (security::pod(spec.get("podSecurityContext"))),
            imagePullSecrets: (pulls),
            priorityClassName: (written("priorityClassName")),
            nodeSelector: (texts(spec, "nodeSelector")),
            affinity: (written("affinity")),
            tolerations: (written("tolerations")),
            topologySpreadConstraints: (pod.spread),
            terminationGracePeriodSeconds: (pod.grace),
            restartPolicy: (pod.restart),
            initContainers: (some(before)),
            containers: [(main)],
            volumes: (some(all)),
        },
    })
}

/// Returns the labels and annotations of the pods.
fn metadata(
    context: &Context,
    component: &Component,
    part: &Node,
    spec: &Node,
    mut annotations: Mapping,
) -> Node {
    let mut labels = labels(context, component, part);
    if let (Some(map), Some(more)) = (labels.as_map_mut(), texts(spec, "podLabels")) {
        for entry in more.as_map().into_iter().flatten() {
            map.insert(entry.key.name.clone(), entry.value.clone());
        }
    }
    if let Some(more) = spec.value_of("podAnnotations").and_then(Node::as_map) {
        for entry in more {
            match entry.value.to_text() {
                Some(text) => {
                    annotations.insert(entry.key.name.clone(), entry.value.with(text));
                }
                None => {
                    annotations.remove(&entry.key.name);
                }
            }
        }
    }
    annotate(yaml!(defaults::POD => { labels: (labels) }), annotations)
}

/// Returns a map whose values are text, as labels and annotations must be.
pub(super) fn texts(spec: &Node, field: &str) -> Option<Node> {
    let map = spec.value_of(field)?;
    let mut texts = Mapping::new();
    for entry in map.as_map()? {
        if let Some(text) = entry.value.to_text() {
            texts.insert(entry.key.name.clone(), entry.value.with(text));
        }
    }
    Some(map.with(Value::Mapping(texts)))
}

/// Returns the init containers, or the sidecars, which are init containers that are always restarted.
fn further(
    context: &Context,
    component: &Component,
    spec: &Node,
    field: &str,
    volumes: &[Volume],
    tmp: &mut Vec<Node>,
) -> Vec<Node> {
    let rule: &'static NamedDefault = match field {
        "sidecars" => &defaults::SIDECAR,
        _ => &defaults::CONTAINER,
    };
    let wanted = spec.value_of(field).and_then(Node::as_map);
    let mut containers = Vec::new();
    for entry in wanted
        .into_iter()
        .flatten()
        .filter(|entry| !entry.value.is_null())
    {
        let place = format!("spec.{field}.{}", entry.key.name);
        let mut mounts = volumes::mounts(context, component, &entry.value, volumes, &place);
        let name = format!("tmp-{}", entry.key.name);
        if let Some((volume, mount)) = volumes::tmp(&entry.value, &name, &mounts) {
            tmp.push(volume);
            mounts.push(mount);
        }
        let around = Around {
            name: key(entry, rule),
            ports: &Ports::of(&entry.value),
            env_from: Vec::new(),
            mounts,
            lifecycle: None,
            restart: (field == "sidecars").then(|| Node::literal("Always", rule)),
        };
        containers.push(container(context, component, &entry.value, around));
    }
    containers
}
