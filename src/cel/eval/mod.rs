//! Expressions to values.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::ast::{Call, Chain, Element, Expr, Index, Kind, Literal, Logic, Select, Sign};
use super::check::type_named;
use super::compare::{equal, order};
use super::library::arithmetic;
use super::meter::Meter;
use super::value::{Failure, Key, List, Map, Text, Value};

mod fold;

type Evaluated<'a> = Result<Value<'a>, Failure>;

/// Returns the value of an expression where the variables have these values.
pub(super) fn evaluate<'a>(
    expr: &'a Expr,
    variables: &[(&'a str, Value<'a>)],
    meter: Meter,
) -> Evaluated<'a> {
    let mut evaluator = Evaluator {
        variables: variables.to_vec(),
        meter,
    };
    evaluator.value(expr)
}

struct Evaluator<'a> {
    /// The variables, those of the innermost macro last.
    variables: Vec<(&'a str, Value<'a>)>,
    meter: Meter,
}

impl<'a> Evaluator<'a> {
    fn value(&mut self, expr: &'a Expr) -> Evaluated<'a> {
        self.meter.take(1)?;
        match &expr.kind {
            Kind::Literal(literal) => Ok(constant(literal)),
            Kind::Name(name) => self.named(name),
            Kind::Select(select) => self.select(select),
            Kind::Index(index) => self.index(index),
            Kind::Call(call) => self.call(call),
            Kind::Unary(sign, of) => {
                let of = self.value(of)?;
                unary(*sign, of)
            }
            Kind::Chain(chain) => self.chain(chain),
            Kind::Logic(logic, all) => self.logic(*logic, all),
            Kind::Choice(three) => self.choice(three),
            Kind::List(elements) => self.list(elements),
            Kind::Map(entries) => self.map(entries),
            Kind::Message(name, _) => Err(Failure::unsupported(format!("`{name}`"))),
            Kind::Fold(fold) => self.fold(fold),
        }
    }

    fn named(&mut self, name: &'a str) -> Evaluated<'a> {
        let variable = self.variables.iter().rev().find(|(of, _)| *of == name);
        if let Some((_, value)) = variable {
            return Ok(value.clone());
        }
        match type_named(name) {
            Some((name, _)) => Ok(Value::Type(name)),
            None => Err(Failure::new(format!("`{name}` has no value"))),
        }
    }

    fn select(&mut self, select: &'a Select) -> Evaluated<'a> {
        let of = self.value(&select.of)?;
        let field = Value::from(select.field.as_str());
        let (of, was_optional) = match of {
            Value::Optional(None) if select.test => return Ok(Value::Bool(false)),
            Value::Optional(None) => return Ok(Value::Optional(None)),
            Value::Optional(Some(of)) => ((*of).clone(), true),
            of => (of, false),
        };
        let Value::Map(map) = &of else {
            return Err(Failure::no_overload(&select.field, &[of]));
        };
        let found = map.get(&field);
        match (select.test, was_optional || select.optional) {
            (true, _) => Ok(Value::Bool(found.is_some())),
            (false, true) => Ok(Value::Optional(found.map(Arc::new))),
            (false, false) => found.ok_or_else(|| Failure::no_key(&select.field)),
        }
    }

    fn index(&mut self, index: &'a Index) -> Evaluated<'a> {
        let of = self.value(&index.of)?;
        let at = self.value(&index.index)?;
        let (of, was_optional) = match of {
            Value::Optional(None) => return Ok(of),
            Value::Optional(Some(of)) => ((*of).clone(), true),
            of => (of, false),
        };
        let found = element(&of, &at)?;
        match (found, was_optional || index.optional) {
            (found, true) => Ok(Value::Optional(found.map(Arc::new))),
            (Some(found), false) => Ok(found),
            (None, false) => {
                let key = at.to_string();
                Err(match of {
                    Value::List(_) => Failure::new(format!("there is no element {key}")),
                    _ => Failure::no_key(key.trim_matches('"')),
                })
            }
        }
    }

    fn call(&mut self, call: &'a Call) -> Evaluated<'a> {
        if let (Some(target), [other]) = (&call.target, call.args.as_slice())
            && let Some(known) = self.first_of(&call.name, target, other)
        {
            return known;
        }
        let mut args = Vec::with_capacity(call.args.len() + 1);
        for arg in call.target.iter().chain(&call.args) {
            args.push(self.value(arg)?);
        }
        match call.function {
            Some(function) => function.call(call.target.is_some(), &args, &mut self.meter),
            None => Err(Failure::no_overload(&call.name, &args)),
        }
    }

    /// `a.or(b)` and `a.orValue(b)`, which look at `b` only if they must.
    fn first_of(&mut self, name: &str, target: &'a Expr, other: &'a Expr) -> Option<Evaluated<'a>> {
        if !matches!(name, "or" | "orValue") {
            return None;
        }
        let found = match self.value(target) {
            Ok(Value::Optional(found)) => found,
            Ok(wrong) => return Some(Err(Failure::no_overload(name, &[wrong]))),
            Err(failure) => return Some(Err(failure)),
        };
        Some(match (found, name) {
            (Some(found), "or") => Ok(Value::Optional(Some(found))),
            (Some(found), _) => Ok((*found).clone()),
            (None, _) => self.value(other),
        })
    }

    fn chain(&mut self, chain: &'a Chain) -> Evaluated<'a> {
        let mut left = self.value(&chain.first)?;
        for (operator, next) in &chain.rest {
            let right = self.value(next)?;
            left = self.operator(operator, left, right)?;
        }
        Ok(left)
    }

    fn operator(&mut self, name: &str, a: Value<'a>, b: Value<'a>) -> Evaluated<'a> {
        self.meter.take(weight(&a).min(weight(&b)))?;
        let truth = match name {
            "==" => equal(&a, &b),
            "!=" => !equal(&a, &b),
            "in" => self.is_in(&a, &b)?,
            "<" | "<=" | ">" | ">=" => {
                let Some(order) = order(&a, &b) else {
                    return Err(Failure::no_overload(name, &[a, b]));
                };
                match name {
                    "<" => order == Ordering::Less,
                    "<=" => order != Ordering::Greater,
                    ">" => order == Ordering::Greater,
                    _ => order != Ordering::Less,
                }
            }
            _ => return arithmetic::operate(name, &[a, b], &mut self.meter),
        };
        Ok(Value::Bool(truth))
    }

    fn is_in(&mut self, wanted: &Value<'a>, all: &Value<'a>) -> Result<bool, Failure> {
        match all {
            Value::List(list) => {
                for value in list.iter() {
                    self.meter.take(weight(wanted).min(weight(&value)))?;
                    if equal(wanted, &value) {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            Value::Map(map) => Ok(map.get(wanted).is_some()),
            _ => Err(Failure::no_overload("in", &[wanted.clone(), all.clone()])),
        }
    }

    /// `&&` and `||`: an operand that decides makes up for those that fail.
    fn logic(&mut self, logic: Logic, all: &'a [Expr]) -> Evaluated<'a> {
        let decides = logic == Logic::Or;
        let mut first = None;
        for one in all {
            match self.value(one) {
                Ok(Value::Bool(truth)) if truth == decides => return Ok(Value::Bool(decides)),
                Ok(Value::Bool(_)) => {}
                Ok(wrong) => {
                    let name = if decides { "||" } else { "&&" };
                    first.get_or_insert_with(|| Failure::no_overload(name, &[wrong]));
                }
                Err(failure) if failure.may_be_absorbed() => {
                    first.get_or_insert(failure);
                }
                Err(failure) => return Err(failure),
            }
        }
        first.map_or(Ok(Value::Bool(!decides)), Err)
    }

    fn choice(&mut self, three: &'a [Expr; 3]) -> Evaluated<'a> {
        let [condition, then, otherwise] = three;
        match self.value(condition)? {
            Value::Bool(true) => self.value(then),
            Value::Bool(false) => self.value(otherwise),
            wrong => Err(Failure::no_overload("?:", &[wrong])),
        }
    }

    /// Returns what an element adds: nothing, if it is marked by `?` and has no value.
    fn element(&mut self, of: &'a Expr, optional: bool) -> Result<Option<Value<'a>>, Failure> {
        match (self.value(of)?, optional) {
            (Value::Optional(found), true) => Ok(found.map(|found| (*found).clone())),
            (wrong, true) => Err(Failure::no_overload("?", &[wrong])),
            (value, false) => Ok(Some(value)),
        }
    }

    fn list(&mut self, elements: &'a [Element]) -> Evaluated<'a> {
        let mut items = Vec::with_capacity(elements.len());
        for element in elements {
            items.extend(self.element(&element.value, element.optional)?);
        }
        Ok(Value::from(items))
    }

    fn map(&mut self, entries: &'a [(Element, Expr)]) -> Evaluated<'a> {
        let mut map = BTreeMap::new();
        for (key, value) in entries {
            let own = self.value(&key.value)?;
            if let Some(value) = self.element(value, key.optional)? {
                insert(&mut map, own, value)?;
            }
        }
        Ok(Value::Map(Map::Made(Arc::new(map))))
    }
}

/// Adds an entry to a map that has no such key.
fn insert<'a>(
    map: &mut BTreeMap<Key, (Value<'a>, Value<'a>)>,
    key: Value<'a>,
    value: Value<'a>,
) -> Result<(), Failure> {
    let Some(own) = Key::of(&key) else {
        let message = format!("{} is no type of a key", key.type_name());
        return Err(Failure::new(message));
    };
    let again = || Failure::new(format!("the key {key} is there already"));
    match map.contains_key(&own) {
        true => Err(again()),
        false => {
            map.insert(own, (key, value));
            Ok(())
        }
    }
}

/// Returns an element of a list or a map; nothing where it is not there.
fn element<'a>(of: &Value<'a>, at: &Value<'a>) -> Found<'a> {
    match (of, at) {
        (Value::List(list), at) => match position(at) {
            Some(at) => Ok(list.get(at)),
            None if matches!(at, Value::Int(_) | Value::Double(_) | Value::Uint(_)) => Ok(None),
            None => Err(Failure::no_overload("[]", &[of.clone(), at.clone()])),
        },
        (Value::Map(map), at) => Ok(map.get(at)),
        _ => Err(Failure::no_overload("[]", &[of.clone(), at.clone()])),
    }
}

type Found<'a> = Result<Option<Value<'a>>, Failure>;

/// Returns the position that a number is.
fn position(at: &Value<'_>) -> Option<usize> {
    match at {
        Value::Int(at) => usize::try_from(*at).ok(),
        Value::Uint(at) => usize::try_from(*at).ok(),
        Value::Double(at) if at.fract() == 0.0 && (0.0..1e15).contains(at) => Some(*at as usize),
        _ => None,
    }
}

fn constant(literal: &Literal) -> Value<'_> {
    match literal {
        Literal::Null => Value::Null,
        Literal::Bool(truth) => Value::Bool(*truth),
        Literal::Int(number) => Value::Int(*number),
        Literal::Uint(number) => Value::Uint(*number),
        Literal::Double(number) => Value::Double(*number),
        Literal::String(text) => Value::String(Text::Of(text)),
        Literal::Bytes(bytes) => Value::Bytes(Arc::clone(bytes)),
    }
}

fn unary(sign: Sign, of: Value<'_>) -> Evaluated<'_> {
    match (sign, of) {
        (Sign::Not, Value::Bool(truth)) => Ok(Value::Bool(!truth)),
        (Sign::Minus, Value::Int(number)) => {
            let negated = number.checked_neg();
            negated.map(Value::Int).ok_or_else(Failure::overflow)
        }
        (Sign::Minus, Value::Double(number)) => Ok(Value::Double(-number)),
        (Sign::Not, wrong) => Err(Failure::no_overload("!", &[wrong])),
        (Sign::Minus, wrong) => Err(Failure::no_overload("-", &[wrong])),
    }
}

/// Returns how much there is to compare in a value, up to a bound that no comparison of a few can exceed.
fn weight(value: &Value<'_>) -> usize {
    const MOST: usize = 10_000;
    fn add(value: &Value<'_>, sum: &mut usize) {
        *sum += 1;
        if *sum > MOST {
            return;
        }
        match value {
            Value::String(text) => *sum += text.len() / 10,
            Value::Bytes(bytes) => *sum += bytes.len() / 10,
            Value::List(list) => all(list, sum),
            Value::Map(map) => {
                for key in &map.keys() {
                    if *sum > MOST {
                        return;
                    }
                    if let Some(value) = map.get(key) {
                        add(&value, sum);
                    }
                }
            }
            _ => {}
        }
    }
    fn all(list: &List<'_>, sum: &mut usize) {
        for value in list.iter() {
            if *sum > MOST {
                return;
            }
            add(&value, sum);
        }
    }
    let mut sum = 0;
    add(value, &mut sum);
    sum
}
