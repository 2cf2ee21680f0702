//! Probes.

use crate::layer::Component;
use crate::yaml::{Mapping, Node};

use super::common::without_nulls;
use super::context::Context;
use super::defaults::app as defaults;
use super::duration;
use super::ports::Ports;

const HANDLERS: [&str; 4] = ["httpGet", "tcpSocket", "grpc", "exec"];

/// Returns a probe of a container: what the spec says, with the port filled in where it names none.
pub(super) fn probe(
    context: &Context,
    component: &Component,
    ports: &Ports,
    spec: &Node,
    field: &str,
) -> Option<Node> {
    let mut probe = without_nulls(spec.value_of(field)?)?;
    let place = format!("spec.{field}");
    for handler in ["httpGet", "tcpSocket"] {
        let Some(request) = probe.get_mut(handler).and_then(Node::as_map_mut) else {
            continue;
        };
        match request.get("port") {
            // A number may be a port that the container does not declare; Kubernetes takes it.
            Some(number) if number.as_int().is_some() => {}
            Some(name) => {
                let name = name.clone();
                ports.resolve(context, component, Some(&name), &place);
            }
            None => {
                let port = ports.resolve(context, component, None, &place)?;
                let mut name = port.name_node();
                name.origin.default = Some(&defaults::PROBE_PORT);
                request.insert("port", name);
            }
        }
    }
    Some(probe)
}

/// Returns the startup probe: as it is written, or derived from `maxStartup` and another probe.
pub(super) fn startup(
    context: &Context,
    component: &Component,
    ports: &Ports,
    spec: &Node,
) -> Option<Node> {
    let written = spec.value_of("startupProbe")?;
    let mut probe = self::probe(context, component, ports, spec, "startupProbe")?;
    let map = probe.as_map_mut()?;
    let Some(longest) = map.remove("maxStartup") else {
        return Some(probe);
    };
    if HANDLERS.iter().all(|handler| !map.contains(handler)) {
        let (handler, request) = borrowed(context, component, ports, spec)?;
        map.insert(
            handler,
            written.derive(request.value, &defaults::STARTUP_PROBE),
        );
    }
    let period = map
        .get("periodSeconds")
        .and_then(Node::as_int)
        .unwrap_or(PERIOD);
    let tries = duration::seconds(&longest).map_or(1, |seconds| (seconds + period - 1) / period);
    if !map.contains("periodSeconds") {
        map.insert(
            "periodSeconds",
            longest.derive(PERIOD, &defaults::STARTUP_PROBE),
        );
    }
    if !map.contains("failureThreshold") {
        map.insert(
            "failureThreshold",
            longest.derive(tries.max(1), &defaults::STARTUP_PROBE),
        );
    }
    Some(probe)
}

/// Seconds between two tries of a startup probe: short, so that a quick start is noticed.
const PERIOD: i64 = 5;

/// Returns what the liveness probe asks, or the readiness probe, or else whether the main port is open.
fn borrowed(
    context: &Context,
    component: &Component,
    ports: &Ports,
    spec: &Node,
) -> Option<(&'static str, Node)> {
    for field in ["livenessProbe", "readinessProbe"] {
        if let Some(probe) = self::probe(context, component, ports, spec, field) {
            for handler in HANDLERS {
                if let Some(request) = probe.value_of(handler) {
                    return Some((handler, request.clone()));
                }
            }
        }
    }
    let port = ports.resolve(context, component, None, "spec.startupProbe")?;
    let mut request = Mapping::new();
    request.insert("port", port.name_node());
    Some((
        "tcpSocket",
        Node::literal(request, &defaults::STARTUP_PROBE),
    ))
}

/// Returns the seconds that a startup probe gives a container at most.
pub(super) fn startup_budget(probe: &Node) -> i64 {
    let number =
        |key: &str, unless: i64| probe.value_of(key).and_then(Node::as_int).unwrap_or(unless);
    number("initialDelaySeconds", 0)
        .saturating_add(number("failureThreshold", 3).saturating_mul(number("periodSeconds", 10)))
}
