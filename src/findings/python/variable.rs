//! [`Variables`]: which variables of the process a program needs, and which it sets itself.
//!
//! A variable is needed where the program reads it whatever happens: not in a block or an expression that depends on
//! something, not where the program has a value in its place, and not in a function, but for `application`.

use super::code::{Kind, Line, Token, lines};
use Kind::{Mark, Name, Text};

/// The variables of one file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::findings) struct Variables {
    /// Those that are needed, with the number of the line.
    pub(in crate::findings) needed: Vec<(Vec<u8>, u32)>,
    /// Those that get a value here, or whose absence is thought of.
    pub(in crate::findings) seen_to: Vec<Vec<u8>>,
    /// Whether any other may get one, such as by a loop, from a file, or where the environment is handed on.
    pub(in crate::findings) is_filled: bool,
}

/// Parts of names that tell of something that fills the environment.
const FILLING: [&[u8]; 6] = [
    b"dotenv",
    b"load_env",
    b"putenv",
    b"read_env",
    b"set_env",
    b"setenv",
];

/// Functions that run another file.
const RUNNING: [&[u8]; 3] = [b"exec", b"execfile", b"runpy"];

/// Words behind which something is not done in any case.
const DEPENDING: [&[u8]; 5] = [b"and", b"else", b"if", b"lambda", b"or"];

/// What begins a statement with a block.
const OPENING: [&[u8]; 13] = [
    b"async", b"case", b"class", b"def", b"elif", b"else", b"except", b"finally", b"for", b"if",
    b"try", b"while", b"with",
];

/// The block of a statement.
struct Block {
    indent: usize,
    /// Whether what is in it is done in any case.
    is_certain: bool,
}

/// How a program comes to the environment in a line.
enum Access<'l, 't> {
    /// `os.environ`, and what stands behind it.
    Environment(&'l [Token<'t>]),
    /// `os.getenv`, and what stands behind it.
    Function(&'l [Token<'t>]),
}

impl Variables {
    /// Finds those of a program.
    pub(in crate::findings) fn of(text: &[u8]) -> Self {
        let mut found = Self::default();
        let has = |word: &[u8]| memchr::memmem::find(text, word).is_some();
        if !has(b"env") && !has(b"exec") && !has(b"runpy") {
            return found;
        }
        let mut blocks: Vec<Block> = Vec::new();
        for line in lines(text) {
            while blocks
                .last()
                .is_some_and(|block| block.indent >= line.indent)
            {
                blocks.pop();
            }
            let is_certain = blocks.iter().all(|block| block.is_certain);
            found.line(&line, is_certain);
            blocks.extend(Block::opened(&line));
        }
        found
    }

    fn line(&mut self, line: &Line<'_>, is_certain: bool) {
        let certain_up_to = if is_certain { header(line) } else { 0 };
        let mut start = 0;
        for statement in line.statements() {
            self.is_filled |= is_filling(statement);
            for at in 0..statement.len() {
                let (before, from) = statement.split_at(at);
                let is_certain = start + at < certain_up_to;
                match access(before, from) {
                    Some(Access::Environment(after)) => {
                        self.environment(before, after, is_certain);
                    }
                    Some(Access::Function(after)) => self.asked(before, after, is_certain),
                    None => (),
                }
            }
            start += statement.len() + 1;
        }
    }

    /// Looks at what is done with `os.environ`.
    fn environment(&mut self, before: &[Token<'_>], after: &[Token<'_>], is_certain: bool) {
        let is_taken_away = before
            .first()
            .is_some_and(|first| first.kind == Name(b"del"));
        match kinds(after) {
            [Some(Mark(b"[")), Some(Text(name)), Some(Mark(b"]")), ..] => {
                let rest = after.get(3..).unwrap_or_default();
                if is_taken_away || is_assigned(rest) {
                    self.seen_to.push(name.to_vec());
                } else if is_certain && !is_depending(before, rest) {
                    self.need(name, after);
                }
            }
            [Some(Mark(b"[")), ..] => self.is_filled |= is_assigned(after),
            [Some(Mark(b".")), Some(Name(b"get")), Some(Mark(b"(")), ..] => {
                self.asked(before, after.get(2..).unwrap_or_default(), is_certain);
            }
            [Some(Mark(b".")), Some(Name(b"setdefault" | b"pop")), ..] => {
                match kinds(after.get(2..).unwrap_or_default()) {
                    [_, Some(Text(name)), ..] => self.seen_to.push(name.to_vec()),
                    _ => self.is_filled = true,
                }
            }
            [
                Some(Mark(b".")),
                Some(Name(b"copy" | b"items" | b"keys" | b"values")),
                ..,
            ] => (),
            _ => self.handed_on(before),
        }
    }

    /// Looks at a call whose first argument is the name of a variable; with a second one the program has a value in its
    /// place.
    fn asked(&mut self, before: &[Token<'_>], after: &[Token<'_>], is_certain: bool) {
        let rest = after.get(3..).unwrap_or_default();
        if let [Some(Mark(b"(")), Some(Text(name)), Some(Mark(b")")), ..] = kinds(after)
            && is_certain
            && rest.is_empty()
            && is_value(before)
        {
            self.need(name, after);
        }
    }

    /// Looks at an `os.environ` with which nothing is done here: whoever gets it may fill it.
    fn handed_on(&mut self, before: &[Token<'_>]) {
        match before {
            [.., name, ask] if ask.kind == Name(b"in") => {
                let negated = before.len().checked_sub(3).and_then(|at| before.get(at));
                let name = if name.kind == Name(b"not") {
                    negated
                } else {
                    Some(name)
                };
                if let Some(Text(name)) = name.map(|name| name.kind) {
                    self.seen_to.push(name.to_vec());
                }
            }
            [.., one, other] if one.kind == Name(b"dict") && other.kind == Mark(b"(") => (),
            [.., one, other] if one.kind == Mark(b"*") && other.kind == Mark(b"*") => (),
            _ => self.is_filled = true,
        }
    }

    fn need(&mut self, name: &[u8], at: &[Token<'_>]) {
        let mut at = at.iter();
        let text = at.find(|token| matches!(token.kind, Text(_)));
        let number = text.map_or(1, |text| text.number);
        self.needed.push((name.to_vec(), number));
    }
}

impl Block {
    /// Returns the block that a line opens. What a class has is done when it is made, what a function has when it is called:
    /// of those that are, the name is known of one.
    fn opened(line: &Line<'_>) -> Option<Self> {
        let is_open = line.tokens.last()?.kind == Mark(b":");
        let is_certain = match kinds(&line.tokens) {
            [Some(Name(b"class")), ..] => true,
            [Some(Name(b"def")), Some(Name(b"application")), ..] => line.indent == 0,
            _ => false,
        };
        is_open.then_some(Self {
            indent: line.indent,
            is_certain,
        })
    }
}

/// Returns how many tokens of a line are looked at in any case: all, or what stands before the colon of a block. Of an `elif`
/// and its like there are none.
fn header(line: &Line<'_>) -> usize {
    let Some(Token {
        kind: Name(first), ..
    }) = line.tokens.first()
    else {
        return line.tokens.len();
    };
    if !OPENING.contains(first) {
        return line.tokens.len();
    }
    if matches!(*first, b"elif" | b"except" | b"case") {
        return 0;
    }
    let is_colon = |token: &Token<'_>| token.depth == 0 && token.kind == Mark(b":");
    let colon = line.tokens.iter().position(is_colon);
    colon.unwrap_or_default()
}

/// Returns the kinds of the first tokens.
fn kinds<'t>(tokens: &[Token<'t>]) -> [Option<Kind<'t>>; 4] {
    let kind = |at: usize| tokens.get(at).map(|token| token.kind);
    [kind(0), kind(1), kind(2), kind(3)]
}

/// Returns how the environment is come to at the start of some tokens.
fn access<'l, 't>(before: &[Token<'_>], from: &'l [Token<'t>]) -> Option<Access<'l, 't>> {
    let is_part = before.last().is_some_and(|last| last.kind == Mark(b"."));
    let [Some(Name(b"os")), Some(Mark(b".")), Some(Name(name)), _] = kinds(from) else {
        return None;
    };
    let after = from.get(3..).unwrap_or_default();
    match name {
        b"environ" if !is_part => Some(Access::Environment(after)),
        b"getenv" if !is_part => Some(Access::Function(after)),
        _ => None,
    }
}

/// Returns whether a statement may give any variable a value: by its words, or since it gives `os` or what is in it another
/// name, by which the rest is not looked for.
fn is_filling(statement: &[Token<'_>]) -> bool {
    let names = || {
        statement.iter().filter_map(|token| match token.kind {
            Name(name) => Some(name),
            _ => None,
        })
    };
    let has = |name: &[u8], part: &[u8]| memchr::memmem::find(name, part).is_some();
    let fills =
        |name: &[u8]| RUNNING.contains(&name) || FILLING.into_iter().any(|part| has(name, part));
    let is_renamed = match kinds(statement) {
        [
            Some(Name(b"from")),
            Some(Name(b"os")),
            Some(Name(b"import")),
            _,
        ] => {
            names().any(|name| name == b"environ")
                || statement.iter().any(|token| token.kind == Mark(b"*"))
        }
        [Some(Name(b"import")), ..] => statement.windows(2).any(|two| {
            two.iter()
                .map(|token| token.kind)
                .eq([Name(b"os"), Name(b"as")])
        }),
        _ => false,
    };
    is_renamed || names().any(fills)
}

/// Returns whether something gets a value: an `=` that is not in brackets of its own stands behind it.
fn is_assigned(after: &[Token<'_>]) -> bool {
    after.iter().any(|token| {
        let is_plain = matches!(token.kind, Mark(b"=")) && token.depth == 0;
        is_plain || matches!(token.kind, Mark(b"+=" | b"|="))
    })
}

/// Returns whether an expression is looked at only if something holds, or any number of times.
fn is_depending(before: &[Token<'_>], after: &[Token<'_>]) -> bool {
    let is_one = |token: &Token<'_>| matches!(token.kind, Name(name) if DEPENDING.contains(&name));
    let is_behind = |token: &Token<'_>| matches!(token.kind, Name(b"for" | b"if"));
    // An `if` or a `while` at the start is a statement.
    before.iter().skip(1).any(is_one) || after.iter().any(is_behind)
}

/// Returns whether what follows is all of a value that gets a name, or is returned.
fn is_value(before: &[Token<'_>]) -> bool {
    match before {
        [one] => one.kind == Name(b"return"),
        [.., last] => last.kind == Mark(b"=") && last.depth == 0,
        [] => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn needed(text: &str) -> Vec<String> {
        let needed = Variables::of(text.as_bytes()).needed.into_iter();
        needed
            .map(|(name, line)| format!("{}:{line}", name.escape_ascii()))
            .collect()
    }

    #[test]
    fn what_is_needed_is_found() {
        let text = "import os\nA = os.environ['A']\nB = os.getenv(\"B\")\nC = os.environ.get('C')\n\
                    if os.environ['D'] == 'x':\n    pass\nclass Config:\n    E = f(1,\n      os.environ['E'])\n\
                    def application(environ, start):\n    return [os.environ['F']]\n";
        assert_eq!(needed(text), ["A:2", "B:3", "C:4", "D:5", "E:9", "F:11"]);
    }

    #[test]
    fn what_may_not_be_needed_is_left_out() {
        for text in [
            "x = environ['A']",
            "os.environ[name]",
            "x = 1 # os.environ['A']",
            "x = \"os.environ['A']\"",
            "if __name__ == '__main__':\n    x = os.environ['A']",
            "if __name__ == '__main__': x = os.environ['A']",
            "if x:\n    class A:\n        x = os.environ['A']",
            "if x: pass\nelif os.environ['A']: pass",
            "try:\n    x = os.environ['A']\nexcept KeyError:\n    x = 1",
            "x = os.environ['A'] if 'A' in y else 1",
            "x = 1 if y else os.environ['A']",
            "x = y and os.environ['A']",
            "x = [os.environ['A'] for y in z]",
            "x = os.environ.get('A', 1)",
            "x = os.environ.get('A') or 1",
            "if os.getenv('A'): pass",
            "f(os.getenv('A'))",
            "def f():\n    return os.environ['A']",
            "x = lambda: os.environ['A']",
            "del os.environ['A']",
            "my.os.environ['A']",
        ] {
            assert_eq!(needed(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn what_is_set_is_told_apart() {
        for text in [
            "os.environ['A'] = 'x'",
            "os.environ['A'], x = 1, 2",
            "os.environ.setdefault('A', 'y')",
            "x = 'A' in os.environ",
            "if 'A' not in os.environ: pass",
            "del os.environ['A']",
        ] {
            let found = Variables::of(text.as_bytes());
            assert_eq!(found.seen_to, [b"A"], "{text}");
            assert_eq!((found.needed.len(), found.is_filled), (0, false), "{text}");
        }
    }

    #[test]
    fn what_may_set_any_is_found() {
        for text in [
            "os.environ.update(environ)",
            "os.environ |= x",
            "os.environ = environ",
            "os.environ[name] = environ[name]",
            "[os.environ.__setitem__(k, v) for k, v in x]",
            "env = os.environ",
            "fill(os.environ)",
            "load_dotenv()",
            "os.putenv('A', 'x')",
            "exec(open('env.py').read())",
            "from os import path, environ",
            "from os import *\nenviron[x] = 1",
            "import sys, os as o\no.environ[x] = 1",
        ] {
            assert!(Variables::of(text.as_bytes()).is_filled, "{text}");
        }
        for text in [
            "x = dict(os.environ, A='x')",
            "for name in os.environ: pass",
            "x = os.environ.copy()",
            "x = {**os.environ}",
            "x = os.environ[name] == 'y'",
            "from os import path",
        ] {
            assert!(!Variables::of(text.as_bytes()).is_filled, "{text}");
        }
    }
}
