//! The types of expressions: which names there are, which functions take which arguments.
//!
//! The tree is changed where only the types tell what it means: `sets.contains(…)` is a call without a target.

use std::ops::Range;

use ecow::EcoString;

use super::ast::{
    Call, Chain, Element, Expr, Field, Fold, Index, Kind, Literal, Logic, Macro, Select, Sign,
};
use super::function::Function;
use super::library::interpolate;
use super::parse::qualified_name;
use super::types::Type;
use super::unify::Bindings;
use super::{Environment, Problem, validate};
use crate::diag::did_you_mean;

/// Returns the type of an expression, and what is wrong with it.
pub(super) fn check<'s>(
    expr: &mut Expr,
    environment: &Environment<'s>,
) -> (Type<'s>, Vec<Problem>) {
    let mut checker = Checker {
        environment,
        locals: Vec::new(),
        bindings: Bindings::default(),
        problems: Vec::new(),
        literals: Vec::new(),
        in_format: 0,
    };
    let found = checker.check(expr);
    let found = checker.bindings.resolve(&found, true);
    if checker.problems.is_empty() {
        checker.uniform();
        validate::constants(expr, &mut checker.problems);
    }
    (found, checker.problems)
}

struct Checker<'e, 's> {
    environment: &'e Environment<'s>,
    /// Variables of macros, the innermost last.
    locals: Vec<(EcoString, Type<'s>)>,
    bindings: Bindings<'s>,
    problems: Vec<Problem>,
    /// The types of the elements of list and map literals; all of one must be the same in the end.
    literals: Vec<Elements<'s>>,
    /// How many calls of `format` are around, whose values may have different types.
    in_format: usize,
}

/// The types of the elements of a literal.
struct Elements<'s> {
    types: Vec<(Range<usize>, Type<'s>)>,
    may_differ: bool,
}

impl<'s> Checker<'_, 's> {
    fn check(&mut self, expr: &mut Expr) -> Type<'s> {
        let found = self.type_of(expr);
        expr.set_class(self.bindings.resolve(&found, false).class());
        found
    }

    fn type_of(&mut self, expr: &mut Expr) -> Type<'s> {
        if let Some(known) = self.qualified(expr) {
            return known;
        }
        let span = expr.span.clone();
        match &mut expr.kind {
            Kind::Literal(literal) => literal_type(literal),
            Kind::Name(name) => {
                let name = name.clone();
                self.undeclared(span, &name)
            }
            Kind::Select(select) => self.select(select, span),
            Kind::Index(index) => self.index(index, span),
            Kind::Call(call) => self.call(call, span),
            Kind::Unary(sign, of) => self.unary(*sign, of, span),
            Kind::Chain(chain) => self.chain(chain, span.start),
            Kind::Logic(logic, all) => self.logic(*logic, all),
            Kind::Choice(three) => self.choice(three, span),
            Kind::List(elements) => self.list(elements),
            Kind::Map(entries) => self.map(entries),
            Kind::Message(name, fields) => self.message(&name.clone(), fields, span),
            Kind::Fold(fold) => self.fold(fold),
        }
    }

    fn unary(&mut self, sign: Sign, of: &mut Expr, span: Range<usize>) -> Type<'s> {
        let of = self.check(of);
        let name = if sign == Sign::Not { "!" } else { "-" };
        self.operator(name, &[of], span)
    }

    fn chain(&mut self, chain: &mut Chain, start: usize) -> Type<'s> {
        let mut left = self.check(&mut chain.first);
        for (operator, next) in &mut chain.rest {
            let right = self.check(next);
            left = self.operator(operator, &[left, right], start..next.span.end);
        }
        left
    }

    fn choice(&mut self, three: &mut [Expr; 3], span: Range<usize>) -> Type<'s> {
        let [condition, then, otherwise] = three;
        let types = [condition, then, otherwise].map(|part| self.check(part));
        self.operator("?:", &types, span)
    }

    fn problem(&mut self, span: Range<usize>, message: impl Into<String>) -> Type<'s> {
        self.problems.push(Problem::new(span, message));
        Type::Error
    }

    /// Reports that one type was expected and another found; a type that is wrong already was reported.
    fn mismatch(&mut self, span: Range<usize>, wanted: &Type<'s>, found: &Type<'s>) -> Type<'s> {
        let shown = |of: &Type<'s>| self.bindings.resolve(of, true).to_string();
        let message = format!("expected {}, found {}", shown(wanted), shown(found));
        self.problem(span, message)
    }

    /// Resolves names of variables and types, `authorizer.requestResource` too.
    fn qualified(&mut self, expr: &mut Expr) -> Option<Type<'s>> {
        let name = qualified_name(expr)?;
        let plain = name.strip_prefix('.').unwrap_or(&name);
        let is_local = |(local, _): &&(EcoString, Type<'s>)| local == plain;
        let local = self.locals.iter().rev().find(is_local);
        let found = local
            .map(|(_, of)| of.clone())
            .or_else(|| self.environment.variable(plain))
            .or_else(|| type_named(plain).map(|(_, of)| Type::Type(of.into())))?;
        expr.kind = Kind::Name(plain.into());
        Some(found)
    }

    fn undeclared(&mut self, span: Range<usize>, name: &str) -> Type<'s> {
        let locals = self.locals.iter().map(|(name, _)| name.as_str());
        let known = locals.chain(self.environment.variables());
        let help = did_you_mean(name, known);
        self.problems
            .push(Problem::new(span, format!("`{name}` is not declared")).near(help));
        Type::Error
    }

    fn select(&mut self, select: &mut Select, span: Range<usize>) -> Type<'s> {
        if let Some(known) = self.of_group(select, &span) {
            return known;
        }
        let of = self.check(&mut select.of);
        let of = self.bindings.resolve(&of, false);
        let (target, is_optional) = of.unwrapped();
        let found = match target {
            Type::Map(both) => both.1.clone(),
            Type::Object(object) => match object.type_of(&select.field) {
                Some(found) => found,
                None => {
                    let names = object.names();
                    let near = did_you_mean(&select.field, names.iter().map(EcoString::as_str));
                    let message = format!("there is no field `{}`", select.field);
                    self.problems.push(Problem::new(span, message).near(near));
                    Type::Error
                }
            },
            Type::Param(_) => {
                self.bindings.fits(&Type::Dyn, target);
                Type::Dyn
            }
            Type::Dyn | Type::Error => Type::Dyn,
            other => {
                let message = format!("{other} has no fields");
                self.problem(span, message);
                Type::Dyn
            }
        };
        match (select.test, is_optional || select.optional) {
            (true, _) => Type::Bool,
            (false, true) => Type::optional(found),
            (false, false) => found,
        }
    }

    /// Resolves a field of a name that only stands before other names: `variables`, which has no type of its own.
    fn of_group(&mut self, select: &Select, span: &Range<usize>) -> Option<Type<'s>> {
        let group = qualified_name(&select.of)?;
        let mut names = self.environment.names_in(&group).peekable();
        names.peek()?;
        let names: Vec<&str> = names.collect();
        if names.contains(&select.field.as_str()) {
            return Some(Type::Bool);
        }
        let near = did_you_mean(&select.field, names);
        let message = format!("`{group}` has no `{}`", select.field);
        let problem = Problem::new(span.clone(), message).near(near);
        self.problems.push(problem);
        Some(Type::Error)
    }

    fn index(&mut self, index: &mut Index, span: Range<usize>) -> Type<'s> {
        let of = self.check(&mut index.of);
        let at = self.check(&mut index.index);
        let name = if index.optional { "[?]" } else { "[]" };
        self.operator(name, &[of, at], span)
    }

    fn call(&mut self, call: &mut Call, span: Range<usize>) -> Type<'s> {
        let prefix = call.target.as_ref().and_then(qualified_name);
        let whole = match (&call.target, prefix) {
            (None, _) => Some(call.name.clone()),
            (Some(_), Some(prefix)) => Some(ecow::eco_format!("{prefix}.{}", call.name)),
            (Some(_), None) => None,
        };
        let whole = whole.map(|name| EcoString::from(name.trim_start_matches('.')));
        let found = whole.as_deref().and_then(|name| self.function(name));
        if let (Some(function), Some(name)) = (found, whole) {
            call.target = None;
            call.name = name;
            call.function = Some(function);
        }
        let mut args = Vec::with_capacity(call.args.len() + 1);
        let is_format = call.name == "format";
        self.in_format += usize::from(is_format);
        for arg in call.target.iter_mut().chain(&mut call.args) {
            args.push(self.check(arg));
        }
        self.in_format -= usize::from(is_format);
        if is_format {
            self.format(call);
        }
        if call.function.is_none() {
            call.function = self.function(&call.name);
        }
        match call.function {
            Some(function) => self.overload(function, call.target.is_some(), &args, span),
            None => {
                let near = did_you_mean(&call.name, self.environment.functions());
                let message = format!("there is no function `{}`", call.name);
                self.problems.push(Problem::new(span, message).near(near));
                Type::Error
            }
        }
    }

    /// Checks the values of `'…'.format([…])` against what the text wants, where both are stated.
    fn format(&mut self, call: &Call) {
        let text = call.target.as_ref().map(|target| &target.kind);
        let values = call.args.first().map(|arg| (&arg.kind, &arg.span));
        let (Some(Kind::Literal(Literal::String(text))), Some((Kind::List(list), span))) =
            (text, values)
        else {
            return;
        };
        let types = match self.literals.last() {
            Some(literal) if literal.types.len() == list.len() => &literal.types,
            _ => return,
        };
        let types: Vec<Type<'s>> = types
            .iter()
            .map(|(_, of)| self.bindings.resolve(of, true))
            .collect();
        if let Some(wrong) = interpolate::mistake(text, &types) {
            self.problem(span.clone(), wrong);
        }
    }

    /// Returns a function that the environment has in any form.
    fn function(&self, name: &str) -> Option<&'static Function> {
        if name == "jsonpatch.escapeKey" && !self.environment.makes_patches() {
            return None;
        }
        let function = Function::find(name)?;
        let has = |since| self.environment.has(since);
        let is_there = function.overloads.iter().any(|it| has(it.since));
        is_there.then_some(function)
    }

    fn operator(&mut self, name: &str, args: &[Type<'s>], span: Range<usize>) -> Type<'s> {
        match Function::find(name) {
            Some(function) => self.overload(function, false, args, span),
            None => Type::Error,
        }
    }

    /// Returns what the overloads give that take such arguments: `dyn` where they differ.
    fn overload(
        &mut self,
        function: &'static Function,
        is_method: bool,
        args: &[Type<'s>],
        span: Range<usize>,
    ) -> Type<'s> {
        let mut result: Option<Type<'s>> = None;
        for overload in &function.overloads {
            let same = overload.is_method == is_method && overload.args.len() == args.len();
            if !same || !self.environment.has(overload.since) {
                continue;
            }
            let signature: Vec<&Type<'static>> =
                overload.args.iter().chain([&overload.result]).collect();
            let mut wanted = self.bindings.instantiate(&signature);
            let found = wanted.pop().unwrap_or(Type::Error);
            if !self.bindings.all_fit(args.iter().zip(&wanted)) {
                continue;
            }
            let found = self.bindings.resolve(&found, false);
            result = Some(match result {
                None => found,
                Some(before) if before.is_dyn() || before.is(&found) => before,
                Some(_) => Type::Dyn,
            });
        }
        result.unwrap_or_else(|| {
            let message = self.no_overload(function, is_method, args);
            self.problem(span, message)
        })
    }

    fn no_overload(&self, function: &Function, is_method: bool, args: &[Type<'s>]) -> String {
        let shown: Vec<String> = args
            .iter()
            .map(|of| self.bindings.resolve(of, true).to_string())
            .collect();
        let name = function.name;
        match (shown.as_slice(), is_method) {
            ([target, args @ ..], true) => {
                format!("{target} has no method `{name}({})`", args.join(", "))
            }
            (args, _) if name.starts_with(|c: char| c.is_ascii_alphabetic()) => {
                format!("`{name}` does not take ({})", args.join(", "))
            }
            (args, _) => format!("`{name}` does not take {}", args.join(" and ")),
        }
    }

    fn logic(&mut self, logic: Logic, all: &mut [Expr]) -> Type<'s> {
        for one in all {
            let found = self.check(one);
            if !self.bindings.fits(&found, &Type::Bool) {
                let sign = if logic == Logic::And { "&&" } else { "||" };
                let found = self.bindings.resolve(&found, true);
                let message = format!("`{sign}` expects bool, found {found}");
                self.problem(one.span.clone(), message);
            }
        }
        Type::Bool
    }

    /// Joins the type of an element to that of those before it.
    fn join(&mut self, before: Option<Type<'s>>, next: Type<'s>) -> Type<'s> {
        match before {
            None => next,
            Some(before) if self.bindings.fits(&before, &next) => {
                Bindings::more_general(&before, &next)
            }
            // Reported where it is not allowed, when all types are known.
            Some(_) => Type::Dyn,
        }
    }

    /// Returns the type that an element adds: that below the optional, where it is marked by `?`.
    fn element(&mut self, span: Range<usize>, of: Type<'s>, optional: bool) -> Type<'s> {
        let (inner, is_optional) = of.unwrapped();
        if !optional {
            return of;
        }
        if !is_optional && !of.is_dyn() {
            let wanted = Type::optional(of.clone());
            self.mismatch(span, &wanted, &of);
        }
        inner.clone()
    }

    fn list(&mut self, elements: &mut [Element]) -> Type<'s> {
        let mut all = None;
        let mut types = Vec::new();
        for element in elements {
            let span = element.value.span.clone();
            let found = self.check(&mut element.value);
            let found = self.element(span.clone(), found, element.optional);
            types.push((span.clone(), found.clone()));
            all = Some(self.join(all, found));
        }
        self.note(types);
        Type::list(all.unwrap_or_else(|| self.bindings.fresh()))
    }

    fn map(&mut self, entries: &mut [(Element, Expr)]) -> Type<'s> {
        let (mut keys, mut values) = (None, None);
        let (mut key_types, mut value_types) = (Vec::new(), Vec::new());
        for (key, value) in entries {
            let span = key.value.span.clone();
            let found = self.check(&mut key.value);
            key_types.push((span.clone(), found.clone()));
            keys = Some(self.join(keys, found));
            let span = value.span.clone();
            let found = self.check(value);
            let found = self.element(span.clone(), found, key.optional);
            value_types.push((span.clone(), found.clone()));
            values = Some(self.join(values, found));
        }
        self.note(key_types);
        self.note(value_types);
        let keys = keys.unwrap_or_else(|| self.bindings.fresh());
        let values = values.unwrap_or_else(|| self.bindings.fresh());
        Type::map(keys, values)
    }

    /// Keeps the types of the elements of a literal, for `uniform`.
    fn note(&mut self, types: Vec<(Range<usize>, Type<'s>)>) {
        self.literals.push(Elements {
            types,
            may_differ: self.in_format > 0,
        });
    }

    /// Demands one type of all elements of a literal, `dyn` counted as one.
    fn uniform(&mut self) {
        for literal in std::mem::take(&mut self.literals) {
            if literal.may_differ {
                continue;
            }
            let mut resolved = literal
                .types
                .into_iter()
                .map(|(span, of)| (span, self.bindings.resolve(&of, true)));
            let Some((_, first)) = resolved.next() else {
                continue;
            };
            let other = resolved.find(|(_, of)| !first.is(of));
            if let Some((span, of)) = other {
                self.mismatch(span, &first, &of);
            }
        }
    }

    fn message(&mut self, name: &str, fields: &mut [Field], span: Range<usize>) -> Type<'s> {
        for field in fields.iter_mut() {
            let span = field.value.span.clone();
            let found = self.check(&mut field.value);
            let found = self.element(span.clone(), found, field.optional);
            let wanted = self.environment.message_field(name, &field.name);
            match wanted {
                Some(wanted) if !self.bindings.fits(&found, &wanted) => {
                    self.mismatch(span, &wanted, &found);
                }
                Some(_) => {}
                None if self.environment.message(name).is_some() => {
                    let message = format!("`{name}` has no field `{}`", field.name);
                    self.problem(span, message);
                }
                None => {}
            }
        }
        match self.environment.message(name) {
            Some(found) => found,
            None => self.problem(span, format!("there is no type `{name}` to make")),
        }
    }

    fn fold(&mut self, fold: &mut Fold) -> Type<'s> {
        let range = self.check(&mut fold.range);
        let range = self.bindings.resolve(&range, false);
        let variables = match fold.kind {
            Macro::OptMap | Macro::OptFlatMap => self.optional(&range, fold),
            _ => self.elements(&range, fold),
        };
        let before = self.locals.len();
        let names = fold.variables.iter().cloned();
        self.locals.extend(names.zip(variables.iter().cloned()));
        if let Some(filter) = &mut fold.filter {
            let found = self.check(filter);
            if !self.bindings.fits(&found, &Type::Bool) {
                self.mismatch(filter.span.clone(), &Type::Bool, &found);
            }
        }
        let body = self.check(&mut fold.body);
        self.locals.truncate(before);
        self.folded(fold, &range, &variables, body)
    }

    /// Returns the types of the variables of a macro over a list or a map.
    fn elements(&mut self, range: &Type<'s>, fold: &Fold) -> Vec<Type<'s>> {
        let both = fold.variables.len() == 2;
        match range {
            Type::List(of) if both => vec![Type::Int, (**of).clone()],
            Type::List(of) => vec![(**of).clone()],
            Type::Map(of) if both => vec![of.0.clone(), of.1.clone()],
            Type::Map(of) => vec![of.0.clone()],
            Type::Dyn | Type::Error | Type::Param(_) => {
                self.bindings.fits(&Type::Dyn, range);
                vec![Type::Dyn; 2]
            }
            other => {
                let message = format!("expected a list or a map, found {other}");
                self.problem(fold.range.span.clone(), message);
                vec![Type::Error; 2]
            }
        }
    }

    /// Returns the type of the variable of a macro over an optional.
    fn optional(&mut self, range: &Type<'s>, fold: &Fold) -> Vec<Type<'s>> {
        let value = self.bindings.fresh();
        if !self.bindings.fits(range, &Type::optional(value.clone())) {
            let message = format!("expected an optional, found {range}");
            self.problem(fold.range.span.clone(), message);
            return vec![Type::Error];
        }
        vec![self.bindings.resolve(&value, false)]
    }

    /// Returns the type of a macro from that of its body.
    fn folded(
        &mut self,
        fold: &Fold,
        range: &Type<'s>,
        variables: &[Type<'s>],
        body: Type<'s>,
    ) -> Type<'s> {
        let first = variables.first().cloned().unwrap_or(Type::Error);
        let (wanted, result) = match fold.kind {
            Macro::All | Macro::Exists | Macro::ExistsOne => (Type::Bool, Type::Bool),
            Macro::Filter => (Type::Bool, Type::list(first)),
            Macro::Map => return Type::list(body),
            Macro::TransformMap => return Type::map(first, body),
            Macro::OptMap => return Type::optional(body),
            Macro::OptFlatMap => {
                let value = Type::optional(self.bindings.fresh());
                (value, body.clone())
            }
            Macro::TransformMapEntry => {
                let (key, value) = (self.bindings.fresh(), self.bindings.fresh());
                let entry = Type::map(key, value);
                (entry.clone(), entry)
            }
            Macro::SortBy => {
                if !is_sortable(&self.bindings.resolve(&body, false)) {
                    let message = format!("expected a key that has an order, found {body}");
                    self.problem(fold.body.span.clone(), message);
                }
                return range.clone();
            }
        };
        if !self.bindings.fits(&body, &wanted) {
            return self.mismatch(fold.body.span.clone(), &wanted, &body);
        }
        self.bindings.resolve(&result, false)
    }
}

fn is_sortable(of: &Type<'_>) -> bool {
    !matches!(
        of,
        Type::Null
            | Type::List(_)
            | Type::Map(_)
            | Type::Object(_)
            | Type::Opaque(_)
            | Type::Optional(_)
            | Type::Type(_)
    )
}

fn literal_type<'s>(literal: &Literal) -> Type<'s> {
    match literal {
        Literal::Null => Type::Null,
        Literal::Bool(_) => Type::Bool,
        Literal::Int(_) => Type::Int,
        Literal::Uint(_) => Type::Uint,
        Literal::Double(_) => Type::Double,
        Literal::String(_) => Type::String,
        Literal::Bytes(_) => Type::Bytes,
    }
}

/// Returns the type that a name stands for, and the name.
pub(super) fn type_named(name: &str) -> Option<(&'static str, Type<'static>)> {
    let types = [
        ("bool", Type::Bool),
        ("int", Type::Int),
        ("uint", Type::Uint),
        ("double", Type::Double),
        ("string", Type::String),
        ("bytes", Type::Bytes),
        ("null_type", Type::Null),
        ("list", Type::list(Type::Dyn)),
        ("map", Type::map(Type::Dyn, Type::Dyn)),
        ("type", Type::Type(Type::Dyn.into())),
        ("optional_type", Type::optional(Type::Dyn)),
        ("google.protobuf.Duration", Type::Duration),
        ("google.protobuf.Timestamp", Type::Timestamp),
        ("net.IP", Type::Opaque("net.IP")),
        ("net.CIDR", Type::Opaque("net.CIDR")),
    ];
    types.into_iter().find(|(known, _)| *known == name)
}
