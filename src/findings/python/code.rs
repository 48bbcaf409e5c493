//! [`lines`]: a Python program as its logical lines, each a row of tokens. Comments are gone, and a text is one token.

/// A logical line: all that Python reads as one, however many lines of the file it goes over.
#[derive(Debug)]
pub(in crate::findings) struct Line<'t> {
    /// How far its start is indented.
    pub(in crate::findings) indent: usize,
    /// What it says: at least one token.
    pub(in crate::findings) tokens: Vec<Token<'t>>,
}

/// A piece of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::findings) struct Token<'t> {
    pub(in crate::findings) kind: Kind<'t>,
    /// The number of the line of the file at which it begins, from 1.
    pub(in crate::findings) number: u32,
    /// How many brackets are open around it.
    pub(in crate::findings) depth: usize,
}

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::findings) enum Kind<'t> {
    /// A name, a keyword or a number.
    Name(&'t [u8]),
    /// What stands between the quotes of a text, as it is written.
    Text(&'t [u8]),
    /// Anything else: one byte, or two where the second one is `=`.
    Mark(&'t [u8]),
}

/// Returns the logical lines of a program that say something.
pub(in crate::findings) fn lines(text: &[u8]) -> impl Iterator<Item = Line<'_>> {
    let mut lexer = Lexer {
        rest: text,
        number: 1,
        depth: 0,
    };
    std::iter::from_fn(move || lexer.line())
}

impl<'t> Line<'t> {
    /// Returns the statements of a line that semicolons part.
    pub(super) fn statements(&self) -> impl Iterator<Item = &[Token<'t>]> {
        let is_end = |token: &Token<'_>| token.kind == Kind::Mark(b";");
        self.tokens.split(is_end)
    }

    /// Returns whether it is a text alone, such as the description of a module: it does nothing.
    pub(in crate::findings) fn is_text(&self) -> bool {
        let mut tokens = self.tokens.iter();
        tokens.all(|token| matches!(token.kind, Kind::Text(_)))
    }
}

/// What is left of a program.
struct Lexer<'t> {
    rest: &'t [u8],
    number: u32,
    depth: usize,
}

impl<'t> Lexer<'t> {
    fn line(&mut self) -> Option<Line<'t>> {
        self.depth = 0;
        let mut tokens = Vec::new();
        let mut indent = self.indent();
        loop {
            let Some(first) = self.rest.first() else {
                return (!tokens.is_empty()).then_some(Line { indent, tokens });
            };
            match first {
                b'\n' => {
                    self.skip(1);
                    self.number += 1;
                    if self.depth == 0 && !tokens.is_empty() {
                        return Some(Line { indent, tokens });
                    }
                    if self.depth == 0 {
                        indent = self.indent();
                    }
                }
                b'#' => self.skip(memchr::memchr(b'\n', self.rest).unwrap_or(usize::MAX)),
                b' ' | b'\t' | b'\r' | b'\x0c' => self.skip(1),
                b'\\' => self.continuation(),
                _ => {
                    let (number, depth) = (self.number, self.depth);
                    let kind = self.token();
                    tokens.push(Token {
                        kind,
                        number,
                        depth,
                    });
                }
            }
        }
    }

    /// Takes the blanks at the start of a line; a tab counts for as many as lead to the next eighth column.
    fn indent(&mut self) -> usize {
        let mut indent = 0;
        while let [blank @ (b' ' | b'\t'), ..] = self.rest {
            indent = match blank {
                b'\t' => indent - indent % 8 + 8,
                _ => indent + 1,
            };
            self.skip(1);
        }
        indent
    }

    /// Takes a backslash, and the end of the line behind it: the next one belongs to it.
    fn continuation(&mut self) {
        self.skip(1);
        let rest = self.rest.strip_prefix(b"\r").unwrap_or(self.rest);
        if let Some(rest) = rest.strip_prefix(b"\n") {
            self.rest = rest;
            self.number += 1;
        }
    }

    fn token(&mut self) -> Kind<'t> {
        let mut bytes = self.rest.iter();
        let length = bytes.position(|byte| !is_name(*byte));
        let length = length.unwrap_or(self.rest.len());
        let (name, after) = self.rest.split_at(length);
        if let Some(quote @ (b'"' | b'\'')) = after.first()
            && is_prefix(name)
        {
            self.rest = after;
            return Kind::Text(self.text(*quote));
        }
        if !name.is_empty() {
            self.rest = after;
            return Kind::Name(name);
        }
        self.mark()
    }

    fn mark(&mut self) -> Kind<'t> {
        let is_pair = matches!(
            self.rest,
            [
                b'=' | b'!'
                    | b'<'
                    | b'>'
                    | b'+'
                    | b'-'
                    | b'*'
                    | b'/'
                    | b'%'
                    | b'&'
                    | b'|'
                    | b'^'
                    | b'@'
                    | b':',
                b'=',
                ..
            ]
        );
        let (mark, rest) = self.rest.split_at(if is_pair { 2 } else { 1 });
        match mark {
            b"(" | b"[" | b"{" => self.depth += 1,
            b")" | b"]" | b"}" => self.depth = self.depth.saturating_sub(1),
            _ => (),
        }
        self.rest = rest;
        Kind::Mark(mark)
    }

    /// Takes a text from its first quote on; one of single quotes that is not closed ends with its line.
    fn text(&mut self, quote: u8) -> &'t [u8] {
        let is_long = self.rest.starts_with(&[quote; 3]);
        let size = if is_long { 3 } else { 1 };
        self.skip(size);
        let text = self.rest;
        let mut length = 0;
        let closing = loop {
            let after = text.get(length..).unwrap_or_default();
            let Some(at) = memchr::memchr3(quote, b'\\', b'\n', after) else {
                length = text.len();
                break 0;
            };
            length += at;
            match after.get(at..).unwrap_or_default() {
                // The end of a line may be two bytes, of which the second is counted as itself.
                [b'\\', b'\r', b'\n', ..] => length += 3,
                [b'\\', ..] => length += 2,
                [b'\n', ..] if !is_long => break 0,
                [b'\n', ..] => length += 1,
                ending if !is_long || ending.starts_with(&[quote; 3]) => break size,
                _ => length += 1,
            }
        };
        let inside = text.get(..length).unwrap_or(text);
        let ends = memchr::memchr_iter(b'\n', inside).count();
        self.number += u32::try_from(ends).unwrap_or_default();
        self.skip(length + closing);
        inside
    }

    fn skip(&mut self, count: usize) {
        self.rest = self.rest.get(count..).unwrap_or_default();
    }
}

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || !byte.is_ascii()
}

/// Returns whether letters may stand in front of a text: `r`, `b`, `u`, `f`, or two of them.
fn is_prefix(name: &[u8]) -> bool {
    let is_one = |byte: &u8| b"rbuft".contains(&byte.to_ascii_lowercase());
    name.len() <= 2 && name.iter().all(is_one)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Writes the lines of a program: the number of the first token, the indentation, the tokens; texts in angle brackets.
    fn code(text: &str) -> Vec<String> {
        let lines = lines(text.as_bytes());
        let line = |line: Line<'_>| {
            let token = |token: &Token<'_>| match token.kind {
                Kind::Name(name) | Kind::Mark(name) => name.escape_ascii().to_string(),
                Kind::Text(text) => format!("<{}>", text.escape_ascii()),
            };
            let tokens: Vec<String> = line.tokens.iter().map(token).collect();
            let number = line.tokens[0].number;
            format!("{number}.{}: {}", line.indent, tokens.join(" "))
        };
        lines.map(line).collect()
    }

    #[test]
    fn comments_are_left_out_and_texts_are_one_token() {
        let text =
            "\"\"\"About it:\nimport numpy\n\"\"\"\n# import numpy\nimport os\r\n  x = 1 # \"\n";
        let expected = [
            "1.0: <About it:\\nimport numpy\\n>",
            "5.0: import os",
            "6.2: x = 1",
        ];
        assert_eq!(code(text), expected);
        assert_eq!(
            code("x = 'a # b' + r\"\\\" c\"\ny\n"),
            ["1.0: x = <a # b> + <\\\\\\\" c>", "2.0: y"]
        );
        assert_eq!(code("'''a\\'''b''''\n"), ["1.0: <a\\\\\\'\\'\\'b> <>"]);
    }

    #[test]
    fn a_line_goes_on_in_brackets_behind_a_backslash_and_in_a_text() {
        let text =
            "from x import (  # all\n    y,\n\n    z)\na = 1 + \\\n  2\nb = \"a\\\nimport c\"\nd\n";
        let expected = [
            "1.0: from x import ( y , z )",
            "5.0: a = 1 + 2",
            "7.0: b = <a\\\\\\nimport c>",
            "9.0: d",
        ];
        assert_eq!(code(text), expected);
    }

    #[test]
    fn a_text_that_is_not_closed_ends_with_its_line() {
        assert_eq!(code("x = 'a\ny\n"), ["1.0: x = <a>", "2.0: y"]);
        assert_eq!(code("x = '''a\ny\n"), ["1.0: x = <a\\ny\\n>"]);
    }

    #[test]
    fn marks_that_compare_are_not_those_that_set() {
        assert_eq!(
            code("a==b\nc=d;e+=1"),
            ["1.0: a == b", "2.0: c = d ; e += 1"]
        );
    }

    #[test]
    fn any_bytes_are_read_to_their_end() {
        for text in [
            "\\", "'", "'\\", "\"\"\"", "((", "))", "\t\x0c\r", "é'é", "f'{x}'",
        ] {
            let _ = lines(text.as_bytes()).count();
        }
        assert_eq!(code("f'{x}' + é"), ["1.0: <{x}> + \\xc3\\xa9"]);
    }
}
