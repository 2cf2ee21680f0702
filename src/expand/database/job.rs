//! The CronJobs that look after a database.

use crate::expand::common::{labels, metadata, object};
use crate::expand::context::Context;
use crate::expand::defaults::database as defaults;
use crate::k8s::Object;
use crate::yaml;
use crate::yaml::Node;

use super::Database;

/// Returns a CronJob. `said` holds `schedule`, `timeZone` and `activeDeadlineSeconds`; `pod` is the pod's spec.
pub(super) fn cron_job(
    context: &Context,
    database: &Database,
    part: &Node,
    said: &Node,
    pod: Node,
) -> Option<Object> {
    let component = database.component;
    let zone = said.or_default("timeZone", "Etc/UTC", &defaults::TIME_ZONE);
    let deadline = said.or_default("activeDeadlineSeconds", 14_400, &defaults::DEADLINE);
    let metadata = metadata(context, component, part, part.clone());
    let pod_labels = labels(context, component, part);
    let node = yaml!(defaults::CRON_JOB => {
        apiVersion: "batch/v1",
        kind: "CronJob",
        metadata: (metadata),
        spec: {
            schedule: (said.value_of("schedule")),
            timeZone: (zone),
            concurrencyPolicy: "Forbid",
            startingDeadlineSeconds: 3600,
            successfulJobsHistoryLimit: 1,
            failedJobsHistoryLimit: 3,
            jobTemplate: {
                spec: {
                    backoffLimit: 2,
                    activeDeadlineSeconds: (deadline),
                    ttlSecondsAfterFinished: 86400,
                    template: {
                        metadata: {
                            labels: (pod_labels),
                            annotations: {
                                "karpenter.sh/do-not-disrupt": "true" @ defaults::DO_NOT_DISRUPT,
                            },
                        },
                        spec: (pod),
                    },
                },
            },
        },
    });
    object(component, node)
}
