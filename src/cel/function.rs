//! Functions: their signatures, and which of them is meant by the values it is called with.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::library;
use super::meter::Meter;
use super::types::Type;
use super::value::{Failure, Value};

/// What a function does with its arguments; the target is the first of them.
pub(super) type Run = for<'a> fn(&[Value<'a>], &mut Meter) -> Result<Value<'a>, Failure>;

/// One signature, as a table of `library` has it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row {
    name: &'static str,
    /// `(string, int) -> string`; of a method, the first is the target.
    signature: &'static str,
    is_method: bool,
    /// The first minor version that has it.
    since: u8,
    run: Run,
}

/// A function: `size(a)`.
pub(super) const fn function(name: &'static str, signature: &'static str, run: Run) -> Row {
    Row {
        name,
        signature,
        is_method: false,
        since: 0,
        run,
    }
}

/// A method: `a.size()`.
pub(super) const fn method(name: &'static str, signature: &'static str, run: Run) -> Row {
    Row {
        is_method: true,
        ..function(name, signature, run)
    }
}

impl Row {
    /// The same, from a minor version on.
    pub(super) const fn since(self, minor: u8) -> Self {
        Row {
            since: minor,
            ..self
        }
    }
}

/// One signature of a function, read.
#[derive(Debug)]
pub(super) struct Overload {
    pub(super) is_method: bool,
    pub(super) since: u8,
    pub(super) args: Vec<Type<'static>>,
    pub(super) result: Type<'static>,
    run: Run,
}

/// Everything that has one name.
#[derive(Debug)]
pub(super) struct Function {
    pub(super) name: &'static str,
    pub(super) overloads: Vec<Overload>,
}

impl Function {
    /// Returns the functions of a name.
    pub(super) fn find(name: &str) -> Option<&'static Function> {
        FUNCTIONS.get(name)
    }

    /// Calls the first overload that takes values like these.
    pub(super) fn call<'a>(
        &self,
        is_method: bool,
        args: &[Value<'a>],
        meter: &mut Meter,
    ) -> Result<Value<'a>, Failure> {
        let meant = self.overloads.iter().find(|overload| {
            overload.is_method == is_method
                && overload.args.len() == args.len()
                && overload
                    .args
                    .iter()
                    .zip(args)
                    .all(|(wanted, given)| given.is_of(wanted))
        });
        match meant {
            Some(overload) => (overload.run)(args, meter),
            None => Err(Failure::no_overload(self.name, args)),
        }
    }
}

/// Returns the names of all functions.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    library::tables().map(|row| row.name)
}

static FUNCTIONS: LazyLock<FxHashMap<&str, Function>> = LazyLock::new(|| {
    let mut functions: FxHashMap<&str, Function> = FxHashMap::default();
    for row in library::tables() {
        let Some((args, result)) = signature(row.signature) else {
            continue;
        };
        let function = functions.entry(row.name).or_insert_with(|| Function {
            name: row.name,
            overloads: Vec::new(),
        });
        function.overloads.push(Overload {
            is_method: row.is_method,
            since: row.since,
            args,
            result,
            run: row.run,
        });
    }
    functions
});

/// Reads `(a, b) -> c`.
fn signature(text: &'static str) -> Option<(Vec<Type<'static>>, Type<'static>)> {
    let (args, result) = text.split_once(" -> ")?;
    let args = args.strip_prefix('(')?.strip_suffix(')')?;
    let args = split(args).into_iter().map(type_of);
    Some((args.collect::<Option<_>>()?, type_of(result)?))
}

/// Splits at the commas that stand in no brackets.
fn split(text: &'static str) -> Vec<&'static str> {
    let mut depth = 0usize;
    let comma = |c: char| {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        c == ',' && depth == 0
    };
    let parts = text.split(comma).map(str::trim);
    parts.filter(|part| !part.is_empty()).collect()
}

fn type_of(text: &'static str) -> Option<Type<'static>> {
    if let Some((name, parts)) = text.split_once('(') {
        let parts = split(parts.strip_suffix(')')?);
        let mut parts = parts.into_iter().map(type_of);
        let first = parts.next()??;
        return Some(match name {
            "list" => Type::list(first),
            "optional" => Type::optional(first),
            "type" => Type::Type(first.into()),
            "map" => Type::map(first, parts.next()??),
            _ => return None,
        });
    }
    Some(match text {
        "dyn" => Type::Dyn,
        "null" => Type::Null,
        "bool" => Type::Bool,
        "int" => Type::Int,
        "uint" => Type::Uint,
        "double" => Type::Double,
        "string" => Type::String,
        "bytes" => Type::Bytes,
        "duration" => Type::Duration,
        "timestamp" => Type::Timestamp,
        _ => match text.as_bytes() {
            [letter @ b'A'..=b'Z'] => Type::Param(usize::from(letter - b'A')),
            _ if text.contains('.') => Type::Opaque(text),
            _ => return None,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_signature_can_be_read() {
        for row in library::tables() {
            assert!(
                signature(row.signature).is_some(),
                "{} {}",
                row.name,
                row.signature
            );
        }
    }
}
