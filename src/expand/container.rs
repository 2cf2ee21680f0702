//! Containers: image, environment, resources, probes, ports, mounts.

use ecow::{EcoString, eco_format};

use crate::layer::Component;
use crate::yaml;
use crate::yaml::{Entry, Mapping, Node, Value};

use super::common::{key, over, without_nulls};
use super::context::Context;
use super::defaults::app as defaults;
use super::ports::Ports;
use super::{config, probe, security};

/// What a container has besides what its spec says.
pub(super) struct Around<'a> {
    /// Its name.
    pub name: Node,
    /// Its ports.
    pub ports: &'a Ports<'a>,
    /// Whole Secrets and ConfigMaps as environment variables, before those of the spec.
    pub env_from: Vec<Node>,
    /// Where volumes are mounted.
    pub mounts: Vec<Node>,
    /// `lifecycle`.
    pub lifecycle: Option<Node>,
    /// `restartPolicy` of a sidecar.
    pub restart: Option<Node>,
}

/// Returns a container from the fields of a spec that describe one: the main container of a component, or one of `sidecars` and
/// `initContainers`.
pub(super) fn container(
    context: &Context,
    component: &Component,
    spec: &Node,
    around: Around,
) -> Node {
    let Around {
        name,
        ports,
        mut env_from,
        mounts,
        lifecycle,
        restart,
    } = around;
    let written = |field: &str| spec.value_of(field).and_then(without_nulls);
    let env = spec
        .value_of("env")
        .map(|variables| env(component, variables));
    if let Some(more) = written("envFrom") {
        env_from.extend(more.as_list().unwrap_or_default().iter().cloned());
    }
    let probe = |field: &str| probe::probe(context, component, ports, spec, field);
    yaml!(defaults::CONTAINER => {
        name: (name),
        image: (spec.value_of("image").and_then(image)),
        restartPolicy: (restart),
        command: (written("command")),
        args: (written("args")),
        workingDir: (written("workingDir")),
        ports: (ports.container()),
        envFrom: (some(env_from)),
        env: (env.and_then(some)),
        resources: (resources(spec.get("resources"))),
        volumeMounts: (some(mounts)),
        startupProbe: (probe::startup(context, component, ports, spec)),
        readinessProbe: (probe("readinessProbe")),
        livenessProbe: (probe("livenessProbe")),
        lifecycle: (lifecycle),
        securityContext: (security::container(spec.get("securityContext"))),
    })
}

/// Returns the list unless it is empty.
pub(super) fn some(list: Vec<Node>) -> Option<Vec<Node>> {
    (!list.is_empty()).then_some(list)
}

/// Returns the text of an image in its long form, `{repository, tag, digest}`: `repository[:tag][@digest]`.
pub(super) fn image(image: &Node) -> Option<Node> {
    if image.as_str().is_some() {
        return Some(image.clone());
    }
    let repository = image.value_of("repository")?;
    let part = |key: &str| image.value_of(key).and_then(Node::to_text);
    let mut text: EcoString = repository.to_text()?;
    if let Some(tag) = part("tag") {
        text = eco_format!("{text}:{tag}");
    }
    if let Some(digest) = part("digest") {
        text = eco_format!("{text}@{digest}");
    }
    // The most telling origin is that of the part that layers change most: digest, then tag.
    let origin = ["digest", "tag"]
        .iter()
        .find_map(|key| image.value_of(key))
        .unwrap_or(repository);
    Some(origin.derive(text, &defaults::IMAGE))
}

/// Returns the `env` list of a container from the map `{NAME: {value} | {secret, key} | {configMap, key} | {field} |
/// {resource}}`, in the order of the map.
pub(super) fn env(component: &Component, env: &Node) -> Vec<Node> {
    let entries = env.as_map().into_iter().flatten();
    entries
        .filter_map(|entry| variable(component, entry))
        .collect()
}

fn variable(component: &Component, entry: &Entry) -> Option<Node> {
    let said = &entry.value;
    let mut variable = Mapping::new();
    variable.insert("name", key(entry, &defaults::ENV));
    if let Some(value) = said.value_of("value") {
        let text = value.to_text()?;
        variable.insert("value", value.with(text));
    } else {
        variable.insert("valueFrom", source(component, said)?);
    }
    Some(said.derive(variable, &defaults::ENV))
}

fn source(component: &Component, said: &Node) -> Option<Node> {
    let optional = said.value_of("optional");
    let reference = |name: &Node, key: Option<&Node>| yaml!(defaults::ENV => { name: (name), key: (key), optional: (optional) });
    let key = said.value_of("key");
    if let Some(secret) = said.value_of("secret") {
        let reference = reference(secret, key);
        return Some(yaml!(defaults::ENV => { secretKeyRef: (reference) }));
    }
    if let Some(map) = said.value_of("configMap") {
        let reference = reference(&config::object_name(component, map), key);
        return Some(yaml!(defaults::ENV => { configMapKeyRef: (reference) }));
    }
    if let Some(path) = said.value_of("field") {
        return Some(yaml!(defaults::ENV => { fieldRef: { fieldPath: (path) } }));
    }
    let resource = said.value_of("resource")?;
    let divisor = said.value_of("divisor");
    Some(yaml!(defaults::ENV => { resourceFieldRef: { resource: (resource), divisor: (divisor) } }))
}

/// Returns the `resources` of a container: requests as given; the memory limit equals the request unless the spec says
/// otherwise; no CPU limit.
pub(super) fn resources(spec: Option<&Node>) -> Option<Node> {
    let spec = spec?;
    if spec.is_null() {
        return None;
    }
    let mut resources = Mapping::new();
    if let Some(requests) = spec.value_of("requests").and_then(without_nulls) {
        resources.insert("requests", requests);
    }
    let memory = spec.at(&["requests", "memory"]);
    let limits = match memory {
        Some(memory) => {
            let mut limits = Mapping::new();
            limits.insert(
                "memory",
                memory.derive(memory.value.clone(), &defaults::MEMORY_LIMIT),
            );
            over(
                Node::literal(limits, &defaults::MEMORY_LIMIT),
                spec.get("limits"),
            )
        }
        None => spec.value_of("limits").and_then(without_nulls),
    };
    if let Some(limits) = limits.filter(|limits| limits.as_map().is_none_or(|map| !map.is_empty()))
    {
        resources.insert("limits", limits);
    }
    (!resources.is_empty()).then(|| spec.with(Value::Mapping(resources)))
}
