//! [`imports`]: the modules that a program loads whenever it is loaded itself.

use super::code::lines;

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
    for (line, code) in lines(text) {
        if let Some(names) = code.strip_prefix(b"import ") {
            let modules = words(names).map(<[u8]>::to_vec);
            found.extend(modules.map(|module| Import { module, line }));
        } else if let Some(rest) = code.strip_prefix(b"from ") {
            let Some(at) = memchr::memmem::find(rest, b" import ") else {
                continue;
            };
            let (module, names) = rest.split_at(at);
            let module = module.trim_ascii();
            let names = names.get(b" import ".len()..).unwrap_or_default();
            found.extend(from(module, names).map(|module| Import { module, line }));
        }
    }
    found
}

/// Returns the module from which names are imported, and what the names would be as modules in it.
fn from<'t>(module: &'t [u8], names: &'t [u8]) -> impl Iterator<Item = Vec<u8>> + 't {
    let separator: &[u8] = if module.ends_with(b".") { b"" } else { b"." };
    let inside = words(names).map(move |name| [module, separator, name].concat());
    std::iter::once(module.to_vec()).chain(inside)
}

/// Returns the names of a list, without those that they get.
fn words(names: &[u8]) -> impl Iterator<Item = &[u8]> {
    let names = names.split(|byte| *byte == b'#').next().unwrap_or_default();
    names.split(|byte| *byte == b',').filter_map(|name| {
        let name = name.trim_ascii_start();
        let name = name.strip_prefix(b"(").unwrap_or(name);
        let mut words = name.split(|byte| !is_name(*byte));
        words.find(|word| !word.is_empty())
    })
}

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'.'
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
        assert_eq!(modules("from .x import (y,"), [".x", ".x.y"]);
    }

    #[test]
    fn what_may_not_be_needed_is_left_out() {
        for text in [
            "try:\n    import numpy\nexcept ImportError:\n    numpy = None\n",
            "def f():\n    import numpy\n",
            "imported = 1\nfrom_here = 2\n",
            "'''\nimport numpy\n'''\n",
        ] {
            assert_eq!(modules(text), [""; 0], "{text}");
        }
    }
}
