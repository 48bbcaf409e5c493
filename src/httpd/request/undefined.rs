//! What an undefined variable leaves behind: `${NAME}` in the text of a directive, which the environment of the real server
//! may turn into anything.

use super::origin::{Doubt, Origin};
use crate::httpd::tree::NodeId;
use crate::source::printable;

/// Returns why a text is not known: it has an undefined variable in it.
pub fn undefined_in(text: &[u8]) -> Option<String> {
    let name = printable(undefined_variable(text)?);
    Some(format!(
        "what `${{{name}}}` stands for is not known (`--env NAME=VALUE`)"
    ))
}

/// Doubts a text of a line of the configuration that has one in it.
pub(super) fn defined(text: &[u8], node: NodeId) -> Result<(), Doubt> {
    match undefined_in(text) {
        Some(why) => Err(Doubt::at(Origin::Config(node), why)),
        None => Ok(()),
    }
}

/// Returns the name in the first `${NAME}`; one with a colon is a look-up in a map (core.c: `ap_resolve_env`).
fn undefined_variable(text: &[u8]) -> Option<&[u8]> {
    let mut starts = memchr::memmem::find_iter(text, b"${");
    starts.find_map(|start| {
        let inside = text.get(start + 2..)?;
        let end = memchr::memchr(b'}', inside)?;
        let name = inside.get(..end)?;
        let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
        (!name.is_empty() && name.iter().all(is_name)).then_some(name)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variable_is_a_name_in_braces() {
        let name = |text: &'static str| undefined_variable(text.as_bytes());
        assert_eq!(name("/srv/${ROOT}/x"), Some(b"ROOT".as_slice()));
        assert_eq!(name("${map:key} ${A}"), Some(b"A".as_slice()));
        assert_eq!(name("^a${,3}$"), None);
        assert_eq!(name("/srv/$1"), None);
    }
}
