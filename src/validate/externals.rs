//! What an environment says exists in the cluster without being part of its tree.

use std::sync::atomic::{AtomicBool, Ordering};

use rustc_hash::FxHashMap;

use crate::diag::{Code, Diagnostic};
use crate::layer::Target;
use crate::yaml::Node;

/// The kinds that rules look for, so that it is known whether an entry is needed.
const LOOKED_FOR: [&str; 27] = [
    "AppProject",
    "ClusterIssuer",
    "ClusterRole",
    "ClusterSecretStore",
    "ClusterTriggerAuthentication",
    "ConfigMap",
    "DeviceClass",
    "EC2NodeClass",
    "Gateway",
    "GatewayClass",
    "IngressClass",
    "IngressClassParams",
    "Issuer",
    "Namespace",
    "NodeClass",
    "PersistentVolumeClaim",
    "PriorityClass",
    "Role",
    "RuntimeClass",
    "Secret",
    "SecretProviderClass",
    "SecretStore",
    "Service",
    "ServiceAccount",
    "StorageClass",
    "TriggerAuthentication",
    "VolumeSnapshotClass",
];

/// The entries of `externals`, and which of them something needed.
pub(super) struct Externals<'a> {
    entries: Vec<(External<'a>, AtomicBool)>,
    by_name: FxHashMap<(&'a str, &'a str), Vec<usize>>,
}

struct External<'a> {
    node: &'a Node,
    group: Option<&'a str>,
    kind: &'a str,
    namespace: Option<&'a str>,
    name: &'a str,
}

impl<'a> Externals<'a> {
    pub(super) fn new(target: Option<&'a Target>) -> Self {
        let list = target.and_then(|target| target.environment.value_of("externals")?.as_list());
        let mut externals = Externals {
            entries: Vec::new(),
            by_name: FxHashMap::default(),
        };
        for node in list.unwrap_or_default() {
            let external = match node.as_str() {
                Some(short) => from_text(node, short),
                None => from_map(node),
            };
            if let Some(external) = external {
                externals
                    .by_name
                    .entry((external.kind, external.name))
                    .or_default()
                    .push(externals.entries.len());
                externals.entries.push((external, AtomicBool::new(false)));
            }
        }
        externals
    }

    /// Returns whether an object is declared. An entry without a group or namespace stands for every one.
    pub(super) fn has(&self, group: &str, kind: &str, namespace: &str, name: &str) -> bool {
        let found = self.by_name.get(&(kind, name)).into_iter().flatten();
        let mut declared = false;
        for at in found {
            let (external, used) = &self.entries[*at];
            if external.group.is_none_or(|stated| stated == group)
                && external.namespace.is_none_or(|stated| stated == namespace)
            {
                used.store(true, Ordering::Relaxed);
                declared = true;
            }
        }
        declared
    }

    /// Returns whether an object of a kind is declared whose name ends like this.
    pub(super) fn has_ending(&self, kind: &str, end: &str) -> bool {
        let is_meant =
            |external: &External<'_>| external.kind == kind && external.name.ends_with(end);
        self.entries.iter().any(|(external, _)| is_meant(external))
    }

    /// Returns a warning for each entry that nothing needed, after all rules have run.
    pub(super) fn unused(&self) -> Vec<Diagnostic> {
        let unused = self.entries.iter().filter(|(external, used)| {
            LOOKED_FOR.contains(&external.kind) && !used.load(Ordering::Relaxed)
        });
        unused
            .map(|(external, _)| {
                let namespace = external
                    .namespace
                    .map_or_else(String::new, |namespace| format!("{namespace}/"));
                let id = format!("{}/{namespace}{}", external.kind, external.name);
                Diagnostic::new(
                    Code::UnusedExternal,
                    format!("`externals` declares `{id}`, which nothing refers to"),
                )
                .at(external.node.span())
                .help("remove the entry")
            })
            .collect()
    }
}

fn from_map(node: &Node) -> Option<External<'_>> {
    let part = |key| node.value_of(key).and_then(Node::as_str);
    Some(External {
        node,
        group: part("group"),
        kind: part("kind")?,
        namespace: part("namespace"),
        name: part("name")?,
    })
}

/// Reads `Secret/shop/stripe` or `ClusterIssuer/letsencrypt`.
fn from_text<'a>(node: &'a Node, short: &'a str) -> Option<External<'a>> {
    let mut parts = short.splitn(3, '/');
    let (kind, second, third) = (parts.next()?, parts.next()?, parts.next());
    Some(External {
        node,
        group: None,
        kind,
        namespace: third.map(|_| second),
        name: third.unwrap_or(second),
    })
}
