//! The tokens of an expression (util_expr_scan.l).

/// A piece of an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// A text in quotes; what is to be replaced in it is found later.
    Quoted(Vec<u8>),
    /// `%{...}`, without the signs around it.
    Variable(Vec<u8>),
    /// `$1`.
    Group,
    /// A number.
    Digits(Vec<u8>),
    /// A name.
    Name(Vec<u8>),
    /// `/.../`, `m#...#`, and whether `i` stands behind it.
    Expression(Vec<u8>, bool),
    /// `-f`.
    Test(u8),
    /// `-name`, in lower case.
    Operator(Vec<u8>),
    /// `==`, `!`, `(` and so on.
    Sign(&'static [u8]),
}

/// The signs, longer ones first.
const SIGNS: &[&[u8]] = &[
    b"==", b"!=", b"<=", b">=", b"=~", b"!~", b"&&", b"||", b"=", b"<", b">", b"!", b".", b"(",
    b")", b"{", b"}", b",", b":",
];

/// What may stand around a regular expression that begins with `m`.
const DELIMITERS: &[u8] = b"/#$%^,;:_?|^-!.'\"";

/// Splits an expression; nothing where it is not one.
pub(super) fn tokens(text: &[u8]) -> Option<Vec<Token>> {
    let mut found = Vec::new();
    let mut rest = text;
    loop {
        match rest {
            [] => return Some(found),
            [b' ' | b'\t' | b'\n', after @ ..] => rest = after,
            _ => {
                let (token, after) = token(rest)?;
                found.push(token);
                rest = after;
            }
        }
    }
}

fn token(text: &[u8]) -> Option<(Token, &[u8])> {
    match text {
        [quote @ (b'"' | b'\''), inside @ ..] => {
            let length = quoted_length(inside, *quote)?;
            Some((
                Token::Quoted(inside.get(..length)?.to_owned()),
                inside.get(length + 1..)?,
            ))
        }
        [b'%', b'{', inside @ ..] => {
            let end = inside.iter().position(|byte| *byte == b'}')?;
            Some((
                Token::Variable(inside.get(..end)?.to_owned()),
                inside.get(end + 1..)?,
            ))
        }
        [b'$', digit, after @ ..] if digit.is_ascii_digit() => Some((Token::Group, after)),
        [b'm', delimiter, inside @ ..] if DELIMITERS.contains(delimiter) => {
            expression(inside, *delimiter)
        }
        [b'/', inside @ ..] => expression(inside, b'/'),
        [b'-', after @ ..]
            if after
                .first()
                .is_some_and(|byte| is_name_start(*byte) || *byte == b'_') =>
        {
            Some(operator(after))
        }
        [b'-', digit, ..] if digit.is_ascii_digit() => Some(digits(text)),
        [first, ..] if first.is_ascii_digit() => Some(digits(text)),
        [first, ..] if is_name_start(*first) => {
            let (name, after) = text.split_at(name_length(text));
            Some((Token::Name(name.to_owned()), after))
        }
        _ => {
            let sign = SIGNS.iter().find(|sign| text.starts_with(sign))?;
            Some((Token::Sign(sign), text.get(sign.len()..)?))
        }
    }
}

fn quoted_length(inside: &[u8], quote: u8) -> Option<usize> {
    let mut length = 0;
    loop {
        match inside.get(length..)? {
            [b'\\', _, ..] => length += 2,
            [byte, ..] if *byte == quote => return Some(length),
            [b'\n', ..] | [] => return None,
            _ => length += 1,
        }
    }
}

fn expression(inside: &[u8], delimiter: u8) -> Option<(Token, &[u8])> {
    let end = inside.iter().position(|byte| *byte == delimiter)?;
    let expression = inside.get(..end)?.to_owned();
    let after = inside.get(end + 1..)?;
    match after.strip_prefix(b"i") {
        Some(after) => Some((Token::Expression(expression, true), after)),
        None => Some((Token::Expression(expression, false), after)),
    }
}

fn operator(text: &[u8]) -> (Token, &[u8]) {
    let (name, after) = text.split_at(name_length(text));
    match name {
        [only] => (Token::Test(*only), after),
        name => (Token::Operator(name.to_ascii_lowercase()), after),
    }
}

fn digits(text: &[u8]) -> (Token, &[u8]) {
    let sign = usize::from(text.starts_with(b"-"));
    let digits = text
        .iter()
        .skip(sign)
        .take_while(|byte| byte.is_ascii_digit());
    let (number, after) = text.split_at(sign + digits.count());
    (Token::Digits(number.to_owned()), after)
}

fn is_name_start(byte: u8) -> bool {
    byte.is_ascii_alphabetic()
}

fn name_length(text: &[u8]) -> usize {
    let is_part = |byte: &&u8| byte.is_ascii_alphanumeric() || **byte == b'_';
    text.iter().take_while(is_part).count()
}
