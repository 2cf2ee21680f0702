//! The embedded definitions: one file of values, each of which is in it once.
//!
//! The file, made by `cargo xtask codegen crds`, is a table of texts and a table of values whose parts are earlier
//! values, so that the same pod template in four operators takes the place of one and nothing goes round in a circle:
//!
//! ```text
//! file   = count text* count value* count row*
//! text   = length bytes
//! value  = 0 | 1 | 2                        null, false, true
//!        | 3 zigzag | 4 bits(8)             integer, other number
//!        | 5 text                           text
//!        | 6 count value*                   list
//!        | 7 count (text value)*            map
//! row    = group kind component namespaced count (version flags value)*      sorted by group and kind
//! ```
//!
//! The flags: 1 it is served, 2 `status` is a subresource. Numbers are LEB128; `text` and `value` inside a value are positions in their tables.

use crate::yaml::{Entry, Key, List, Mapping, NamedDefault, Node, Origin, Value};

/// The kinds and their schemas, `type` facts alone, without prose and without the schemas of versions that are not served.
static FILE: &[u8] = include_bytes!("definitions.bin");

/// Who sets the defaults of embedded definitions.
static DEFINITION: NamedDefault = NamedDefault {
    id: "definition",
    what: "what the CustomResourceDefinition says",
    why: "",
    source: "",
    field: "",
};

/// The file, opened: where each text and value begins, and the kinds.
#[derive(Default)]
pub(super) struct Pack {
    texts: Vec<&'static str>,
    values: Vec<usize>,
    /// Sorted by group and kind.
    pub(super) rows: Vec<Row>,
}

/// A kind.
pub(super) struct Row {
    pub(super) group: &'static str,
    pub(super) kind: &'static str,
    pub(super) component: &'static str,
    pub(super) namespaced: bool,
    pub(super) versions: Vec<Version>,
}

/// A version of a kind.
#[derive(Debug)]
pub(super) struct Version {
    pub(super) name: &'static str,
    pub(super) served: bool,
    /// Whether `status` is a subresource.
    pub(super) has_status: bool,
    schema: usize,
}

impl Pack {
    /// Opens the embedded file.
    pub(super) fn embedded() -> &'static Pack {
        static PACK: std::sync::LazyLock<Pack> =
            std::sync::LazyLock::new(|| Pack::open(FILE).unwrap_or_default());
        &PACK
    }

    fn open(file: &'static [u8]) -> Option<Pack> {
        let mut cursor = Cursor { file, at: 0 };
        let texts = (0..cursor.number()?)
            .map(|_| cursor.text())
            .collect::<Option<Vec<_>>>()?;
        let mut values = Vec::new();
        for _ in 0..cursor.number()? {
            values.push(cursor.at);
            cursor.skip_value()?;
        }
        let mut rows = Vec::new();
        for _ in 0..cursor.number()? {
            let mut text = || texts.get(cursor.number()?).copied();
            let (group, kind, component) = (text()?, text()?, text()?);
            let namespaced = cursor.number()? == 1;
            let mut versions = Vec::new();
            for _ in 0..cursor.number()? {
                let (name, flags) = (cursor.number()?, cursor.number()?);
                versions.push(Version {
                    name: texts.get(name)?,
                    served: flags & 1 != 0,
                    has_status: flags & 2 != 0,
                    schema: cursor.number()?,
                });
            }
            rows.push(Row {
                group,
                kind,
                component,
                namespaced,
                versions,
            });
        }
        Some(Pack {
            texts,
            values,
            rows,
        })
    }

    /// Returns the schema of a version as it stands in its definition.
    pub(super) fn schema(&self, version: &Version) -> Option<Node> {
        self.value(version.schema)
    }

    fn value(&self, at: usize) -> Option<Node> {
        let mut cursor = Cursor {
            file: FILE,
            at: *self.values.get(at)?,
        };
        let value = match cursor.byte()? {
            0 => Value::Null,
            1 => Value::Bool(false),
            2 => Value::Bool(true),
            3 => {
                let number = cursor.number()?;
                Value::Int((number >> 1) as i64 ^ -((number & 1) as i64))
            }
            4 => Value::Float(f64::from_bits(cursor.bits()?)),
            5 => Value::String((*self.texts.get(cursor.number()?)?).into()),
            6 => {
                let items = (0..cursor.number()?)
                    .map(|_| self.value(cursor.number().filter(|part| *part < at)?))
                    .collect::<Option<List>>()?;
                Value::Sequence(items)
            }
            _ => {
                let entries = (0..cursor.number()?)
                    .map(|_| {
                        let name = *self.texts.get(cursor.number()?)?;
                        let value = self.value(cursor.number().filter(|part| *part < at)?)?;
                        let key = Key {
                            name: name.into(),
                            span: None,
                        };
                        Some(Entry { key, value })
                    })
                    .collect::<Option<Mapping>>()?;
                Value::Mapping(entries)
            }
        };
        Some(Node::new(value, Origin::default(&DEFINITION)))
    }
}

struct Cursor {
    file: &'static [u8],
    at: usize,
}

impl Cursor {
    fn byte(&mut self) -> Option<u8> {
        let byte = *self.file.get(self.at)?;
        self.at += 1;
        Some(byte)
    }

    fn number(&mut self) -> Option<usize> {
        let mut number: u64 = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return usize::try_from(number).ok();
            }
        }
        None
    }

    fn bits(&mut self) -> Option<u64> {
        let bytes = self.file.get(self.at..self.at + 8)?;
        self.at += 8;
        Some(u64::from_le_bytes(bytes.try_into().ok()?))
    }

    fn text(&mut self) -> Option<&'static str> {
        let length = self.number()?;
        let bytes = self.file.get(self.at..self.at.checked_add(length)?)?;
        self.at += length;
        std::str::from_utf8(bytes).ok()
    }

    fn skip_value(&mut self) -> Option<()> {
        match self.byte()? {
            0..=2 => {}
            3 | 5 => drop(self.number()?),
            4 => drop(self.bits()?),
            6 => {
                for _ in 0..self.number()? {
                    self.number()?;
                }
            }
            _ => {
                for _ in 0..self.number()? {
                    self.number()?;
                    self.number()?;
                }
            }
        }
        Some(())
    }
}
