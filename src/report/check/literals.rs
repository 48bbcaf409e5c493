//! What is not shown of a line of a program: what stands in quotes, and comments, but for the words that were looked for.

use std::ops::Range;

/// Returns the stretches of a line of Python that are not shown. A text that goes on below ends with the line.
pub(super) fn hidden_parts(raw: &[u8], shown: &[Vec<u8>]) -> Vec<Range<usize>> {
    let mut hidden = Vec::new();
    let mut at = 0;
    while let Some(byte) = raw.get(at) {
        let inside = match byte {
            b'#' => at + 1..raw.len(),
            b'"' | b'\'' => inside_of(raw, at, *byte),
            _ => {
                at += 1;
                continue;
            }
        };
        let quote = inside.start - at;
        at = inside.end + quote;
        hidden.extend(around(raw, inside, shown));
    }
    hidden
}

/// Returns what stands in the quotes that open at a place.
fn inside_of(raw: &[u8], at: usize, quote: u8) -> Range<usize> {
    let rest = raw.get(at..).unwrap_or_default();
    let length = if rest.starts_with(&[quote; 3]) { 3 } else { 1 };
    let start = at + length;
    let mut end = start;
    while let Some(rest) = raw.get(end..).filter(|rest| !rest.is_empty()) {
        if rest.iter().take_while(|byte| **byte == quote).count() >= length {
            break;
        }
        end += if rest.starts_with(b"\\") { 2 } else { 1 };
    }
    start..end.min(raw.len())
}

/// Returns the parts of a stretch around the words that are shown.
fn around(raw: &[u8], inside: Range<usize>, shown: &[Vec<u8>]) -> Vec<Range<usize>> {
    let text = raw.get(inside.clone()).unwrap_or_default();
    let found = shown.iter().find_map(|word| {
        let at = inside.start + memchr::memmem::find(text, word)?;
        Some(at..at + word.len())
    });
    let found = found.unwrap_or(inside.start..inside.start);
    let parts = [inside.start..found.start, found.end..inside.end];
    let parts = parts.into_iter().filter(|part| !part.is_empty());
    parts.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(line: &str) -> String {
        let words = [b"DB_PASSWORD".to_vec(), b"activate_this".to_vec()];
        let mut shown = line.to_owned();
        for range in hidden_parts(line.as_bytes(), &words).into_iter().rev() {
            shown.replace_range(range, "***");
        }
        shown
    }

    #[test]
    fn what_stands_in_quotes_is_not_shown() {
        for (line, expected) in [
            (
                "X=os.environ.get('DB_PASSWORD','x')",
                "X=os.environ.get('DB_PASSWORD','***')",
            ),
            (
                "connect(\"x\", os.environ[\"DB_PASSWORD\"])  # was x",
                "connect(\"***\", os.environ[\"DB_PASSWORD\"])  #***",
            ),
            (
                "Y='x';X=os.environ['DB_PASSWORD']",
                "Y='***';X=os.environ['DB_PASSWORD']",
            ),
            (
                r"f(b'it\'s x', '''it's x''', os.environ['DB_PASSWORD'])",
                "f(b'***', '''***''', os.environ['DB_PASSWORD'])",
            ),
            ("a = '/x/activate_this.py'", "a = '***activate_this***'"),
            ("import numpy; Y = \"\"\"x", "import numpy; Y = \"\"\"***"),
            ("Y = 'x\\\ny'; import numpy", "Y = '***'; import numpy"),
            ("Y = 'x\\", "Y = '***"),
        ] {
            assert_eq!(shown(line), expected);
        }
    }

    #[test]
    fn code_without_texts_is_shown() {
        for line in [
            "",
            "import numpy",
            "X = os.environ['DB_PASSWORD']",
            "Y = ''",
        ] {
            assert_eq!(shown(line), line);
        }
    }
}
