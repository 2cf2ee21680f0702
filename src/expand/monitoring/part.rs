//! What the parts of a Monitoring have in common: a ServiceAccount, a Service, and a Deployment or a StatefulSet.
//!
//! A part whose data lives on EBS is a StatefulSet. On an emptyDir it is a Deployment that stops the old pod first:
//! two pods would write one file system, or count one thing twice.

use crate::diag::{Code, Diagnostic};
use crate::expand::common::{annotate, cluster_metadata, labels, metadata, object, over, selector};
use crate::expand::container::{Around, container, some};
use crate::expand::context::Context;
use crate::expand::defaults::monitoring as defaults;
use crate::expand::identity::{service_account, service_account_name};
use crate::expand::platform::ebs::{self, Reclaim};
use crate::expand::ports::Ports;
use crate::expand::{security, volumes};
use crate::k8s::Object;
use crate::layer::Component;
use crate::yaml;
use crate::yaml::{Mapping, Node};

/// What is known of a part before anybody configures it.
pub(super) struct Facts {
    /// The name of its objects and pods.
    pub name: &'static str,
    /// Its image.
    pub repository: &'static str,
    /// The version that its arguments are for.
    pub tag: &'static str,
    /// The name of its port.
    pub port_name: &'static str,
    /// Its port.
    pub port: i64,
    /// The user and the group of its image.
    pub user: i64,
    /// The path that says whether it is ready, and the name of the port that answers.
    pub ready: (&'static str, &'static str),
    /// Where its data lives; nothing for a part that keeps none.
    pub data: Option<&'static str>,
    /// The CPU and the memory it requests.
    pub resources: (&'static str, &'static str),
    /// Whether it calls the Kubernetes API.
    pub calls_api: bool,
}

/// A part of a Monitoring and what its own file adds.
pub(super) struct Part<'c> {
    pub component: &'c Component,
    pub facts: &'static Facts,
    /// The fields of the part: `spec.prometheus`.
    pub spec: &'c Node,
    pub name: Node,
    pub args: Vec<Node>,
    /// Environment variables in their long form.
    pub env: Option<Node>,
    pub mounts: Vec<Node>,
    pub volumes: Vec<Node>,
    pub before: Vec<Node>,
    /// Further ports: name and number.
    pub further_ports: Vec<(&'static str, i64)>,
}

/// Returns a part that the spec does not leave out; `null` does.
pub(super) fn part<'c>(
    component: &'c Component,
    field: &str,
    facts: &'static Facts,
    nothing: &'c Node,
) -> Option<Part<'c>> {
    let spec = match component.spec.get(field) {
        Some(spec) if spec.is_null() => return None,
        Some(spec) => spec,
        None => nothing,
    };
    Some(Part {
        component,
        facts,
        spec,
        name: Node::literal(facts.name, &defaults::PART),
        args: Vec::new(),
        env: None,
        mounts: Vec::new(),
        volumes: Vec::new(),
        before: Vec::new(),
        further_ports: Vec::new(),
    })
}

impl Part<'_> {
    /// Returns the storage of the part: its own, or that of the whole Monitoring.
    pub(super) fn storage(&self) -> Option<&Node> {
        match self.spec.get("storage") {
            Some(own) => Some(own).filter(|own| !own.is_null()),
            None => self.component.spec.value_of("storage"),
        }
    }

    /// Returns the metadata of an object of the part, with a name of its own.
    pub(super) fn metadata(&self, context: &Context, name: Node) -> Node {
        metadata(context, self.component, &self.name, name)
    }

    /// Returns `<part>-<suffix>`.
    pub(super) fn named(&self, suffix: &str) -> Node {
        let text = format!("{}-{suffix}", self.facts.name);
        self.name.derive(text, &defaults::PART)
    }

    /// Returns a ConfigMap whose name gets a content hash: what reads it reads it once, and must restart with it.
    pub(super) fn config_map(
        &self,
        context: &Context,
        name: Node,
        files: Mapping,
    ) -> Option<Object> {
        let mut map = self.watched_map(context, name, files)?;
        map.hashed = true;
        Some(map)
    }

    /// Returns a ConfigMap under a fixed name: what reads it watches its files, and goes on running.
    pub(super) fn watched_map(
        &self,
        context: &Context,
        name: Node,
        files: Mapping,
    ) -> Option<Object> {
        let (data, documents) = super::embedded(files);
        let mut map = self.text_map(context, name, data)?;
        map.documents = documents;
        Some(map)
    }

    /// Returns a ConfigMap of texts under a fixed name.
    pub(super) fn text_map(&self, context: &Context, name: Node, data: Mapping) -> Option<Object> {
        let metadata = self.metadata(context, name);
        let node = yaml!(defaults::CONFIG => {
            apiVersion: "v1",
            kind: "ConfigMap",
            metadata: (metadata),
            data: (data),
        });
        object(self.component, node)
    }

    /// Adds a volume from a ConfigMap, and its mount.
    pub(super) fn mount_config(&mut self, volume: &'static str, map: &Node, path: &'static str) {
        let name = Node::literal(volume, &defaults::CONFIG);
        let path = Node::literal(path, &defaults::CONFIG);
        self.volumes
            .push(yaml!(defaults::CONFIG => { name: (&name), configMap: { name: (map) } }));
        self.mounts
            .push(yaml!(defaults::CONFIG => { name: (name), mountPath: (path), readOnly: true }));
    }

    /// Adds an argument.
    pub(super) fn arg(&mut self, text: impl Into<ecow::EcoString>) {
        self.args.push(Node::literal(text.into(), &defaults::ARGS));
    }

    /// Adds what the spec says in `args`, behind the others.
    pub(super) fn further_args(&mut self) {
        let said = self.spec.value_of("args").and_then(Node::as_list);
        self.args.extend(said.unwrap_or_default().iter().cloned());
    }

    /// Returns a ClusterRole with these rules, and the binding that gives it to the part's ServiceAccount.
    pub(super) fn may(&self, context: &Context, rules: Vec<Node>) -> Vec<Object> {
        let component = self.component;
        let name = ebs::scoped_name(component, &self.name, &defaults::RIGHTS);
        let metadata = cluster_metadata(context, component, &self.name, name.clone());
        let namespace = crate::expand::common::namespace(component);
        let role = yaml!(defaults::RIGHTS => {
            apiVersion: "rbac.authorization.k8s.io/v1",
            kind: "ClusterRole",
            metadata: (&metadata),
            rules: (rules),
        });
        let binding = yaml!(defaults::RIGHTS => {
            apiVersion: "rbac.authorization.k8s.io/v1",
            kind: "ClusterRoleBinding",
            metadata: (&metadata),
            roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: (name) },
            subjects: [{ kind: "ServiceAccount", name: (&self.name), namespace: (namespace) }],
        });
        [role, binding]
            .into_iter()
            .filter_map(|node| object(component, node))
            .collect()
    }

    /// Returns ServiceAccount, Service and workload.
    pub(super) fn objects(self, context: &Context) -> Vec<Object> {
        let component = self.component;
        let mut objects = Vec::new();
        let account = self.spec.get("serviceAccount");
        objects.extend(service_account(context, component, &self.name, account));
        objects.extend(self.service(context));
        objects.extend(self.workload(context));
        objects
    }

    /// Returns the fields of the container, in the form in which specs say them.
    pub(super) fn effective(&self) -> Node {
        let image = self.spec.value_of("image").cloned().unwrap_or_else(|| {
            let repository = Node::literal(self.facts.repository, &defaults::IMAGE);
            let tag = Node::literal(self.facts.tag, &defaults::IMAGE);
            yaml!(defaults::IMAGE => { repository: (repository), tag: (tag) })
        });
        let (cpu, memory) = self.facts.resources;
        let cpu = Node::literal(cpu, &defaults::RESOURCES);
        let memory = Node::literal(memory, &defaults::RESOURCES);
        let resources =
            yaml!(defaults::RESOURCES => { requests: { cpu: (cpu), memory: (memory) } });
        let resources = over(resources, self.spec.get("resources"));
        let mut ports = Mapping::new();
        let mut port = |name: &str, number: Node| {
            ports.insert(name, yaml!(defaults::PORT => { containerPort: (number) }));
        };
        port(self.facts.port_name, self.port());
        for (name, number) in &self.further_ports {
            port(name, Node::literal(*number, &defaults::PORT));
        }
        let (path, answering) = self.facts.ready;
        let path = Node::literal(path, &defaults::READINESS);
        let answering = Node::literal(answering, &defaults::READINESS);
        yaml!(defaults::PART => {
            image: (image),
            args: (some(self.args.clone())),
            env: (self.env.clone()),
            ports: (ports),
            resources: (resources),
            readinessProbe: { httpGet: { path: (path), port: (answering) } },
        })
    }

    /// Returns the number of the part's port.
    pub(super) fn port(&self) -> Node {
        let said = self.spec.value_of("port").cloned();
        said.unwrap_or_else(|| Node::literal(self.facts.port, &defaults::PORT))
    }

    fn service(&self, context: &Context) -> Option<Object> {
        let metadata = self.metadata(context, self.name.clone());
        let pods = selector(self.component, &self.name);
        let name = Node::literal(self.facts.port_name, &defaults::PORT);
        let port = self.port();
        let node = yaml!(defaults::SERVICE => {
            apiVersion: "v1",
            kind: "Service",
            metadata: (metadata),
            spec: {
                type: "ClusterIP",
                selector: (pods),
                ports: [{ name: (&name), port: (port), targetPort: (&name), protocol: "TCP" }],
            },
        });
        object(self.component, node)
    }

    fn workload(mut self, context: &Context) -> Vec<Object> {
        let component = self.component;
        let mut objects = Vec::new();
        let mut claim = None;
        if let Some(path) = self.facts.data {
            let storage = self.storage().cloned();
            let on_disk = storage
                .as_ref()
                .filter(|storage| storage.value_of("size").is_some());
            if let Some(storage) = on_disk {
                let name = &self.name;
                let volume = ebs::volume(context, component, name, storage, Reclaim::Delete, None);
                if let Some(volume) = volume {
                    objects.extend(volume.class);
                    claim = Some(volume.claim);
                }
            } else {
                check_empty_dir(context, component, storage.as_ref());
                let limit = storage
                    .as_ref()
                    .and_then(|storage| storage.at(&["emptyDir", "sizeLimit"]).cloned());
                self.volumes.push(
                    yaml!(defaults::EMPTY_DIR => { name: "data", emptyDir: { sizeLimit: (limit) } }),
                );
            }
            let path = Node::literal(path, &defaults::PART);
            self.mounts.insert(
                0,
                yaml!(defaults::PART => { name: "data", mountPath: (path) }),
            );
        }
        let metadata = self.metadata(context, self.name.clone());
        let pods = selector(component, &self.name);
        let name = self.name.clone();
        let keeps_data = self.facts.data.is_some();
        let template = self.template(context);
        let node = match claim {
            Some(claim) => yaml!(defaults::STATEFUL_SET => {
                apiVersion: "apps/v1",
                kind: "StatefulSet",
                metadata: (metadata),
                spec: {
                    replicas: 1 @ defaults::REPLICAS,
                    serviceName: (name),
                    selector: { matchLabels: (pods) },
                    persistentVolumeClaimRetentionPolicy: { whenDeleted: "Retain", whenScaled: "Retain" },
                    template: (template),
                    volumeClaimTemplates: [(claim)],
                },
            }),
            None => {
                let recreate =
                    keeps_data.then(|| yaml!(defaults::RECREATE => { type: "Recreate" }));
                yaml!(defaults::DEPLOYMENT => {
                    apiVersion: "apps/v1",
                    kind: "Deployment",
                    metadata: (metadata),
                    spec: {
                        replicas: 1 @ defaults::REPLICAS,
                        strategy: (recreate),
                        revisionHistoryLimit: 3,
                        selector: { matchLabels: (pods) },
                        template: (template),
                    },
                })
            }
        };
        objects.extend(object(component, node));
        objects
    }

    fn template(mut self, context: &Context) -> Node {
        let component = self.component;
        let own = self.effective();
        if let Some((volume, mount)) = volumes::tmp(&own, "tmp", &self.mounts) {
            self.volumes.push(volume);
            self.mounts.push(mount);
        }
        let around = Around {
            name: self.name.clone(),
            ports: &Ports::of(&own),
            env_from: Vec::new(),
            mounts: std::mem::take(&mut self.mounts),
            lifecycle: None,
            restart: None,
        };
        let main = container(context, component, &own, around);
        let mut annotations = Mapping::new();
        if self.facts.data.is_some() {
            annotations.insert(
                "karpenter.sh/do-not-disrupt",
                Node::literal("true", &defaults::DO_NOT_DISRUPT),
            );
        }
        let pod_labels = labels(context, component, &self.name);
        let pod = yaml!(defaults::PART => { labels: (pod_labels) });
        let account = service_account_name(&self.name, self.spec.value_of("serviceAccount"));
        let token = self
            .facts
            .calls_api
            .then(|| Node::literal(true, &defaults::TOKEN));
        yaml!(defaults::PART => {
            metadata: (annotate(pod, annotations)),
            spec: {
                serviceAccountName: (account),
                automountServiceAccountToken: (token),
                enableServiceLinks: false @ crate::expand::defaults::app::SERVICE_LINKS,
                securityContext: (self.pod_security()),
                initContainers: (some(std::mem::take(&mut self.before))),
                containers: [(main)],
                volumes: (some(std::mem::take(&mut self.volumes))),
            },
        })
    }

    /// Returns the securityContext of the pod: the user of the image, who must own the volume.
    pub(super) fn pod_security(&self) -> Option<Node> {
        let mut ids = Mapping::new();
        for key in ["runAsUser", "runAsGroup", "fsGroup"] {
            ids.insert(key, Node::literal(self.facts.user, &defaults::USER));
        }
        if self.facts.data.is_none() {
            ids.remove("fsGroup");
        }
        let ids = Node::literal(ids, &defaults::USER);
        over(security::pod(None)?, Some(&ids))
    }
}

/// Reports settings of a disk where there is none.
fn check_empty_dir(context: &Context, component: &Component, storage: Option<&Node>) {
    let entries = storage.and_then(Node::as_map).into_iter().flatten();
    for entry in entries {
        if entry.key.name == "emptyDir" || entry.value.is_null() {
            continue;
        }
        let message = format!(
            "`{}` is for a volume on EBS, this storage is an emptyDir",
            entry.key.name
        );
        let finding = Diagnostic::new(Code::StorageContradiction, message)
            .at(entry.value.span().or(entry.key.span))
            .on(&component.owner)
            .help("add `size: 50Gi`, or write `storage: emptyDir`");
        context.session.report(finding);
    }
}
