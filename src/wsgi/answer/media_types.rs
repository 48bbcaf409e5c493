//! [`MediaTypes`]: the extensions in the file that `TypesConfig` names.

use std::collections::BTreeSet;

use crate::host::{Host, Opened};
use crate::httpd::{ConfigTree, merge};
use crate::syntax::{Words, is_space};

/// The extensions that have a media type.
#[derive(Debug, Default)]
pub(super) struct MediaTypes {
    extensions: BTreeSet<Vec<u8>>,
}

impl MediaTypes {
    /// Reads the file; one that is not there has none.
    pub(super) fn read(host: &dyn Host, tree: &ConfigTree) -> Self {
        let mut directives = tree.directives();
        let named =
            directives.find(|directive| directive.name.eq_ignore_ascii_case(b"TypesConfig"));
        let path = named.and_then(|directive| Words::new(directive.arguments).next());
        let path = path.unwrap_or_else(|| b"conf/mime.types".into());
        match host.open(&merge(&tree.server_root, &path)) {
            Ok(Opened::File(text)) => Self::parse(&text),
            _ => Self::default(),
        }
    }

    fn parse(text: &[u8]) -> Self {
        let lines = text.split(|byte| *byte == b'\n');
        let lines = lines.filter(|line| !line.starts_with(b"#"));
        let words = |line| {
            let words = <[u8]>::split(line, |byte: &u8| is_space(*byte));
            words.filter(|word| !word.is_empty()).skip(1)
        };
        Self {
            extensions: lines
                .flat_map(words)
                .map(<[u8]>::to_ascii_lowercase)
                .collect(),
        }
    }

    /// Returns whether an extension, in lower case, has a media type.
    pub(super) fn has(&self, extension: &[u8]) -> bool {
        self.extensions.contains(extension)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extensions_stand_behind_a_type() {
        let types = MediaTypes::parse(b"# text/x nothing\ntext/plain txt\tTEXT\napplication/x\n");
        assert!(types.has(b"txt") && types.has(b"text"));
        assert!(!types.has(b"nothing") && !types.has(b"application/x"));
    }
}
