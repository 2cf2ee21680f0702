//! Anchors and the aliases that repeat them, within a budget.

use std::ops::Range;

use super::super::wording::{collection_as_key, too_deep};
use super::super::{Findings, MAX_DEPTH, MAX_EXPANSION};
use super::{Abandoned, Anchored, Measure, PendingKey, Tree};
use crate::diag::{Code, Diagnostic};
use crate::yaml::node::{Node, Value};
use crate::yaml::scalar::Reading;

impl Tree<'_> {
    /// Keeps a copy for aliases. The copy counts, or nested anchors would multiply the text.
    pub(super) fn anchor(
        &mut self,
        id: usize,
        node: &Node,
        measure: Measure,
        at: usize,
        findings: &mut Findings,
    ) -> Result<(), Abandoned> {
        self.count(measure.weight, at, findings)?;
        let node = node.clone();
        self.anchors.insert(id, Anchored { node, measure });
        Ok(())
    }

    pub(super) fn alias(
        &mut self,
        id: usize,
        at: Range<usize>,
        findings: &mut Findings,
    ) -> Result<(), Abandoned> {
        let place = self.span(at.clone());
        let Some(anchored) = self.anchors.get(&id) else {
            // The parser knows the anchor, so it belongs to a collection that is still open.
            findings.push(
                Diagnostic::new(
                    Code::UnknownAnchor,
                    format!(
                        "`{}` contains itself",
                        self.text.get(at.clone()).unwrap_or_default()
                    ),
                )
                .at(place)
                .help("write the value out"),
            );
            return Err(Abandoned);
        };
        let measure = anchored.measure;
        self.expanded += measure.weight;
        if self.expanded > MAX_EXPANSION {
            findings.push(
                Diagnostic::new(
                    Code::AliasBomb,
                    format!(
                        "the aliases of this document stand for more than {MAX_EXPANSION} values"
                    ),
                )
                .at_saying(place, "this one exceeds the limit")
                .help("write large values out, or into a file of their own"),
            );
            return Err(Abandoned);
        }
        if self.open.len() + measure.height > MAX_DEPTH {
            findings.push(too_deep(place));
            return Err(Abandoned);
        }
        let node = anchored.node.clone();
        self.count(measure.weight, at.start, findings)?;
        if self.wants_key() {
            return self.alias_as_key(node, at, findings);
        }
        self.place(node, at, measure, findings);
        Ok(())
    }

    fn alias_as_key(
        &mut self,
        node: Node,
        at: Range<usize>,
        findings: &mut Findings,
    ) -> Result<(), Abandoned> {
        let place = self.span(at.clone());
        let key = match node.value {
            Value::Sequence(_) | Value::Mapping(_) => {
                findings.push(collection_as_key(place, self.text));
                PendingKey::Refused
            }
            value => {
                let text = self.text.get(at.clone()).unwrap_or_default();
                self.key(text, Reading::of(value), place, findings)
            }
        };
        self.set_key(key, at.end);
        Ok(())
    }
}
