//! The volumes of a pod, and where the main container mounts them.

use crate::diag::{Code, Diagnostic, did_you_mean};
use crate::layer::Component;
use crate::yaml;
use crate::yaml::{Entry, Mapping, NamedDefault, Node};

use super::common::{key, without_nulls};
use super::context::Context;
use super::defaults::app as defaults;
use super::ports::listed;
use super::{config, secrets, security};

/// A volume of a pod.
pub(super) struct Volume {
    /// What specs call it: the key under `volumes`, `config` or `secrets`.
    said: ecow::EcoString,
    /// The entry of `volumes` of the pod.
    pub(super) node: Node,
    /// The mount of the main container.
    pub(super) mount: Option<Node>,
}

/// Returns the volumes that a spec asks for. `secret_name` and files of `config` are mounted read-only.
pub(super) fn of(component: &Component, spec: &Node) -> Vec<Volume> {
    let mut volumes = Vec::new();
    for entry in config::entries(spec).filter(|entry| entry.value.value_of("files").is_some()) {
        let name = named(entry, "config", &defaults::CONFIG_MOUNT);
        let map = config::object_name(component, &key(entry, &defaults::CONFIG_MAP));
        let path = ecow::eco_format!("/etc/config/{}", entry.key.name);
        let path = entry
            .value
            .or_default("mountPath", path, &defaults::CONFIG_MOUNT);
        volumes.push(Volume {
            said: entry.key.name.clone(),
            node: yaml!(defaults::CONFIG_MOUNT => { name: (&name), configMap: { name: (map) } }),
            mount: path.map(|path| read_only(&name, &path)),
        });
    }
    for entry in secrets::mounted(spec) {
        let name = named(entry, "secret", &defaults::SECRET_MOUNT);
        let secret = key(entry, &defaults::SECRET_MOUNT);
        let path = ecow::eco_format!("/etc/secrets/{}", entry.key.name);
        let path = entry
            .value
            .or_default("mountPath", path, &defaults::SECRET_MOUNT);
        volumes.push(Volume {
            said: entry.key.name.clone(),
            node: yaml!(defaults::SECRET_MOUNT => { name: (&name), secret: { secretName: (secret) } }),
            mount: path.map(|path| read_only(&name, &path)),
        });
    }
    let written = spec.value_of("volumes").and_then(Node::as_map);
    for entry in written
        .into_iter()
        .flatten()
        .filter(|entry| !entry.value.is_null())
    {
        volumes.push(declared(entry));
    }
    volumes
}

/// The fields of `volumes.*` that belong to the mount; the others are the source of the volume.
const OF_MOUNT: [&str; 3] = ["mountPath", "subPath", "readOnly"];

fn declared(entry: &Entry) -> Volume {
    let said = &entry.value;
    let name = key(entry, &defaults::VOLUME);
    let mut volume = Mapping::new();
    volume.insert("name", name.clone());
    for source in said.as_map().into_iter().flatten() {
        if !OF_MOUNT.contains(&source.key.name.as_str())
            && let Some(value) = without_nulls(&source.value)
        {
            volume.insert(source.key.name.clone(), value);
        }
    }
    let mount = said.value_of("mountPath").map(|path| {
        yaml!(defaults::VOLUME => {
            name: (&name),
            mountPath: (path),
            subPath: (said.value_of("subPath")),
            readOnly: (said.value_of("readOnly")),
        })
    });
    Volume {
        said: entry.key.name.clone(),
        node: said.with(volume),
        mount,
    }
}

fn read_only(name: &Node, path: &Node) -> Node {
    yaml!(defaults::VOLUME => { name: (name), mountPath: (path), readOnly: true })
}

/// Returns the key of an entry behind a prefix: `config-app`.
fn named(entry: &Entry, prefix: &str, rule: &'static NamedDefault) -> Node {
    let text = ecow::eco_format!("{prefix}-{}", entry.key.name);
    let mut name = entry.value.derive(text, rule);
    name.origin.span = entry.key.span.or(name.origin.span);
    name
}

/// Returns an `emptyDir` at `/tmp` for a container whose root file system is read-only, with its mount. Nothing where
/// something is mounted there.
pub(super) fn tmp(spec: &Node, name: &str, mounts: &[Node]) -> Option<(Node, Node)> {
    let context = security::container(spec.get("securityContext"));
    let taken = mounts.iter().any(|mount| {
        let path = mount.value_of("mountPath").and_then(Node::as_str);
        path.is_some_and(|path| path.trim_end_matches('/') == "/tmp")
    });
    if taken || !security::is_read_only(context.as_ref()) {
        return None;
    }
    let name = Node::literal(name, &defaults::TMP);
    Some((
        yaml!(defaults::TMP => { name: (&name), emptyDir: {} }),
        yaml!(defaults::TMP => { name: (&name), mountPath: "/tmp" }),
    ))
}

/// Returns the mounts that `volumeMounts` of a further container asks for.
pub(super) fn mounts(
    context: &Context,
    component: &Component,
    spec: &Node,
    volumes: &[Volume],
    field: &str,
) -> Vec<Node> {
    let wanted = spec.value_of("volumeMounts").and_then(Node::as_map);
    let mut mounts = Vec::new();
    for entry in wanted
        .into_iter()
        .flatten()
        .filter(|entry| !entry.value.is_null())
    {
        let volume = volumes.iter().find(|volume| volume.said == entry.key.name);
        let Some(volume) = volume else {
            context.report_missing(component, unknown(component, entry, volumes, field));
            continue;
        };
        let said = &entry.value;
        let name = said.derive(
            volume
                .node
                .value_of("name")
                .and_then(Node::to_text)
                .unwrap_or_default(),
            &defaults::VOLUME,
        );
        mounts.push(yaml!(defaults::VOLUME => {
            name: (name),
            mountPath: (said.value_of("mountPath")),
            subPath: (said.value_of("subPath")),
            readOnly: (said.value_of("readOnly")),
        }));
    }
    mounts
}

fn unknown(component: &Component, entry: &Entry, volumes: &[Volume], field: &str) -> Diagnostic {
    let names = || volumes.iter().map(|volume| volume.said.as_str());
    let help = match did_you_mean(&entry.key.name, names()) {
        Some(name) => format!("did you mean `{name}`?"),
        None if volumes.is_empty() => {
            format!(
                "add it: `volumes: {{{}: {{emptyDir: {{}}}}}}`",
                entry.key.name
            )
        }
        None => format!("the volumes are {}", listed(names())),
    };
    Diagnostic::new(
        Code::UnknownVolume,
        format!(
            "`{field}.volumeMounts` of {} names volume `{}`, which the pod does not have",
            component.owner, entry.key.name
        ),
    )
    .at(entry.key.span.or(entry.value.span()))
    .on(&component.owner)
    .help(help)
}
