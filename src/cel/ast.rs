//! Expressions as trees. Macros are nodes of their own, not what cel-go expands them to: the checker and the evaluator
//! know them, and a tree prints as it was written.

use std::ops::Range;
use std::sync::Arc;

use ecow::EcoString;

use super::function::Function;
use super::types::Class;

/// An expression and its place in the text.
#[derive(Clone, Debug)]
pub(super) struct Expr {
    pub(super) kind: Kind,
    pub(super) span: Range<usize>,
    /// How many expressions are nested in it at most, itself included.
    height: usize,
    /// What the checker found it to be.
    class: Class,
}

impl Expr {
    pub(super) fn new(kind: Kind, span: Range<usize>) -> Self {
        let mut highest = 0;
        kind.children(&mut |child| highest = highest.max(child.height));
        Expr {
            kind,
            span,
            height: highest + 1,
            class: Class::default(),
        }
    }

    pub(super) fn class(&self) -> Class {
        self.class
    }

    pub(super) fn set_class(&mut self, class: Class) {
        self.class = class;
    }

    pub(super) fn height(&self) -> usize {
        self.height
    }
}

/// What an expression is.
#[derive(Clone, Debug)]
pub(super) enum Kind {
    Literal(Literal),
    /// A variable or the name of a type; with a dot in front where one was written.
    Name(EcoString),
    /// `of.field`.
    Select(Box<Select>),
    /// `of[index]`, `of[?index]`.
    Index(Box<Index>),
    /// `name(…)`, `target.name(…)`.
    Call(Box<Call>),
    /// `!of`, `-of`.
    Unary(Sign, Box<Expr>),
    /// `first op next op next…`, of operators of one rank.
    Chain(Box<Chain>),
    /// `a && b && c`, `a || b || c`.
    Logic(Logic, Vec<Expr>),
    /// `a ? b : c`.
    Choice(Box<[Expr; 3]>),
    /// `[a, ?b]`.
    List(Vec<Element>),
    /// `{a: b, ?c: d}`.
    Map(Vec<(Element, Expr)>),
    /// `Name{field: value}`.
    Message(EcoString, Vec<Field>),
    /// A macro over a list, a map or an optional.
    Fold(Box<Fold>),
}

impl Kind {
    /// Calls `visit` with every expression directly below.
    pub(super) fn children(&self, visit: &mut dyn FnMut(&Expr)) {
        match self {
            Kind::Literal(_) | Kind::Name(_) => {}
            Kind::Select(select) => visit(&select.of),
            Kind::Index(index) => [&index.of, &index.index].into_iter().for_each(visit),
            Kind::Call(call) => call.target.iter().chain(&call.args).for_each(visit),
            Kind::Unary(_, of) => visit(of),
            Kind::Chain(chain) => {
                let rest = chain.rest.iter().map(|(_, next)| next);
                std::iter::once(&chain.first).chain(rest).for_each(visit);
            }
            Kind::Logic(_, all) => all.iter().for_each(visit),
            Kind::Choice(three) => three.iter().for_each(visit),
            Kind::List(elements) => elements.iter().map(|it| &it.value).for_each(visit),
            Kind::Map(entries) => {
                for (key, value) in entries {
                    visit(&key.value);
                    visit(value);
                }
            }
            Kind::Message(_, fields) => fields.iter().map(|field| &field.value).for_each(visit),
            Kind::Fold(fold) => {
                let filter = fold.filter.iter();
                let all = std::iter::once(&fold.range).chain(filter);
                all.chain(std::iter::once(&fold.body)).for_each(visit);
            }
        }
    }
}

/// A constant.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Literal {
    Null,
    Bool(bool),
    Int(i64),
    Uint(u64),
    Double(f64),
    String(EcoString),
    Bytes(Arc<[u8]>),
}

/// A field of something.
#[derive(Clone, Debug)]
pub(super) struct Select {
    pub(super) of: Expr,
    /// The name as it is written.
    pub(super) field: EcoString,
    /// `has(of.field)`.
    pub(super) test: bool,
    /// `of.?field`.
    pub(super) optional: bool,
}

/// An element of something.
#[derive(Clone, Debug)]
pub(super) struct Index {
    pub(super) of: Expr,
    pub(super) index: Expr,
    pub(super) optional: bool,
}

/// A call of a function. Where the name is in a namespace, `sets.contains(…)`, the checker makes it so.
#[derive(Clone, Debug)]
pub(super) struct Call {
    pub(super) name: EcoString,
    pub(super) target: Option<Expr>,
    pub(super) args: Vec<Expr>,
    /// What the checker found under the name.
    pub(super) function: Option<&'static Function>,
}

/// An operator with one operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sign {
    Not,
    Minus,
}

/// Operators of one rank, from the left: `1 + 2 - 3`, `a < b`.
#[derive(Clone, Debug)]
pub(super) struct Chain {
    pub(super) first: Expr,
    pub(super) rest: Vec<(&'static str, Expr)>,
}

/// Which of the two that know an answer without all operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Logic {
    And,
    Or,
}

/// An element of a list or a key of a map; `?` leaves it out where it has no value.
#[derive(Clone, Debug)]
pub(super) struct Element {
    pub(super) value: Expr,
    pub(super) optional: bool,
}

/// A field of a message.
#[derive(Clone, Debug)]
pub(super) struct Field {
    pub(super) name: EcoString,
    pub(super) value: Expr,
    pub(super) optional: bool,
}

/// A macro: `range.all(a, body)`.
#[derive(Clone, Debug)]
pub(super) struct Fold {
    pub(super) kind: Macro,
    pub(super) range: Expr,
    /// One variable or two.
    pub(super) variables: Vec<EcoString>,
    pub(super) filter: Option<Expr>,
    pub(super) body: Expr,
    /// The name as it is written.
    pub(super) name: EcoString,
}

/// Which macro.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Macro {
    All,
    Exists,
    ExistsOne,
    /// `map` and `transformList`.
    Map,
    Filter,
    TransformMap,
    TransformMapEntry,
    OptMap,
    OptFlatMap,
    SortBy,
}

impl Macro {
    /// Returns the macro of a name, where it has so many arguments, and how many of them are variables.
    pub(super) fn find(name: &str, args: usize) -> Option<(Self, usize)> {
        let found = match (name, args) {
            ("all", 2) => (Macro::All, 1),
            ("all", 3) => (Macro::All, 2),
            ("exists", 2) => (Macro::Exists, 1),
            ("exists", 3) => (Macro::Exists, 2),
            ("exists_one", 2) => (Macro::ExistsOne, 1),
            ("exists_one" | "existsOne", 3) => (Macro::ExistsOne, 2),
            ("map", 2 | 3) => (Macro::Map, 1),
            ("filter", 2) => (Macro::Filter, 1),
            ("transformList", 3 | 4) => (Macro::Map, 2),
            ("transformMap", 3 | 4) => (Macro::TransformMap, 2),
            ("transformMapEntry", 3 | 4) => (Macro::TransformMapEntry, 2),
            ("optMap", 2) => (Macro::OptMap, 1),
            ("optFlatMap", 2) => (Macro::OptFlatMap, 1),
            ("sortBy", 2) => (Macro::SortBy, 1),
            _ => return None,
        };
        Some(found)
    }
}
