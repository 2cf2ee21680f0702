//! Macros: what they do with each element.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::super::ast::{Fold, Logic, Macro};
use super::super::compare::order;
use super::super::value::{Failure, Map, Value};
use super::{Evaluated, Evaluator, insert};

impl<'a> Evaluator<'a> {
    pub(super) fn fold(&mut self, fold: &'a Fold) -> Evaluated<'a> {
        let range = self.value(&fold.range)?;
        match fold.kind {
            Macro::All => self.quantify(fold, &range, Logic::And),
            Macro::Exists => self.quantify(fold, &range, Logic::Or),
            Macro::ExistsOne => self.count(fold, &range),
            Macro::Map => self.transform(fold, &range),
            Macro::Filter => self.filter(fold, &range),
            Macro::TransformMap | Macro::TransformMapEntry => self.entries(fold, &range),
            Macro::OptMap | Macro::OptFlatMap => self.optional(fold, range),
            Macro::SortBy => self.sort(fold, &range),
        }
    }

    /// Returns what the variables are, element by element.
    fn elements(&self, fold: &Fold, range: &Value<'a>) -> Result<Vec<[Value<'a>; 2]>, Failure> {
        let both = fold.variables.len() == 2;
        match range {
            Value::List(list) => Ok((0i64..)
                .zip(list.iter())
                .map(|(at, value)| match both {
                    true => [Value::Int(at), value],
                    false => [value, Value::Null],
                })
                .collect()),
            Value::Map(map) => Ok(map
                .keys()
                .into_iter()
                .map(|key| {
                    let value = map.get(&key).unwrap_or(Value::Null);
                    [key, value]
                })
                .collect()),
            _ => Err(Failure::no_overload(
                &fold.name,
                std::slice::from_ref(range),
            )),
        }
    }

    /// Evaluates something while the variables have their values for one element.
    fn with<T>(
        &mut self,
        fold: &'a Fold,
        values: &[Value<'a>; 2],
        evaluate: impl FnOnce(&mut Self) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let before = self.variables.len();
        let names = fold.variables.iter().map(|name| name.as_str());
        self.variables.extend(names.zip(values.iter().cloned()));
        let result = evaluate(self);
        self.variables.truncate(before);
        result
    }

    /// Returns the value of the body for one element.
    fn body(&mut self, fold: &'a Fold, values: &[Value<'a>; 2]) -> Evaluated<'a> {
        self.with(fold, values, |own| own.value(&fold.body))
    }

    /// Returns the value of the body for one element that passes the filter.
    fn passing(
        &mut self,
        fold: &'a Fold,
        values: &[Value<'a>; 2],
    ) -> Result<Option<Value<'a>>, Failure> {
        self.with(fold, values, |own| match own.passes(fold)? {
            true => own.value(&fold.body).map(Some),
            false => Ok(None),
        })
    }

    fn passes(&mut self, fold: &'a Fold) -> Result<bool, Failure> {
        match &fold.filter {
            Some(filter) => {
                let truth = self.value(filter)?;
                is_true(fold, truth)
            }
            None => Ok(true),
        }
    }

    fn quantify(&mut self, fold: &'a Fold, range: &Value<'a>, logic: Logic) -> Evaluated<'a> {
        let decides = logic == Logic::Or;
        let mut first = None;
        for values in self.elements(fold, range)? {
            let truth = self.body(fold, &values).and_then(|it| is_true(fold, it));
            match truth {
                Ok(truth) if truth == decides => return Ok(Value::Bool(decides)),
                Ok(_) => {}
                Err(failure) if failure.may_be_absorbed() => {
                    first.get_or_insert(failure);
                }
                Err(failure) => return Err(failure),
            }
        }
        first.map_or(Ok(Value::Bool(!decides)), Err)
    }

    fn count(&mut self, fold: &'a Fold, range: &Value<'a>) -> Evaluated<'a> {
        let mut count = 0;
        for values in self.elements(fold, range)? {
            let truth = self.body(fold, &values)?;
            count += usize::from(is_true(fold, truth)?);
        }
        Ok(Value::Bool(count == 1))
    }

    fn transform(&mut self, fold: &'a Fold, range: &Value<'a>) -> Evaluated<'a> {
        let mut items = Vec::new();
        for values in self.elements(fold, range)? {
            items.extend(self.passing(fold, &values)?);
        }
        Ok(Value::from(items))
    }

    fn filter(&mut self, fold: &'a Fold, range: &Value<'a>) -> Evaluated<'a> {
        let mut items = Vec::new();
        for values in self.elements(fold, range)? {
            let truth = self.body(fold, &values)?;
            if is_true(fold, truth)? {
                let [value, _] = values;
                items.push(value);
            }
        }
        Ok(Value::from(items))
    }

    fn entries(&mut self, fold: &'a Fold, range: &Value<'a>) -> Evaluated<'a> {
        let mut map = BTreeMap::new();
        for values in self.elements(fold, range)? {
            let Some(made) = self.passing(fold, &values)? else {
                continue;
            };
            match (made, fold.kind) {
                (Value::Map(made), Macro::TransformMapEntry) => {
                    for key in made.keys() {
                        self.meter.take(1)?;
                        let value = made.get(&key).unwrap_or(Value::Null);
                        insert(&mut map, key, value)?;
                    }
                }
                (wrong, Macro::TransformMapEntry) => {
                    return Err(Failure::no_overload(&fold.name, &[wrong]));
                }
                (value, _) => {
                    let [key, _] = values;
                    insert(&mut map, key, value)?;
                }
            }
        }
        Ok(Value::Map(Map::Made(Arc::new(map))))
    }

    fn optional(&mut self, fold: &'a Fold, range: Value<'a>) -> Evaluated<'a> {
        match range {
            Value::Optional(None) => Ok(Value::Optional(None)),
            Value::Optional(Some(value)) => {
                let made = self.body(fold, &[(*value).clone(), Value::Null])?;
                Ok(match fold.kind {
                    Macro::OptMap => Value::some(made),
                    _ => made,
                })
            }
            wrong => Err(Failure::no_overload(&fold.name, &[wrong])),
        }
    }

    fn sort(&mut self, fold: &'a Fold, range: &Value<'a>) -> Evaluated<'a> {
        let mut keyed: Vec<(Value<'a>, Value<'a>)> = Vec::new();
        for values in self.elements(fold, range)? {
            let key = self.body(fold, &values)?;
            let [value, _] = values;
            keyed.push((key, value));
        }
        let sorted = keyed
            .windows(2)
            .all(|pair| order(&pair[0].0, &pair[1].0).is_some());
        if !sorted {
            return Err(Failure::new("the keys have no order"));
        }
        keyed.sort_by(|a, b| order(&a.0, &b.0).unwrap_or(std::cmp::Ordering::Equal));
        let items: Vec<Value<'a>> = keyed.into_iter().map(|(_, value)| value).collect();
        Ok(Value::from(items))
    }
}

fn is_true(fold: &Fold, value: Value<'_>) -> Result<bool, Failure> {
    match value {
        Value::Bool(truth) => Ok(truth),
        wrong => Err(Failure::no_overload(&fold.name, &[wrong])),
    }
}
