//! How a pod leaves: it waits until nobody sends to it any more, then gets the signal, then has time to end.

use crate::k8s::Minor;
use crate::layer::Component;
use crate::load::SpecKind;
use crate::yaml;
use crate::yaml::{Mapping, NamedDefault, Node};

use super::context::Context;
use super::defaults::app as defaults;
use super::ports::Ports;
use super::service;

/// Returns whether a load balancer sends to the pods.
pub(super) fn is_load_balanced(component: &Component) -> bool {
    ["ingress", "loadBalancer"]
        .iter()
        .any(|field| component.spec.value_of(field).is_some())
}

/// Returns the seconds that a pod behind a load balancer waits before it gets the signal, which are also those the load
/// balancer takes to let go of it.
pub(super) fn drain(component: &Component) -> Option<Node> {
    setting(component, "drainSeconds", 30, &defaults::DRAIN)
}

/// Returns what `shutdown` says of a field, or the default.
fn setting(
    component: &Component,
    field: &str,
    seconds: i64,
    default: &'static NamedDefault,
) -> Option<Node> {
    match component.spec.get("shutdown") {
        None => Some(Node::literal(seconds, default)),
        Some(shutdown) if shutdown.is_null() => None,
        Some(shutdown) => shutdown.or_default(field, seconds, default),
    }
}

/// What a pod needs to leave.
pub(super) struct Shutdown {
    /// `lifecycle` of the main container.
    pub lifecycle: Option<Node>,
    /// `terminationGracePeriodSeconds`.
    pub grace: Option<Node>,
}

/// Returns how the pods of an App or Worker leave.
pub(super) fn shutdown(context: &Context, component: &Component, ports: &Ports) -> Shutdown {
    let drain = if is_load_balanced(component) {
        drain(component)
    } else if component.kind == SpecKind::App && !service::exposed(component, ports).is_empty() {
        setting(component, "drainSeconds", 5, &defaults::DRAIN_INSIDE)
    } else {
        component.spec.at(&["shutdown", "drainSeconds"]).cloned()
    };
    let drain = drain.filter(|drain| drain.as_int() != Some(0));
    let grace = setting(component, "graceSeconds", 30, &defaults::GRACE);
    let lifecycle = drain
        .as_ref()
        .map(|drain| pre_stop(context.cluster.minor, drain));
    let sum = match (&drain, grace) {
        (Some(drain), Some(grace)) => {
            let total = drain
                .as_int()
                .unwrap_or(0)
                .saturating_add(grace.as_int().unwrap_or(0));
            // What a person wrote explains the sum better than a default does.
            let said = if drain.span().is_some() {
                drain
            } else {
                &grace
            };
            Some(said.derive(total, &defaults::TERMINATION))
        }
        (None, grace) => grace,
        (Some(_), None) => None,
    };
    Shutdown {
        lifecycle,
        grace: sum,
    }
}

/// Returns `lifecycle` with a wait before the signal; the action `sleep` came with Kubernetes 1.30.
fn pre_stop(minor: Minor, drain: &Node) -> Node {
    let handler = if minor >= Minor(30) {
        yaml!(defaults::PRE_STOP => { sleep: { seconds: (drain) } })
    } else {
        let seconds = drain.derive(drain.to_text().unwrap_or_default(), &defaults::PRE_STOP);
        yaml!(defaults::PRE_STOP => { exec: { command: ["sleep", (seconds)] } })
    };
    let mut lifecycle = Mapping::new();
    lifecycle.insert("preStop", handler);
    Node::literal(lifecycle, &defaults::PRE_STOP)
}
