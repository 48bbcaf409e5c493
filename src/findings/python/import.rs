//! [`imports`]: the modules that a program loads whenever it is loaded itself.

use super::code::{Kind, Token, lines};

/// A module that a program names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::findings) struct Import {
    /// Its name with dots; where it begins with dots it is counted from the program's own package.
    pub(in crate::findings) module: Vec<u8>,
    /// The number of the line, from 1.
    pub(in crate::findings) line: u32,
}

/// Returns what a program imports by lines without indentation: what is tried, or done by a function, may not be needed.
/// What is imported from a module may be a module, too.
pub(in crate::findings) fn imports(text: &[u8]) -> Vec<Import> {
    let mut found = Vec::new();
    for line in lines(text).filter(|line| line.indent == 0) {
        for statement in line.statements() {
            add(&mut found, statement);
        }
    }
    found
}

fn add(found: &mut Vec<Import>, statement: &[Token<'_>]) {
    let Some((first, rest)) = statement.split_first() else {
        return;
    };
    let line = first.number;
    if first.kind == Kind::Name(b"import") {
        found.extend(names(rest).map(|module| Import { module, line }));
    } else if first.kind == Kind::Name(b"from") {
        let is_import = |token: &Token<'_>| token.kind == Kind::Name(b"import");
        let Some(at) = rest.iter().position(is_import) else {
            return;
        };
        let (module, inside) = rest.split_at(at);
        let module = dotted(module);
        let inside = names(inside.get(1..).unwrap_or_default());
        let inside = inside.map(|name| below(&module, &name)).collect::<Vec<_>>();
        let all = std::iter::once(module).chain(inside);
        found.extend(all.map(|module| Import { module, line }));
    }
}

/// Returns what a name would be as a module of a package.
fn below(module: &[u8], name: &[u8]) -> Vec<u8> {
    let separator: &[u8] = if module.ends_with(b".") { b"" } else { b"." };
    [module, separator, name].concat()
}

/// Returns the names of a list, without those that they get.
fn names(list: &[Token<'_>]) -> impl Iterator<Item = Vec<u8>> {
    let items = list.split(|token| token.kind == Kind::Mark(b","));
    let names = items.map(|item| {
        let item = match item {
            [bracket, rest @ ..] if bracket.kind == Kind::Mark(b"(") => rest,
            item => item,
        };
        dotted(item)
    });
    names.filter(|name| !name.is_empty())
}

/// Returns the name with dots at the start of some tokens; two names beside each other are no such name.
fn dotted(tokens: &[Token<'_>]) -> Vec<u8> {
    let mut dotted = Vec::new();
    for token in tokens {
        match token.kind {
            Kind::Mark(b".") => dotted.push(b'.'),
            Kind::Name(name) if dotted.last().is_none_or(|last| *last == b'.') => {
                dotted.extend_from_slice(name);
            }
            _ => break,
        }
    }
    dotted
}

#[cfg(test)]
mod tests {
    use super::*;

    fn modules(text: &str) -> Vec<String> {
        let found = imports(text.as_bytes()).into_iter();
        found
            .map(|import| import.module.escape_ascii().to_string())
            .collect()
    }

    #[test]
    fn names_are_found() {
        assert_eq!(
            modules("import os, numpy.linalg as la"),
            ["os", "numpy.linalg"]
        );
        assert_eq!(
            modules("from shop import app as application"),
            ["shop", "shop.app"]
        );
        assert_eq!(modules("from . import views  # all"), [".", ".views"]);
        assert_eq!(
            modules("from .x import (y,\n    z as a)\nimport b; import c"),
            [".x", ".x.y", ".x.z", "b", "c"]
        );
    }

    #[test]
    fn what_may_not_be_needed_is_left_out() {
        for text in [
            "try:\n    import numpy\nexcept ImportError:\n    numpy = None\n",
            "def f():\n    import numpy\n",
            "imported = 1\nfrom_here = 2\n",
            "'''\nimport numpy\n'''\n",
            "x = \"a\\\nimport numpy\"\n",
            "if x: import numpy\n",
            "x = (1,\nimport_numpy)\n",
        ] {
            assert_eq!(modules(text), [""; 0], "{text}");
        }
    }
}
