//! The budget of an evaluation. Kubernetes counts steps and ends an expression that takes too many; so does this.

use std::sync::Arc;

use regex_automata::meta::Regex;
use rustc_hash::FxHashMap;

use super::value::Failure;

/// So many steps one evaluation may take, as in Kubernetes.
const LIMIT: u64 = 1_000_000;

/// Regular expressions by their text.
pub(super) type Regexes = FxHashMap<String, Arc<Regex>>;

/// Counts the steps that are left, and keeps what is too dear to make for every element.
#[derive(Debug)]
pub(super) struct Meter {
    left: u64,
    /// Those that the expression states.
    stated: Arc<Regexes>,
    /// Those that it made on the way.
    made: Regexes,
}

impl Meter {
    pub(super) fn new(stated: Arc<Regexes>) -> Self {
        Meter {
            left: LIMIT,
            stated,
            made: Regexes::default(),
        }
    }

    /// Takes steps from the budget.
    pub(super) fn take(&mut self, steps: usize) -> Result<(), Failure> {
        let steps = u64::try_from(steps).unwrap_or(u64::MAX);
        match self.left.checked_sub(steps) {
            Some(left) => {
                self.left = left;
                Ok(())
            }
            None => {
                self.left = 0;
                Err(Failure::budget())
            }
        }
    }

    /// Takes the steps of walking over a text: one for ten bytes.
    pub(super) fn take_text(&mut self, bytes: usize) -> Result<(), Failure> {
        self.take(bytes / 10 + 1)
    }

    /// Returns a regular expression, compiled once.
    pub(super) fn regex<E>(
        &mut self,
        pattern: &str,
        compile: impl FnOnce(&str) -> Result<Regex, E>,
    ) -> Result<Arc<Regex>, E> {
        let known = self.stated.get(pattern).or_else(|| self.made.get(pattern));
        if let Some(known) = known {
            return Ok(Arc::clone(known));
        }
        let compiled = Arc::new(compile(pattern)?);
        // Patterns that are made of the data would fill the memory.
        if self.made.len() < 16 {
            self.made.insert(pattern.to_owned(), Arc::clone(&compiled));
        }
        Ok(compiled)
    }
}
