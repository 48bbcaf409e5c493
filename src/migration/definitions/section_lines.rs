//! The lines of a section in a file, from its header to its close tag.

use std::ops::RangeInclusive;

use crate::syntax::{Document, LineKind, word};

/// Returns the lines of the section whose header is the line at `header`; nothing when it is not closed in this file.
pub(super) fn section_lines(document: &Document, header: usize) -> Option<RangeInclusive<usize>> {
    let mut names: Vec<Vec<u8>> = Vec::new();
    let lines = document.lines().iter().enumerate().skip(header);
    for (index, line) in lines {
        match line.kind {
            LineKind::Open => names.push(tag_name(&document.logical(line))),
            LineKind::Close => {
                let closed = tag_name(&document.logical(line));
                let open = names.pop()?;
                if !open.eq_ignore_ascii_case(&closed) {
                    return None;
                }
                if names.is_empty() {
                    return Some(header..=index);
                }
            }
            _ if names.is_empty() => return None,
            _ => {}
        }
    }
    None
}

/// Returns the name in `<Name …>` or `</Name>`.
fn tag_name(line: &[u8]) -> Vec<u8> {
    let first = word(&mut &*line);
    let name = first.strip_prefix(b"<").unwrap_or(&first);
    let name = name.strip_prefix(b"/").unwrap_or(name);
    name.strip_suffix(b">").unwrap_or(name).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Text;

    fn lines(text: &str, header: usize) -> Option<RangeInclusive<usize>> {
        section_lines(&Document::parse(Text::new(text.as_bytes())), header)
    }

    #[test]
    fn a_section_ends_where_its_own_tag_is_closed() {
        let text = "A\n<IfDefine X>\n<IfDefine Y>\nB\n</IfDefine>\n# </IfDefine>\n</ifdefine>\nC\n";
        assert_eq!(lines(text, 1), Some(1..=6));
        assert_eq!(lines(text, 2), Some(2..=4));
    }

    #[test]
    fn a_section_that_is_closed_elsewhere_has_no_end() {
        assert_eq!(lines("<IfDefine X>\nA\n", 0), None);
        assert_eq!(lines("<IfDefine X>\n</IfModule>\n", 0), None);
        assert_eq!(lines("A\n<IfDefine X>\n</IfDefine>\n", 0), None);
    }
}
