//! The Job that must end well before a new version rolls out.
//!
//! Its name ends in a hash of its content, so that a new version makes a new Job: a Job cannot be changed. It is a plain Job with
//! every GitOps engine. As an Argo CD hook it would not run when nothing else of its unit changed, and with `ttlSecondsAfterFinished` Flux and
//! Argo CD would make the deleted Job, and thus run it, again; so that field has no default.

use crate::k8s::Object;
use crate::layer::Component;
use crate::yaml;
use crate::yaml::{Mapping, Node, Value};

use super::common::{metadata, name, name_with, object};
use super::context::Context;
use super::defaults::app as defaults;
use super::identity;
use super::pod::{Pod, template};
use super::ports::Ports;

/// Returns the name of the migration Job's pods, `<name>-migrate`; nothing for a component without migrations.
pub(super) fn part(component: &Component) -> Option<Node> {
    component.spec.value_of("migrations")?;
    Some(name_with(component, "migrate", &defaults::MIGRATION))
}

/// Returns the migration Job, and its ServiceAccount where it has one of its own.
pub(super) fn job(context: &Context, component: &Component) -> Vec<Object> {
    let (Some(part), Some(migrations)) = (part(component), component.spec.value_of("migrations"))
    else {
        return Vec::new();
    };
    let mut objects = Vec::new();
    let account = match migrations.value_of("serviceAccount") {
        Some(own) => {
            objects.extend(identity::service_account(
                context,
                component,
                &part,
                Some(own),
            ));
            identity::service_account_name(&part, Some(own))
        }
        None => {
            let shared = component.spec.get("serviceAccount");
            identity::service_account_name(&name(component), shared)
        }
    };
    let spec = pod_spec(&component.spec, migrations);
    let pod = Pod {
        part: &part,
        spec: &spec,
        account,
        ports: &Ports::default(),
        annotations: Mapping::new(),
        lifecycle: None,
        grace: None,
        spread: None,
        restart: Some(Node::literal("Never", &defaults::MIGRATION)),
    };
    let template = template(context, component, pod);
    let metadata = metadata(context, component, &part, part.clone());
    let tries = migrations.or_default("backoffLimit", 2, &defaults::MIGRATION_LIMITS);
    let deadline = migrations.or_default("activeDeadlineSeconds", 600, &defaults::MIGRATION_LIMITS);
    let node = yaml!(defaults::MIGRATION => {
        apiVersion: "batch/v1",
        kind: "Job",
        metadata: (metadata),
        spec: {
            backoffLimit: (tries),
            activeDeadlineSeconds: (deadline),
            ttlSecondsAfterFinished: (migrations.value_of("ttlSecondsAfterFinished")),
            template: (template),
        },
    });
    objects.extend(object(component, node).map(|mut job| {
        job.hashed = true;
        job
    }));
    objects
}

/// What a migration does not take over from its app.
const NOT_SHARED: [&str; 9] = [
    "command",
    "args",
    "ports",
    "readinessProbe",
    "livenessProbe",
    "startupProbe",
    "sidecars",
    "initContainers",
    "podLabels",
];

/// Returns the fields of the Job's pod: the app's, and over them those of `migrations`.
fn pod_spec(app: &Node, migrations: &Node) -> Node {
    let mut fields = Mapping::new();
    for entry in app.as_map().into_iter().flatten() {
        if !NOT_SHARED.contains(&entry.key.name.as_str()) {
            fields.insert_entry(entry.clone());
        }
    }
    for field in ["image", "command", "args", "resources"] {
        if let Some(own) = migrations.value_of(field) {
            fields.insert(field, own.clone());
        }
    }
    if let Some(own) = migrations.value_of("env").and_then(Node::as_map) {
        let mut env = app
            .value_of("env")
            .and_then(Node::as_map)
            .cloned()
            .unwrap_or_default();
        for entry in own {
            env.insert_entry(entry.clone());
        }
        fields.insert("env", migrations.with(Value::Mapping(env)));
    }
    app.with(Value::Mapping(fields))
}
