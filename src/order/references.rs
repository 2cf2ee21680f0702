//! What an object names: the fields of Kubernetes and of the custom resources we know that mean "this must be there".
//!
//! Left out on purpose: `NetworkPolicy` (it names peers, it needs none of them), the conversion webhook of a
//! CustomResourceDefinition (its Service lives in a namespace that everything waits for) and selectors.

use super::why::Why;
use crate::k8s::{Object, ObjectId, containers, pod_spec, scale_target};
use crate::text::Span;
use crate::yaml::Node;

/// One name of another object.
pub struct Reference<'o> {
    /// The API group; empty for the core group.
    pub group: &'o str,
    /// The kind.
    pub kind: &'o str,
    /// Empty for an object of the cluster.
    pub namespace: &'o str,
    /// The name.
    pub name: &'o str,
    /// What the object needs it for.
    pub why: Why,
    /// The place of the name.
    pub span: Option<Span>,
}

/// Collects references from one object.
struct Finder<'o, 'f> {
    object: &'o Object,
    found: &'f mut dyn FnMut(Reference<'o>),
}

const ESO: &str = "external-secrets.io";

/// Calls `found` with everything that an object names.
pub fn references<'o>(object: &'o Object, found: &mut dyn FnMut(Reference<'o>)) {
    let mut finder = Finder { object, found };
    if let Some(spec) = pod_spec(object) {
        finder.pod(spec);
    }
    let Some(spec) = object.node.get("spec") else {
        return finder.without_spec();
    };
    let ObjectId { group, kind, .. } = &object.id;
    match (group.as_str(), kind.as_str()) {
        ("apps", "StatefulSet") => {
            finder.name(spec.value_of("serviceName"), "", "Service", Why::Names);
            for claim in items(spec.value_of("volumeClaimTemplates")) {
                finder.claim(claim.value_of("spec"));
            }
        }
        ("", "PersistentVolumeClaim") => finder.claim(Some(spec)),
        ("", "PersistentVolume") => finder.of_cluster(
            spec.value_of("storageClassName"),
            "storage.k8s.io",
            "StorageClass",
            Why::Class,
        ),
        ("snapshot.storage.k8s.io", "VolumeSnapshot") => {
            finder.of_cluster(
                spec.value_of("volumeSnapshotClassName"),
                group,
                "VolumeSnapshotClass",
                Why::Class,
            );
            let claim = spec.at(&["source", "persistentVolumeClaimName"]);
            finder.name(claim, "", "PersistentVolumeClaim", Why::Names);
        }
        ("networking.k8s.io", "Ingress") => finder.ingress(spec),
        ("networking.k8s.io", "IngressClass") => {
            finder.typed(spec.value_of("parameters"), "apiGroup", Why::Class);
        }
        ("gateway.networking.k8s.io", "GatewayClass") => {
            finder.typed(spec.value_of("parametersRef"), "group", Why::Class);
        }
        ("gateway.networking.k8s.io", "Gateway") => finder.of_cluster(
            spec.value_of("gatewayClassName"),
            group,
            "GatewayClass",
            Why::Class,
        ),
        ("gateway.networking.k8s.io", _) => finder.route(spec),
        ("elbv2.k8s.aws" | "eks.amazonaws.com", "TargetGroupBinding") => {
            let service = spec.at(&["serviceRef", "name"]);
            finder.name(service, "", "Service", Why::Backend);
        }
        ("external-secrets.io", "SecretStore" | "ClusterSecretStore") => finder.accounts(spec),
        ("external-secrets.io", "ClusterExternalSecret") => {
            finder.stores(spec.value_of("externalSecretSpec"));
        }
        ("external-secrets.io", _) => finder.stores(Some(spec)),
        ("cert-manager.io", "Certificate") => finder.issuer(spec.value_of("issuerRef")),
        ("autoscaling" | "keda.sh" | "autoscaling.k8s.io", _) => finder.scaler(spec),
        ("karpenter.sh", "NodePool") => {
            let class = spec.at(&["template", "spec", "nodeClassRef"]);
            finder.typed(class, "group", Why::Class);
        }
        ("monitoring.coreos.com", _) => {
            let account = spec.value_of("serviceAccountName");
            finder.name(account, "", "ServiceAccount", Why::ServiceAccount);
            for secret in items(spec.value_of("secrets")) {
                finder.name(Some(secret), "", "Secret", Why::Secret);
            }
        }
        ("apiregistration.k8s.io", "APIService") => finder.service_of(spec.value_of("service")),
        _ => {}
    }
}

fn items(list: Option<&Node>) -> &[Node] {
    list.and_then(Node::as_list).unwrap_or_default()
}

fn text(node: Option<&Node>) -> Option<&str> {
    node.and_then(Node::as_str)
}

impl<'o> Finder<'o, '_> {
    fn add(
        &mut self,
        name: Option<&'o Node>,
        group: &'o str,
        kind: &'o str,
        namespace: &'o str,
        why: Why,
    ) {
        let Some((node, name)) = name.and_then(|node| Some((node, node.as_str()?))) else {
            return;
        };
        (self.found)(Reference {
            group,
            kind,
            namespace,
            name,
            why,
            span: node.span(),
        });
    }

    /// Adds an object of the same namespace.
    fn name(&mut self, name: Option<&'o Node>, group: &'o str, kind: &'o str, why: Why) {
        self.add(name, group, kind, &self.object.id.namespace, why);
    }

    fn of_cluster(&mut self, name: Option<&'o Node>, group: &'o str, kind: &'o str, why: Why) {
        self.add(name, group, kind, "", why);
    }

    /// Adds what a map of group, kind, name and perhaps namespace names.
    fn typed(&mut self, reference: Option<&'o Node>, group: &str, why: Why) {
        let Some(reference) = reference else { return };
        let namespace = text(reference.value_of("namespace")).unwrap_or_default();
        let group = text(reference.value_of(group)).unwrap_or_default();
        if let Some(kind) = text(reference.value_of("kind")) {
            self.add(reference.value_of("name"), group, kind, namespace, why);
        }
    }

    fn pod(&mut self, spec: &'o Node) {
        let account = spec.value_of("serviceAccountName");
        self.name(account, "", "ServiceAccount", Why::ServiceAccount);
        let priority = spec.value_of("priorityClassName");
        self.of_cluster(priority, "scheduling.k8s.io", "PriorityClass", Why::Class);
        let runtime = spec.value_of("runtimeClassName");
        self.of_cluster(runtime, "node.k8s.io", "RuntimeClass", Why::Class);
        for secret in items(spec.value_of("imagePullSecrets")) {
            self.name(secret.value_of("name"), "", "Secret", Why::Secret);
        }
        for volume in items(spec.value_of("volumes")) {
            self.volume(volume);
        }
        for container in containers(spec) {
            self.container(container);
        }
    }

    fn volume(&mut self, volume: &'o Node) {
        let secret = volume.at(&["secret", "secretName"]);
        self.name(secret, "", "Secret", Why::Secret);
        let config = volume.at(&["configMap", "name"]);
        self.name(config, "", "ConfigMap", Why::ConfigMap);
        let claim = volume.at(&["persistentVolumeClaim", "claimName"]);
        self.name(claim, "", "PersistentVolumeClaim", Why::Names);
        let provider = volume.at(&["csi", "volumeAttributes", "secretProviderClass"]);
        let group = "secrets-store.csi.x-k8s.io";
        self.name(provider, group, "SecretProviderClass", Why::Secret);
        self.claim(volume.at(&["ephemeral", "volumeClaimTemplate", "spec"]));
        for source in items(volume.at(&["projected", "sources"])) {
            self.name(source.at(&["secret", "name"]), "", "Secret", Why::Secret);
            let config = source.at(&["configMap", "name"]);
            self.name(config, "", "ConfigMap", Why::ConfigMap);
        }
    }

    fn container(&mut self, container: &'o Node) {
        for source in items(container.value_of("envFrom")) {
            let secret = source.at(&["secretRef", "name"]);
            self.name(secret, "", "Secret", Why::Secret);
            let config = source.at(&["configMapRef", "name"]);
            self.name(config, "", "ConfigMap", Why::ConfigMap);
        }
        for variable in items(container.value_of("env")) {
            let Some(from) = variable.value_of("valueFrom") else {
                continue;
            };
            let secret = from.at(&["secretKeyRef", "name"]);
            self.name(secret, "", "Secret", Why::Secret);
            let config = from.at(&["configMapKeyRef", "name"]);
            self.name(config, "", "ConfigMap", Why::ConfigMap);
        }
    }

    fn claim(&mut self, spec: Option<&'o Node>) {
        let Some(spec) = spec else { return };
        let class = spec.value_of("storageClassName");
        self.of_cluster(class, "storage.k8s.io", "StorageClass", Why::Class);
        let attributes = spec.value_of("volumeAttributesClassName");
        let kind = "VolumeAttributesClass";
        self.of_cluster(attributes, "storage.k8s.io", kind, Why::Class);
        for key in ["dataSourceRef", "dataSource"] {
            let Some(source) = spec.value_of(key) else {
                continue;
            };
            if text(source.value_of("kind")) == Some("VolumeSnapshot") {
                let group = text(source.value_of("apiGroup")).unwrap_or_default();
                self.name(source.value_of("name"), group, "VolumeSnapshot", Why::Names);
            }
        }
    }

    fn ingress(&mut self, spec: &'o Node) {
        let class = spec.value_of("ingressClassName");
        self.of_cluster(class, "networking.k8s.io", "IngressClass", Why::Class);
        for tls in items(spec.value_of("tls")) {
            self.name(tls.value_of("secretName"), "", "Secret", Why::Secret);
        }
        let default = spec.at(&["defaultBackend", "service", "name"]);
        self.name(default, "", "Service", Why::Backend);
        for rule in items(spec.value_of("rules")) {
            for path in items(rule.at(&["http", "paths"])) {
                let service = path.at(&["backend", "service", "name"]);
                self.name(service, "", "Service", Why::Backend);
            }
        }
    }

    fn route(&mut self, spec: &'o Node) {
        let own = self.object.id.namespace.as_str();
        let group = "gateway.networking.k8s.io";
        for parent in items(spec.value_of("parentRefs")) {
            let namespace = text(parent.value_of("namespace")).unwrap_or(own);
            if text(parent.value_of("kind")).unwrap_or("Gateway") == "Gateway" {
                let name = parent.value_of("name");
                self.add(name, group, "Gateway", namespace, Why::Names);
            }
        }
        for rule in items(spec.value_of("rules")) {
            for backend in items(rule.value_of("backendRefs")) {
                let namespace = text(backend.value_of("namespace")).unwrap_or(own);
                if text(backend.value_of("kind")).unwrap_or("Service") == "Service" {
                    let name = backend.value_of("name");
                    self.add(name, "", "Service", namespace, Why::Backend);
                }
            }
        }
    }

    /// Adds the stores that an ExternalSecret reads or a PushSecret writes.
    fn stores(&mut self, spec: Option<&'o Node>) {
        let Some(spec) = spec else { return };
        self.store(spec.value_of("secretStoreRef"));
        for store in items(spec.value_of("secretStoreRefs")) {
            self.store(Some(store));
        }
        for list in ["data", "dataFrom"] {
            for item in items(spec.value_of(list)) {
                self.store(item.at(&["sourceRef", "storeRef"]));
            }
        }
        let pushed = spec.at(&["selector", "secret", "name"]);
        self.name(pushed, "", "Secret", Why::Secret);
    }

    fn store(&mut self, reference: Option<&'o Node>) {
        let Some(reference) = reference else { return };
        let name = reference.value_of("name");
        match text(reference.value_of("kind")).unwrap_or("SecretStore") {
            "ClusterSecretStore" => self.of_cluster(name, ESO, "ClusterSecretStore", Why::Store),
            _ => self.name(name, ESO, "SecretStore", Why::Store),
        }
    }

    /// Adds the accounts and secrets with which a store signs in; they stand at different depths for each provider.
    fn accounts(&mut self, node: &'o Node) {
        if let Some(list) = node.as_list() {
            list.iter().for_each(|item| self.accounts(item));
        }
        for entry in node.as_map().into_iter().flatten() {
            let value = &entry.value;
            let own = self.object.id.namespace.as_str();
            let namespace = text(value.value_of("namespace")).unwrap_or(own);
            match entry.key.name.as_str() {
                "serviceAccountRef" => {
                    let name = value.value_of("name");
                    self.add(name, "", "ServiceAccount", namespace, Why::ServiceAccount);
                }
                key if key.ends_with("SecretRef") => {
                    self.add(value.value_of("name"), "", "Secret", namespace, Why::Secret);
                }
                _ => self.accounts(value),
            }
        }
    }

    fn issuer(&mut self, reference: Option<&'o Node>) {
        let Some(reference) = reference else { return };
        let group = text(reference.value_of("group")).unwrap_or("cert-manager.io");
        let name = reference.value_of("name");
        match text(reference.value_of("kind")).unwrap_or("Issuer") {
            "ClusterIssuer" => self.of_cluster(name, group, "ClusterIssuer", Why::Names),
            kind => self.name(name, group, kind, Why::Names),
        }
    }

    /// Adds what a scaler scales, and how it signs in where it reads its metrics.
    fn scaler(&mut self, spec: &'o Node) {
        for key in ["scaleTargetRef", "targetRef"] {
            let Some(target) = spec.value_of(key) else {
                continue;
            };
            let (group, kind) = scale_target(target);
            self.name(target.value_of("name"), group, kind, Why::Scales);
        }
        for trigger in items(spec.value_of("triggers")) {
            let Some(reference) = trigger.value_of("authenticationRef") else {
                continue;
            };
            let name = reference.value_of("name");
            match text(reference.value_of("kind")) {
                Some("ClusterTriggerAuthentication") => {
                    let kind = "ClusterTriggerAuthentication";
                    self.of_cluster(name, "keda.sh", kind, Why::Names);
                }
                _ => self.name(name, "keda.sh", "TriggerAuthentication", Why::Names),
            }
        }
        for secret in items(spec.value_of("secretTargetRef")) {
            self.name(secret.value_of("name"), "", "Secret", Why::Secret);
        }
    }

    fn service_of(&mut self, reference: Option<&'o Node>) {
        let Some(reference) = reference else { return };
        let namespace = text(reference.value_of("namespace")).unwrap_or_default();
        let name = reference.value_of("name");
        self.add(name, "", "Service", namespace, Why::Backend);
    }

    /// The few kinds whose references stand beside `metadata`.
    fn without_spec(&mut self) {
        let node = &self.object.node;
        match self.object.id.kind.as_str() {
            "RoleBinding" | "ClusterRoleBinding" => {
                let Some(role) = node.value_of("roleRef") else {
                    return;
                };
                let group = "rbac.authorization.k8s.io";
                let name = role.value_of("name");
                match text(role.value_of("kind")) {
                    Some("Role") => self.name(name, group, "Role", Why::Names),
                    _ => self.of_cluster(name, group, "ClusterRole", Why::Names),
                }
            }
            "ServiceAccount" => {
                for secret in items(node.value_of("imagePullSecrets")) {
                    self.name(secret.value_of("name"), "", "Secret", Why::Secret);
                }
            }
            "MutatingWebhookConfiguration" | "ValidatingWebhookConfiguration" => {
                for webhook in items(node.value_of("webhooks")) {
                    self.service_of(webhook.at(&["clientConfig", "service"]));
                }
            }
            _ => {}
        }
    }
}
