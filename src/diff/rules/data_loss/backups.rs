//! Backups and snapshots: a schedule that is gone or stands still, and copies that are kept for a shorter time.

use crate::diff::read::{is_true, items, text};
use crate::diff::rules::guard;
use crate::diff::subject::Subject;
use crate::diff::verdict::Verdict;
use crate::diff::{Effect, Path, Risk};
use crate::k8s::duration::Duration;
use crate::k8s::pod_template_path;
use crate::yaml::Node;

/// What makes copies of data at times.
struct Schedule {
    group: &'static str,
    kind: &'static str,
    /// The field that makes it stand still.
    pause: &'static [&'static str],
    /// How long, or how many copies are kept.
    kept: &'static [&'static [&'static str]],
}

const fn schedule(
    group: &'static str,
    kind: &'static str,
    pause: &'static [&'static str],
    kept: &'static [&'static [&'static str]],
) -> Schedule {
    Schedule {
        group,
        kind,
        pause,
        kept,
    }
}

/// By group and kind.
static SCHEDULES: &[Schedule] = &[
    schedule("backup.services.k8s.aws", "BackupPlan", &[], &[]),
    schedule("batch", "CronJob", &["spec", "suspend"], &[]),
    schedule(
        "k8up.io",
        "Schedule",
        &[],
        &[
            &["spec", "prune", "retention", "keepLast"],
            &["spec", "prune", "retention", "keepDaily"],
            &["spec", "prune", "retention", "keepWeekly"],
            &["spec", "prune", "retention", "keepMonthly"],
        ],
    ),
    schedule(
        "postgresql.cnpg.io",
        "ScheduledBackup",
        &["spec", "suspend"],
        &[],
    ),
    schedule(
        "snapscheduler.backube",
        "SnapshotSchedule",
        &["spec", "disabled"],
        &[
            &["spec", "retention", "expires"],
            &["spec", "retention", "maxCount"],
        ],
    ),
    schedule("velero.io", "BackupStorageLocation", &[], &[]),
    schedule(
        "velero.io",
        "Schedule",
        &["spec", "paused"],
        &[&["spec", "template", "ttl"]],
    ),
];

/// A variable of the job that makes snapshots: how many are kept.
const RETAIN: &str = "RETAIN";

pub(super) fn judge(subject: &Subject<'_>, verdict: &mut Verdict) {
    let id = subject.id();
    let mut all = SCHEDULES.iter();
    let known = all.find(|known| known.group == id.group && known.kind == id.kind);
    let Some(schedule) = known else {
        return;
    };
    let Some(before) = subject.before() else {
        return;
    };
    if id.kind == "CronJob" && !copies(before) {
        return;
    }
    if subject.is_lost() {
        if subject.after().is_none() && !guard::tell(subject, verdict) {
            verdict.effect(Effect::Storage);
            verdict.reason(
                Risk::High,
                Path::default(),
                "no more backups or snapshots are made; those that exist stay, but get old",
                "see that something else makes them before you remove it",
            );
        }
        return;
    }
    paused(subject, schedule, verdict);
    for keys in schedule.kept {
        kept(
            Path::of(keys),
            subject.was(keys),
            subject.now(keys),
            verdict,
        );
    }
    if id.kind == "CronJob" {
        let number = |object| variable(object, RETAIN);
        let template = pod_template_path("batch", "CronJob").unwrap_or_default();
        let path = Path::of(&[template, &["spec", "containers"]].concat());
        kept(
            path,
            number(subject.before()),
            number(subject.after()),
            verdict,
        );
    }
}

fn paused(subject: &Subject<'_>, schedule: &Schedule, verdict: &mut Verdict) {
    let pause = schedule.pause;
    if !pause.is_empty() && !is_true(subject.was(pause)) && is_true(subject.now(pause)) {
        verdict.effect(Effect::Storage);
        verdict.reason(
            Risk::High,
            Path::of(pause),
            "no backups or snapshots are made until it runs again",
            "set it back as soon as you can",
        );
    }
}

/// Says that copies are kept for a shorter time, or fewer of them.
fn kept(path: Path, old: Option<&Node>, new: Option<&Node>, verdict: &mut Verdict) {
    let (Some(old), Some(new)) = (old.and_then(Node::to_text), new.and_then(Node::to_text)) else {
        return;
    };
    let number = |text: &str| text.parse::<i64>().ok();
    let time = |text: &str| Some(Duration::parse(text).ok()?.nanoseconds());
    let is_fewer = number(&old)
        .zip(number(&new))
        .is_some_and(|(old, new)| new < old);
    let is_shorter = time(&old)
        .zip(time(&new))
        .is_some_and(|(old, new)| new < old);
    let why = match (is_fewer, is_shorter) {
        (true, _) => format!(
            "only {new} backups or snapshots are kept instead of {old}: the oldest are deleted"
        ),
        (_, true) => format!("backups or snapshots are deleted after {new} instead of {old}"),
        _ => return,
    };
    verdict.effect(Effect::Storage);
    let remedy = format!("copy what you need of them first, or keep {old}");
    verdict.reason(Risk::DataLoss, path, why, remedy);
}

/// Returns whether a CronJob makes copies of data: it says how many it keeps, or its name says what it is for.
fn copies(job: &Node) -> bool {
    let name = text(Some(job), &["metadata", "name"]).unwrap_or_default();
    let mut words = name.split('-');
    words.any(|word| {
        matches!(
            word,
            "backup" | "backups" | "dump" | "snapshot" | "snapshots"
        )
    }) || variable(Some(job), RETAIN).is_some()
}

/// Returns a variable of the containers of a CronJob.
fn variable<'n>(job: Option<&'n Node>, name: &str) -> Option<&'n Node> {
    let spec = job?
        .at(pod_template_path("batch", "CronJob")?)?
        .value_of("spec")?;
    let variables = items(spec.value_of("containers"))
        .iter()
        .flat_map(|container| items(container.value_of("env")));
    let mut named = variables.filter(|variable| text(Some(variable), &["name"]) == Some(name));
    named.next()?.value_of("value")
}
