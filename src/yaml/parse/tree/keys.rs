//! Scalars as the keys of maps, which are text.

use std::cell::RefCell;
use std::hash::Hasher as _;

use ecow::EcoString;
use rustc_hash::FxHasher;

use super::super::{Findings, Meaning, go_yaml_v3};
use super::{PendingKey, Tree};
use crate::diag::{Code, Diagnostic};
use crate::text::Span;
use crate::yaml::node::{Key, Value};
use crate::yaml::scalar::{self, Reading};

/// Longer texts need memory of their own.
const SHORT: usize = 15;

/// So many long keys are remembered.
const REMEMBERED: usize = 256;

thread_local! {
    /// Long keys that were read before, each at the place that its hash gives it.
    static LONG: RefCell<Vec<EcoString>> = RefCell::new(vec![EcoString::new(); REMEMBERED]);
}

/// Returns what a plain scalar without a tag means as a key. Keys repeat from file to file, and the long ones share their memory.
pub(super) fn plain(text: &str) -> Reading {
    if text.len() <= SHORT {
        return scalar::resolve(text);
    }
    LONG.with_borrow_mut(|long| {
        let mut hasher = FxHasher::default();
        hasher.write(text.as_bytes());
        let place = long.get_mut(hasher.finish() as usize % REMEMBERED);
        if let Some(known) = place.as_ref().filter(|known| **known == text) {
            return Reading::of(Value::String(EcoString::clone(known)));
        }
        let reading = scalar::resolve(text);
        if let (Value::String(name), None, Some(place)) = (&reading.value, reading.other, place) {
            *place = name.clone();
        }
        reading
    })
}

impl Tree<'_> {
    /// Turns a scalar into the text of a key, as `sigs.k8s.io/yaml` does.
    pub(super) fn key(
        &mut self,
        written: &str,
        reading: Reading,
        span: Span,
        findings: &mut Findings,
    ) -> PendingKey {
        let name: EcoString = match reading.value {
            _ if self.meaning == Meaning::GoYamlV3 => {
                let is_root = self.open.len() == 1;
                match go_yaml_v3::key(written, reading, is_root) {
                    Ok((name, odd)) => {
                        self.odd_keys.extend(odd.map(|finding| finding.at(span)));
                        name
                    }
                    Err(finding) => {
                        findings.push(finding.at(span));
                        return PendingKey::Refused;
                    }
                }
            }
            Value::String(name) => name,
            Value::Null => {
                findings.push(
                    Diagnostic::new(Code::InvalidKey, "expected a key, found null")
                        .at(span)
                        .help(match written {
                            "" => "write the key before the `:`".to_owned(),
                            _ => format!("if it is a string, quote it: `\"{written}\":`"),
                        }),
                );
                return PendingKey::Refused;
            }
            Value::Bool(truth) => if truth { "true" } else { "false" }.into(),
            Value::Int(number) => ecow::eco_format!("{number}"),
            Value::UInt(number) => ecow::eco_format!("{number}"),
            Value::Float(number) => crate::yaml::emit::float(number).into(),
            Value::Sequence(_) | Value::Mapping(_) => return PendingKey::Refused,
        };
        let is_common = self.meaning == Meaning::Common;
        if is_common && name != written && scalar::is_ambiguous(written) && !written.is_empty() {
            findings.push(
                Diagnostic::new(
                    Code::AmbiguousScalar,
                    format!("the key `{written}` is read as `{name}`"),
                )
                .at(span)
                .help(format!("quote it: `\"{written}\":`")),
            );
        }
        PendingKey::Name(Key {
            name,
            span: Some(span),
        })
    }
}
