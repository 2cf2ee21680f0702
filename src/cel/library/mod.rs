//! The functions: one table per library, each row a name, a signature and what it does.

pub(super) mod arithmetic;
mod authorizer;
pub(super) mod cidr;
mod conversions;
pub(super) mod format;
pub(super) mod interpolate;
mod ip;
mod lists;
mod optionals;
mod order;
mod quantity;
mod regexes;
pub(super) mod semver;
mod sets;
mod strings;
mod times;
pub(super) mod url;

use super::function::Row;
use super::value::{Failure, Value};

pub(super) use self::conversions::{base64, double_text};

type Called<'a> = Result<Value<'a>, Failure>;

/// Returns the rows of all tables.
pub(super) fn tables() -> impl Iterator<Item = &'static Row> {
    let tables: [&'static [Row]; 16] = [
        arithmetic::ROWS,
        conversions::ROWS,
        strings::ROWS,
        interpolate::ROWS,
        lists::ROWS,
        sets::ROWS,
        times::ROWS,
        optionals::ROWS,
        regexes::ROWS,
        quantity::ROWS,
        ip::ROWS,
        cidr::ROWS,
        url::ROWS,
        semver::ROWS,
        format::ROWS,
        authorizer::ROWS,
    ];
    tables.into_iter().flatten()
}

/// Fails because of arguments that no overload takes.
fn refused<'a>(name: &str, args: &[Value<'a>]) -> Called<'a> {
    Err(Failure::no_overload(name, args))
}
