//! Expressions as text: one line, brackets only where they are needed.

use std::fmt::{self, Display, Formatter, Write as _};

use super::ast::{Call, Element, Expr, Fold, Index, Kind, Literal, Logic, Select, Sign};

impl Display for Expr {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match &self.kind {
            Kind::Literal(literal) => literal.fmt(f),
            Kind::Name(name) => f.write_str(name),
            Kind::Select(select) => select.fmt(f),
            Kind::Index(index) => index.fmt(f),
            Kind::Call(call) => call.fmt(f),
            Kind::Unary(sign, of) => {
                f.write_char(match sign {
                    Sign::Not => '!',
                    Sign::Minus => '-',
                })?;
                // `-` before a number would become part of it.
                match (&of.kind, sign) {
                    (Kind::Literal(_), Sign::Minus) => write!(f, "({of})"),
                    _ => within(of, Rank::Unary, f),
                }
            }
            Kind::Chain(chain) => {
                let rank = Rank::of(self);
                // The first of a chain of the same rank would join it.
                let tighter = rank.tighter();
                within(&chain.first, tighter, f)?;
                for (operator, next) in &chain.rest {
                    write!(f, " {operator} ")?;
                    within(next, tighter, f)?;
                }
                Ok(())
            }
            Kind::Logic(logic, all) => {
                let (sign, tighter) = match logic {
                    Logic::And => (" && ", Rank::Relation),
                    Logic::Or => (" || ", Rank::And),
                };
                for (at, one) in all.iter().enumerate() {
                    f.write_str(if at == 0 { "" } else { sign })?;
                    within(one, tighter, f)?;
                }
                Ok(())
            }
            Kind::Choice(three) => {
                let [condition, then, otherwise] = &**three;
                within(condition, Rank::Or, f)?;
                f.write_str(" ? ")?;
                within(then, Rank::Or, f)?;
                write!(f, " : {otherwise}")
            }
            Kind::List(elements) => {
                f.write_char('[')?;
                separated(elements, f, |element, f| element.fmt(f))?;
                f.write_char(']')
            }
            Kind::Map(entries) => {
                f.write_char('{')?;
                separated(entries, f, |(key, value), f| write!(f, "{key}: {value}"))?;
                f.write_char('}')
            }
            Kind::Message(name, fields) => {
                write!(f, "{name}{{")?;
                separated(fields, f, |field, f| {
                    let mark = if field.optional { "?" } else { "" };
                    write!(f, "{mark}{}: {}", field.name, field.value)
                })?;
                f.write_char('}')
            }
            Kind::Fold(fold) => fold.fmt(f),
        }
    }
}

/// How tightly an expression holds together, the loosest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Choice,
    Or,
    And,
    Relation,
    Sum,
    Product,
    Unary,
    Member,
}

impl Rank {
    fn of(expr: &Expr) -> Self {
        match &expr.kind {
            Kind::Choice(_) => Rank::Choice,
            Kind::Logic(Logic::Or, _) => Rank::Or,
            Kind::Logic(Logic::And, _) => Rank::And,
            Kind::Chain(chain) => match chain.rest.first().map(|(operator, _)| *operator) {
                Some("+" | "-") => Rank::Sum,
                Some("*" | "/" | "%") => Rank::Product,
                _ => Rank::Relation,
            },
            Kind::Unary(..) => Rank::Unary,
            _ => Rank::Member,
        }
    }

    fn tighter(self) -> Self {
        match self {
            Rank::Choice => Rank::Or,
            Rank::Or => Rank::And,
            Rank::And => Rank::Relation,
            Rank::Relation => Rank::Sum,
            Rank::Sum => Rank::Product,
            Rank::Product => Rank::Unary,
            Rank::Unary | Rank::Member => Rank::Member,
        }
    }
}

/// Writes an expression, in brackets if it is looser than its place allows.
fn within(expr: &Expr, least: Rank, f: &mut Formatter<'_>) -> fmt::Result {
    match Rank::of(expr) < least {
        true => write!(f, "({expr})"),
        false => expr.fmt(f),
    }
}

fn separated<T>(
    all: &[T],
    f: &mut Formatter<'_>,
    mut each: impl FnMut(&T, &mut Formatter<'_>) -> fmt::Result,
) -> fmt::Result {
    for (at, one) in all.iter().enumerate() {
        f.write_str(if at == 0 { "" } else { ", " })?;
        each(one, f)?;
    }
    Ok(())
}

impl Display for Element {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", if self.optional { "?" } else { "" }, self.value)
    }
}

impl Display for Select {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(if self.test { "has(" } else { "" })?;
        within(&self.of, Rank::Member, f)?;
        f.write_str(if self.optional { ".?" } else { "." })?;
        f.write_str(&self.field)?;
        f.write_str(if self.test { ")" } else { "" })
    }
}

impl Display for Index {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        within(&self.of, Rank::Member, f)?;
        write!(
            f,
            "[{}{}]",
            if self.optional { "?" } else { "" },
            self.index
        )
    }
}

impl Display for Call {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if let Some(target) = &self.target {
            within(target, Rank::Member, f)?;
            f.write_char('.')?;
        }
        write!(f, "{}(", self.name)?;
        separated(&self.args, f, |arg, f| arg.fmt(f))?;
        f.write_char(')')
    }
}

impl Display for Fold {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        within(&self.range, Rank::Member, f)?;
        write!(f, ".{}({}", self.name, self.variables.join(", "))?;
        if let Some(filter) = &self.filter {
            write!(f, ", {filter}")?;
        }
        write!(f, ", {})", self.body)
    }
}

impl Display for Literal {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Literal::Null => f.write_str("null"),
            Literal::Bool(truth) => truth.fmt(f),
            Literal::Int(number) => number.fmt(f),
            Literal::Uint(number) => write!(f, "{number}u"),
            Literal::Double(number) => write!(f, "{number:?}"),
            Literal::String(text) => quote(text, f),
            Literal::Bytes(bytes) => {
                f.write_str("b\"")?;
                bytes
                    .iter()
                    .try_for_each(|byte| write!(f, "\\x{byte:02x}"))?;
                f.write_char('"')
            }
        }
    }
}

/// Writes a string literal.
fn quote(text: &str, f: &mut Formatter<'_>) -> fmt::Result {
    f.write_char('"')?;
    for c in text.chars() {
        match c {
            '"' => f.write_str("\\\"")?,
            '\\' => f.write_str("\\\\")?,
            '\n' => f.write_str("\\n")?,
            c if c.is_control() => write!(f, "\\U{:08x}", u32::from(c))?,
            c => f.write_char(c)?,
        }
    }
    f.write_char('"')
}
