//! EK1148: schedules and time zones of CronJobs that the API server refuses. After `validateScheduleFormat` and
//! `validateTimeZone` of `pkg/apis/batch/validation`.

use crate::diag::Code;
use crate::k8s::{cron, time_zones};
use crate::validate::findings::Findings;
use crate::validate::judge::Judge;
use crate::validate::tree::Tree;
use crate::yaml::Node;

pub(super) fn check(tree: &Tree<'_>, findings: &mut Findings) {
    for object in tree.of("batch", "CronJob") {
        let Some(spec) = object.node.value_of("spec") else {
            continue;
        };
        let mut judge = Judge::new(Code::Schedule, object, findings);
        if let Some(schedule) = judge.needs(spec, "schedule", "a CronJob") {
            check_schedule(schedule, &mut judge);
        }
        let zone = spec.value_of("timeZone");
        let unknown = zone.filter(|zone| {
            zone.as_str()
                .is_some_and(|zone| !time_zones::is_known(zone))
        });
        if let Some(zone) = unknown {
            let message = format!("{} is no time zone", zone.brief());
            let near = zone
                .as_str()
                .and_then(|zone| crate::diag::did_you_mean(zone, time_zones::all()));
            let help = near.map_or_else(
                || "write it as `Europe/Berlin`".to_owned(),
                |near| format!("did you mean `{near}`?"),
            );
            judge.advises(zone, message, help);
        }
    }
}

fn check_schedule(schedule: &Node, judge: &mut Judge<'_, '_>) {
    let Some(text) = schedule.as_str() else {
        return;
    };
    if text.contains("TZ") {
        let message = "a schedule has no time zone of its own";
        judge.advises(
            schedule,
            message,
            "remove it from `schedule`, and write it in `timeZone`",
        );
    } else if let Err(problem) = cron::check(text) {
        judge.says(
            schedule,
            format!("{} is no schedule: {problem}", schedule.brief()),
        );
    }
}
