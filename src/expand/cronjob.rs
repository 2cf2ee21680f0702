//! CronJob: a job on a schedule, with deadlines, and without two runs at the same time.

use crate::k8s::Object;
use crate::layer::Component;
use crate::yaml;
use crate::yaml::{Mapping, Node};

use super::common::{annotate, metadata, name, object};
use super::context::Context;
use super::defaults::app as defaults;
use super::pod::{Pod, template, texts};
use super::ports::Ports;
use super::{config, identity, secrets, traffic};

/// Returns the objects of a CronJob.
pub(super) fn expand(context: &Context, component: &Component) -> Vec<Object> {
    let part = name(component);
    let account = component.spec.get("serviceAccount");
    let mut objects = Vec::new();
    objects.extend(identity::service_account(
        context, component, &part, account,
    ));
    objects.extend(secrets::external_secrets(context, component));
    objects.extend(config::config_maps(context, component));
    objects.extend(traffic::policies(context, component, &Ports::default()));
    objects.extend(cron_job(context, component));
    objects
}

fn cron_job(context: &Context, component: &Component) -> Option<Object> {
    let spec = &component.spec;
    let part = name(component);
    let mut annotations = Mapping::new();
    annotations.insert(
        "karpenter.sh/do-not-disrupt",
        Node::literal("true", &defaults::CRON_DO_NOT_DISRUPT),
    );
    let pod = Pod {
        part: &part,
        spec,
        account: identity::service_account_name(&part, spec.get("serviceAccount")),
        ports: &Ports::default(),
        annotations,
        lifecycle: None,
        grace: spec.value_of("terminationGracePeriodSeconds").cloned(),
        spread: None,
        restart: Some(
            spec.value_of("restartPolicy")
                .cloned()
                .unwrap_or_else(|| Node::literal("Never", &defaults::CRON_RESTART)),
        ),
    };
    let template = template(context, component, pod);
    let annotations = texts(&component.metadata, "annotations");
    let annotations = annotations.and_then(|node| node.as_map().cloned());
    let metadata = annotate(
        metadata(context, component, &part, part.clone()),
        annotations.unwrap_or_default(),
    );
    let labels = super::common::labels(context, component, &part);
    let setting = |field: &str, value: i64, default| spec.or_default(field, value, default);
    let node = yaml!(defaults::CRON_JOB => {
        apiVersion: "batch/v1",
        kind: "CronJob",
        metadata: (metadata),
        spec: {
            schedule: (spec.value_of("schedule")),
            timeZone: (spec.or_default("timeZone", "Etc/UTC", &defaults::CRON_TIME_ZONE)),
            suspend: (spec.value_of("suspend")),
            concurrencyPolicy: (spec.or_default("concurrencyPolicy", "Forbid", &defaults::CRON_CONCURRENCY)),
            startingDeadlineSeconds: (setting("startingDeadlineSeconds", 300, &defaults::CRON_STARTING)),
            successfulJobsHistoryLimit: (setting("successfulJobsHistoryLimit", 1, &defaults::CRON_HISTORY)),
            failedJobsHistoryLimit: (setting("failedJobsHistoryLimit", 3, &defaults::CRON_HISTORY)),
            jobTemplate: {
                metadata: { labels: (labels) },
                spec: {
                    activeDeadlineSeconds: (setting("activeDeadlineSeconds", 3600, &defaults::CRON_DEADLINE)),
                    backoffLimit: (setting("backoffLimit", 2, &defaults::CRON_TRIES)),
                    completions: (spec.value_of("completions")),
                    parallelism: (spec.value_of("parallelism")),
                    ttlSecondsAfterFinished: (setting("ttlSecondsAfterFinished", 86_400, &defaults::CRON_TTL)),
                    template: (template),
                },
            },
        },
    });
    object(component, node)
}
