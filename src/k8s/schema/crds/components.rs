//! A table of the components whose definitions are embedded, and of the groups that others bring.
//!
//! Facts of types alone were taken from their published definitions: names, types, bounds, rules; no prose. The folder of
//! definitions that `cargo xtask codegen crds` reads has a folder `id@version` for each.

/// A component of a cluster that brings definitions.
#[derive(Debug, PartialEq, Eq)]
pub struct Component {
    /// Its name, as its repository is called.
    pub id: &'static str,
    /// The version whose definitions are embedded.
    pub version: &'static str,
    /// The licence of the definitions, as SPDX calls it.
    pub licence: &'static str,
    /// The Go module that has them.
    pub source: &'static str,
}

impl Component {
    /// Says in a note that its definition is the judge.
    pub fn judges(&self) -> String {
        format!(
            "so says the definition of {} {}, which is built in; name another with `--crd-dir`, or in `crds` of the environment",
            self.id, self.version
        )
    }
}

const fn component(id: &'static str, version: &'static str, source: &'static str) -> Component {
    Component {
        id,
        version,
        licence: "Apache-2.0",
        source,
    }
}

/// The components, sorted by name.
pub static COMPONENTS: &[Component] = &[
    component(
        "ack-iam",
        "1.3.1",
        "github.com/aws-controllers-k8s/iam-controller",
    ),
    component(
        "amazon-vpc-cni",
        "1.23.2",
        "github.com/aws/amazon-vpc-cni-k8s, and k8s.io/kops 1.35.1 for PolicyEndpoint",
    ),
    component(
        "amazon-vpc-resource-controller",
        "1.8.2",
        "github.com/aws/amazon-vpc-resource-controller-k8s",
    ),
    component("argo-cd", "3.5.7", "github.com/argoproj/argo-cd/v3"),
    component(
        "argo-rollouts",
        "1.10.1",
        "github.com/argoproj/argo-rollouts",
    ),
    component(
        "aws-load-balancer-controller",
        "3.5.0",
        "github.com/kubernetes-sigs/aws-load-balancer-controller",
    ),
    component("calico", "3.32.0", "github.com/tigera/operator 1.43.0"),
    component(
        "cert-manager",
        "1.21.2",
        "github.com/cert-manager/cert-manager",
    ),
    component("external-dns", "0.22.0", "sigs.k8s.io/external-dns"),
    component(
        "external-secrets",
        "2.9.0",
        "github.com/external-secrets/external-secrets",
    ),
    component(
        "external-snapshotter",
        "8.7.0",
        "github.com/kubernetes-csi/external-snapshotter/client/v8",
    ),
    component(
        "flux-helm-controller",
        "1.6.1",
        "github.com/fluxcd/helm-controller",
    ),
    component(
        "flux-kustomize-controller",
        "1.9.5",
        "github.com/fluxcd/kustomize-controller",
    ),
    component(
        "flux-notification-controller",
        "1.9.2",
        "github.com/fluxcd/notification-controller",
    ),
    component(
        "flux-source-controller",
        "1.9.5",
        "github.com/fluxcd/source-controller",
    ),
    component("gateway-api", "1.6.1", "sigs.k8s.io/gateway-api"),
    component(
        "karpenter",
        "1.14.1",
        "sigs.k8s.io/karpenter, github.com/aws/karpenter-provider-aws",
    ),
    component("keda", "2.21.0", "github.com/kedacore/keda/v2"),
    component(
        "prometheus-operator",
        "0.93.1",
        "github.com/prometheus-operator/prometheus-operator",
    ),
    component(
        "sealed-secrets",
        "0.40.0",
        "github.com/bitnami-labs/sealed-secrets",
    ),
    component(
        "secrets-store-csi-driver",
        "1.6.0",
        "sigs.k8s.io/secrets-store-csi-driver",
    ),
    component("tigera-operator", "1.43.0", "github.com/tigera/operator"),
    component("velero", "1.18.3", "github.com/vmware-tanzu/velero"),
    component(
        "vertical-pod-autoscaler",
        "1.8.1",
        "k8s.io/autoscaler/vertical-pod-autoscaler",
    ),
];

/// Who brings the definitions of a group, where none are embedded: the end of the group, and the component.
pub(super) static OTHERS: &[(&str, &str)] = &[
    ("aga.k8s.aws", "AWS Load Balancer Controller"),
    ("appmesh.k8s.aws", "App Mesh, which was discontinued,"),
    ("cilium.io", "Cilium"),
    (
        "cloudwatch.aws.amazon.com",
        "the Amazon CloudWatch Observability add-on",
    ),
    ("crossplane.io", "Crossplane"),
    ("eks.amazonaws.com", "EKS Auto Mode"),
    ("elbv2.k8s.aws", "AWS Load Balancer Controller"),
    ("external-secrets.io", "External Secrets"),
    ("gateway.k8s.aws", "AWS Load Balancer Controller"),
    ("grafana.integreatly.org", "Grafana Operator"),
    ("image.toolkit.fluxcd.io", "Flux"),
    ("istio.io", "Istio"),
    ("k8s.elastic.co", "Elastic Cloud on Kubernetes"),
    ("kro.run", "kro"),
    ("kyverno.io", "Kyverno"),
    ("loki.grafana.com", "Loki Operator"),
    ("monitoring.grafana.com", "Grafana Alloy"),
    ("networking.k8s.aws", "the network policy controller of EKS"),
    ("opentelemetry.io", "OpenTelemetry Operator"),
    ("projectcalico.org", "Calico"),
    ("services.k8s.aws", "AWS Controllers for Kubernetes (ACK)"),
    ("toolkit.fluxcd.io", "Flux"),
    ("traefik.io", "Traefik"),
    ("vpcresources.k8s.aws", "the VPC resource controller of EKS"),
];
