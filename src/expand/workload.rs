//! App and Worker: a Deployment and all that belongs to it.

use crate::diag::{Code, Diagnostic};
use crate::k8s::Object;
use crate::layer::Component;
use crate::load::SpecKind;
use crate::yaml;
use crate::yaml::{Mapping, Node, Value};

use super::common::{annotate, metadata, name, object, selector};
use super::context::Context;
use super::defaults::app as defaults;
use super::pod::{Pod, template, texts};
use super::ports::Ports;
use super::{
    autoscaling, availability, config, identity, ingress, migration, observability, probe, secrets,
    service, shutdown, traffic,
};

/// Returns the objects of an App or a Worker.
pub(super) fn expand(context: &Context, component: &Component) -> Vec<Object> {
    let ports = Ports::of(&component.spec);
    let part = name(component);
    check_readiness(context, component, &ports);
    let account = component.spec.get("serviceAccount");
    let mut objects = Vec::new();
    objects.extend(identity::service_account(
        context, component, &part, account,
    ));
    objects.extend(secrets::external_secrets(context, component));
    objects.extend(config::config_maps(context, component));
    objects.extend(traffic::policies(context, component, &ports));
    objects.extend(migration::job(context, component));
    objects.extend(service::service(context, component, &ports));
    objects.extend(service::load_balancer(context, component, &ports));
    objects.extend(ingress::ingress(context, component, &ports));
    objects.extend(deployment(context, component, &ports));
    objects.extend(autoscaling::autoscaling(context, component));
    objects.extend(availability::budget(context, component));
    objects.extend(observability::monitors(context, component, &ports));
    objects
}

/// A Service sends to pods that are ready; without a readiness probe every pod is, from its first moment on.
fn check_readiness(context: &Context, component: &Component, ports: &Ports) {
    let spec = &component.spec;
    let said = spec.get("readinessProbe").is_some();
    if component.kind != SpecKind::App || said || service::exposed(component, ports).is_empty() {
        return;
    }
    let message = format!(
        "{} has a Service, so it needs a `readinessProbe`",
        component.owner
    );
    let port = spec.value_of("ports").and_then(Node::span);
    context.report_missing(
        component,
        Diagnostic::new(Code::NoReadiness, message)
            .at(component.span)
            .related(port, "these ports are in the Service")
            .on(&component.owner)
            .note("without one, requests are sent to pods that cannot answer yet")
            .help("readinessProbe: /ready"),
    );
}

fn deployment(context: &Context, component: &Component, ports: &Ports) -> Option<Object> {
    let spec = &component.spec;
    let part = name(component);
    let shutdown = shutdown::shutdown(context, component, ports);
    let pod = Pod {
        part: &part,
        spec,
        account: identity::service_account_name(&part, spec.get("serviceAccount")),
        ports,
        annotations: observability::scrape_annotations(context, component, ports, false),
        lifecycle: shutdown.lifecycle,
        grace: shutdown.grace,
        spread: availability::spread(component),
        restart: None,
    };
    let template = template(context, component, pod);
    let annotations = texts(&component.metadata, "annotations");
    let annotations = annotations.and_then(|node| node.as_map().cloned());
    let metadata = annotate(
        metadata(context, component, &part, part.clone()),
        annotations.unwrap_or_default(),
    );
    let replicas = match autoscaling::is_scaled(component) {
        true => None,
        false => spec.or_default("replicas", autoscaling::REPLICAS, &defaults::REPLICAS),
    };
    let nothing = Node::literal(Mapping::new(), &defaults::ROLLOUT_SURGE);
    let rollout = spec.get("rollout").unwrap_or(&nothing);
    let rolled = |field: &str, value: i64, default| match rollout.is_null() {
        true => None,
        false => rollout.or_default(field, value, default),
    };
    let startup = template.at(&["spec", "containers"]).and_then(|containers| {
        let probe = containers.as_list()?.first()?.value_of("startupProbe")?;
        Some((probe.clone(), probe::startup_budget(probe)))
    });
    let pods = selector(component, &part);
    let node = yaml!(defaults::DEPLOYMENT => {
        apiVersion: "apps/v1",
        kind: "Deployment",
        metadata: (metadata),
        spec: {
            replicas: (replicas),
            revisionHistoryLimit: (rolled("revisionHistoryLimit", 3, &defaults::ROLLOUT_HISTORY)),
            minReadySeconds: (rolled("minReadySeconds", 10, &defaults::ROLLOUT_MIN_READY)),
            progressDeadlineSeconds: (deadline(rollout, startup)),
            selector: { matchLabels: (pods) },
            strategy: (strategy(rollout)),
            template: (template),
        },
    });
    object(component, node)
}

/// Returns `strategy`.
fn strategy(rollout: &Node) -> Option<Node> {
    if rollout.is_null() {
        return None;
    }
    let kind = rollout.or_default("strategy", "RollingUpdate", &defaults::ROLLOUT_STRATEGY);
    if kind.as_ref().and_then(Node::as_str) == Some("Recreate") {
        return Some(yaml!(defaults::DEPLOYMENT => { type: (kind) }));
    }
    let missing = rollout.or_default("maxUnavailable", 0, &defaults::ROLLOUT_UNAVAILABLE);
    let surge = rollout.or_default("maxSurge", "25%", &defaults::ROLLOUT_SURGE);
    let mut rolling = Mapping::new();
    for (key, node) in [("maxUnavailable", missing), ("maxSurge", surge)] {
        if let Some(node) = node {
            rolling.insert(key, node);
        }
    }
    let rolling = (!rolling.is_empty())
        .then(|| Node::literal(Value::Mapping(rolling), &defaults::ROLLOUT_UNAVAILABLE));
    (kind.is_some() || rolling.is_some())
        .then(|| yaml!(defaults::DEPLOYMENT => { type: (kind), rollingUpdate: (rolling) }))
}

/// Returns `progressDeadlineSeconds`: what is written, or more than Kubernetes' 600 where a start may take nearly as long.
fn deadline(rollout: &Node, startup: Option<(Node, i64)>) -> Option<Node> {
    if let Some(written) = rollout.get("progressDeadlineSeconds") {
        return Some(written.clone()).filter(|node| !node.is_null());
    }
    let (probe, budget) = startup?;
    (budget + MARGIN > 600)
        .then(|| probe.derive(budget.saturating_add(MARGIN), &defaults::ROLLOUT_DEADLINE))
}

/// Seconds for pulling the image and scheduling, besides the start itself.
const MARGIN: i64 = 120;
