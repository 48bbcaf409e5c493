//! What `-D DUMP_INCLUDES`, `DUMP_CONFIG` and `DUMP_VHOSTS` print becomes values.

use super::answer::{Arguments, Directive, Include};
use crate::support::printable;

/// Reads lines such as `    (12) /etc/apache2/ports.conf`, two blanks per level.
pub(crate) fn includes(printed: &[u8]) -> Vec<Include> {
    lines(printed).filter_map(include).collect()
}

fn include(line: &[u8]) -> Option<Include> {
    let (blanks, rest) = indented(line);
    let rest = rest.strip_prefix(b"(")?;
    let end = rest.windows(2).position(|pair| pair == b") ")?;
    let line = match &rest[..end] {
        b"*" => 0,
        digits => number(digits)?,
    };
    // The list's own indentation is one level.
    let depth = (blanks / 2).checked_sub(1).filter(|_| blanks % 2 == 0)?;
    Some(Include {
        path: printable(&rest[end + 2..]),
        depth,
        line,
    })
}

/// Reads the tree of mod_info: `# In file:` when it changes, `#  12:`, then the directive.
pub(crate) fn directives(printed: &[u8]) -> Vec<Directive> {
    let mut found = Vec::new();
    let mut file = String::new();
    let mut place = None;
    for line in lines(printed) {
        if let Some((depth, number)) = place.take() {
            found.push(directive(
                line.get(depth * 2..).unwrap_or(line),
                depth,
                number,
                &file,
            ));
        } else if let Some(name) = line.strip_prefix(b"# In file: ") {
            file = printable(name);
        } else {
            place = line_mark(line);
        }
    }
    found
}

/// Reads `  #  12:`, the depth and the line of the directive that follows.
fn line_mark(line: &[u8]) -> Option<(usize, u32)> {
    let (blanks, rest) = indented(line);
    let digits = rest
        .strip_prefix(b"#")?
        .strip_suffix(b":")?
        .trim_ascii_start();
    Some((blanks / 2, number(digits)?))
}

fn directive(text: &[u8], depth: usize, line: u32, file: &str) -> Directive {
    let mut parts = text.splitn(2, |&byte| byte == b' ');
    let name = printable(parts.next().unwrap_or_default());
    Directive {
        depth,
        name,
        arguments: Arguments::of(parts.next().unwrap_or_default()),
        file: file.to_owned(),
        line,
    }
}

/// Returns the lines of `-S` below its title.
pub(crate) fn virtual_hosts(printed: &[u8]) -> Vec<String> {
    let lines = lines(printed)
        .map(printable)
        .filter(|line| !line.is_empty());
    lines
        .filter(|line| !line.starts_with("VirtualHost configuration"))
        .collect()
}

fn lines(printed: &[u8]) -> impl Iterator<Item = &[u8]> {
    printed.split(|&byte| byte == b'\n')
}

fn indented(line: &[u8]) -> (usize, &[u8]) {
    let blanks = line.iter().take_while(|&&byte| byte == b' ').count();
    (blanks, &line[blanks..])
}

fn number(digits: &[u8]) -> Option<u32> {
    std::str::from_utf8(digits).ok()?.parse().ok()
}
