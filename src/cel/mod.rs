//! CEL, the expression language of Kubernetes: the rules of custom resources and of admission policies.
//!
//! In: the text of an expression and the [`Environment`] it stands in, that is, a minor version and the types of its variables.
//! Out: a [`Program`], or what is wrong with the text and where; and of a program and values, a value. Language and
//! libraries are those of cel-go 0.26 as `apiserver/pkg/cel` puts them together for Kubernetes 1.36; older versions lack
//! what they lack. An evaluation is bounded by a budget and reads nothing but its values. What would ask the cluster
//! (`authorizer`) is checked and fails when it is evaluated.

mod ast;
mod check;
mod compare;
mod cost;
mod environment;
mod eval;
mod failure;
mod function;
mod library;
mod literal;
mod meter;
mod object;
mod parse;
mod print;
mod regex;
mod rules;
mod show;
#[cfg(test)]
mod tests;
mod time;
mod token;
mod types;
mod unify;
mod validate;
mod value;

use std::ops::Range;
use std::sync::Arc;

use ecow::EcoString;

pub use self::cost::Sizes;
pub use self::environment::Environment;
pub use self::failure::{Failure, Why};
pub use self::object::{ObjectType, View, escape, type_of};
pub use self::parse::is_reserved;
pub use self::rules::{Compiled, Ruled, environment_of};
pub use self::types::Type;
pub use self::value::Value;

/// What is wrong with an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The part of the text that is wrong, in bytes.
    pub span: Range<usize>,
    /// What is wrong with it.
    pub message: String,
    /// The name that may have been meant.
    pub near: Option<EcoString>,
    /// Whether it may well be right, and only larger than what is evaluated here.
    pub is_limit: bool,
}

impl Problem {
    pub(crate) fn new(span: Range<usize>, message: impl Into<String>) -> Self {
        Problem {
            span,
            message: message.into(),
            near: None,
            is_limit: false,
        }
    }

    fn too_deep(span: Range<usize>) -> Self {
        Problem {
            is_limit: true,
            ..Problem::new(span, "it is nested too deeply")
        }
    }

    fn near(self, near: Option<&str>) -> Self {
        Problem {
            near: near.map(EcoString::from),
            ..self
        }
    }
}

/// An expression that was found right, ready to be evaluated any number of times.
#[derive(Clone, Debug)]
pub struct Program {
    expr: ast::Expr,
    regexes: Arc<meter::Regexes>,
}

/// Reads an expression and checks it. `wanted` are the types that its value may have; any if there are none.
pub fn compile(
    text: &str,
    environment: &Environment<'_>,
    wanted: &[Type<'_>],
) -> Result<Program, Vec<Problem>> {
    let (expr, _) = checked(text, environment, wanted)?;
    let mut regexes = meter::Regexes::default();
    validate::regexes(&expr, &mut regexes);
    Ok(Program {
        expr,
        regexes: Arc::new(regexes),
    })
}

/// Checks an expression, and returns the type of its value.
pub fn check<'s>(
    text: &str,
    environment: &Environment<'s>,
    wanted: &[Type<'_>],
) -> Result<Type<'s>, Vec<Problem>> {
    checked(text, environment, wanted).map(|(_, found)| found)
}

fn checked<'s>(
    text: &str,
    environment: &Environment<'s>,
    wanted: &[Type<'_>],
) -> Result<(ast::Expr, Type<'s>), Vec<Problem>> {
    let mut expr = parse::parse(text, environment).map_err(|problem| vec![problem])?;
    let (found, mut problems) = check::check(&mut expr, environment);
    if problems.is_empty() && !wanted.is_empty() && !wanted.iter().any(|of| of.is(&found)) {
        let wanted: Vec<String> = wanted.iter().map(Type::to_string).collect();
        let message = format!("expected {}, found {found}", wanted.join(" or "));
        problems.push(Problem::new(0..text.len(), message));
    }
    match problems.is_empty() {
        true => Ok((expr, found)),
        false => Err(problems),
    }
}

impl Program {
    /// Returns the value of the expression where the variables have these values.
    pub fn evaluate<'a>(
        &'a self,
        variables: &[(&'a str, Value<'a>)],
    ) -> Result<Value<'a>, Failure> {
        let meter = meter::Meter::new(Arc::clone(&self.regexes));
        eval::evaluate(&self.expr, variables, meter)
    }

    /// Returns the most that the expression may cost where `self` has values of such sizes; never more than the API server
    /// guesses.
    pub fn cost(&self, of: &Sizes) -> u64 {
        cost::of(&self.expr, of)
    }

    /// Returns whether the expression looks at a variable.
    pub fn uses(&self, variable: &str) -> bool {
        fn uses(expr: &ast::Expr, variable: &str) -> bool {
            let mut found = matches!(&expr.kind, ast::Kind::Name(name) if name == variable);
            expr.kind
                .children(&mut |child| found = found || uses(child, variable));
            found
        }
        uses(&self.expr, variable)
    }
}

/// Prints the expression.
impl std::fmt::Display for Program {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.expr.fmt(f)
    }
}
