//! What a reader of ordinary YAML tells the tree, in place of events: nothing with a tag or an anchor.

use std::ops::Range;

use granit_parser::{ScalarStyle, StructureStyle};

use super::{Abandoned, Collection, Tree};
use crate::yaml::node::Join;
use crate::yaml::parse::Findings;

impl Tree<'_> {
    /// A scalar.
    pub(in crate::yaml::parse) fn text(
        &mut self,
        text: &str,
        style: ScalarStyle,
        at: Range<usize>,
        findings: &mut Findings,
    ) -> Result<(), Abandoned> {
        self.scalar(text, style, at, 0, None, findings)
    }

    /// The beginning of a list.
    pub(in crate::yaml::parse) fn begin_list(
        &mut self,
        style: StructureStyle,
        at: Range<usize>,
        findings: &mut Findings,
    ) -> Result<(), Abandoned> {
        let items = Collection::Sequence(self.items.len());
        self.open(items, style, 0, Join::Replace, at, findings)
    }

    /// The beginning of a map.
    pub(in crate::yaml::parse) fn begin_map(
        &mut self,
        style: StructureStyle,
        at: Range<usize>,
        findings: &mut Findings,
    ) -> Result<(), Abandoned> {
        let map = Collection::Mapping {
            first: self.entries.len(),
            key: None,
            merge: None,
        };
        self.open(map, style, 0, Join::Replace, at, findings)
    }

    /// The end of the innermost list or map.
    pub(in crate::yaml::parse) fn end(
        &mut self,
        at: usize,
        findings: &mut Findings,
    ) -> Result<(), Abandoned> {
        self.close(at, findings)
    }
}
