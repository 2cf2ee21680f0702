//! The environment and its cluster: what `${env…}` and `${cluster…}` are.
//!
//! Variables may use each other in any order; a circle is an error that shows the way round.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use minijinja::Value;

use super::scope::{Directory, Scope, Variables, value_of};
use super::stack::Layered;
use super::values::{Compiled, Evaluator, collect, engine};
use crate::diag::{Code, Diagnostic};
use crate::session::Session;
use crate::text::Span;
use crate::yaml::{Entry, NamedDefault, Node};

/// The partition follows from the region.
pub static PARTITION: NamedDefault = NamedDefault {
    id: "cluster.partition",
    what: "the AWS partition follows from the region",
    why: "regions beginning with cn- and us-gov- have partitions of their own; ARNs name them",
    source: "AWS General Reference, Amazon Resource Names",
    field: "Environment.spec.partition",
};

/// What environment and cluster both may state; one fills in the other.
const SHARED: [&str; 3] = ["region", "accountId", "partition"];

/// Evaluates environment and cluster in place, and returns a scope that knows no component yet.
pub(super) fn evaluate(
    session: &Session<'_>,
    environment: &mut Layered,
    cluster: Option<&mut Layered>,
) -> Scope {
    let mut nowhere = Node::new(crate::yaml::Mapping::new(), environment.spec.origin.clone());
    let mut facts = Facts {
        session,
        env: Arc::default(),
        cluster_values: Arc::default(),
        // Without its cluster, what a fact of the cluster is cannot be told from what it is not.
        sound: environment.sound && cluster.as_ref().is_some_and(|cluster| cluster.sound),
        environment: &mut environment.spec,
        cluster: match cluster {
            Some(cluster) => {
                if cluster.spec.get("name").is_none()
                    && let Some(name) = cluster.metadata.get("name").cloned()
                    && let Some(spec) = cluster.spec.as_map_mut()
                {
                    spec.insert("name", name);
                }
                &mut cluster.spec
            }
            None => &mut nowhere,
        },
    };
    facts
        .env
        .set("name", Value::from(environment.owner.name.as_str()));
    facts.share();
    facts.all();
    let scope = facts.scope();
    environment.sound &= facts.sound;
    scope
}

/// The name of a fact: its root, `env` or `cluster`, and its key.
type Name = (&'static str, String);

struct Facts<'f, 's> {
    session: &'f Session<'s>,
    environment: &'f mut Node,
    cluster: &'f mut Node,
    env: Arc<Variables>,
    cluster_values: Arc<Variables>,
    sound: bool,
}

impl Facts<'_, '_> {
    /// Lets each of the two say what only the other states, and compares what both state.
    fn share(&mut self) {
        if self.environment.value_of("partition").is_none()
            && self.cluster.value_of("partition").is_none()
            && let Some(region) = self
                .environment
                .value_of("region")
                .or(self.cluster.value_of("region"))
                .cloned()
            && let Some(text) = region.as_str()
            && let Some(spec) = self.environment.as_map_mut()
        {
            spec.insert("partition", region.derive(partition_of(text), &PARTITION));
        }
        if let Some(vars) = self.environment.value_of("vars").and_then(Node::as_map) {
            for field in SHARED.into_iter().chain(["name"]) {
                let Some(entry) = vars.entry(field) else {
                    continue;
                };
                self.sound = false;
                self.session.report(
                    Diagnostic::new(
                        Code::ConflictingFacts,
                        format!("variable `{field}` has the name of a fact: `env.{field}`"),
                    )
                    .at(entry.key.span)
                    .help("give the variable another name"),
                );
            }
        }
        for field in SHARED {
            let above = self.environment.value_of(field).cloned();
            let below = self.cluster.value_of(field).cloned();
            match (above, below) {
                (Some(above), Some(below)) if above != below => {
                    self.sound = false;
                    self.session.report(
                        Diagnostic::new(
                            Code::ConflictingFacts,
                            format!(
                                "`{field}` is `{}` in the environment and `{}` in its cluster",
                                above.to_text().unwrap_or_default(),
                                below.to_text().unwrap_or_default()
                            ),
                        )
                        .at(above.span())
                        .related(below.span(), "the cluster's")
                        .help("correct one, or leave it out: it is taken from the other"),
                    );
                }
                (Some(above), None) => {
                    if let Some(spec) = self.cluster.as_map_mut() {
                        spec.insert(field, above);
                    }
                }
                (None, Some(below)) => {
                    if let Some(spec) = self.environment.as_map_mut() {
                        spec.insert(field, below);
                    }
                }
                _ => {}
            }
        }
    }

    /// Evaluates everything, what is needed first first.
    fn all(&mut self) {
        let mut texts = BTreeSet::new();
        collect(self.environment, &mut texts);
        collect(self.cluster, &mut texts);
        let engine = engine();
        let compiled = Compiled::new(&engine, &texts);

        let mut needs: BTreeMap<Name, BTreeSet<Name>> = BTreeMap::new();
        for name in self.names() {
            let Some(entry) = self.entry(&name) else {
                continue;
            };
            let uses = compiled.names(&entry.value);
            let uses = uses.iter().filter_map(|path| fact_of(path)).collect();
            needs.insert(name, uses);
        }
        for name in self.ordered(&needs) {
            self.evaluate(&compiled, &name);
        }
        let scope = self.scope();
        let mut evaluator = Evaluator::new(
            &compiled,
            &self.session.sources,
            scope,
            format!("Environment/{}", self.env.value("name").unwrap_or_default()),
        );
        if let Some(spec) = self.environment.as_map_mut() {
            for (key, value) in spec.values_mut() {
                if key.name != "vars" && !SHARED.contains(&key.name.as_str()) {
                    evaluator.evaluate(&format!("/spec/{}", key.name), value);
                }
            }
        }
        self.sound &= evaluator.sound;
        self.session.report_all(evaluator.findings);
    }

    fn scope(&self) -> Scope {
        Scope {
            env: Arc::clone(&self.env),
            cluster: Arc::clone(&self.cluster_values),
            directory: Arc::new(Directory::default()),
            namespace: "".into(),
            facts_sound: self.sound,
            complete: true,
            asked: Arc::default(),
        }
    }

    fn names(&self) -> Vec<Name> {
        let keys = |node: Option<&Node>| -> Vec<String> {
            let map = node.and_then(Node::as_map);
            map.map(|map| map.keys().map(str::to_owned).collect())
                .unwrap_or_default()
        };
        let shared = SHARED
            .iter()
            .filter(|field| self.environment.value_of(field).is_some());
        shared
            .map(|field| ("env", (*field).to_owned()))
            .chain(
                keys(self.environment.get("vars"))
                    .into_iter()
                    .map(|key| ("env", key)),
            )
            .chain(
                keys(Some(self.cluster))
                    .into_iter()
                    .map(|key| ("cluster", key)),
            )
            .collect()
    }

    fn entry(&self, (root, key): &Name) -> Option<&Entry> {
        let vars = self.environment.get("vars").and_then(Node::as_map);
        match *root {
            "env" if SHARED.contains(&key.as_str()) => self.environment.as_map()?.entry(key),
            "env" => vars?.entry(key),
            _ => self.cluster.as_map()?.entry(key),
        }
    }

    fn node_mut(&mut self, (root, key): &Name) -> Option<&mut Node> {
        if *root == "cluster" {
            return self.cluster.get_mut(key);
        }
        if SHARED.contains(&key.as_str()) {
            return self.environment.get_mut(key);
        }
        self.environment.get_mut("vars")?.get_mut(key)
    }

    fn evaluate(&mut self, compiled: &Compiled<'_>, name: &Name) {
        let (sources, scope) = (&self.session.sources, self.scope());
        let environment = format!("Environment/{}", self.env.value("name").unwrap_or_default());
        let values = match name.0 {
            "env" => Arc::clone(&self.env),
            _ => Arc::clone(&self.cluster_values),
        };
        let Some(node) = self.node_mut(name) else {
            return;
        };
        let mut evaluator = Evaluator::new(compiled, sources, scope, environment);
        evaluator.evaluate(&format!("/spec/{}", name.1), node);
        let value = value_of(node);
        let (findings, sound) = (evaluator.findings, evaluator.sound);
        // What failed stays undefined only if it says nothing at all: one mistake, one finding.
        values.set(&name.1, value);
        self.sound &= sound;
        self.session.report_all(findings);
    }

    /// Returns the names so that each stands behind those it needs; circles are reported and cut.
    fn ordered(&mut self, needs: &BTreeMap<Name, BTreeSet<Name>>) -> Vec<Name> {
        let mut ordered = Vec::with_capacity(needs.len());
        let mut done: BTreeSet<&Name> = BTreeSet::new();
        let mut open: BTreeSet<&Name> = BTreeSet::new();
        for start in needs.keys() {
            let mut path: Vec<(&Name, std::collections::btree_set::Iter<'_, Name>)> = Vec::new();
            if !done.contains(start)
                && let Some(uses) = needs.get(start)
            {
                open.insert(start);
                path.push((start, uses.iter()));
            }
            while let Some((name, uses)) = path.last_mut() {
                let name = *name;
                let Some(next) = uses.next() else {
                    open.remove(name);
                    done.insert(name);
                    ordered.push(name.clone());
                    path.pop();
                    continue;
                };
                if open.contains(next) {
                    let circle = path.iter().map(|(name, _)| *name);
                    let circle: Vec<&Name> = circle.skip_while(|name| *name != next).collect();
                    self.session.report(self.circle(&circle));
                    self.sound = false;
                    // So that the circle is the only finding about it.
                    let values = if next.0 == "env" {
                        &self.env
                    } else {
                        &self.cluster_values
                    };
                    values.set(&next.1, Value::from(""));
                } else if !done.contains(next)
                    && let Some((next, uses)) = needs.get_key_value(next)
                {
                    open.insert(next);
                    path.push((next, uses.iter()));
                }
            }
        }
        ordered
    }

    fn circle(&self, circle: &[&Name]) -> Diagnostic {
        let show = |(root, key): &Name| format!("`{root}.{key}`");
        let span = |name: &Name| -> Option<Span> {
            let entry = self.entry(name)?;
            entry.value.span().or(entry.key.span)
        };
        let mut way: Vec<String> = circle.iter().map(|name| show(name)).collect();
        way.extend(circle.first().map(|name| show(name)));
        let mut finding = Diagnostic::new(
            Code::CyclicReference,
            format!("variables refer to each other: {}", way.join(" → ")),
        )
        .at(circle.first().and_then(|name| span(name)))
        .help("write one of the values out");
        for name in circle.iter().skip(1) {
            finding = finding.related(span(name), show(name));
        }
        finding
    }
}

/// Returns the fact that a path such as `env.kms.ebs` needs.
fn fact_of(path: &str) -> Option<Name> {
    let mut steps = path.split('.');
    let root = match steps.next()? {
        "env" => "env",
        "cluster" => "cluster",
        _ => return None,
    };
    Some((root, steps.next()?.to_owned()))
}

fn partition_of(region: &str) -> &'static str {
    if region.starts_with("cn-") {
        "aws-cn"
    } else if region.starts_with("us-gov-") {
        "aws-us-gov"
    } else {
        "aws"
    }
}
