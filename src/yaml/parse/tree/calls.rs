//! What a reader of ordinary YAML tells the tree, in place of events: nothing with a tag or an anchor.

use std::ops::Range;

use granit_parser::{ScalarStyle, StructureStyle};

use super::{Abandoned, Collection, PendingKey, Tree, keys, weigh};
use crate::yaml::node::{Join, Key, Node, Style, Value};
use crate::yaml::origin::Origin;
use crate::yaml::parse::{Findings, Meaning, go_yaml_v3};
use crate::yaml::scalar;

impl Tree<'_> {
    /// A scalar.
    pub(in crate::yaml::parse) fn text(
        &mut self,
        text: &str,
        style: ScalarStyle,
        at: Range<usize>,
        findings: &mut Findings,
    ) -> Result<(), Abandoned> {
        let Some(value) = self.undisputed(text, style, &at) else {
            return self.scalar(text, style, at, 0, None, findings);
        };
        self.count(1, at.start, findings)?;
        let span = self.span(at.clone());
        match value {
            Value::String(name) if self.wants_key() => {
                let key = Key {
                    name,
                    span: Some(span),
                };
                self.set_key(PendingKey::Name(key), at.end);
            }
            value => {
                let mut node = Node::new(value, Origin::written(span));
                node.style = match style {
                    ScalarStyle::Plain => Style::Plain,
                    _ => Style::Quoted,
                };
                let measure = weigh(&node);
                self.place(node, at, measure, findings);
            }
        }
        Ok(())
    }

    /// Returns the value of a scalar of which all readers make the same, whatever it stands for: nearly every one.
    fn undisputed(&self, text: &str, style: ScalarStyle, at: &Range<usize>) -> Option<Value> {
        let is_odd = match self.meaning {
            Meaning::Common => false,
            Meaning::GoYamlV2 => true,
            Meaning::GoYamlV3 => go_yaml_v3::is_odd(text),
        };
        if is_odd {
            return None;
        }
        match style {
            ScalarStyle::Plain if text == "<<" || at.is_empty() => None,
            ScalarStyle::Plain => {
                let is_key = self.wants_key();
                let reading = match is_key {
                    true => keys::plain(text),
                    false => scalar::resolve(text),
                };
                let is_name = matches!(reading.value, Value::String(_));
                (reading.other.is_none() && (is_name || !is_key)).then_some(reading.value)
            }
            // Without an escape, there is nothing between the quotes that somebody may refuse.
            ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted if at.len() == text.len() + 2 => {
                Some(text.into())
            }
            _ => None,
        }
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
