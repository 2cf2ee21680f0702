//! The language of `${…}` and of `*.j2` files: minijinja, with bounds.
//!
//! Out: an engine that is strict about names, counts steps, and has no filter that makes as much text or as many items as
//! a number asks for. Repetition (`"a" * 9`) is bounded by minijinja itself, at 100 MB. What a result may be is not
//! decided here: expressions bound it in `values`, templates in `template`.

use minijinja::value::{Kwargs, StringInput};
use minijinja::{Environment, Error, ErrorKind, State, UndefinedBehavior, Value, filters};

/// So many steps may one expression or one template take: loops in loops must not run for hours.
const MOST_STEPS: u64 = 10_000_000;

/// So many bytes of text may an expression or a filter give: Kubernetes keeps no object that is much larger.
pub(super) const MOST_TEXT: usize = 1 << 20;

/// The widest indentation.
const MOST_INDENT: usize = 1_000;

/// Returns the engine. Undefined values are errors wherever they are used.
pub(super) fn engine<'e>() -> Environment<'e> {
    let mut engine = Environment::new();
    engine.set_undefined_behavior(UndefinedBehavior::Strict);
    engine.set_fuel(Some(MOST_STEPS));
    // A width or a number of items in them is a number of the author's.
    for filter in ["batch", "format", "slice"] {
        engine.remove_filter(filter);
    }
    engine.add_filter("indent", indent);
    engine.add_filter("join", join);
    engine.add_filter("replace", replace);
    engine
}

/// Says what went wrong, where an error has no words of its own.
pub(super) fn said(kind: ErrorKind) -> String {
    match kind {
        ErrorKind::OutOfFuel => format!("it takes more than {MOST_STEPS} steps"),
        kind => kind.to_string(),
    }
}

fn too_much() -> Error {
    let detail = format!("it gives more than {MOST_TEXT} bytes of text");
    Error::new(ErrorKind::InvalidOperation, detail)
}

/// `indent` of the language.
fn indent(
    value: StringInput<'_>,
    width: Option<usize>,
    first: Option<bool>,
    blank: Option<bool>,
    named: Kwargs,
) -> Result<Value, Error> {
    let stated = match width {
        Some(width) => Some(width),
        None => named.peek("width")?,
    };
    if stated.is_some_and(|width| width > MOST_INDENT) {
        let detail = format!("expected a width of at most {MOST_INDENT}");
        return Err(Error::new(ErrorKind::InvalidOperation, detail));
    }
    filters::indent(value, width, first, blank, named)
}

/// `join` of the language: a long text between many items is more than either.
fn join(
    state: &mut State<'_, '_>,
    value: &Value,
    joiner: Option<StringInput<'_>>,
    attribute: Option<&str>,
    named: Kwargs,
) -> Result<Value, Error> {
    let between = match &joiner {
        Some(joiner) => joiner.as_str().len(),
        None => named.peek::<Option<&str>>("d")?.map_or(0, str::len),
    };
    // What is no list fails in the filter itself.
    if let Ok(items) = value.try_iter() {
        let mut length = 0_usize;
        for item in items {
            length = length.saturating_add(item.as_str().map_or(1, str::len));
            if length > MOST_TEXT {
                return Err(too_much());
            }
            length = length.saturating_add(between);
        }
    }
    filters::join(state, value, joiner, attribute, named)
}

/// `replace` of the language: a long text for each of many short ones is more than any of them.
fn replace(
    state: &mut State<'_, '_>,
    value: StringInput<'_>,
    from: StringInput<'_>,
    to: StringInput<'_>,
) -> Result<Value, Error> {
    let found = value.as_str().matches(from.as_str()).count();
    if found.saturating_mul(to.as_str().len()) > MOST_TEXT {
        return Err(too_much());
    }
    filters::replace(state, value, from, to)
}
