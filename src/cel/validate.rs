//! Literals that can only fail: `duration('x')`, `timestamp('x')`, `a.matches('(')`.

use std::sync::Arc;

use super::ast::{Expr, Kind, Literal};
use super::meter::{Meter, Regexes};
use super::value::Value;
use super::{Problem, regex};

/// Reports literal arguments that their function always refuses.
pub(super) fn literals(expr: &Expr, problems: &mut Vec<Problem>) {
    if let Kind::Call(call) = &expr.kind {
        let wrong = |arg: &Expr| {
            let message = format!("invalid argument of `{}`", call.name);
            Problem::new(arg.span.clone(), message)
        };
        let pattern = match call.target {
            Some(_) => call.args.first(),
            None => call.args.get(1),
        };
        match (call.name.as_str(), call.args.first(), pattern) {
            ("duration" | "timestamp", Some(arg), _) => {
                if let (Some(text), Some(function)) = (text(arg), call.function) {
                    let value = Value::from(text);
                    let result = function.call(false, &[value], &mut Meter::new(Arc::default()));
                    problems.extend(result.is_err().then(|| wrong(arg)));
                }
            }
            ("matches", _, Some(arg)) => {
                let is_wrong = text(arg).is_some_and(|text| regex::compile(text).is_err());
                problems.extend(is_wrong.then(|| wrong(arg)));
            }
            _ => {}
        }
    }
    expr.kind.children(&mut |child| literals(child, problems));
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
