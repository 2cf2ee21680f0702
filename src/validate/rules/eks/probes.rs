//! Numbers of probes, with the API server's defaults.

use crate::validate::findings::text;
use crate::validate::load_balancers::targets::container_port;
use crate::validate::pods::Pod;
use crate::yaml::Node;

/// Returns a number of a probe.
pub(super) fn number(probe: &Node, key: &str, default: i64) -> i64 {
    probe
        .value_of(key)
        .and_then(Node::as_int)
        .unwrap_or(default)
}

/// Returns the seconds until a probe that never succeeds gives up.
pub(super) fn budget(probe: &Node) -> i64 {
    let tries =
        number(probe, "periodSeconds", 10).saturating_mul(number(probe, "failureThreshold", 3));
    number(probe, "initialDelaySeconds", 0).saturating_add(tries)
}

/// Returns the readiness probe of the container that has a port.
pub(super) fn readiness_of<'a>(pod: &Pod<'a>, port: i64) -> Option<&'a Node> {
    let has = |container: &&'a Node| {
        let ports = container
            .value_of("ports")
            .and_then(Node::as_list)
            .unwrap_or_default();
        ports
            .iter()
            .any(|there| there.value_of("containerPort").and_then(Node::as_int) == Some(port))
    };
    pod.running().find(has)?.value_of("readinessProbe")
}

/// Returns path and port of a probe over HTTP.
pub(super) fn http<'a>(pod: &Pod<'_>, probe: &'a Node) -> Option<(&'a str, i64)> {
    let get = probe.value_of("httpGet")?;
    Some((
        text(get, &["path"]).unwrap_or("/"),
        container_port(pod, get.value_of("port")?)?,
    ))
}
