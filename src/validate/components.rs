//! A table of programs that rules know by their images, wherever they were mirrored.

use std::sync::OnceLock;

use crate::k8s::{Image, Object};
use crate::validate::findings::{items, text};
use crate::validate::pods::Pod;
use crate::validate::tree::Tree;
use crate::yaml::Node;

/// A program of the platform.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Component {
    AppMesh,
    ClusterAutoscaler,
    EbsCsiDriver,
    ExternalDns,
    IngressNginx,
    Karpenter,
    KubeOpsView,
    LoadBalancerController,
    MetricsServer,
    PrometheusAdapter,
    Promtail,
    TerminationHandler,
}

const IMAGES: &[(&str, Component)] = &[
    ("appmesh-controller", Component::AppMesh),
    ("aws-ebs-csi-driver", Component::EbsCsiDriver),
    (
        "aws-load-balancer-controller",
        Component::LoadBalancerController,
    ),
    (
        "aws-node-termination-handler",
        Component::TerminationHandler,
    ),
    ("cluster-autoscaler", Component::ClusterAutoscaler),
    ("external-dns", Component::ExternalDns),
    ("kube-ops-view", Component::KubeOpsView),
    ("metrics-server", Component::MetricsServer),
    ("nginx-ingress-controller", Component::IngressNginx),
    ("prometheus-adapter", Component::PrometheusAdapter),
    ("promtail", Component::Promtail),
];

/// Programs that keep data, and the folders they keep it in.
pub(super) const DATA: &[(&str, &[&str])] = &[
    ("elasticsearch", &["/usr/share/elasticsearch/data"]),
    ("etcd", &["/var/lib/etcd", "/etcd-data"]),
    ("grafana", &["/var/lib/grafana"]),
    ("influxdb", &["/var/lib/influxdb"]),
    ("loki", &["/loki", "/var/loki", "/data"]),
    ("mariadb", &["/var/lib/mysql"]),
    ("mongo", &["/data/db"]),
    ("mysql", &["/var/lib/mysql"]),
    ("opensearch", &["/usr/share/opensearch/data"]),
    ("postgres", &["/var/lib/postgresql"]),
    ("prometheus", &["/prometheus", "/data"]),
    ("rabbitmq", &["/var/lib/rabbitmq"]),
    ("vault", &["/vault/data"]),
];

/// Returns which program a container runs.
pub(super) fn component(container: &Node) -> Option<Component> {
    let image = Image::parse(text(container, &["image"])?);
    // Two that have no name of their own.
    if image.repository.ends_with("karpenter/controller") {
        return Some(Component::Karpenter);
    }
    if image.repository.ends_with("ingress-nginx/controller") {
        return Some(Component::IngressNginx);
    }
    let found = IMAGES.iter().find(|(name, _)| *name == image.name());
    found.map(|(_, component)| *component)
}

/// The containers of all programs: the position of the pod among those to judge, the container, the program.
pub(super) type Containers<'a> = OnceLock<Vec<(usize, &'a Node, Component)>>;

/// Returns every container of a program, and its pod.
pub(super) fn containers_of<'t, 'a>(
    tree: &'t Tree<'a>,
    wanted: Component,
) -> impl Iterator<Item = (&'t Pod<'a>, &'a Node)> {
    let found = tree.components.get_or_init(|| {
        let containers = tree.pods.iter().enumerate();
        let containers = containers.flat_map(|(at, pod)| pod.running().map(move |it| (at, it)));
        let known = containers.filter_map(|(at, it)| Some((at, it, component(it)?)));
        known.collect()
    });
    let found = found.iter().filter(move |(.., found)| *found == wanted);
    found.filter_map(|(at, container, _)| Some((tree.pods.iter().nth(*at)?, *container)))
}

/// Returns the words of a container's command line.
pub(super) fn words(container: &Node) -> impl Iterator<Item = (&Node, &str)> {
    let words = ["command", "args"]
        .into_iter()
        .flat_map(move |list| items(container, list));
    words.filter_map(|word| Some((word, word.as_str()?)))
}

/// Returns the value of an option `--name=value` or `--name value`.
pub(super) fn option<'n>(container: &'n Node, name: &str) -> Option<(&'n Node, &'n str)> {
    let all: Vec<(&Node, &str)> = words(container).collect();
    all.iter().enumerate().find_map(|(at, (node, word))| {
        let rest = word.strip_prefix(name)?;
        match rest.strip_prefix('=') {
            Some(value) => Some((*node, value)),
            None if rest.is_empty() => Some((*node, all.get(at + 1).map_or("", |(_, next)| *next))),
            None => None,
        }
    })
}

/// Returns whether its pods come and go by nature.
pub(super) fn is_replaceable(object: &Object) -> bool {
    matches!(
        object.id.kind.as_str(),
        "Job" | "CronJob" | "ScaledJob" | "Pod"
    )
}

/// Returns whether a container calls the API of AWS for the cluster: of the EBS driver the controller alone, not its part on nodes.
pub(super) fn manages_aws(container: &Node) -> bool {
    match component(container) {
        Some(
            Component::ClusterAutoscaler | Component::Karpenter | Component::LoadBalancerController,
        ) => true,
        Some(Component::EbsCsiDriver) => words(container).any(|(_, word)| word == "controller"),
        _ => false,
    }
}
