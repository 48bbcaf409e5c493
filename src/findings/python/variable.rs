//! [`Variables`]: which variables of the process a program reads, and which it sets itself.

use super::code::lines;

/// The variables of one file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::findings) struct Variables {
    /// Those that are read, with the number of the line.
    pub(in crate::findings) read: Vec<(Vec<u8>, u32)>,
    /// Those that get a value here.
    pub(in crate::findings) set: Vec<Vec<u8>>,
    /// Whether any other may get one, such as by a loop or from a file.
    pub(in crate::findings) is_filled: bool,
}

/// What reads a variable whose name follows.
const READS: [&[u8]; 3] = [b"os.environ.get(", b"os.getenv(", b"os.environ["];

/// What may give any variable a value.
const FILLS: [&[u8]; 6] = [
    b"environ.update(",
    b"environ =",
    b"putenv(",
    b"dotenv",
    b"read_env(",
    b"environ |=",
];

impl Variables {
    /// Finds those of a program.
    pub(in crate::findings) fn of(text: &[u8]) -> Self {
        let mut found = Self::default();
        for (number, line) in lines(text) {
            let has = |words: &[u8]| memchr::memmem::find(line, words).is_some();
            found.is_filled |= FILLS.into_iter().any(has);
            for start in READS {
                for rest in behind(line, start) {
                    found.access(number, start, rest);
                }
            }
            let defaults = behind(line, b"os.environ.setdefault(");
            found
                .set
                .extend(defaults.filter_map(name).map(|(name, _)| name.to_vec()));
        }
        found
    }

    fn access(&mut self, number: u32, start: &[u8], rest: &[u8]) {
        let is_item = start.ends_with(b"[");
        let known = name(rest);
        let after = match known {
            Some((_, after)) => after.strip_prefix(b"]"),
            None => memchr::memchr(b']', rest).and_then(|at| rest.get(at + 1..)),
        };
        let after = after.unwrap_or_default().trim_ascii_start();
        let is_set = is_item && after.starts_with(b"=") && !after.starts_with(b"==");
        match known {
            Some((name, _)) if is_set => self.set.push(name.to_vec()),
            Some((name, _)) => self.read.push((name.to_vec(), number)),
            None => self.is_filled |= is_set,
        }
    }
}

/// Returns what follows each place where words stand.
fn behind<'l>(line: &'l [u8], words: &'l [u8]) -> impl Iterator<Item = &'l [u8]> {
    let found = memchr::memmem::find_iter(line, words);
    let found: Vec<usize> = found.collect();
    found
        .into_iter()
        .filter_map(move |at| line.get(at + words.len()..))
}

/// Returns the name in quotes at the start of a text, and what follows it.
fn name(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let text = text.trim_ascii_start();
    let (quote, rest) = text.split_first()?;
    let end = memchr::memchr(*quote, rest)?;
    let (name, after) = rest.split_at(end);
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    let is_one = matches!(quote, b'"' | b'\'') && !name.is_empty() && name.iter().all(is_name);
    is_one.then_some((name, after.get(1..)?.trim_ascii_start()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<String> {
        let read = Variables::of(text.as_bytes()).read.into_iter();
        read.map(|(name, line)| format!("{}:{line}", name.escape_ascii()))
            .collect()
    }

    #[test]
    fn what_is_read_is_found() {
        let text = "import os\nA = os.environ['A']\nB, C = os.getenv(\"B\", 1), os.environ.get('C')\n\
                    if os.environ['D'] == 'x':\n";
        assert_eq!(read(text), ["A:2", "C:3", "B:3", "D:4"]);
        assert_eq!(
            read("x = environ['A']\n# os.environ['A']\nos.environ[name]\n"),
            [""; 0]
        );
    }

    #[test]
    fn what_is_set_is_told_apart() {
        let set = Variables::of(b"os.environ['A'] = 'x'\nos.environ.setdefault('B', 'y')\n");
        assert_eq!(
            (set.set.len(), set.read.len(), set.is_filled),
            (2, 0, false)
        );
        for text in [
            "os.environ.update(environ)",
            "os.environ[name] = environ[name]",
            "load_dotenv()",
        ] {
            assert!(Variables::of(text.as_bytes()).is_filled, "{text}");
        }
    }
}
