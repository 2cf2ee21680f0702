//! What rules answer: effects and reasons, and what becomes of a change by them.

use super::model::{Action, Change, Effect, Reason, Risk};
use super::path::Path;
use super::subject::Subject;
use super::{secrets, words};
use crate::yaml::Node;

/// What rules say of a change.
#[derive(Debug, Default)]
pub(super) struct Verdict {
    effects: Vec<Effect>,
    reasons: Vec<Reason>,
    replaces: bool,
    stays: Option<Reason>,
}

impl Verdict {
    /// Says what it does that a field is another one, and how it was and is; nothing where it is not.
    pub(super) fn changed(&mut self, subject: &Subject<'_>, path: &[&str], risk: Risk, why: &str) {
        if !subject.touches(path) {
            return;
        }
        let (old, new) = (subject.was(path), subject.now(path));
        let field = path.last().copied().unwrap_or_default();
        let is_scalar = |node: &Node| node.as_map().is_none() && node.as_list().is_none();
        let how = match [old, new].into_iter().flatten().all(is_scalar) {
            true => format!("goes from {} to {}", words::value(old), words::value(new)),
            false => "changes".to_owned(),
        };
        self.reason(risk, Path::of(path), format!("`{field}` {how}: {why}"), "");
    }

    /// Says what the change does.
    pub(super) fn effect(&mut self, effect: Effect) {
        self.effects.push(effect);
    }

    /// Says why it is risky; `why` is half a sentence, `remedy` may be empty.
    pub(super) fn reason(
        &mut self,
        risk: Risk,
        path: Path,
        why: impl Into<String>,
        remedy: impl Into<String>,
    ) {
        self.reasons.push(Reason {
            risk,
            why: secrets::told(why.into()),
            remedy: secrets::told(remedy.into()),
            path,
        });
    }

    /// Says that what is gone from the manifests stays in the cluster.
    pub(super) fn stays(&mut self, why: impl Into<String>, remedy: impl Into<String>) {
        self.stays = Some(Reason {
            risk: Risk::Low,
            why: why.into(),
            remedy: remedy.into(),
            path: Path::default(),
        });
    }

    /// Says that the API server refuses the change, so that the object must be deleted and created.
    pub(super) fn replaces(&mut self) {
        self.replaces = true;
    }

    /// Writes down what all rules said; what none spoke of, the last two say.
    pub(super) fn settle(
        self,
        change: &mut Change,
        effect: fn(&Change) -> Effect,
        risk: fn(&Change) -> Risk,
    ) {
        // What is not deleted does none of what its deletion would do.
        let mut reasons = match self.stays {
            Some(stays) if change.action == Action::Delete => vec![stays],
            stays => self.reasons.into_iter().chain(stays).collect(),
        };
        if self.replaces && change.action == Action::Update {
            change.action = Action::Replace;
        }
        let mut effects = self.effects;
        if effects.is_empty() {
            effects.push(effect(change));
        }
        tidy(&mut effects);
        reasons.sort_by_key(|reason| std::cmp::Reverse(reason.risk));
        let first = reasons.first();
        change.risk = first.map_or_else(|| risk(change), |reason| reason.risk);
        change.effects = effects;
        change.reasons = reasons;
    }
}

/// Leaves of effects each once, and none that another makes meaningless.
fn tidy(effects: &mut Vec<Effect>) {
    effects.sort();
    effects.dedup();
    if effects.contains(&Effect::Recreate) {
        effects.retain(|effect| !matches!(effect, Effect::RollingRestart { .. }));
    }
    if effects.len() > 1 {
        effects.retain(|effect| !matches!(effect, Effect::None | Effect::Metadata));
    }
}
