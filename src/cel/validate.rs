//! Constants that can only fail: `duration('x')`, `int('x')`, `a.matches('(')`.

use std::sync::Arc;

use super::ast::{Expr, Kind, Literal};
use super::meter::{Meter, Regexes};
use super::{Problem, eval, regex};

/// Conversions that the server carries out when it compiles an expression, where their argument is a constant.
const CONVERSIONS: &[&str] = &[
    "bool",
    "bytes",
    "double",
    "duration",
    "dyn",
    "int",
    "string",
    "timestamp",
    "uint",
];

/// Reports calls with constant arguments that can only fail.
pub(super) fn constants(expr: &Expr, problems: &mut Vec<Problem>) {
    let wrong = |arg: &Expr, name: &str| {
        let message = format!("invalid argument of `{name}`");
        Problem::new(arg.span.clone(), message)
    };
    if let Kind::Call(call) = &expr.kind {
        let pattern = match (&call.target, call.name.as_str()) {
            (Some(_), "matches" | "find" | "findAll") => call.args.first(),
            (None, "matches") => call.args.get(1),
            _ => None,
        };
        if let Some(arg) = pattern
            && text(arg).is_some_and(|text| regex::compile(text).is_err())
        {
            problems.push(wrong(arg, &call.name));
        }
        if let Some(arg) = call.args.first()
            && is_conversion(expr)
            && eval::evaluate(expr, &[], Meter::new(Arc::default())).is_err()
        {
            problems.push(wrong(arg, &call.name));
            return;
        }
    }
    expr.kind.children(&mut |child| constants(child, problems));
}

/// Returns whether an expression converts a constant.
fn is_conversion(expr: &Expr) -> bool {
    match &expr.kind {
        Kind::Call(call) if call.target.is_none() => match call.args.as_slice() {
            [arg] => {
                CONVERSIONS.contains(&call.name.as_str())
                    && (matches!(arg.kind, Kind::Literal(_)) || is_conversion(arg))
            }
            _ => false,
        },
        _ => false,
    }
}

/// Compiles the regular expressions that an expression states.
pub(super) fn regexes(expr: &Expr, found: &mut Regexes) {
    if let Kind::Call(call) = &expr.kind {
        let is_regex = matches!(call.name.as_str(), "matches" | "find" | "findAll");
        for pattern in call.args.iter().filter_map(text).filter(|_| is_regex) {
            if let Ok(regex) = regex::compile(pattern) {
                found.insert(pattern.to_owned(), Arc::new(regex));
            }
        }
    }
    expr.kind.children(&mut |child| regexes(child, found));
}

fn text(expr: &Expr) -> Option<&str> {
    match &expr.kind {
        Kind::Literal(Literal::String(text)) => Some(text),
        _ => None,
    }
}
