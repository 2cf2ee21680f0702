//! The form of `src/k8s/schema/types.bin`; `store.rs` beside it reads it.
//!
//! Numbers are LEB128. Texts: their number, then length and bytes of each. Types: their number, then length and bytes of
//! each. Kinds: their number, then group, version and kind (texts), scope, minor versions and type of each, sorted by kind.

use std::collections::{BTreeMap, BTreeSet};

use super::document::{Definition, Fields, Type, Types};
use crate::Failure;

/// Returns the bytes of all types.
pub(super) fn encode(types: &Types) -> Result<Vec<u8>, Failure> {
    let mut encoder = Encoder {
        texts: numbered(texts(types)),
        types: BTreeMap::new(),
    };
    let mut order: BTreeSet<Type> = BTreeSet::new();
    for definition in types.definitions.values() {
        match definition {
            Definition::Object(fields) => {
                fields
                    .values()
                    .flat_map(BTreeMap::keys)
                    .for_each(|ty| add(ty, &mut order));
            }
            Definition::Other(ty) => add(ty, &mut order),
        }
    }
    order.extend(types.definitions.keys().cloned().map(Type::Named));
    encoder.types = numbered(order);

    let mut bytes = Vec::new();
    number(encoder.texts.len(), &mut bytes);
    for text in encoder.texts.keys() {
        record(text.as_bytes(), &mut bytes);
    }
    number(encoder.types.len(), &mut bytes);
    for ty in encoder.types.keys() {
        record(&encoder.one(ty, types)?, &mut bytes);
    }
    let mut kinds: Vec<_> = types.kinds.iter().collect();
    kinds.sort_by_key(|((group, version, kind), _)| (kind, group, version));
    number(kinds.len(), &mut bytes);
    for ((group, version, kind), known) in kinds {
        for text in [group, version, kind] {
            number(encoder.text(text)?, &mut bytes);
        }
        number(usize::from(known.namespaced), &mut bytes);
        number(usize::from(known.minors), &mut bytes);
        number(
            encoder.id(&Type::Named(known.definition.clone()))?,
            &mut bytes,
        );
    }
    Ok(bytes)
}

struct Encoder {
    texts: BTreeMap<String, usize>,
    types: BTreeMap<Type, usize>,
}

impl Encoder {
    fn text(&self, text: &str) -> Result<usize, Failure> {
        let known = self.texts.get(text).copied();
        known.ok_or_else(|| format!("the text `{text}` is not collected").into())
    }

    fn id(&self, ty: &Type) -> Result<usize, Failure> {
        let known = self.types.get(ty).copied();
        known.ok_or_else(|| format!("no document defines {ty:?}").into())
    }

    /// Returns a type: what it is (see `store.rs`), its name (0 without one), and more, as it is.
    fn one(&self, ty: &Type, types: &Types) -> Result<Vec<u8>, Failure> {
        let mut bytes = Vec::new();
        let Type::Named(name) = ty else {
            self.body(ty, 0, &mut bytes)?;
            return Ok(bytes);
        };
        let text = self.text(name)? + 1;
        match types.definitions.get(name) {
            Some(Definition::Object(fields)) => self.object(fields, text, &mut bytes)?,
            Some(Definition::Other(ty)) => self.body(ty, text, &mut bytes)?,
            None => return Err(format!("no document defines {name}").into()),
        }
        Ok(bytes)
    }

    fn object(&self, fields: &Fields, name: usize, bytes: &mut Vec<u8>) -> Result<(), Failure> {
        number(usize::from(b'o'), bytes);
        number(name, bytes);
        number(fields.values().map(BTreeMap::len).sum(), bytes);
        for (field, types) in fields {
            for (ty, minors) in types {
                number(self.text(field)?, bytes);
                number(usize::from(*minors), bytes);
                number(self.id(ty)?, bytes);
            }
        }
        Ok(())
    }

    fn body(&self, ty: &Type, name: usize, bytes: &mut Vec<u8>) -> Result<(), Failure> {
        let tag = match ty {
            Type::Any | Type::Named(_) => b'a',
            Type::Map(_) => b'm',
            Type::List(..) => b'l',
            Type::Plain(ty, format) => plain(ty, format)?,
        };
        number(usize::from(tag), bytes);
        number(name, bytes);
        match ty {
            Type::Map(of) => number(self.id(of)?, bytes),
            Type::List(of, keys) => {
                number(self.id(of)?, bytes);
                // None for a list that is one value, one for a set, and one more for each key.
                let count = keys.as_ref().map_or(0, |keys| keys.len() + 1);
                number(count, bytes);
                for key in keys.iter().flatten() {
                    number(self.text(key)?, bytes);
                }
            }
            Type::Any | Type::Named(_) | Type::Plain(..) => {}
        }
        Ok(())
    }
}

/// Returns the letter of a plain type; one for each pair of type and format that occurs.
fn plain(ty: &str, format: &str) -> Result<u8, Failure> {
    Ok(match (ty, format) {
        ("string", "") => b's',
        ("string", "byte") => b'y',
        ("string", "date-time") => b't',
        ("string", "micro-time") => b'u',
        ("string", "quantity") => b'q',
        ("integer", "int32") => b'i',
        ("integer", "int64") => b'I',
        ("integer", "") => b'n',
        ("number", "double") => b'd',
        ("number", _) => b'f',
        ("boolean", _) => b'b',
        ("int-or-string", _) => b'x',
        ("object", _) => b'e',
        _ => return Err(format!("no letter for the type `{ty}`, `{format}`").into()),
    })
}

/// Adds a type and those it is made of.
fn add(ty: &Type, order: &mut BTreeSet<Type>) {
    if let Type::Map(of) | Type::List(of, _) = ty {
        add(of, order);
    }
    order.insert(ty.clone());
}

fn texts(types: &Types) -> BTreeSet<String> {
    let mut texts: BTreeSet<String> = types.definitions.keys().cloned().collect();
    for (group, version, kind) in types.kinds.keys() {
        texts.extend([group.clone(), version.clone(), kind.clone()]);
    }
    for definition in types.definitions.values() {
        if let Definition::Object(fields) = definition {
            texts.extend(fields.keys().cloned());
            for ty in fields.values().flat_map(BTreeMap::keys) {
                if let Type::List(_, Some(keys)) = ty {
                    texts.extend(keys.iter().cloned());
                }
            }
        }
    }
    texts
}

fn numbered<T: Ord>(set: BTreeSet<T>) -> BTreeMap<T, usize> {
    set.into_iter()
        .enumerate()
        .map(|(at, one)| (one, at))
        .collect()
}

fn record(content: &[u8], bytes: &mut Vec<u8>) {
    number(content.len(), bytes);
    bytes.extend_from_slice(content);
}

fn number(mut value: usize, bytes: &mut Vec<u8>) {
    while value >= 0x80 {
        bytes.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
}
