//! The built-in types, in `types.bin`, which `cargo xtask codegen schemas` writes from the published documents of every
//! minor version; `xtask/src/codegen/encode.rs` states its form.
//!
//! A type is one for all versions, and each of its fields knows the versions that have it: fields come and go, but hardly
//! ever change their type. The file is small enough to stand in the binary as it is.

use std::ops::Range;
use std::sync::{LazyLock, OnceLock};

use ecow::EcoString;
use rustc_hash::FxHashMap;

use super::{Additional, Format, List, Minors, Property, Ref, Schema, Type, values};

/// A built-in type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Definition(u16);

impl Definition {
    /// Returns the type, decoded at the first look.
    pub fn schema(self) -> &'static Schema {
        static NONE: LazyLock<Schema> = LazyLock::new(Schema::default);
        let store = store();
        match store.types.get(usize::from(self.0)) {
            Some((bytes, schema)) => schema.get_or_init(|| {
                let decoded = Reader(bytes).schema(&store.texts);
                Box::new(decoded.unwrap_or_default())
            }),
            None => &NONE,
        }
    }

    /// Returns a built-in type by its whole name, `io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta`.
    pub fn named(name: &str) -> Option<Definition> {
        let store = store();
        let at = store.types.iter().position(|(bytes, _)| {
            let mut reader = Reader(bytes);
            let named = reader.number().and_then(|_| reader.number());
            let at = named.and_then(|at| usize::from(at).checked_sub(1));
            at.and_then(|at| store.texts.get(at)) == Some(&name)
        });
        at?.try_into().ok().map(Definition)
    }
}

/// A built-in kind in one version of its group.
#[derive(Clone, Copy, Debug)]
pub struct BuiltIn {
    /// The group; empty for the core group.
    pub group: &'static str,
    /// The version.
    pub version: &'static str,
    /// The kind.
    pub kind: &'static str,
    /// Whether its objects live in a namespace.
    pub namespaced: bool,
    /// The minor versions that can serve it.
    pub minors: Minors,
    /// Its type.
    pub definition: Definition,
}

impl BuiltIn {
    /// Returns `apps/v1`, and `v1` for the core group.
    pub fn api_version(&self) -> EcoString {
        match self.group {
            "" => self.version.into(),
            group => ecow::eco_format!("{group}/{}", self.version),
        }
    }
}

/// Returns every version of the built-in kinds of a name, whatever minor version serves it.
pub fn built_in(kind: &str) -> &'static [BuiltIn] {
    let store = store();
    let versions = store.versions.get(kind).cloned();
    let versions = versions.and_then(|versions| store.kinds.get(versions));
    versions.unwrap_or_default()
}

/// Returns whether a group is one of Kubernetes itself.
pub fn is_built_in_group(group: &str) -> bool {
    kinds().iter().any(|known| known.group == group)
}

/// Returns every built-in kind, sorted by kind, group and version.
pub(super) fn kinds() -> &'static [BuiltIn] {
    &store().kinds
}

#[derive(Default)]
struct Store {
    texts: Vec<&'static str>,
    types: Vec<(&'static [u8], OnceLock<Box<Schema>>)>,
    kinds: Vec<BuiltIn>,
    /// Where the versions of each kind stand among the kinds.
    versions: FxHashMap<&'static str, Range<usize>>,
}

fn store() -> &'static Store {
    static STORE: LazyLock<Store> = LazyLock::new(|| {
        Reader(include_bytes!("types.bin"))
            .store()
            .unwrap_or_default()
    });
    &STORE
}

/// Reads the file from the front; nothing where it ends too early, which a test of this module would see.
struct Reader(&'static [u8]);

impl Reader {
    fn store(mut self) -> Option<Store> {
        let texts: Vec<&str> = self.many(|reader| std::str::from_utf8(reader.record()?).ok())?;
        let types = self.many(|reader| Some((reader.record()?, OnceLock::new())))?;
        let kinds: Vec<BuiltIn> = self.many(|reader| {
            Some(BuiltIn {
                group: reader.text(&texts)?,
                version: reader.text(&texts)?,
                kind: reader.text(&texts)?,
                namespaced: reader.number()? != 0,
                minors: Minors::of_bits(reader.number()?),
                definition: Definition(reader.number()?),
            })
        })?;
        let mut versions: FxHashMap<&str, Range<usize>> = FxHashMap::default();
        for (at, known) in kinds.iter().enumerate() {
            versions.entry(known.kind).or_insert(at..at).end = at + 1;
        }
        Some(Store {
            texts,
            types,
            kinds,
            versions,
        })
    }

    fn schema(mut self, texts: &[&'static str]) -> Option<Schema> {
        let letter = self.number()?;
        let name = usize::from(self.number()?).checked_sub(1);
        let mut schema = plain(u8::try_from(letter).ok()?);
        schema.name = name.and_then(|at| texts.get(at).copied());
        match letter as u8 {
            b'o' => {
                let properties: Vec<Property> = self.many(|reader| {
                    Some(Property {
                        name: reader.text(texts)?.into(),
                        minors: Minors::of_bits(reader.number()?),
                        schema: reader.reference()?,
                    })
                })?;
                schema.properties = properties.into();
                values::refine(&mut schema);
            }
            b'm' => schema.additional = Some(Additional::Of(self.reference()?)),
            b'l' => {
                schema.items = Some(self.reference()?);
                schema.list = match self.number()? {
                    0 => List::Atomic,
                    1 => List::Set,
                    count => {
                        let keys = (1..count).map(|_| Some(self.text(texts)?.into()));
                        List::Map(keys.collect::<Option<_>>()?)
                    }
                };
            }
            _ => {}
        }
        Some(schema)
    }

    fn reference(&mut self) -> Option<Ref> {
        Some(Ref::Named(Definition(self.number()?)))
    }

    fn text(&mut self, texts: &[&'static str]) -> Option<&'static str> {
        texts.get(usize::from(self.number()?)).copied()
    }

    fn record(&mut self) -> Option<&'static [u8]> {
        let length = self.number()?;
        let (record, rest) = self.0.split_at_checked(length.into())?;
        self.0 = rest;
        Some(record)
    }

    fn many<T>(&mut self, mut one: impl FnMut(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        (0..self.number()?).map(|_| one(self)).collect()
    }

    /// Reads a number in LEB128.
    fn number(&mut self) -> Option<u16> {
        let mut number = 0u32;
        for shift in [0, 7, 14] {
            let (byte, rest) = self.0.split_first()?;
            self.0 = rest;
            number |= u32::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return number.try_into().ok();
            }
        }
        None
    }
}

/// Returns the type that a letter stands for.
fn plain(letter: u8) -> Schema {
    let (ty, format) = match letter {
        b'o' | b'm' | b'e' => (Type::Object, None),
        b'l' => (Type::Array, None),
        b's' => (Type::String, None),
        b'y' => (Type::String, Some(Format::Byte)),
        b't' => (Type::String, Some(Format::DateTime)),
        b'u' => (Type::String, Some(Format::MicroTime)),
        b'q' => (Type::String, Some(Format::Quantity)),
        b'i' => (Type::Integer, Some(Format::Int32)),
        b'I' => (Type::Integer, Some(Format::Int64)),
        b'n' => (Type::Integer, None),
        b'd' | b'f' => (Type::Number, Some(Format::Double)),
        b'b' => (Type::Boolean, None),
        b'x' => (Type::IntOrString, None),
        _ => (Type::Any, None),
    };
    Schema {
        ty,
        format,
        // Of an object without declared fields, nobody knows what it may hold.
        preserves_unknown: letter == b'e',
        ..Schema::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::k8s::Minor;

    #[test]
    fn the_whole_file_can_be_read() {
        let store = store();
        assert!(store.kinds.len() > 100 && store.types.len() > 1_000);
        for (at, (bytes, _)) in store.types.iter().enumerate() {
            assert!(Reader(bytes).schema(&store.texts).is_some(), "type {at}");
        }
        for kind in &store.kinds {
            assert!(!kind.minors.is_empty(), "{kind:?}");
            assert!(!kind.definition.schema().properties.is_empty(), "{kind:?}");
        }
    }

    #[test]
    fn fields_and_kinds_know_their_minor_versions() {
        let pod = built_in("Pod")[0].definition.schema();
        let spec = pod.property("spec", Minor::OLDEST).map(|spec| &**spec);
        let Some(spec) = spec else {
            panic!("a Pod has a spec")
        };
        assert!(spec.property("hostnameOverride", Minor(33)).is_none());
        assert!(spec.property("hostnameOverride", Minor(34)).is_some());
        assert_eq!(
            spec.minors_of("hostnameOverride").iter().next(),
            Some(Minor(34))
        );
        assert!(spec.minors_of("nope").is_empty());
        let flow = built_in("FlowSchema")
            .iter()
            .find(|known| known.version == "v1beta3");
        assert_eq!(
            flow.and_then(|flow| flow.minors.iter().next_back()),
            Some(Minor(31))
        );
    }

    #[test]
    fn definitions_may_go_round_in_a_circle() {
        let Some(props) = Definition::named(
            "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps",
        ) else {
            panic!("it is defined")
        };
        let mut schema = props.schema();
        for _ in 0..10 {
            schema = match schema.property("not", Minor::NEWEST) {
                Some(below) => below,
                None => panic!("it has a field of its own type"),
            };
        }
        assert_eq!(schema.name, props.schema().name);
    }
}
