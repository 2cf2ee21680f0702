//! What `${…}` and `*.j2` files see: `env`, `cluster`, `app` and `database`.
//!
//! Every object notes what is asked of it, so that references become ordering edges and unused variables are found.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use ecow::EcoString;
use minijinja::Value;
use minijinja::value::{Enumerator, Object};
use rustc_hash::FxHashMap;

use crate::k8s::Owner;
use crate::load::SpecKind;
use crate::yaml;

/// The names at the top of every scope.
pub(super) const ROOTS: [&str; 4] = ["env", "cluster", "app", "database"];

/// The whole scope, as a component of `namespace` sees it.
#[derive(Debug)]
pub(super) struct Scope {
    pub env: Arc<Variables>,
    pub cluster: Arc<Variables>,
    pub directory: Arc<Directory>,
    pub namespace: EcoString,
    /// Whether environment and cluster say all that they were meant to say.
    pub facts_sound: bool,
    /// Whether the directory holds all that it was meant to hold.
    pub complete: bool,
    /// The components that were looked up, and what was looked for in vain.
    pub asked: Arc<Asked>,
}

impl Scope {
    /// Returns the same scope as seen from another namespace, with a notebook of its own.
    pub(super) fn within(&self, namespace: &EcoString) -> Scope {
        Scope {
            env: Arc::clone(&self.env),
            cluster: Arc::clone(&self.cluster),
            directory: Arc::clone(&self.directory),
            namespace: namespace.clone(),
            facts_sound: self.facts_sound,
            complete: self.complete,
            asked: Arc::default(),
        }
    }

    /// Returns the names below `root` that there are, for suggestions.
    pub(super) fn names(&self, root: &str) -> Vec<String> {
        match root {
            "env" => self.env.names(),
            "cluster" => self.cluster.names(),
            "app" => self.directory.names(SpecKind::App, &self.namespace),
            "database" => self.directory.names(SpecKind::Database, &self.namespace),
            _ => Vec::new(),
        }
    }
}

impl Object for Scope {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        let components = |kind| {
            Value::from_object(Components {
                kind,
                scope: Arc::clone(self),
            })
        };
        match key.as_str()? {
            "env" => Some(Value::from_dyn_object(Arc::clone(&self.env))),
            "cluster" => Some(Value::from_dyn_object(Arc::clone(&self.cluster))),
            "app" => Some(components(SpecKind::App)),
            "database" => Some(components(SpecKind::Database)),
            _ => None,
        }
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Str(&ROOTS)
    }
}

/// Named values that fill up while facts are evaluated, and note which of them are used.
#[derive(Debug, Default)]
pub(super) struct Variables {
    values: RwLock<BTreeMap<String, Value>>,
    used: Mutex<BTreeSet<String>>,
}

impl Variables {
    pub(super) fn set(&self, name: &str, value: Value) {
        let mut values = self.values.write().unwrap_or_else(PoisonError::into_inner);
        values.insert(name.to_owned(), value);
    }

    pub(super) fn names(&self) -> Vec<String> {
        let values = self.values.read().unwrap_or_else(PoisonError::into_inner);
        values.keys().cloned().collect()
    }

    pub(super) fn value(&self, name: &str) -> Option<Value> {
        let values = self.values.read().unwrap_or_else(PoisonError::into_inner);
        values.get(name).cloned()
    }

    pub(super) fn is_used(&self, name: &str) -> bool {
        lock(&self.used).contains(name)
    }

    fn note(&self, name: &str) {
        let mut used = lock(&self.used);
        if !used.contains(name) {
            used.insert(name.to_owned());
        }
    }
}

impl Object for Variables {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        let name = key.as_str()?;
        let value = self.value(name)?;
        self.note(name);
        Some(value)
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        let names = self.names();
        // Whoever walks all of them uses all of them.
        names.iter().for_each(|name| self.note(name));
        Enumerator::Values(names.into_iter().map(Value::from).collect())
    }
}

/// The components that others may refer to.
#[derive(Debug, Default)]
pub(super) struct Directory {
    facts: Vec<(Arc<Owner>, Value)>,
    by_name: FxHashMap<(SpecKind, EcoString, EcoString), usize>,
    names: BTreeMap<(SpecKind, EcoString), Vec<String>>,
}

impl Directory {
    pub(super) fn add(&mut self, kind: SpecKind, owner: &Arc<Owner>, facts: Value) {
        let key = (kind, owner.namespace.clone(), owner.name.clone());
        self.by_name.insert(key, self.facts.len());
        self.facts.push((Arc::clone(owner), facts));
        self.names
            .entry((kind, owner.namespace.clone()))
            .or_default()
            .push(owner.name.to_string());
    }

    fn find(&self, kind: SpecKind, namespace: &str, name: &str) -> Option<usize> {
        let (namespace, name) = name.split_once('/').unwrap_or((namespace, name));
        let key = (kind, namespace.into(), name.into());
        self.by_name.get(&key).copied()
    }

    pub(super) fn owner(&self, at: usize) -> Option<&Arc<Owner>> {
        self.facts.get(at).map(|(owner, _)| owner)
    }

    /// Returns the names of a namespace, and those of the others with their namespace.
    fn names(&self, kind: SpecKind, namespace: &str) -> Vec<String> {
        let mut names = Vec::new();
        for ((known, place), inside) in &self.names {
            match (*known == kind, place == namespace) {
                (false, _) => {}
                (true, true) => names.extend(inside.iter().cloned()),
                (true, false) => names.extend(inside.iter().map(|name| format!("{place}/{name}"))),
            }
        }
        names
    }
}

/// What one evaluation asked of the directory.
#[derive(Debug, Default)]
pub(super) struct Asked {
    found: Mutex<Vec<usize>>,
    missed: Mutex<Vec<(SpecKind, String)>>,
}

impl Asked {
    /// Takes the places in the directory that were found.
    pub(super) fn take_found(&self) -> Vec<usize> {
        std::mem::take(&mut *lock(&self.found))
    }

    /// Takes what was looked for in vain.
    pub(super) fn take_missed(&self) -> Vec<(SpecKind, String)> {
        std::mem::take(&mut *lock(&self.missed))
    }
}

#[derive(Debug)]
struct Components {
    kind: SpecKind,
    scope: Arc<Scope>,
}

impl Object for Components {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        let name = key.as_str()?;
        let scope = &self.scope;
        match scope.directory.find(self.kind, &scope.namespace, name) {
            Some(at) => {
                lock(&scope.asked.found).push(at);
                scope
                    .directory
                    .facts
                    .get(at)
                    .map(|(_, facts)| facts.clone())
            }
            None => {
                lock(&scope.asked.missed).push((self.kind, name.to_owned()));
                None
            }
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Turns a node into what expressions compute with.
pub(super) fn value_of(node: &yaml::Node) -> Value {
    match &node.value {
        yaml::Value::Null => Value::from(()),
        yaml::Value::Bool(truth) => Value::from(*truth),
        yaml::Value::Int(number) => Value::from(*number),
        yaml::Value::UInt(number) => Value::from(*number),
        yaml::Value::Float(number) => Value::from(*number),
        yaml::Value::String(text) => Value::from(text.as_str()),
        yaml::Value::Sequence(items) => items.iter().map(value_of).collect(),
        yaml::Value::Mapping(map) => map
            .iter()
            .map(|entry| (entry.key.name.to_string(), value_of(&entry.value)))
            .collect::<BTreeMap<String, Value>>()
            .into(),
    }
}
