//! What a database spec must say, and must not.

use crate::diag::{Code, Diagnostic};
use crate::expand::context::Context;
use crate::layer::Component;
use crate::yaml::Node;

use super::engine;

/// Reports what is wrong with a spec; everything at once.
pub(super) fn check(context: &Context, component: &Component) {
    let spec = &component.spec;
    let Some(said) = spec.value_of("engine") else {
        return;
    };
    let name = said.as_str().unwrap_or_default();
    let report = |code: Code, at: Option<&Node>, message: String, help: &str| {
        let span = at.and_then(Node::span).unwrap_or(component.span);
        let finding = Diagnostic::new(code, message)
            .at(span)
            .on(&component.owner)
            .help(help);
        context.session.report(finding);
    };
    let lacks = |field: &str| component.sound && spec.value_of(field).is_none();
    let Some(engine) = engine::find(name) else {
        let needed = [
            ("port", "add `port: 27017`"),
            ("mountPath", "add `mountPath: /data/db`"),
            ("readinessProbe", "add `readinessProbe: {tcpSocket: {}}`"),
        ];
        if component.sound && spec.at(&["image", "repository"]).is_none() {
            let message = "a database with `engine: custom` needs `image`".to_owned();
            let help = "add `image: docker.io/library/mongo:8.0`";
            report(Code::DatabaseSpec, Some(said), message, help);
        }
        for (field, help) in needed {
            if lacks(field) {
                let message = format!("a database with `engine: custom` needs `{field}`");
                report(Code::DatabaseSpec, Some(said), message, help);
            }
        }
        for (field, instead) in [
            (
                "parameters",
                "say it in `args`: how a server takes settings is known of postgres, mysql and redis alone",
            ),
            (
                "database",
                "say it in `env`: how an image takes the name is known of postgres and mysql alone",
            ),
        ] {
            if let Some(said) = spec.value_of(field) {
                let message = format!("`{field}` has no effect with `engine: custom`");
                report(Code::DatabaseSpec, Some(said), message, instead);
            }
        }
        if component.sound
            && spec
                .at(&["backup", "dump"])
                .is_some_and(|dump| dump.value_of("command").is_none())
        {
            let message = "a dump with `engine: custom` needs `command`".to_owned();
            let at = spec.at(&["backup", "dump"]);
            report(
                Code::DatabaseSpec,
                at,
                message,
                "add `command: [mongodump, --archive]`",
            );
        }
        if spec.at(&["monitoring", "exporter"]).and_then(Node::as_bool) == Some(true) {
            let message = "there is no exporter for `engine: custom`".to_owned();
            let at = spec.at(&["monitoring", "exporter"]);
            report(
                Code::DatabaseSpec,
                at,
                message,
                "add the exporter as a container in `podTemplate`",
            );
        }
        return;
    };
    let image = spec.value_of("image");
    let is_pinned = image
        .is_some_and(|image| image.value_of("tag").is_some() || image.value_of("digest").is_some());
    if lacks("version") && !is_pinned {
        let message = format!("a database with `engine: {name}` needs `version`");
        report(
            Code::DatabaseSpec,
            Some(said),
            message,
            "add `version: \"17\"`: a database must not change its version by itself",
        );
    }
    check_replicas(context, component, name);
    let replaced = engine
        .instead_of_credentials
        .iter()
        .any(|variable| spec.at(&["env", variable]).is_some());
    if lacks("credentials") && !engine.instead_of_credentials.is_empty() && !replaced {
        let message = format!("a database with `engine: {name}` needs `credentials`");
        let help = format!(
            "add `credentials: {{store: aws-sm, remote: {}/{}}}`",
            component.owner.namespace, component.owner.name
        );
        report(Code::DatabaseCredentials, Some(said), message, &help);
    }
}

/// Reports pods that would each be a database of its own.
fn check_replicas(context: &Context, component: &Component, engine: &str) {
    let spec = &component.spec;
    let Some(replicas) = spec.value_of("replicas") else {
        return;
    };
    let count = replicas.as_int().unwrap_or(1);
    if count <= 1 || spec.value_of("operator").is_some() {
        return;
    }
    let message = format!(
        "{count} replicas of {engine} would be {count} databases that know nothing of each other"
    );
    let finding = Diagnostic::new(Code::Unreplicated, message)
        .at(replicas.span())
        .on(&component.owner)
        .note("a StatefulSet starts pods, it copies no data: each pod has its own empty volume, and the Service sends clients to any of them")
        .help("set `replicas: 1`, or name in `operator` what replicates: an operator, or an image that does it itself");
    context.session.report(finding);
}
