//! The Services behind load balancers, and how their pods are reached.

use rustc_hash::FxHashSet;

use super::annotations::{self, Annotation, PREFIX, SERVICE_PREFIX, annotation};
use super::fronts::{Front, fronts};
use crate::k8s::{LabelSelector, Object};
use crate::validate::findings::{items, text};
use crate::validate::pods::Pod;
use crate::validate::tree::Tree;
use crate::yaml::{Mapping, Node, Value};

/// How a target group reaches pods.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::validate) enum TargetType {
    /// By the port of a node.
    Instance,
    /// By the address of the pod.
    Ip,
}

/// A Service behind a load balancer.
pub(in crate::validate) struct Target<'a> {
    /// The Ingress; a Service that is a load balancer itself has none.
    pub(in crate::validate) front: Option<Front<'a>>,
    pub(in crate::validate) service: &'a Object,
    /// The `service` of the backend that names it, or the port of the Service.
    pub(in crate::validate) place: &'a Node,
    /// The kind of target; `None` where only the controller's default, `instance` unless it was changed, decides.
    pub(in crate::validate) kind: Option<TargetType>,
    /// The positions of the pods that the Service selects.
    pods: Vec<usize>,
    /// The annotations of the Service.
    annotations: Option<&'a Mapping>,
    /// The port of the Service that the backend names.
    port: Option<&'a Node>,
}

impl<'a> Target<'a> {
    /// Returns the object that makes the load balancer.
    pub(in crate::validate) fn object(&self) -> &'a Object {
        self.front
            .as_ref()
            .map_or(self.service, |front| front.ingress)
    }

    /// Returns an annotation, by its name for an ALB and that for an NLB.
    pub(in crate::validate) fn annotation(
        &self,
        alb: &str,
        nlb: &str,
    ) -> Option<(&'a Object, Annotation<'a>)> {
        let of_service = |prefix, name| {
            let found = annotations::among(self.annotations, prefix, name)?;
            Some((self.service, found))
        };
        match &self.front {
            Some(front) => {
                of_service(PREFIX, alb).or_else(|| Some((front.ingress, front.annotation(alb)?)))
            }
            None => of_service(SERVICE_PREFIX, nlb),
        }
    }

    /// Returns an attribute of the target group.
    pub(in crate::validate) fn attribute(
        &self,
        key: &str,
    ) -> Option<(&'a Object, Annotation<'a>, &'a str)> {
        let (object, attributes) = self.annotation(
            "target-group-attributes",
            "aws-load-balancer-target-group-attributes",
        )?;
        Some((object, attributes, attributes.attribute(key)?))
    }

    /// Returns the port of the Service that the backend names.
    pub(in crate::validate) fn port(&self) -> Option<&'a Node> {
        self.port
    }

    /// Returns the pods that it selects.
    pub(in crate::validate) fn pods<'t>(
        &'t self,
        tree: &'t Tree<'a>,
    ) -> impl Iterator<Item = &'t Pod<'a>> {
        self.pods.iter().map(|at| tree.pods.at(*at))
    }
}

/// Returns the port of a Service that the `service` of a backend names.
fn named_port<'a>(service: &'a Object, backend: &Node) -> Option<&'a Node> {
    let ports = items(service.node.value_of("spec")?, "ports");
    let wanted = backend.value_of("port")?;
    let (field, wanted) = match wanted.value_of("name") {
        Some(name) => ("name", name),
        None => ("port", wanted.value_of("number")?),
    };
    ports.iter().find(|port| port.get(field) == Some(wanted))
}

/// Returns the pods that a Service selects.
pub(in crate::validate) fn selected<'t, 'a>(
    tree: &'t Tree<'a>,
    service: &Object,
) -> Vec<&'t Pod<'a>> {
    positions(tree, service)
        .into_iter()
        .map(|at| tree.pods.at(at))
        .collect()
}

fn positions(tree: &Tree<'_>, service: &Object) -> Vec<usize> {
    let Some(selector) = service
        .node
        .at(&["spec", "selector"])
        .map(LabelSelector::equal_to)
    else {
        return Vec::new();
    };
    if selector.is_empty() {
        return Vec::new();
    }
    let positions = tree.pods.positions(&service.id.namespace, &selector);
    positions.collect()
}

/// Returns each Service that a load balancer sends to, once per Ingress and port.
pub(in crate::validate) fn targets<'t, 'a>(tree: &'t Tree<'a>) -> &'t [Target<'a>] {
    tree.load_balancers.targets.get_or_init(|| find(tree))
}

fn find<'a>(tree: &Tree<'a>) -> Vec<Target<'a>> {
    let mut targets = Vec::new();
    for ingress in fronts(tree) {
        let mut seen = FxHashSet::default();
        for place in ingress.backends() {
            let port = place.value_of("port");
            if port.and_then(|port| text(port, &["name"])) == Some("use-annotation") {
                continue;
            }
            let name = text(place, &["name"]).unwrap_or_default();
            let Some(service) = tree.get("", "Service", &ingress.ingress.id.namespace, name) else {
                continue;
            };
            let port =
                port.and_then(|port| port.value_of("name").or(port.value_of("number"))?.to_text());
            if seen.insert((name, port)) {
                targets.push(Target {
                    kind: kind_behind(ingress, service),
                    front: Some(ingress.clone()),
                    service,
                    place,
                    pods: positions(tree, service),
                    annotations: annotations::all(service),
                    port: named_port(service, place),
                });
            }
        }
    }
    for service in tree
        .of_kind("Service")
        .iter()
        .filter(|service| is_nlb(service))
    {
        let ports = service
            .node
            .value_of("spec")
            .map(|spec| items(spec, "ports"));
        if let Some(place) = ports.and_then(<[Node]>::first) {
            let kind = annotation(service, SERVICE_PREFIX, "aws-load-balancer-nlb-target-type");
            let old = annotation(service, SERVICE_PREFIX, "aws-load-balancer-type");
            let kind = match (kind.map(|kind| kind.text), old.map(|old| old.text)) {
                (Some("ip"), _) | (_, Some("nlb-ip")) => Some(TargetType::Ip),
                (Some("instance"), _) => Some(TargetType::Instance),
                _ => None,
            };
            targets.push(Target {
                front: None,
                service,
                place,
                kind,
                pods: positions(tree, service),
                annotations: annotations::all(service),
                port: Some(place),
            });
        }
    }
    targets
}

/// Returns whether the AWS Load Balancer Controller, or EKS Auto Mode, makes an NLB of a Service.
pub(in crate::validate) fn is_nlb(service: &Object) -> bool {
    if !service.id.group.is_empty()
        || text(&service.node, &["spec", "type"]) != Some("LoadBalancer")
    {
        return false;
    }
    match text(&service.node, &["spec", "loadBalancerClass"]) {
        Some(class) => matches!(class, "service.k8s.aws/nlb" | "eks.amazonaws.com/nlb"),
        None => annotation(service, SERVICE_PREFIX, "aws-load-balancer-type")
            .is_some_and(|kind| matches!(kind.text, "external" | "nlb-ip")),
    }
}

fn kind_behind(front: &Front<'_>, service: &Object) -> Option<TargetType> {
    let parameter = front
        .params
        .and_then(|params| text(params, &["targetType"]));
    let stated = parameter
        .or_else(|| annotation(service, PREFIX, "target-type").map(|stated| stated.text))
        .or_else(|| front.annotation("target-type").map(|stated| stated.text));
    match stated? {
        "ip" => Some(TargetType::Ip),
        "instance" => Some(TargetType::Instance),
        _ => None,
    }
}

/// Returns the port of a container that a number or name means in a pod.
pub(in crate::validate) fn container_port(pod: &Pod<'_>, target: &Node) -> Option<i64> {
    match &target.value {
        Value::Int(number) => Some(*number),
        Value::String(name) => pod
            .running()
            .flat_map(|container| items(container, "ports"))
            .find(|port| text(port, &["name"]) == Some(name))
            .and_then(|port| port.value_of("containerPort")?.as_int()),
        _ => None,
    }
}

/// Returns the number that a port of a Service sends to in a pod.
pub(in crate::validate) fn target_port(pod: &Pod<'_>, port: &Node) -> Option<i64> {
    container_port(pod, port.value_of("targetPort").or(port.value_of("port"))?)
}
