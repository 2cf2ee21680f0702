//! Labels of Namespaces on which others act: Pod Security, sidecars, readiness gates.

use crate::diff::subject::Subject;
use crate::diff::verdict::Verdict;
use crate::diff::words::{ticked, value};
use crate::diff::{Action, Effect, Path, Risk};
use crate::k8s::{LabelSelector, ObjectId};
use crate::yaml::Node;

const ENFORCE: &str = "pod-security.kubernetes.io/enforce";

/// Judges a Namespace; that everything in it goes with it is said elsewhere.
pub(super) fn judge(subject: &Subject<'_>, verdict: &mut Verdict) {
    if !subject.is("", "Namespace") || subject.action() != Action::Update {
        return;
    }
    security(subject, verdict);
    for (label, risk, meaning) in LABELS {
        let path = ["metadata", "labels", *label];
        let (old, new) = (subject.was(&path), subject.now(&path));
        if subject.touches(&path) {
            let why = format!(
                "`{label}` goes from {} to {}: {meaning}",
                value(old),
                value(new)
            );
            verdict.effect(Effect::Traffic);
            verdict.reason(
                *risk,
                Path::of(&path),
                why,
                "restart the pods to see whether they get by",
            );
        }
    }
}

/// A label, what a change of it can do, and what it decides.
const LABELS: &[(&str, Risk, &str)] = &[
    (
        "istio-injection",
        Risk::High,
        "it decides whether new pods get the sidecar, without which they are out of the mesh",
    ),
    (
        "istio.io/rev",
        Risk::Medium,
        "it decides which version of the sidecar new pods get",
    ),
    (
        "istio.io/dataplane-mode",
        Risk::High,
        "it decides whether pods are in the mesh",
    ),
    (
        "elbv2.k8s.aws/pod-readiness-gate-inject",
        Risk::Medium,
        "without `enabled` a rollout does not wait until the load balancer sends requests to new pods",
    ),
];

/// Pod Security Standards, the most permissive first.
const LEVELS: &[&str] = &["privileged", "baseline", "restricted"];

fn security(subject: &Subject<'_>, verdict: &mut Verdict) {
    let path = ["metadata", "labels", ENFORCE];
    let level = |node: Option<&Node>| {
        let stated = node.and_then(Node::as_str);
        stated
            .and_then(|stated| LEVELS.iter().position(|level| *level == stated))
            .unwrap_or(0)
    };
    let (old, new) = (level(subject.was(&path)), level(subject.now(&path)));
    let (from, to) = (LEVELS[old], LEVELS[new]);
    if new < old {
        let why = format!(
            "the Pod Security level falls from `{from}` to `{to}`: pods may do more to their nodes"
        );
        verdict.effect(Effect::Permissions);
        verdict.reason(Risk::High, Path::of(&path), why, "");
    } else if new > old {
        let everything = LabelSelector::default();
        let pods: Vec<&ObjectId> = subject
            .world
            .after
            .selected(&subject.id().name, &everything)
            .map(|object| &object.id)
            .collect();
        let who = match pods.is_empty() {
            true => "new pods".to_owned(),
            false => format!("new pods of {}", ticked(pods)),
        };
        let why = format!(
            "the Pod Security level rises from `{from}` to `{to}`: {who} are refused where they do not meet it"
        );
        let remedy = format!(
            "see who would be refused: `kubectl label --dry-run=server --overwrite namespace {} {ENFORCE}={to}`",
            subject.id().name
        );
        verdict.effect(Effect::Permissions);
        verdict.reason(Risk::Medium, Path::of(&path), why, remedy);
    }
}
