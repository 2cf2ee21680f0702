//! Answers that many changes ask for alike.

use std::hash::Hash;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use rustc_hash::FxHashMap;

/// Answers by question, each found once: a thousand policies that select the same pods ask the same.
///
/// An answer borrows nothing and is small, since all of them are kept until the end.
pub(super) struct Memo<Q, A>(Mutex<FxHashMap<Q, Arc<OnceLock<A>>>>);

impl<Q: Eq + Hash, A: Clone> Memo<Q, A> {
    /// Returns the answer to a question; `find` finds it where nobody has asked yet. Others who ask wait for it.
    pub(super) fn get(&self, question: Q, find: impl FnOnce() -> A) -> A {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let answer = Arc::clone(known.entry(question).or_default());
        // What is looked for is looked for without the lock, so that other questions are answered meanwhile.
        drop(known);
        answer.get_or_init(find).clone()
    }
}

#[cfg(test)]
impl<Q, A> Memo<Q, A> {
    /// Returns how many questions were asked.
    pub(super) fn len(&self) -> usize {
        self.0.lock().unwrap().len()
    }
}

impl<Q, A> Default for Memo<Q, A> {
    fn default() -> Self {
        Memo(Mutex::default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_is_answered_once() {
        let memo = Memo::default();
        let mut found = Vec::new();
        for question in ["a", "bc", "a", "a"] {
            let answer = memo.get(question, || {
                found.push(question);
                question.len()
            });
            assert_eq!(answer, question.len());
        }
        assert_eq!(found, ["a", "bc"]);
    }
}
