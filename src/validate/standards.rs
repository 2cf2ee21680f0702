//! The Pod Security Standard that each namespace asks for, and the judgement of pods by it.
//!
//! In: the `pod-security.kubernetes.io` labels of Namespaces, and `policy.podSecurity` of an environment for namespaces that
//! state no level to enforce. Out: for a control, the pods that break it. The controls themselves are rules.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::findings::{Findings, about, text};
use super::given::is_given;
use super::pods::Pod;
use super::tree::Tree;
use crate::diag::{Code, Severity};
use crate::k8s::{Minor, Object};
use crate::layer::Target;
use crate::yaml::Node;

/// What the labels of a Namespace start with.
pub(super) const PREFIX: &str = "pod-security.kubernetes.io/";

/// A standard; each includes those before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    /// Everything is allowed.
    Privileged,
    /// What is known to lead out of the container is not.
    Baseline,
    /// Only hardened pods are.
    Restricted,
}

impl Level {
    pub(super) fn read(text: &str) -> Option<Level> {
        match text {
            "privileged" => Some(Level::Privileged),
            "baseline" => Some(Level::Baseline),
            "restricted" => Some(Level::Restricted),
            _ => None,
        }
    }

    fn word(self) -> &'static str {
        match self {
            Level::Privileged => "privileged",
            Level::Baseline => "baseline",
            Level::Restricted => "restricted",
        }
    }
}

/// What becomes of a pod that breaks the standard, the gravest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    Enforce,
    Policy,
    Warn,
    Audit,
}

/// One standard that a namespace asks for.
pub(super) struct Demand<'a> {
    mode: Mode,
    /// The standard.
    pub(super) level: Level,
    /// The version of Kubernetes whose controls count.
    pub(super) minor: Minor,
    /// Where it is said.
    said: &'a Node,
}

/// What every namespace asks for.
pub(super) struct Standards<'a> {
    by_namespace: FxHashMap<&'a str, Vec<Demand<'a>>>,
    others: Vec<Demand<'a>>,
    /// What the namespaces ask for whose objects are judged elsewhere.
    beside: Option<Arc<Standards<'a>>>,
}

impl<'a> Standards<'a> {
    pub(super) fn new(
        minor: Minor,
        target: Option<&'a Target>,
        namespaces: impl Iterator<Item = &'a Object>,
        beside: Option<Arc<Standards<'a>>>,
    ) -> Self {
        let policy = target.and_then(|target| target.environment.at(&["policy", "podSecurity"]));
        let others: Vec<Demand> = policy
            .and_then(|said| of_policy(said, minor))
            .into_iter()
            .collect();
        let mut by_namespace: FxHashMap<&str, Vec<Demand>> = FxHashMap::default();
        for namespace in namespaces {
            let mut demands: Vec<Demand> = MODES
                .iter()
                .filter_map(|mode| of_label(namespace, *mode, minor))
                .collect();
            let enforces = label(namespace, "enforce").is_some();
            if let Some(demand) = policy
                .filter(|_| !enforces)
                .and_then(|said| of_policy(said, minor))
            {
                demands.insert(0, demand);
            }
            by_namespace
                .entry(namespace.id.name.as_str())
                .or_insert(demands);
        }
        Standards {
            by_namespace,
            others,
            beside,
        }
    }

    /// Returns what a namespace asks for. Those that every cluster has are the cluster's own affair.
    fn of(&self, namespace: &str) -> &[Demand<'a>] {
        let beside = || self.beside.as_ref()?.by_namespace.get(namespace);
        match self.by_namespace.get(namespace).or_else(beside) {
            Some(demands) => demands,
            None if is_given("", "Namespace", "", namespace) => &[],
            None => &self.others,
        }
    }
}

const MODES: [(Mode, &str, &str); 3] = [
    (Mode::Enforce, "enforce", "enforce-version"),
    (Mode::Warn, "warn", "warn-version"),
    (Mode::Audit, "audit", "audit-version"),
];

/// Returns a label of a Namespace that concerns pod security.
fn label<'a>(namespace: &'a Object, name: &str) -> Option<&'a Node> {
    let labels = namespace.node.at(&["metadata", "labels"])?;
    labels.value_of(&format!("{PREFIX}{name}"))
}

fn of_label<'a>(
    namespace: &'a Object,
    mode: (Mode, &str, &str),
    minor: Minor,
) -> Option<Demand<'a>> {
    let said = label(namespace, mode.1)?;
    let level = Level::read(said.as_str()?)?;
    let version = label(namespace, mode.2)
        .and_then(Node::as_str)
        .unwrap_or("latest");
    // A server knows no controls that are newer than it is.
    let minor = version_of(version)?.map_or(minor, |version| version.min(minor));
    (level > Level::Privileged).then_some(Demand {
        mode: mode.0,
        level,
        minor,
        said,
    })
}

fn of_policy(said: &Node, minor: Minor) -> Option<Demand<'_>> {
    let level = Level::read(said.as_str()?)?;
    (level > Level::Privileged).then_some(Demand {
        mode: Mode::Policy,
        level,
        minor,
        said,
    })
}

/// Reads `latest`, which is no version of its own, and `v1.30`; nothing where the API server reads neither.
pub(super) fn version_of(text: &str) -> Option<Option<Minor>> {
    if text == "latest" {
        return Some(None);
    }
    let digits = text.strip_prefix("v1.")?;
    let plain = digits.bytes().all(|byte| byte.is_ascii_digit());
    let leading = digits.len() > 1 && digits.starts_with('0');
    let minor = digits.parse().ok().filter(|_| plain && !leading)?;
    Some(Some(Minor(minor)))
}

/// A field that breaks a control, what the standard says about it, and what to do.
pub(super) type Violation<'v, 'a> = dyn FnMut(&'a Node, String, &str) + 'v;

/// Reports the pods that break a control which is part of a standard from `level` on.
pub(super) fn judge<'a>(
    tree: &Tree<'a>,
    findings: &mut Findings,
    code: Code,
    level: Level,
    control: impl Fn(&Pod<'a>, &Demand<'a>, &mut Violation<'_, 'a>),
) {
    for pod in tree.pods.iter() {
        let namespace = pod.object.id.namespace.as_str();
        for demand in tree.standards.of(namespace) {
            if demand.level < level {
                continue;
            }
            let mut broken = false;
            control(pod, demand, &mut |node, says, help| {
                broken = true;
                let verb = match demand.mode {
                    Mode::Enforce => "enforces",
                    Mode::Policy => "must meet",
                    Mode::Warn => "warns of",
                    Mode::Audit => "audits",
                };
                let word = demand.level.word();
                let message = format!("`{word}`, which the namespace `{namespace}` {verb}, {says}");
                let mut finding = about(code, pod.object, node, message)
                    .related(demand.said.span(), "the standard")
                    .help(help);
                if matches!(demand.mode, Mode::Warn | Mode::Audit) {
                    finding.severity = finding.severity.max(Severity::Warning);
                }
                findings.push(finding);
            });
            // What a graver mode says, a milder one need not repeat.
            if broken {
                break;
            }
        }
    }
}

/// Returns the `securityContext` of the pod and those of its containers.
pub(super) fn contexts<'a>(pod: &Pod<'a>) -> impl Iterator<Item = &'a Node> + use<'a> {
    let own = pod.spec.value_of("securityContext");
    own.into_iter().chain(
        pod.containers()
            .filter_map(|container| container.value_of("securityContext")),
    )
}

/// Returns the name of a container.
pub(super) fn name_of(container: &Node) -> &str {
    text(container, &["name"]).unwrap_or_default()
}

/// Returns where to say that a container lacks something: its `securityContext`, or else its name.
pub(super) fn place_of(container: &Node) -> &Node {
    ["securityContext", "name"]
        .iter()
        .find_map(|key| container.value_of(key))
        .unwrap_or(container)
}
