//! The line of a script that says which settings a Django site has.

/// How the variable is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::findings) enum Assignment {
    /// `os.environ.setdefault(NAME, VALUE)`: what is there already stays.
    Default,
    /// `os.environ[NAME] = VALUE`.
    Always,
}

/// What a script says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::findings) struct Settings {
    pub(in crate::findings) value: Vec<u8>,
    pub(in crate::findings) assignment: Assignment,
    /// The number of the line, from 1.
    pub(in crate::findings) line: u32,
}

impl Settings {
    /// The variable.
    pub(in crate::findings) const NAME: &[u8] = b"DJANGO_SETTINGS_MODULE";

    /// Finds the only line of a script that sets the variable to a value; nothing when there are several.
    pub(in crate::findings) fn find(script: &[u8]) -> Option<Self> {
        let lines = (1..).zip(script.split(|byte| *byte == b'\n'));
        let mut found = lines.filter_map(|(number, line)| Self::of_line(number, line));
        let first = found.next()?;
        found.next().is_none().then_some(first)
    }

    fn of_line(number: u32, line: &[u8]) -> Option<Self> {
        let at = memchr::memmem::find(line, Self::NAME)?;
        let (before, rest) = line.split_at(at);
        let rest = rest.get(Self::NAME.len()..)?;
        if before.trim_ascii_start().starts_with(b"#") || !is_of_environment(before) {
            return None;
        }
        let is_default = memchr::memmem::find(before, b"setdefault").is_some();
        let rest = rest.strip_prefix(b"'").or(rest.strip_prefix(b"\""))?;
        let rest = rest.trim_ascii_start();
        let (assignment, rest) = if is_default {
            (Assignment::Default, rest.strip_prefix(b",")?)
        } else {
            let rest = rest.strip_prefix(b"]")?.trim_ascii_start();
            (Assignment::Always, rest.strip_prefix(b"=")?)
        };
        Some(Self {
            value: literal(rest.trim_ascii_start())?.to_owned(),
            assignment,
            line: number,
        })
    }
}

fn is_of_environment(before: &[u8]) -> bool {
    memchr::memmem::find(before, b"environ").is_some()
}

/// Returns the text of a string in quotes.
fn literal(text: &[u8]) -> Option<&[u8]> {
    let (quote, rest) = text.split_first()?;
    let end = memchr::memchr(*quote, rest)?;
    let inside = rest.get(..end)?;
    let is_plain = inside
        .iter()
        .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_'));
    (matches!(quote, b'"' | b'\'') && is_plain && !inside.is_empty()).then_some(inside)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(script: &str) -> Option<(String, Assignment, u32)> {
        let settings = Settings::find(script.as_bytes())?;
        let value = String::from_utf8(settings.value).unwrap();
        Some((value, settings.assignment, settings.line))
    }

    #[test]
    fn the_line_is_found() {
        use Assignment::{Always, Default};
        let default =
            "import os\n\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'a.settings')\n";
        assert_eq!(found(default), Some(("a.settings".to_owned(), Default, 3)));
        let always = "os.environ[\"DJANGO_SETTINGS_MODULE\"] = \"b\"";
        assert_eq!(found(always), Some(("b".to_owned(), Always, 1)));
    }

    #[test]
    fn what_is_not_plain_is_left_out() {
        for script in [
            "# os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'a')",
            "os.environ['DJANGO_SETTINGS_MODULE'] = name",
            "os.environ['DJANGO_SETTINGS_MODULE'] = f'{name}.settings'",
            "print(os.environ['DJANGO_SETTINGS_MODULE'])",
            "if os.environ['DJANGO_SETTINGS_MODULE'] == 'a': pass",
            "os.environ['DJANGO_SETTINGS_MODULE'] = 'a'\nos.environ['DJANGO_SETTINGS_MODULE'] = 'b'",
        ] {
            assert_eq!(found(script), None, "{script}");
        }
    }
}
