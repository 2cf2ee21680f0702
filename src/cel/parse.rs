//! Tokens to expressions, by the grammar of cel-go.

use ecow::EcoString;

use super::ast::{
    Call, Chain, Element, Expr, Field, Fold, Index, Kind, Literal, Logic, Macro, Select, Sign,
};
use super::token::{Kind as Is, Token, tokens};
use super::{Environment, Problem, literal};

/// So deep may brackets be nested. cel-go allows 250, and nobody writes a tenth of it; each level costs stack.
const DEEPEST: usize = 80;

/// So high may a tree be, `a.b.c` counted; every walk over it is recursive.
const HIGHEST: usize = 200;

/// Names that no variable can have.
const RESERVED: &[&str] = &[
    "true",
    "false",
    "null",
    "in",
    "as",
    "break",
    "const",
    "continue",
    "else",
    "for",
    "function",
    "if",
    "import",
    "let",
    "loop",
    "package",
    "namespace",
    "return",
    "var",
    "void",
    "while",
];

/// Returns whether a word is none that a variable can be called by.
pub fn is_reserved(name: &str) -> bool {
    RESERVED.contains(&name)
}

/// Those of them that cannot even be the name of a field.
const KEYWORDS: &[&str] = &["true", "false", "null", "in"];

/// Operators by rank, the loosest first.
const RANKS: [&[&str]; 5] = [
    &["||"],
    &["&&"],
    &["==", "!=", "<", "<=", ">", ">=", "in"],
    &["+", "-"],
    &["*", "/", "%"],
];

type Parsed = Result<Expr, Problem>;

/// Returns the expression that a text is.
pub(super) fn parse<'t>(text: &'t str, environment: &'t Environment<'t>) -> Parsed {
    let mut parser = Parser {
        text,
        environment,
        tokens: tokens(text)?,
        at: 0,
        depth: 0,
    };
    let expr = parser.expression()?;
    match parser.peek().kind {
        Is::End => Ok(expr),
        _ => Err(parser.expected("an operator or the end")),
    }
}

struct Parser<'t> {
    text: &'t str,
    environment: &'t Environment<'t>,
    tokens: Vec<Token>,
    at: usize,
    depth: usize,
}

impl<'t> Parser<'t> {
    fn peek(&self) -> Token {
        self.tokens[self.at.min(self.tokens.len() - 1)]
    }

    fn next(&mut self) -> Token {
        let token = self.peek();
        self.at += 1;
        token
    }

    fn text_of(&self, token: Token) -> &'t str {
        &self.text[token.start..token.end]
    }

    /// Takes a sign if it is the next token.
    fn take(&mut self, sign: &str) -> bool {
        let is = matches!(self.peek().kind, Is::Sign(next) if next == sign);
        self.at += usize::from(is);
        is
    }

    fn demand(&mut self, sign: &str) -> Result<(), Problem> {
        match self.take(sign) {
            true => Ok(()),
            false => Err(self.expected(&format!("`{sign}`"))),
        }
    }

    fn expected(&self, what: &str) -> Problem {
        let token = self.peek();
        let found = match token.kind {
            Is::End => "the end".to_owned(),
            _ => format!("`{}`", self.text_of(token)),
        };
        Problem::new(
            token.start..token.end,
            format!("expected {what}, found {found}"),
        )
    }

    /// Makes an expression that begins at `start` and ends with the token taken last.
    fn node(&self, kind: Kind, start: usize) -> Parsed {
        let end = match self.at.checked_sub(1) {
            Some(last) => self.tokens[last.min(self.tokens.len() - 1)].end,
            None => start,
        };
        let expr = Expr::new(kind, start..end.max(start));
        match expr.height() > HIGHEST {
            true => Err(Problem::too_deep(expr.span)),
            false => Ok(expr),
        }
    }

    fn expression(&mut self) -> Parsed {
        self.depth += 1;
        if self.depth > DEEPEST {
            let token = self.peek();
            return Err(Problem::too_deep(token.start..token.end));
        }
        let expr = self.choice();
        self.depth -= 1;
        expr
    }

    fn choice(&mut self) -> Parsed {
        let start = self.peek().start;
        let condition = self.binary(0)?;
        if !self.take("?") {
            return Ok(condition);
        }
        let then = self.binary(0)?;
        self.demand(":")?;
        let otherwise = self.expression()?;
        self.node(Kind::Choice(Box::new([condition, then, otherwise])), start)
    }

    /// Operands and the operators between them that are at least so tight.
    fn binary(&mut self, least: usize) -> Parsed {
        let start = self.peek().start;
        let mut left = self.unary()?;
        while let Some(rank) = self.rank().filter(|rank| *rank >= least) {
            let mut rest = Vec::new();
            while self.rank() == Some(rank) {
                let operator = self.operator(rank);
                rest.push((operator, self.binary(rank + 1)?));
            }
            left = self.node(joined(rank, left, rest), start)?;
        }
        Ok(left)
    }

    /// Returns the rank of the operator that comes next.
    fn rank(&self) -> Option<usize> {
        let token = self.peek();
        let text = self.text_of(token);
        let may_be = matches!(token.kind, Is::Sign(_) | Is::Name);
        let mut ranks = RANKS.iter();
        ranks.position(|operators| may_be && operators.contains(&text))
    }

    /// Takes the operator of this rank that comes next.
    fn operator(&mut self, rank: usize) -> &'static str {
        let token = self.next();
        let text = self.text_of(token);
        let found = RANKS[rank].iter().find(|operator| **operator == text);
        found.copied().unwrap_or_default()
    }

    fn unary(&mut self) -> Parsed {
        let start = self.peek().start;
        let sign = match self.peek().kind {
            Is::Sign("!") => Sign::Not,
            Is::Sign("-") => Sign::Minus,
            _ => return self.member(),
        };
        if sign == Sign::Minus && self.is_number(self.at + 1) {
            return self.member();
        }
        self.next();
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(Problem::too_deep(start..start + 1));
        }
        let of = self.unary()?;
        self.depth -= 1;
        self.node(Kind::Unary(sign, Box::new(of)), start)
    }

    fn is_number(&self, at: usize) -> bool {
        let token = self.tokens.get(at);
        token.is_some_and(|token| matches!(token.kind, Is::Int | Is::Double))
    }

    /// A primary expression and what follows it: fields, calls, indexes.
    fn member(&mut self) -> Parsed {
        let start = self.peek().start;
        let mut of = self.primary()?;
        loop {
            let kind = if self.take(".") {
                let optional = self.take("?");
                let field = self.field()?;
                match !optional && self.take("(") {
                    true => {
                        let args = self.arguments()?;
                        self.method(of, field, args)?
                    }
                    false => Kind::Select(Box::new(Select {
                        of,
                        field,
                        test: false,
                        optional,
                    })),
                }
            } else if self.take("[") {
                let optional = self.take("?");
                let index = self.expression()?;
                self.demand("]")?;
                Kind::Index(Box::new(Index {
                    of,
                    index,
                    optional,
                }))
            } else if let Some(name) = self.message_name(&of) {
                self.next();
                Kind::Message(name, self.fields()?)
            } else {
                return Ok(of);
            };
            of = self.node(kind, start)?;
        }
    }

    fn field(&mut self) -> Result<EcoString, Problem> {
        let token = self.peek();
        let text = self.text_of(token);
        match token.kind {
            Is::Name if !KEYWORDS.contains(&text) => {
                self.next();
                Ok(text.into())
            }
            _ => Err(self.expected("the name of a field")),
        }
    }

    /// Returns the name of the message whose braces come next.
    fn message_name(&self, of: &Expr) -> Option<EcoString> {
        let is_brace = matches!(self.peek().kind, Is::Sign("{"));
        is_brace.then(|| qualified_name(of)).flatten()
    }

    fn primary(&mut self) -> Parsed {
        let token = self.peek();
        let start = token.start;
        match token.kind {
            Is::Sign("(") => {
                self.next();
                let inner = self.expression()?;
                self.demand(")")?;
                Ok(inner)
            }
            Is::Sign("[") => {
                self.next();
                let elements = self.elements()?;
                self.node(Kind::List(elements), start)
            }
            Is::Sign("{") => {
                self.next();
                let entries = self.entries()?;
                self.node(Kind::Map(entries), start)
            }
            Is::Sign(".") => {
                self.next();
                let name = self.peek();
                match name.kind {
                    Is::Name => self.named(start, true),
                    _ => Err(self.expected("a name")),
                }
            }
            Is::Name => self.named(start, false),
            _ => self.literal(),
        }
    }

    fn literal(&mut self) -> Parsed {
        let start = self.peek().start;
        let negative = self.take("-");
        let token = self.peek();
        let text = self.text_of(token);
        let wrong = |message: String| Problem::new(token.start..token.end, message);
        let large = || wrong(format!("`{text}` does not fit 64 bits"));
        let value = match token.kind {
            Is::Int => Literal::Int(literal::int(text, negative).ok_or_else(large)?),
            Is::Double => {
                let number: f64 = text.parse().map_err(|_| wrong("no number".to_owned()))?;
                match number.is_finite() {
                    true => Literal::Double(if negative { -number } else { number }),
                    false => return Err(large()),
                }
            }
            Is::Uint => Literal::Uint(literal::uint(text).ok_or_else(large)?),
            Is::String => Literal::String(literal::string(text).map_err(wrong)?),
            Is::Bytes => Literal::Bytes(literal::bytes(text).map_err(wrong)?.into()),
            _ => return Err(self.expected("a value")),
        };
        self.next();
        self.node(Kind::Literal(value), start)
    }

    /// A constant, a variable or a function.
    fn named(&mut self, start: usize, rooted: bool) -> Parsed {
        let token = self.next();
        let name = self.text_of(token);
        let constant = match name {
            "true" => Some(Literal::Bool(true)),
            "false" => Some(Literal::Bool(false)),
            "null" => Some(Literal::Null),
            _ => None,
        };
        if let Some(constant) = constant.filter(|_| !rooted) {
            return self.node(Kind::Literal(constant), start);
        }
        if is_reserved(name) {
            return Err(Problem::new(
                token.start..token.end,
                format!("`{name}` is a reserved word"),
            ));
        }
        let kind = if self.take("(") {
            let args = self.arguments()?;
            self.function(name, args, token)?
        } else {
            let dot = if rooted { "." } else { "" };
            Kind::Name(ecow::eco_format!("{dot}{name}"))
        };
        self.node(kind, start)
    }

    fn function(&self, name: &str, mut args: Vec<Expr>, at: Token) -> Result<Kind, Problem> {
        if name == "has" && args.len() == 1 {
            let kind = args.pop().map(|arg| arg.kind);
            return match kind {
                Some(Kind::Select(mut select)) if !select.test && !select.optional => {
                    select.test = true;
                    Ok(Kind::Select(select))
                }
                _ => Err(Problem::new(
                    at.start..at.end,
                    "`has` wants a field, `has(a.b)`",
                )),
            };
        }
        Ok(Kind::Call(Box::new(Call {
            name: name.into(),
            target: None,
            args,
            function: None,
        })))
    }

    fn method(&self, target: Expr, name: EcoString, args: Vec<Expr>) -> Result<Kind, Problem> {
        let found = Macro::find(&name, args.len());
        let Some((kind, count)) = found.filter(|it| self.environment.has_macro(it.0, it.1)) else {
            return Ok(Kind::Call(Box::new(Call {
                name,
                target: Some(target),
                args,
                function: None,
            })));
        };
        let mut variables: Vec<EcoString> = Vec::with_capacity(count);
        let mut args = args.into_iter();
        for variable in args.by_ref().take(count) {
            match variable.kind {
                Kind::Name(name) if !name.starts_with('.') && !variables.contains(&name) => {
                    variables.push(name);
                }
                _ => {
                    return Err(Problem::new(
                        variable.span,
                        format!("expected a new name of a variable as argument of `{name}`"),
                    ));
                }
            }
        }
        let mut rest = args.collect::<Vec<_>>();
        let (Some(body), filter) = (rest.pop(), rest.pop()) else {
            return Err(self.expected("an expression"));
        };
        Ok(Kind::Fold(Box::new(Fold {
            kind,
            range: target,
            variables,
            filter,
            body,
            name,
        })))
    }

    fn arguments(&mut self) -> Result<Vec<Expr>, Problem> {
        let mut args = Vec::new();
        if self.take(")") {
            return Ok(args);
        }
        loop {
            args.push(self.expression()?);
            if !self.take(",") {
                self.demand(")")?;
                return Ok(args);
            }
        }
    }

    fn element(&mut self) -> Result<Element, Problem> {
        let optional = self.take("?");
        let value = self.expression()?;
        Ok(Element { value, optional })
    }

    fn elements(&mut self) -> Result<Vec<Element>, Problem> {
        let mut elements = Vec::new();
        if self.take(",") {
            self.demand("]")?;
            return Ok(elements);
        }
        while !self.take("]") {
            elements.push(self.element()?);
            if !self.take(",") {
                self.demand("]")?;
                break;
            }
        }
        Ok(elements)
    }

    fn entries(&mut self) -> Result<Vec<(Element, Expr)>, Problem> {
        let mut entries = Vec::new();
        if self.take(",") {
            self.demand("}")?;
            return Ok(entries);
        }
        while !self.take("}") {
            let key = self.element()?;
            self.demand(":")?;
            entries.push((key, self.expression()?));
            if !self.take(",") {
                self.demand("}")?;
                break;
            }
        }
        Ok(entries)
    }

    fn fields(&mut self) -> Result<Vec<Field>, Problem> {
        let mut fields = Vec::new();
        while !self.take("}") {
            let optional = self.take("?");
            let name = self.field()?;
            self.demand(":")?;
            let value = self.expression()?;
            fields.push(Field {
                name,
                value,
                optional,
            });
            if !self.take(",") {
                self.demand("}")?;
                break;
            }
        }
        Ok(fields)
    }
}

/// Joins operands by operators of one rank.
fn joined(rank: usize, first: Expr, rest: Vec<(&'static str, Expr)>) -> Kind {
    let logic = match rank {
        0 => Logic::Or,
        1 => Logic::And,
        _ => return Kind::Chain(Box::new(Chain { first, rest })),
    };
    let others = rest.into_iter().map(|(_, operand)| operand);
    Kind::Logic(logic, std::iter::once(first).chain(others).collect())
}

/// Returns `a.b.c` of an expression that is nothing but names.
pub(super) fn qualified_name(expr: &Expr) -> Option<EcoString> {
    match &expr.kind {
        Kind::Name(name) => Some(name.clone()),
        Kind::Select(select) if !select.test && !select.optional => {
            let of = qualified_name(&select.of)?;
            Some(ecow::eco_format!("{of}.{}", select.field))
        }
        _ => None,
    }
}
