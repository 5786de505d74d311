//! Reads the text of an expression: a token at a time, by recursive descent.

use std::ops::Range;

use rust_decimal::Decimal;

use super::{Expression, Node, Operator, Term, Value};

/// What does not belong where it stands in an expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Unexpected {
    /// What stands there; empty at the end of the text.
    pub(crate) found: String,
    pub(crate) wanted: Wanted,
    pub(crate) at: Range<usize>,
}

/// What an expression goes on with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Wanted {
    /// A field, a number, a text or an opening bracket.
    Value,
    /// An operator, or the end.
    Operator,
    /// `)`
    Parenthesis,
    /// `,` or `]`
    Bracket,
    /// `[`
    List,
    /// The name of a field.
    Field,
    /// The quotation mark that ends a text.
    Quote,
    /// Something shorter: it is too long or too deeply nested for anyone to read.
    Shorter,
}

/// The most characters of an expression.
const LENGTH_MAX: usize = 1_000;

/// The most brackets within each other.
const DEPTH_MAX: usize = 20;

/// The operators, the longer first; a binding of a higher number is closer.
const OPERATORS: [(&str, Operator, u8); 12] = [
    ("||", Operator::Or, 0),
    ("&&", Operator::And, 1),
    ("==", Operator::Equal, 2),
    ("!=", Operator::Unequal, 2),
    ("<=", Operator::LessOrEqual, 2),
    (">=", Operator::GreaterOrEqual, 2),
    ("<", Operator::Less, 2),
    (">", Operator::Greater, 2),
    ("+", Operator::Plus, 3),
    ("-", Operator::Minus, 3),
    ("*", Operator::Times, 4),
    ("/", Operator::Over, 4),
];

/// How close a comparison binds: two of them in a row mean nothing.
const COMPARISON: u8 = 2;

/// How close the operators bind that bind closest.
const CLOSEST: u8 = 4;

/// Reads a whole text.
pub(crate) fn parse(source: &str) -> Result<Expression, Unexpected> {
    if source.chars().count() > LENGTH_MAX {
        let at = 0..source.len();
        return Err(Unexpected { found: String::new(), wanted: Wanted::Shorter, at });
    }
    let mut parser = Parser { source, at: 0, depth: 0 };
    let root = parser.operation(0)?;
    match parser.rest() {
        "" => Ok(Expression { source: source.to_owned(), root }),
        _ => Err(parser.unexpected(Wanted::Operator)),
    }
}

struct Parser<'a> {
    source: &'a str,
    at: usize,
    depth: usize,
}

impl<'a> Parser<'a> {
    /// What is still to be read, without the space before it.
    fn rest(&mut self) -> &'a str {
        let rest = &self.source[self.at..];
        let trimmed = rest.trim_start();
        self.at += rest.len() - trimmed.len();
        trimmed
    }

    /// Passes over a symbol if it comes next.
    fn takes(&mut self, symbol: &str) -> bool {
        let comes = self.rest().starts_with(symbol);
        if comes {
            self.at += symbol.len();
        }
        comes
    }

    fn expect(&mut self, symbol: &str, wanted: Wanted) -> Result<(), Unexpected> {
        if self.takes(symbol) { Ok(()) } else { Err(self.unexpected(wanted)) }
    }

    /// A name, if one comes next; it is not passed over.
    fn name(&mut self) -> Option<&'a str> {
        let rest = self.rest();
        let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
        let name = &rest[..end.unwrap_or(rest.len())];
        name.starts_with(|c: char| c.is_ascii_alphabetic()).then_some(name)
    }

    /// Says what comes next although something else must.
    fn unexpected(&mut self, wanted: Wanted) -> Unexpected {
        let rest = self.rest();
        let word = |c: char| c.is_alphanumeric() || c == '_';
        let length = match rest.find(|c: char| !word(c)) {
            Some(0) => rest.chars().next().map_or(0, char::len_utf8),
            Some(end) => end,
            None => rest.len(),
        };
        let found = rest[..length].to_owned();
        Unexpected { found, wanted, at: self.at..self.at + length }
    }

    /// Operators that bind at least so close, and what stands between them.
    fn operation(&mut self, binding: u8) -> Result<Term, Unexpected> {
        if binding > CLOSEST {
            return self.signed();
        }
        let mut left = self.operation(binding + 1)?;
        loop {
            let rest = self.rest();
            if binding == COMPARISON && self.name() == Some("in") {
                self.at += "in".len();
                let list = self.list()?;
                let at = left.at.start..self.at;
                left = Term { node: Node::In(Box::new(left), list), at };
                return Ok(left);
            }
            let next = OPERATORS.iter().find(|(text, ..)| rest.starts_with(text));
            let Some((text, operator, _)) = next.filter(|(.., found)| *found == binding) else {
                return Ok(left);
            };
            self.at += text.len();
            let right = self.operation(binding + 1)?;
            let at = left.at.start..right.at.end;
            left = Term { node: Node::Both(*operator, Box::new([left, right])), at };
            if binding == COMPARISON {
                return Ok(left);
            }
        }
    }

    fn signed(&mut self) -> Result<Term, Unexpected> {
        self.rest();
        let start = self.at;
        let make: fn(Box<Term>) -> Node = if self.takes("!") {
            Node::Not
        } else if self.takes("-") {
            Node::Negative
        } else {
            return self.single();
        };
        let inner = self.deeper(Self::signed)?;
        let at = start..inner.at.end;
        Ok(Term { node: make(Box::new(inner)), at })
    }

    fn deeper(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<Term, Unexpected>,
    ) -> Result<Term, Unexpected> {
        if self.depth == DEPTH_MAX {
            return Err(self.unexpected(Wanted::Shorter));
        }
        self.depth += 1;
        let read = read(self);
        self.depth -= 1;
        read
    }

    /// A value, a field, or something in brackets.
    fn single(&mut self) -> Result<Term, Unexpected> {
        let rest = self.rest();
        let start = self.at;
        if self.takes("(") {
            let inner = self.deeper(|parser| parser.operation(0))?;
            self.expect(")", Wanted::Parenthesis)?;
            return Ok(Term { node: inner.node, at: start..self.at });
        }
        let node = if let Some(name) = self.name() {
            self.named(name)?
        } else if rest.starts_with(['"', '\'']) {
            Node::Literal(Value::Text(self.text()?))
        } else {
            Node::Literal(Value::Number(self.number()?))
        };
        Ok(Term { node, at: start..self.at })
    }

    /// What begins with a name.
    fn named(&mut self, name: &str) -> Result<Node, Unexpected> {
        // A word of another language, or of ours where no value can stand.
        if ["and", "or", "not", "in"].contains(&name) {
            return Err(self.unexpected(Wanted::Value));
        }
        self.at += name.len();
        match name {
            "true" => Ok(Node::Literal(Value::Flag(true))),
            "false" => Ok(Node::Literal(Value::Flag(false))),
            "today" => Ok(Node::Today),
            "has" if self.takes("(") => {
                let Some(field) = self.name() else {
                    return Err(self.unexpected(Wanted::Field));
                };
                self.at += field.len();
                self.expect(")", Wanted::Parenthesis)?;
                Ok(Node::Has(field.to_owned()))
            }
            _ => Ok(Node::Field(name.to_owned())),
        }
    }

    /// A text in single or double quotation marks. Nothing in it is escaped.
    fn text(&mut self) -> Result<String, Unexpected> {
        let rest = self.rest();
        let quote = &rest[..1];
        let Some(length) = rest[1..].find(quote) else {
            self.at = self.source.len();
            return Err(self.unexpected(Wanted::Quote));
        };
        self.at += length + 2;
        Ok(rest[1..=length].to_owned())
    }

    /// A decimal number without a sign.
    fn number(&mut self) -> Result<Decimal, Unexpected> {
        let rest = self.rest();
        let end = rest.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(rest.len());
        let number = Decimal::from_str_exact(&rest[..end]);
        let number = number.ok().filter(|_| rest.starts_with(|c: char| c.is_ascii_digit()));
        let number = number.ok_or_else(|| self.unexpected(Wanted::Value))?;
        self.at += end;
        Ok(number)
    }

    /// A list in brackets.
    fn list(&mut self) -> Result<Vec<Term>, Unexpected> {
        self.expect("[", Wanted::List)?;
        let mut list = vec![self.operation(COMPARISON + 1)?];
        while self.takes(",") {
            list.push(self.operation(COMPARISON + 1)?);
        }
        self.expect("]", Wanted::Bracket)?;
        Ok(list)
    }
}
