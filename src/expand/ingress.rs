//! Ingresses in the group of an Application Load Balancer.
//!
//! The ALB itself (scheme, group, certificates, TLS policy) is described by the Platform and made into IngressClassParams, which win over
//! annotations; an Ingress says only what is its own, and what the IngressClassParams of Auto Mode have no field for.

use ecow::{EcoString, eco_format};

use crate::diag::{Code, Diagnostic, did_you_mean};
use crate::k8s::Object;
use crate::layer::Component;
use crate::yaml;
use crate::yaml::{Entry, Mapping, Node};

use super::common::{annotate, key, metadata, name, object};
use super::context::Context;
use super::defaults::app as defaults;
use super::duration;
use super::platform::alb::said_by_ingresses;
use super::ports::{Ports, listed};
use super::{service, shutdown};

/// Returns the Ingress of a component.
pub(super) fn ingress(context: &Context, component: &Component, ports: &Ports) -> Option<Object> {
    let spec = component.spec.value_of("ingress")?;
    let alb = spec.value_of("alb")?;
    check_alb(context, component, alb);
    let part = name(component);
    let annotations = annotations(context, component, ports, spec);
    let metadata = annotate(
        metadata(context, component, &part, part.clone()),
        annotations,
    );
    let hosts = spec.value_of("hosts").and_then(Node::as_map);
    let rules: Vec<Node> = hosts
        .into_iter()
        .flatten()
        .filter(|host| !host.value.is_null())
        .map(|host| rule(context, component, ports, host))
        .collect();
    let node = yaml!(defaults::INGRESS => {
        apiVersion: "networking.k8s.io/v1",
        kind: "Ingress",
        metadata: (metadata),
        spec: { ingressClassName: (alb), rules: (rules) },
    });
    object(component, node)
}

fn check_alb(context: &Context, component: &Component, alb: &Node) {
    let name = alb.as_str().unwrap_or_default();
    if context.alb(name).is_some() || context.is_external("IngressClass", "", name) {
        return;
    }
    let names = || context.alb_names();
    let help = match did_you_mean(name, names()) {
        Some(name) => format!("did you mean `{name}`?"),
        None if names().next().is_none() => {
            format!("describe it in a Platform: `albs: {{{name}: {{scheme: internet-facing}}}}`")
        }
        None => format!("the ALBs are {}", listed(names())),
    };
    let message = format!(
        "{} is exposed through ALB `{name}`, which no Platform describes",
        component.owner
    );
    context.report_nowhere(
        Diagnostic::new(Code::UnknownAlb, message)
            .at(alb.span().unwrap_or(component.span))
            .on(&component.owner)
            .help(help),
    );
}

/// Returns the rule of a host. The host `*` is every host.
fn rule(context: &Context, component: &Component, ports: &Ports, host: &Entry) -> Node {
    let paths = host.value.value_of("paths").and_then(Node::as_map);
    let paths = match paths.filter(|paths| !paths.is_empty()) {
        Some(paths) => paths
            .iter()
            .filter(|path| !path.value.is_null())
            .filter_map(|path| {
                let said = &path.value;
                let backend = backend(context, component, ports, said.value_of("port"))?;
                let kind = said.or_default("pathType", "Prefix", &defaults::PATH_TYPE);
                let path = key(path, &defaults::INGRESS);
                Some(yaml!(defaults::INGRESS => { path: (path), pathType: (kind), backend: (backend) }))
            })
            .collect(),
        None => {
            let backend = backend(context, component, ports, None);
            let backend = backend.into_iter();
            backend
                .map(|backend| {
                    yaml!(defaults::PATH_TYPE => { path: "/", pathType: "Prefix", backend: (backend) })
                })
                .collect::<Vec<Node>>()
        }
    };
    let name = (host.key.name != "*").then(|| key(host, &defaults::INGRESS));
    yaml!(defaults::INGRESS => { host: (name), http: { paths: (paths) } })
}

fn backend(
    context: &Context,
    component: &Component,
    ports: &Ports,
    wanted: Option<&Node>,
) -> Option<Node> {
    let port = ports.resolve(context, component, wanted, "spec.ingress")?;
    if !port.is_in_service() {
        let message = format!(
            "`spec.ingress` of {} leads to port `{}`, which says `service: false`",
            component.owner,
            port.name()
        );
        context.session.report(
            Diagnostic::new(Code::PortNotInService, message)
                .at(wanted.and_then(Node::span).unwrap_or(component.span))
                .on(&component.owner)
                .help("an ALB reaches pods through their Service: remove `service: false`"),
        );
    }
    let port = match wanted {
        Some(wanted) => wanted.derive(port.name(), &defaults::INGRESS),
        None => port.name_node(),
    };
    Some(yaml!(defaults::INGRESS => {
        service: { name: (name(component)), port: { name: (port) } },
    }))
}

const PREFIX: &str = "alb.ingress.kubernetes.io";

fn annotations(context: &Context, component: &Component, ports: &Ports, spec: &Node) -> Mapping {
    let mut annotations = Mapping::new();
    let mut set = |key: &str, node: Option<Node>| {
        if let Some(node) = node {
            annotations.insert(eco_format!("{PREFIX}/{key}"), node);
        }
    };
    let text = |field: &str| {
        let node = spec.value_of(field)?;
        Some(node.with(node.to_text()?))
    };
    set("group.order", text("order"));
    set(
        "target-type",
        Some(Node::literal("ip", &defaults::ALB_TARGETS)),
    );
    set("backend-protocol", text("backendProtocol"));
    set("backend-protocol-version", text("protocolVersion"));
    let tls = spec.or_default("tls", "acm", &defaults::ALB_TLS);
    let is_tls = |tls: &&Node| tls.as_str() == Some("acm");
    match tls.as_ref().filter(is_tls) {
        Some(tls) => {
            let both = r#"[{"HTTP":80},{"HTTPS":443}]"#;
            set("listen-ports", Some(tls.derive(both, &defaults::ALB_TLS)));
            set("ssl-redirect", Some(tls.derive("443", &defaults::ALB_TLS)));
        }
        None => {
            let plain = Node::literal(r#"[{"HTTP":80}]"#, &defaults::ALB_TLS);
            let plain = match spec.get("tls") {
                Some(tls) => tls.derive(plain.value, &defaults::ALB_TLS),
                None => plain,
            };
            set("listen-ports", Some(plain));
        }
    }
    let alb = spec.value_of("alb").and_then(Node::as_str);
    if let Some(alb) = alb.and_then(|name| context.alb(name))
        && context.cluster.auto_mode
    {
        for (key, node) in said_by_ingresses(alb) {
            set(key, node);
        }
    }
    for (key, node) in healthcheck(context, component, ports, spec) {
        set(key, Some(node));
    }
    set(
        "target-group-attributes",
        target_group_attributes(component, spec),
    );
    service::extend(&mut annotations, spec);
    annotations
}

/// Returns what the ALB asks the pods: what the spec says, or else what the readiness probe asks.
fn healthcheck(
    context: &Context,
    component: &Component,
    ports: &Ports,
    spec: &Node,
) -> Vec<(&'static str, Node)> {
    let mut found = Vec::new();
    if spec.is_off("healthcheck") {
        return found;
    }
    let probe = component.spec.at(&["readinessProbe", "httpGet"]);
    let said = |field: &str| spec.at(&["healthcheck", field]);
    let asked = |field: &str| {
        let node = probe?.value_of(field)?;
        Some(node.derive(node.value.clone(), &defaults::ALB_HEALTHCHECK))
    };
    if let Some(path) = said("path").cloned().or_else(|| asked("path")) {
        found.push(("healthcheck-path", path));
    }
    let traffic = first_backend(spec);
    let traffic = match traffic {
        Some(port) => ports.find(port),
        None => ports.main(),
    };
    // The check goes to the port of the traffic unless another one is said, or is the one that knows.
    let port = match (said("port"), probe.and_then(|probe| probe.value_of("port"))) {
        (Some(port), _) => ports
            .resolve(
                context,
                component,
                Some(port),
                "spec.ingress.healthcheck.port",
            )
            .map(|found| port.derive(number(found.number()), &defaults::ALB_HEALTHCHECK)),
        (None, Some(port)) if said("path").is_none() => ports
            .find(port)
            .filter(|found| traffic.is_some_and(|traffic| traffic.name() != found.name()))
            .map(|found| port.derive(number(found.number()), &defaults::ALB_HEALTHCHECK)),
        _ => None,
    };
    found.extend(port.map(|port| ("healthcheck-port", port)));
    if let Some(protocol) = said("protocol").cloned().or_else(|| asked("scheme")) {
        found.push(("healthcheck-protocol", protocol));
    }
    for (field, key) in [
        ("successCodes", "success-codes"),
        ("intervalSeconds", "healthcheck-interval-seconds"),
        ("timeoutSeconds", "healthcheck-timeout-seconds"),
        ("healthyThreshold", "healthy-threshold-count"),
        ("unhealthyThreshold", "unhealthy-threshold-count"),
    ] {
        if let Some(node) = said(field) {
            found.push((key, node.with(number(node))));
        }
    }
    found
}

fn number(node: &Node) -> EcoString {
    node.to_text().unwrap_or_default()
}

/// Returns the port that the first path names.
fn first_backend(spec: &Node) -> Option<&Node> {
    let host = spec.value_of("hosts")?.as_map()?.iter().next()?;
    let path = host.value.value_of("paths")?.as_map()?.iter().next()?;
    path.value.value_of("port")
}

fn target_group_attributes(component: &Component, spec: &Node) -> Option<Node> {
    let mut origin: Option<Node> = None;
    let mut parts: Vec<String> = Vec::new();
    if let Some(drain) = shutdown::drain(component) {
        let seconds = drain.to_text().unwrap_or_default();
        parts.push(format!("deregistration_delay.timeout_seconds={seconds}"));
        origin = Some(drain);
    }
    if let Some(slow) = spec.value_of("slowStart") {
        let seconds = duration::seconds(slow).unwrap_or(0);
        parts.push(format!("slow_start.duration_seconds={seconds}"));
        origin = origin.or(Some(slow.clone()));
    }
    if let Some(sticky) = spec.value_of("stickiness") {
        let seconds = duration::seconds(sticky).unwrap_or(0);
        parts.push("stickiness.enabled=true".to_owned());
        parts.push(format!("stickiness.lb_cookie.duration_seconds={seconds}"));
        origin = origin.or(Some(sticky.clone()));
    }
    origin.map(|origin| origin.derive(parts.join(","), &defaults::DEREGISTRATION))
}
