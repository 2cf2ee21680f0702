//! The Application Load Balancers of Ingresses: which Ingresses share one, and what class and annotations say about it.
//!
//! The order in which the controller asks (`pkg/ingress` of kubernetes-sigs/aws-load-balancer-controller): parameters of the
//! class win over annotations of the Ingress, and annotations of a Service over those of the Ingress that leads to it.

use std::collections::BTreeMap;

use ecow::EcoString;

use super::annotations::{self, Annotation, PREFIX, annotation};
use crate::k8s::Object;
use crate::validate::findings::{items, text};
use crate::validate::tree::Tree;
use crate::yaml::{Mapping, Node};

/// An Ingress and the load balancer it belongs to.
#[derive(Clone)]
pub(in crate::validate) struct Front<'a> {
    pub(in crate::validate) ingress: &'a Object,
    /// The name of the group, or the identity of an Ingress without one.
    pub(in crate::validate) group: EcoString,
    /// Whether Ingresses share it by a group.
    pub(in crate::validate) shared: bool,
    /// `spec` of the IngressClassParams of its class.
    pub(in crate::validate) params: Option<&'a Node>,
    /// Whether an ALB will serve it, and not another controller.
    pub(in crate::validate) is_alb: bool,
    /// Whether its class is known, so that what the class does not state nobody states.
    pub(in crate::validate) knows_class: bool,
    /// What many rules ask of each Ingress lies together here; its nodes are far apart.
    annotations: Option<&'a Mapping>,
    rules: &'a [Node],
}

/// A port that a load balancer listens on.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::validate) struct Listener {
    pub(in crate::validate) port: i64,
    pub(in crate::validate) https: bool,
}

impl<'a> Front<'a> {
    /// Returns an annotation of the Ingress.
    pub(in crate::validate) fn annotation(&self, name: &str) -> Option<Annotation<'a>> {
        annotations::among(self.annotations, PREFIX, name)
    }

    /// Returns what decides: the parameter of the class, else the annotation.
    pub(in crate::validate) fn stated(&self, parameter: &str, name: &str) -> Option<&'a Node> {
        let parameter = self.params.and_then(|params| params.value_of(parameter));
        parameter.or_else(|| self.annotation(name).map(|annotation| annotation.node))
    }

    /// Returns the certificates, where they are stated: `None` leaves it to discovery.
    pub(in crate::validate) fn certificates(&self) -> Option<&'a Node> {
        self.stated("certificateArn", "certificate-arn")
            .or_else(|| self.params?.value_of("certificateARNs"))
    }

    /// Returns the ports it listens on; none where `listen-ports` cannot be read.
    pub(in crate::validate) fn listeners(&self) -> Vec<Listener> {
        let Some(annotation) = self.annotation("listen-ports") else {
            let https = self.certificates().is_some();
            let port = if https { 443 } else { 80 };
            return vec![Listener { port, https }];
        };
        let entries: Vec<BTreeMap<String, i64>> =
            serde_json::from_str(annotation.text).unwrap_or_default();
        let ports = entries.into_iter().flatten();
        ports
            .map(|(protocol, port)| Listener {
                port,
                https: protocol == "HTTPS",
            })
            .collect()
    }

    /// Returns every path: the rule, the entry of its path, and the backend's Service by name.
    pub(in crate::validate) fn paths(
        &self,
    ) -> impl Iterator<Item = (&'a Node, &'a Node)> + use<'a> {
        self.rules.iter().flat_map(|rule| {
            let paths = rule.value_of("http").map(|http| items(http, "paths"));
            paths
                .unwrap_or_default()
                .iter()
                .map(move |path| (rule, path))
        })
    }

    /// Returns the `service` of every backend, that of `defaultBackend` included.
    pub(in crate::validate) fn backends(&self) -> impl Iterator<Item = &'a Node> + use<'a> {
        let default = self.ingress.node.at(&["spec", "defaultBackend", "service"]);
        self.paths()
            .filter_map(|(_, path)| path.at(&["backend", "service"]))
            .chain(default)
    }
}

fn front<'a>(tree: &Tree<'a>, ingress: &'a Object) -> Front<'a> {
    let old = || {
        text(
            &ingress.node,
            &["metadata", "annotations", "kubernetes.io/ingress.class"],
        )
    };
    let class = text(&ingress.node, &["spec", "ingressClassName"]).or_else(old);
    let class = class.unwrap_or_default();
    let described = tree.get("networking.k8s.io", "IngressClass", "", class);
    let params = described
        .and_then(|class| text(&class.node, &["spec", "parameters", "name"]))
        .and_then(|name| {
            ["elbv2.k8s.aws", "eks.amazonaws.com"]
                .iter()
                .find_map(|group| tree.get(group, "IngressClassParams", "", name))
        })
        .and_then(|params| params.node.value_of("spec"));
    let group = annotation(ingress, PREFIX, "group.name").map(|annotation| annotation.text);
    let group = params
        .and_then(|params| text(params, &["group", "name"]))
        .or(group);
    let controller = described.and_then(|class| text(&class.node, &["spec", "controller"]));
    let is_alb = match controller {
        Some(controller) => matches!(controller, "ingress.k8s.aws/alb" | "eks.amazonaws.com/alb"),
        None => class == "alb" || group.is_some() || annotates(ingress),
    };
    Front {
        ingress,
        shared: group.is_some(),
        group: match group {
            Some(group) => group.into(),
            None => ecow::eco_format!("{}", ingress.id),
        },
        params,
        is_alb,
        knows_class: described.is_some() || class == "alb",
        annotations: annotations::all(ingress),
        rules: ingress
            .node
            .value_of("spec")
            .map_or(&[], |spec| items(spec, "rules")),
    }
}

/// Returns the Ingresses that an ALB serves.
pub(in crate::validate) fn fronts<'t, 'a>(
    tree: &'t Tree<'a>,
) -> impl Iterator<Item = &'t Front<'a>> + use<'t, 'a> {
    all(tree).iter().filter(|front| front.is_alb)
}

/// Returns every Ingress, in the order of the objects.
pub(in crate::validate) fn all<'t, 'a>(tree: &'t Tree<'a>) -> &'t [Front<'a>] {
    tree.load_balancers.fronts.get_or_init(|| {
        let ingresses = tree.of_kind("Ingress").iter();
        ingresses.map(|ingress| front(tree, ingress)).collect()
    })
}

/// Returns the Ingresses that an ALB serves, by load balancer.
pub(in crate::validate) fn groups<'t, 'a>(
    tree: &'t Tree<'a>,
) -> BTreeMap<&'t str, Vec<&'t Front<'a>>> {
    let mut groups: BTreeMap<&str, Vec<&Front<'a>>> = BTreeMap::new();
    for front in fronts(tree) {
        groups.entry(&front.group).or_default().push(front);
    }
    groups
}

/// Returns the Ingresses, judged elsewhere, that share the load balancer of these.
pub(in crate::validate) fn partners<'t, 'a>(
    tree: &'t Tree<'a>,
    members: &[&'t Front<'a>],
) -> impl Iterator<Item = &'t Front<'a>> + use<'t, 'a> {
    let read = || {
        let ingresses = tree.beside_of_kind("Ingress");
        ingresses.map(|ingress| front(tree, ingress)).collect()
    };
    let shared = members.first().copied().filter(|first| first.shared);
    shared.into_iter().flat_map(move |first| {
        let beside = tree.load_balancers.beside.get_or_init(read);
        let is_partner = |it: &&Front<'a>| it.is_alb && it.shared && it.group == first.group;
        beside.iter().filter(is_partner)
    })
}

fn annotates(ingress: &Object) -> bool {
    let mut keys = annotations::all(ingress)
        .into_iter()
        .flat_map(|map| map.keys());
    keys.any(|key| key.starts_with(PREFIX))
}
