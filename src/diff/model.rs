//! What a comparison says: changes, each with what it does, how risky it is, and which line caused it.

use ecow::EcoString;

use super::cost::Cost;
use super::path::Path;
use crate::k8s::ObjectId;
use crate::yaml::Node;

/// Everything that differs between two sets of objects.
#[derive(Clone, Debug, Default)]
pub struct Diff {
    /// The changes; the riskiest first, then by unit and identity.
    pub changes: Vec<Change>,
    /// How many objects are the same on both sides.
    pub unchanged: usize,
    /// The lines that caused changes, in source order. [`FieldChange::cause`] and [`Change::cause`] are positions here.
    pub causes: Vec<Cause>,
    /// Changes of images, each once for all workloads that have it.
    pub images: Vec<ImageChange>,
    /// What all objects together ask for.
    pub cost: Cost,
}

/// What happens to an object, in the words of `terraform plan`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// It is not there yet.
    Create,
    /// It is changed in place.
    Update,
    /// It must be deleted and created: a field that cannot be changed, or another name.
    Replace,
    /// It is deleted.
    Delete,
    /// Only the file or the unit is another one.
    Move,
}

/// What a change means for what runs.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effect {
    /// Nothing: another file, another spelling.
    None,
    /// Labels and annotations that nobody acts on.
    Metadata,
    /// Configuration that somebody reads.
    Config {
        /// Whether pods are restarted so that they read it.
        restart: bool,
        /// The workloads that read it.
        consumers: Vec<ObjectId>,
    },
    /// Pods are replaced, some at a time.
    RollingRestart {
        /// How many; nothing where that is not to be known.
        pods: Option<i64>,
        /// The strategy: `RollingUpdate`, `OnDelete`.
        strategy: EcoString,
    },
    /// The number of pods.
    Scale {
        /// Before.
        from: EcoString,
        /// After.
        to: EcoString,
    },
    /// It stops, and starts anew.
    Recreate,
    /// Where requests go.
    Traffic,
    /// What somebody may do.
    Permissions,
    /// Volumes.
    Storage,
    /// Nodes are replaced.
    NodeChurn,
}

/// How much can go wrong.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Risk {
    /// Nothing can.
    #[default]
    None,
    /// Labels, more replicas, a patch release.
    Low,
    /// A rollout, fewer resources, a probe.
    Medium,
    /// Traffic, permissions, downtime.
    High,
    /// What cannot be brought back.
    DataLoss,
}

/// Why a change is risky, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// How much.
    pub risk: Risk,
    /// What may happen, as half a sentence: `pods are replaced one at a time`.
    pub why: String,
    /// What to do, in the terms of Flux and Argo CD; empty where nothing needs to be done.
    pub remedy: String,
    /// The field that brings it; empty for the whole object.
    pub path: Path,
}

/// What happens to one object.
#[derive(Clone, Debug)]
pub struct Change {
    /// Its identity, after the change where it is there then.
    pub id: ObjectId,
    /// Its `apiVersion`, of the same side.
    pub api_version: EcoString,
    /// Its identity before, where that was another one.
    pub renamed_from: Option<ObjectId>,
    /// What happens.
    pub action: Action,
    /// What it means; at least one.
    pub effects: Vec<Effect>,
    /// The highest risk of `reasons`.
    pub risk: Risk,
    /// Why, the highest risk first.
    pub reasons: Vec<Reason>,
    /// The fields, in the order of the object.
    pub fields: Vec<FieldChange>,
    /// The object that is created or deleted, without what is secret of it.
    pub whole: Option<Node>,
    /// Where it stood.
    pub before: Option<Place>,
    /// Where it stands.
    pub after: Option<Place>,
    /// Who refers to it, after the change where it is there then.
    pub used_by: Vec<Use>,
    /// The line that made or removed the whole object: a position in [`Diff::causes`].
    pub cause: Option<usize>,
}

/// Where an object stands in a rendered folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file, below the folder that is compared.
    pub file: EcoString,
    /// The unit that syncs it; empty where there are none.
    pub unit: EcoString,
}

/// An object that refers to another.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Use {
    /// Who.
    pub by: ObjectId,
    /// What for: `mounts`, `routes to`.
    pub why: EcoString,
}

/// One field that differs.
#[derive(Clone, Debug)]
pub struct FieldChange {
    /// Where.
    pub path: Path,
    /// How.
    pub kind: FieldKind,
    /// The value before; nothing where there was none.
    pub before: Option<Shown>,
    /// The value after; nothing where there is none.
    pub after: Option<Shown>,
    /// The line that caused it: a position in [`Diff::causes`].
    pub cause: Option<usize>,
}

/// How a field differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FieldKind {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It has another value.
    Changed,
    /// The elements of a list are the same, in another order.
    Reordered,
    /// A text in a ConfigMap says the same in other letters: comments, the order of keys.
    Reformatted,
}

/// A value that may be shown. What is secret never gets into one.
#[derive(Clone, Debug, PartialEq)]
pub enum Shown {
    /// A value.
    Value(Node),
    /// A value of a Secret, a SOPS or a SealedSecret document.
    Secret,
}

/// A line that caused changes.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cause {
    /// The file; empty for a default, and for a component that is gone.
    pub file: String,
    /// The line, from 1; 0 where there is no file.
    pub line: usize,
    /// What there set it: empty for a spec, `patch`, `overlay`, or the id of a default.
    pub by: EcoString,
    /// The component that stands there, where nothing nearer is known than that it makes the object, or that it made it.
    pub component: EcoString,
    /// The variable that the line takes its value from, where all else of the line is as before.
    pub variable: Option<Variable>,
}

/// A variable of an environment.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Variable {
    /// Its name: `env.domain`.
    pub name: EcoString,
    /// The file that sets it.
    pub file: String,
    /// The line there, from 1.
    pub line: usize,
}

/// The same change of an image in one or more workloads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImageChange {
    /// The image without tag and digest.
    pub image: EcoString,
    /// The tag or digest before.
    pub from: EcoString,
    /// The tag or digest after.
    pub to: EcoString,
    /// Whether the first number of the version is another one.
    pub is_major: bool,
    /// The workloads.
    pub workloads: Vec<ObjectId>,
}

impl Risk {
    /// All, the lowest first.
    pub const ALL: [Risk; 5] = [
        Risk::None,
        Risk::Low,
        Risk::Medium,
        Risk::High,
        Risk::DataLoss,
    ];

    /// Returns the word for it: `data-loss`.
    pub fn word(self) -> &'static str {
        match self {
            Risk::None => "none",
            Risk::Low => "low",
            Risk::Medium => "medium",
            Risk::High => "high",
            Risk::DataLoss => "data-loss",
        }
    }
}

impl Action {
    /// All, in the order of the last line of a plan.
    pub const ALL: [Action; 5] = [
        Action::Create,
        Action::Update,
        Action::Replace,
        Action::Delete,
        Action::Move,
    ];

    /// Returns the word for it: `create`.
    pub fn word(self) -> &'static str {
        match self {
            Action::Create => "create",
            Action::Update => "update",
            Action::Replace => "replace",
            Action::Delete => "delete",
            Action::Move => "move",
        }
    }

    /// Returns its sign: `-/+`.
    pub fn symbol(self) -> &'static str {
        match self {
            Action::Create => "+",
            Action::Update => "~",
            Action::Replace => "-/+",
            Action::Delete => "-",
            Action::Move => ">",
        }
    }
}

impl Effect {
    /// Configuration for which nothing restarts, and of which nobody is known to read it.
    pub(super) const CONFIG: Effect = Effect::Config {
        restart: false,
        consumers: Vec::new(),
    };

    /// Returns the word for it: `rolling-restart`.
    pub fn word(&self) -> &'static str {
        match self {
            Effect::None => "none",
            Effect::Metadata => "metadata",
            Effect::Config { .. } => "config",
            Effect::RollingRestart { .. } => "rolling-restart",
            Effect::Scale { .. } => "scale",
            Effect::Recreate => "recreate",
            Effect::Traffic => "traffic",
            Effect::Permissions => "permissions",
            Effect::Storage => "storage",
            Effect::NodeChurn => "node-churn",
        }
    }
}

/// Prints `rolling restart (3 pods, RollingUpdate)`.
impl std::fmt::Display for Effect {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Effect::None => f.write_str("no effect"),
            Effect::Metadata => f.write_str("metadata only"),
            Effect::Config { restart: true, .. } => f.write_str("configuration (pods restart)"),
            Effect::Config { consumers, .. } if consumers.is_empty() => {
                f.write_str("configuration")
            }
            Effect::Config { .. } => f.write_str("configuration (no restart)"),
            Effect::RollingRestart {
                pods: Some(1),
                strategy,
            } => write!(f, "rolling restart (1 pod, {strategy})"),
            Effect::RollingRestart {
                pods: Some(pods),
                strategy,
            } => write!(f, "rolling restart ({pods} pods, {strategy})"),
            Effect::RollingRestart {
                pods: None,
                strategy,
            } => {
                write!(f, "rolling restart ({strategy})")
            }
            Effect::Scale { from, to } => write!(f, "scale {from} → {to}"),
            Effect::Recreate => f.write_str("recreate (downtime)"),
            Effect::Traffic => f.write_str("traffic"),
            Effect::Permissions => f.write_str("permissions"),
            Effect::Storage => f.write_str("storage"),
            Effect::NodeChurn => f.write_str("node churn"),
        }
    }
}

impl Diff {
    /// Returns the highest risk.
    pub fn risk(&self) -> Risk {
        let risks = self.changes.iter().map(|change| change.risk);
        risks.max().unwrap_or_default()
    }

    /// Counts the changes of an action.
    pub fn count(&self, action: Action) -> usize {
        let changes = self.changes.iter();
        changes.filter(|change| change.action == action).count()
    }
}
