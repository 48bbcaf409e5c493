//! Text becomes a [`Condition`] (util_expr_parse.y).

use super::token::{Token, tokens};
use super::{Comparison, Condition, Word};

/// How deep parentheses and signs may be nested.
const MAX_DEPTH: usize = 100;

/// Reads an expression; nothing where it is not one that is understood here.
pub(in super::super) fn parse(text: &[u8]) -> Option<Condition> {
    let tokens = tokens(text)?;
    let mut parser = Parser {
        tokens: &tokens,
        depth: 0,
    };
    let condition = parser.disjunction()?;
    parser.tokens.is_empty().then_some(condition)
}

struct Parser<'t> {
    tokens: &'t [Token],
    depth: usize,
}

impl Parser<'_> {
    fn next(&mut self) -> Option<Token> {
        let (first, rest) = self.tokens.split_first()?;
        self.tokens = rest;
        Some(first.clone())
    }

    /// Takes the next token if it is one of these signs or names.
    fn accept(&mut self, wanted: &[&[u8]]) -> bool {
        let is_wanted = match self.tokens.first() {
            Some(Token::Sign(sign)) => wanted.contains(sign),
            Some(Token::Name(name)) => wanted.contains(&name.as_slice()),
            _ => false,
        };
        if is_wanted {
            self.next();
        }
        is_wanted
    }

    fn disjunction(&mut self) -> Option<Condition> {
        let first = self.conjunction()?;
        if !self.accept(&[b"||", b"or"]) {
            return Some(first);
        }
        let second = self.deeper(Self::disjunction)?;
        Some(Condition::Or(Box::new(first), Box::new(second)))
    }

    fn conjunction(&mut self) -> Option<Condition> {
        let first = self.negation()?;
        if !self.accept(&[b"&&", b"and"]) {
            return Some(first);
        }
        let second = self.deeper(Self::conjunction)?;
        Some(Condition::And(Box::new(first), Box::new(second)))
    }

    fn negation(&mut self) -> Option<Condition> {
        if self.accept(&[b"!", b"not"]) {
            let inside = self.deeper(Self::negation)?;
            return Some(Condition::Not(Box::new(inside)));
        }
        self.single()
    }

    fn deeper(&mut self, work: fn(&mut Self) -> Option<Condition>) -> Option<Condition> {
        self.depth += 1;
        let result = if self.depth > MAX_DEPTH {
            None
        } else {
            work(self)
        };
        self.depth -= 1;
        result
    }

    fn single(&mut self) -> Option<Condition> {
        if self.accept(&[b"("]) {
            let inside = self.deeper(Self::disjunction)?;
            return self.accept(&[b")"]).then_some(inside);
        }
        if self.accept(&[b"true"]) {
            return Some(Condition::Constant(true));
        }
        if self.accept(&[b"false"]) {
            return Some(Condition::Constant(false));
        }
        if let Some(Token::Test(test)) = self.tokens.first() {
            let test = *test;
            self.next();
            return Some(Condition::Test(test, self.word()?));
        }
        let word = self.word()?;
        self.comparison(word)
    }

    fn comparison(&mut self, word: Word) -> Option<Condition> {
        let operator = self.next()?;
        let operator = match &operator {
            Token::Sign(sign) => sign.to_vec(),
            Token::Name(name) => name.clone(),
            Token::Operator(name) => [b"-", name.as_slice()].concat(),
            _ => return None,
        };
        match operator.as_slice() {
            b"=~" | b"!~" => {
                let Some(Token::Expression(expression, ignore_case)) = self.next() else {
                    return None;
                };
                let wanted = operator == b"=~";
                Some(Condition::Matches {
                    word,
                    expression,
                    ignore_case,
                    wanted,
                })
            }
            b"in" | b"-in" => self.list(word),
            operator => {
                if let Some(comparison) = comparison(operator) {
                    return Some(Condition::Compare(comparison, word, self.word()?));
                }
                let name = operator.strip_prefix(b"-")?.to_owned();
                Some(Condition::Binary(name, word, self.word()?))
            }
        }
    }

    fn list(&mut self, word: Word) -> Option<Condition> {
        if !self.accept(&[b"{"]) {
            let Some(Token::Name(_)) = self.next() else {
                return None;
            };
            self.accept(&[b"("]).then_some(())?;
            self.word()?;
            return self.accept(&[b")"]).then_some(Condition::InFunction);
        }
        let mut words = vec![self.word()?];
        while self.accept(&[b","]) {
            words.push(self.word()?);
        }
        self.accept(&[b"}"]).then_some(Condition::In(word, words))
    }

    fn word(&mut self) -> Option<Word> {
        let mut parts = vec![self.part()?];
        while self.accept(&[b"."]) {
            parts.push(self.part()?);
        }
        if parts.len() == 1 {
            return parts.pop();
        }
        Some(Word::Joined(parts))
    }

    fn part(&mut self) -> Option<Word> {
        match self.next()? {
            Token::Digits(digits) => Some(Word::Text(digits)),
            Token::Quoted(text) => quoted(&text),
            Token::Variable(inside) => variable(&inside),
            Token::Group => Some(Word::Group),
            Token::Name(name) => {
                self.accept(&[b"("]).then_some(())?;
                self.depth += 1;
                let argument = (self.depth <= MAX_DEPTH).then(|| self.word()).flatten();
                self.depth -= 1;
                let argument = argument?;
                self.accept(&[b")"]).then_some(())?;
                Some(Word::Function(
                    name.to_ascii_lowercase(),
                    Box::new(argument),
                ))
            }
            _ => None,
        }
    }
}

fn comparison(operator: &[u8]) -> Option<Comparison> {
    let (numbers, name) = match operator {
        b"=" | b"==" => (false, "eq"),
        b"!=" => (false, "ne"),
        b"<" => (false, "lt"),
        b"<=" => (false, "le"),
        b">" => (false, "gt"),
        b">=" => (false, "ge"),
        operator => {
            let name = operator.strip_prefix(b"-").unwrap_or(operator);
            (true, std::str::from_utf8(name).ok()?)
        }
    };
    let holds = match name {
        "eq" => [false, true, false],
        "ne" => [true, false, true],
        "lt" => [true, false, false],
        "le" => [true, true, false],
        "gt" => [false, false, true],
        "ge" => [false, true, true],
        _ => return None,
    };
    Some(Comparison { numbers, holds })
}

/// Reads a text in quotes: backslashes hide what follows, `%{...}` and `$1` are replaced.
pub(super) fn quoted(text: &[u8]) -> Option<Word> {
    let mut parts = Vec::new();
    let mut plain = Vec::new();
    let mut rest = text;
    loop {
        match rest {
            [] => break,
            [b'\\', b'0'..=b'9', ..] => return None,
            [b'\\', escaped, after @ ..] => {
                plain.push(match escaped {
                    b'n' => b'\n',
                    b'r' => b'\r',
                    b't' => b'\t',
                    b'b' => 8,
                    b'f' => 12,
                    other => *other,
                });
                rest = after;
            }
            [b'$', b'0'..=b'9', after @ ..] => {
                parts.push(Word::Text(std::mem::take(&mut plain)));
                parts.push(Word::Group);
                rest = after;
            }
            [b'%', b'{', inside @ ..] => {
                let end = inside.iter().position(|byte| *byte == b'}')?;
                parts.push(Word::Text(std::mem::take(&mut plain)));
                parts.push(variable(inside.get(..end)?)?);
                rest = inside.get(end + 1..)?;
            }
            [byte, after @ ..] => {
                plain.push(*byte);
                rest = after;
            }
        }
    }
    if parts.is_empty() {
        return Some(Word::Text(plain));
    }
    parts.push(Word::Text(plain));
    Some(Word::Joined(parts))
}

/// Reads what stands in `%{...}`: a name, or a function and its argument.
fn variable(inside: &[u8]) -> Option<Word> {
    let Some(colon) = inside.iter().position(|byte| *byte == b':') else {
        return is_name(inside).then(|| Word::Variable(inside.to_ascii_uppercase()));
    };
    let (name, argument) = (inside.get(..colon)?, inside.get(colon + 1..)?);
    let plain = !argument
        .iter()
        .any(|byte| matches!(byte, b'%' | b'$' | b'\\'));
    let argument = Box::new(Word::Text(argument.to_owned()));
    (is_name(name) && plain).then(|| Word::Function(name.to_ascii_lowercase(), argument))
}

fn is_name(text: &[u8]) -> bool {
    text.first().is_some_and(u8::is_ascii_alphabetic)
        && text
            .iter()
            .all(|byte| byte.is_ascii_alphanumeric() || *byte == b'_')
}
