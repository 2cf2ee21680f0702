//! What an expression may cost, guessed before it is evaluated, as the API server guesses it.
//!
//! In: a checked expression and the [`Sizes`] of `self`. Out: the most it may cost, in the units of cel-go. The server refuses
//! definitions whose rules may cost too much, so a guess here is never above that of the server; where a function or the
//! kind of a value is not known well enough, it is below. Macros cost what cel-go expands them to.
//!
//! Source: `checker/cost.go` of cel-go 0.26, `EstimateSize` of `pkg/apiserver/schema/cel` in `apiextensions-apiserver` 0.36, and the
//! expansions of macros in cel-go's `parser/macro.go`, `cel/macro.go` and `ext/comprehensions.go`.

mod functions;
mod range;
mod size;
#[cfg(test)]
mod tests;

use ecow::EcoString;

use self::functions::{Called, call, operator};
use self::range::{Range, around};
pub use self::size::Sizes;
use super::ast::{Call, Chain, Element, Expr, Fold, Index, Kind, Literal, Macro, Select};
use super::types::Class;

/// What a character of a text costs that is looked at.
const TRAVERSAL: f64 = 0.1;
const LIST: u64 = 10;
const MAP: u64 = 30;
const MESSAGE: u64 = 40;

/// Returns the most that an expression about a value of such sizes may cost.
pub(super) fn of(expr: &Expr, root: &Sizes) -> u64 {
    let mut costs = Costs {
        root,
        locals: Vec::new(),
    };
    costs.of(expr).cost
}

/// What is known of an expression.
#[derive(Clone, Copy)]
struct Estimate<'d> {
    cost: u64,
    class: Class,
    /// How large its value is, if anything says so.
    size: Option<Range>,
    path: Path<'d>,
    parts: Option<Entries>,
}

/// How large the keys and values of a map are, or the elements of a list.
#[derive(Clone, Copy)]
struct Entries {
    is_list: bool,
    key: Range,
    value: Range,
}

/// Where in `self` a value stands.
#[derive(Clone, Copy)]
enum Path<'d> {
    /// It was made by the expression.
    None,
    /// There; nothing where no type says what is there.
    At(Option<&'d Sizes>),
}

impl<'d> Path<'d> {
    /// The server drops the first name of a path, which of a value that was made is not `self`: it then reads the rest from
    /// the top.
    fn step(self, root: &'d Sizes, next: impl Fn(&'d Sizes) -> Option<&'d Sizes>) -> Self {
        Path::At(match self {
            Path::None => Some(root),
            Path::At(place) => place.and_then(next),
        })
    }
}

impl Estimate<'_> {
    /// Returns the size; anything where nothing is known.
    fn size_or_any(&self) -> Range {
        self.size.unwrap_or(Range::ANY)
    }

    /// Returns the size of an element of a list by where the list stands, whatever is known of its elements otherwise.
    fn element_size(&self) -> Range {
        match (self.class, self.path) {
            (Class::List { .. }, Path::At(Some(list))) => list
                .elements()
                .map_or(Range::ANY, |it| Range::up_to(it.most)),
            (Class::List { .. }, _) => Range::ANY,
            _ => Range::exactly(0),
        }
    }
}

struct Local<'d> {
    name: EcoString,
    path: Path<'d>,
    size: Option<Range>,
    parts: Option<Entries>,
}

impl Local<'_> {
    /// Returns the size, if anything but its type says it, and else nothing at all.
    fn size(&self) -> Range {
        match self.path {
            Path::At(Some(place)) => Range::up_to(place.most),
            _ => self.size.unwrap_or(Range::exactly(0)),
        }
    }
}

struct Costs<'d> {
    root: &'d Sizes,
    /// Variables of macros, the innermost last.
    locals: Vec<Local<'d>>,
}

impl<'d> Costs<'d> {
    fn of(&mut self, expr: &Expr) -> Estimate<'d> {
        match &expr.kind {
            Kind::Literal(literal) => made(expr, 0, Some(literal_size(literal))),
            Kind::Name(name) => self.name(expr, name),
            Kind::Select(select) => self.select(expr, select),
            Kind::Index(index) => self.index(expr, index),
            Kind::Call(call) => self.call(expr, call),
            Kind::Unary(_, of) => made(expr, self.of(of).cost.saturating_add(1), None),
            Kind::Chain(chain) => self.chain(expr, chain),
            Kind::Logic(_, all) => {
                let costs = all.iter().map(|one| self.of(one).cost);
                made(expr, sum(0, costs), None)
            }
            Kind::Choice(three) => self.choice(expr, three),
            Kind::List(elements) => self.list(expr, elements),
            Kind::Map(entries) => self.map(expr, entries),
            Kind::Message(_, fields) => {
                let costs = fields.iter().map(|field| self.of(&field.value).cost);
                made(expr, sum(MESSAGE, costs), None)
            }
            Kind::Fold(fold) => self.fold(expr, fold),
        }
    }

    fn name(&self, expr: &Expr, name: &str) -> Estimate<'d> {
        let local = self.locals.iter().rev().find(|local| local.name == name);
        match local {
            Some(local) => Estimate {
                parts: local.parts,
                ..placed(expr, 1, local.path, local.size)
            },
            None => placed(expr, 1, Path::At(Some(self.root)), None),
        }
    }

    fn select(&mut self, expr: &Expr, select: &Select) -> Estimate<'d> {
        let of = self.of(&select.of);
        if select.test {
            return made(expr, of.cost, None);
        }
        if select.optional {
            return made(expr, of.cost.saturating_add(1), None);
        }
        let is_free = !matches!(of.class, Class::Map | Class::Object);
        let cost = of.cost.saturating_add(u64::from(!is_free));
        let name = select.field.as_str();
        let path = of.path.step(self.root, |place| place.named(name));
        placed(expr, cost, path, None)
    }

    fn index(&mut self, expr: &Expr, index: &Index) -> Estimate<'d> {
        let (of, at) = (self.of(&index.of), self.of(&index.index));
        let cost = of.cost.saturating_add(at.cost).saturating_add(1);
        if index.optional {
            return made(expr, cost, None);
        }
        let path = of.path.step(self.root, Sizes::elements);
        let found = placed(expr, cost, path, None);
        let of_part = of.parts.map(|parts| parts.value);
        Estimate {
            size: of_part.or(found.size),
            ..found
        }
    }

    fn call(&mut self, expr: &Expr, of: &Call) -> Estimate<'d> {
        let target = of.target.as_ref().map(|target| self.of(target));
        let args: Vec<Estimate<'_>> = of.args.iter().map(|arg| self.of(arg)).collect();
        let before = sum(0, target.iter().chain(&args).map(|it| it.cost));
        if let ("dyn", None, [arg]) = (of.name.as_str(), target, args.as_slice()) {
            let cost = before.saturating_add(1);
            return Estimate {
                parts: arg.parts,
                ..made(expr, cost, arg.size)
            };
        }
        let Called { cost, size } = call(&of.name, target.as_ref(), &args);
        made(expr, before.saturating_add(cost), size)
    }

    fn choice(&mut self, expr: &Expr, [condition, then, otherwise]: &[Expr; 3]) -> Estimate<'d> {
        let condition = self.of(condition).cost;
        let (then, otherwise) = (self.of(then), self.of(otherwise));
        let cost = condition.saturating_add(then.cost.max(otherwise.cost));
        let size = then.size_or_any().or(otherwise.size_or_any());
        Estimate {
            parts: joined(then.parts, otherwise.parts),
            ..made(expr, cost, Some(size))
        }
    }

    fn chain(&mut self, expr: &Expr, chain: &Chain) -> Estimate<'d> {
        let mut left = self.of(&chain.first);
        for (at, (name, next)) in chain.rest.iter().enumerate() {
            let right = self.of(next);
            let Called { cost, size } = operator(name, &left, &right);
            let costs = [left.cost, right.cost, cost];
            let is_last = at + 1 == chain.rest.len();
            let class = match is_last {
                true => expr.class(),
                // What is added to a text or a list is one, too.
                false => left.class.joined(right.class),
            };
            left = Estimate {
                class,
                parts: joined(left.parts, right.parts).filter(|_| *name == "+"),
                ..made(expr, sum(0, costs), size)
            };
            left.size = size.or_else(|| type_size(class));
        }
        left
    }

    fn list(&mut self, expr: &Expr, elements: &[Element]) -> Estimate<'d> {
        let elements: Vec<_> = elements.iter().map(|one| self.of(&one.value)).collect();
        let costs = elements.iter().map(|element| element.cost);
        let size = Range::exactly(elements.len() as u64);
        Estimate {
            parts: Some(Entries {
                is_list: true,
                key: Range::exactly(1),
                value: around(elements.iter().map(Estimate::size_or_any)),
            }),
            ..made(expr, sum(LIST, costs), Some(size))
        }
    }

    fn map(&mut self, expr: &Expr, entries: &[(Element, Expr)]) -> Estimate<'d> {
        let entries: Vec<_> = entries
            .iter()
            .map(|(key, value)| (self.of(&key.value), self.of(value)))
            .collect();
        let costs = entries
            .iter()
            .flat_map(|(key, value)| [key.cost, value.cost]);
        let size = Range::exactly(entries.len() as u64);
        Estimate {
            parts: Some(Entries {
                is_list: false,
                key: around(entries.iter().map(|(key, _)| key.size_or_any())),
                value: around(entries.iter().map(|(_, value)| value.size_or_any())),
            }),
            ..made(expr, sum(MAP, costs), Some(size))
        }
    }

    fn fold(&mut self, expr: &Expr, fold: &Fold) -> Estimate<'d> {
        let range = self.of(&fold.range);
        if matches!(fold.kind, Macro::OptMap | Macro::OptFlatMap) {
            return self.of_optional(expr, fold, range);
        }
        let before = self.locals.len();
        self.enter(fold, range);
        let filter = fold
            .filter
            .as_ref()
            .map_or(0, |filter| self.of(filter).cost);
        let body = self.of(&fold.body);
        let element = self.locals.get(before).map(Local::size);
        self.locals.truncate(before);
        // What is asked before, in each round and after all, by what the macro stands for.
        let (once, each) = match fold.kind {
            Macro::All => (1, body.cost.saturating_add(3)),
            Macro::Exists => (1, body.cost.saturating_add(4)),
            Macro::ExistsOne => (2, body.cost.saturating_add(2)),
            Macro::Map => (LIST + 1, body.cost.saturating_add(LIST + 2)),
            Macro::Filter => (LIST + 1, body.cost.saturating_add(LIST + 3)),
            Macro::TransformMap => (MAP + 1, body.cost.saturating_add(3)),
            Macro::TransformMapEntry => (MAP + 1, body.cost.saturating_add(2)),
            Macro::OptMap | Macro::OptFlatMap | Macro::SortBy => (0, body.cost),
        };
        let rounds = range.size_or_any();
        let all = rounds.max.saturating_mul(each.saturating_add(filter));
        let cost = range.cost.saturating_add(once).saturating_add(all);
        let value = match fold.kind {
            Macro::Map => Some(body.size_or_any()),
            Macro::Filter => element,
            _ => None,
        };
        let size = match fold.kind {
            Macro::All | Macro::Exists | Macro::ExistsOne => Range::exactly(1),
            Macro::SortBy => Range::exactly(0),
            _ => rounds,
        };
        Estimate {
            parts: value.map(|value| Entries {
                is_list: true,
                key: Range::exactly(1),
                value: Range::up_to(value.max),
            }),
            ..made(expr, cost, Some(size))
        }
    }

    /// Declares the variables of a macro over a list or a map.
    fn enter(&mut self, fold: &Fold, range: Estimate<'d>) {
        let is_list = match range.parts {
            Some(parts) => parts.is_list,
            None => matches!(range.class, Class::List { .. }),
        };
        let values = (
            range.path.step(self.root, Sizes::elements),
            range.parts.map(|parts| parts.value),
        );
        let keys = match is_list {
            true => range.path.step(self.root, |_| None),
            false => range.path.step(self.root, |place| place.keys()),
        };
        let keys = (keys, range.parts.map(|parts| parts.key));
        let declared = match fold.variables.as_slice() {
            [one] if is_list => vec![(one, values)],
            [one] => vec![(one, keys)],
            [key, value, ..] => vec![(key, keys), (value, values)],
            [] => Vec::new(),
        };
        for (name, (path, size)) in declared {
            self.locals.push(Local {
                name: name.clone(),
                path,
                size,
                parts: None,
            });
        }
    }

    /// `a.optMap(v, b)` is `a.hasValue() ? optional.of(b, where v is a.value()) : optional.none()`.
    fn of_optional(&mut self, expr: &Expr, fold: &Fold, of: Estimate<'d>) -> Estimate<'d> {
        let before = self.locals.len();
        for name in &fold.variables {
            // Whether its size is known, only its type says, which is not at hand: it counts for nothing.
            self.locals.push(Local {
                name: name.clone(),
                path: Path::None,
                size: Some(Range::exactly(0)),
                parts: None,
            });
        }
        let body = self.of(&fold.body).cost;
        self.locals.truncate(before);
        let wrapped = u64::from(fold.kind == Macro::OptMap);
        let costs = [of.cost, 1, LIST, of.cost, 1, body, wrapped];
        made(expr, sum(0, costs), Some(Range::exactly(0)))
    }
}

fn sum(first: u64, more: impl IntoIterator<Item = u64>) -> u64 {
    more.into_iter().fold(first, u64::saturating_add)
}

/// Returns what is known of a value that the expression makes.
fn made<'d>(expr: &Expr, cost: u64, size: Option<Range>) -> Estimate<'d> {
    Estimate {
        cost,
        class: expr.class(),
        size: size.or_else(|| type_size(expr.class())),
        path: Path::None,
        parts: None,
    }
}

/// Returns what is known of a value that has a place; `otherwise` is its size where no type says it.
fn placed<'d>(expr: &Expr, cost: u64, path: Path<'d>, otherwise: Option<Range>) -> Estimate<'d> {
    let stated = match path {
        Path::At(Some(place)) => Some(Range::up_to(place.most)),
        _ => None,
    };
    let size = stated.or_else(|| type_size(expr.class())).or(otherwise);
    Estimate {
        path,
        ..made(expr, cost, size)
    }
}

fn type_size(class: Class) -> Option<Range> {
    (class == Class::Scalar).then(|| Range::exactly(1))
}

fn joined(one: Option<Entries>, other: Option<Entries>) -> Option<Entries> {
    let (one, other) = one.zip(other)?;
    Some(Entries {
        is_list: one.is_list,
        key: one.key.or(other.key),
        value: one.value.or(other.value),
    })
}

fn literal_size(literal: &Literal) -> Range {
    Range::exactly(match literal {
        Literal::String(text) => text.chars().count() as u64,
        Literal::Bytes(bytes) => bytes.len() as u64,
        _ => 1,
    })
}
