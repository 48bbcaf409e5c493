//! [`MediaTypes`]: the types of files by their extensions, from the file that `TypesConfig` names, and by what is in them.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::host::{Host, Opened};
use crate::httpd::request::{Doubt, Origin};
use crate::httpd::{ConfigTree, ServerConfig, ServerId, merge};
use crate::syntax::is_space;
use crate::wsgi::beyond::names_handler;

/// Where mod_mime looks without a `TypesConfig` (httpd.h: `AP_TYPES_CONFIG_FILE`).
const DEFAULT: &str = "conf/mime.types";

/// The types of files.
#[derive(Debug, Default)]
pub(super) struct MediaTypes {
    by_extension: BTreeMap<Vec<u8>, Vec<u8>>,
    /// The `TypesConfig`.
    named_at: Option<Origin>,
    /// Why the types of extensions are not known.
    unread: Option<Doubt>,
    /// The servers with a `MimeMagicFile`, and why it may make scripts of files.
    by_content: BTreeMap<ServerId, Option<Doubt>>,
}

/// What a directive names.
struct Named {
    path: PathBuf,
    origin: Origin,
}

impl MediaTypes {
    /// Reads the files. Only the main server's `TypesConfig` counts, and the last (mod_mime.c: `mime_post_config`); a
    /// `MimeMagicFile` counts for its virtual host (mod_mime_magic.c: `magic_init`).
    pub(super) fn read(host: &dyn Host, tree: &ConfigTree, config: &ServerConfig) -> Self {
        let mut found = Self::default();
        let mut types = None;
        for effective in config.named(&["TypesConfig", "MimeMagicFile"]) {
            let directive = tree.directive(effective.node);
            let server = effective.scope.server;
            let named = || Named {
                path: merge(
                    &tree.server_root,
                    &directive.first_word().unwrap_or_default(),
                ),
                origin: Origin::Config(effective.node),
            };
            if server == ServerId::MAIN && directive.name.eq_ignore_ascii_case(b"TypesConfig") {
                types = Some(named());
            } else if directive.name.eq_ignore_ascii_case(b"MimeMagicFile") {
                let doubt = doubt_of_magic(host, &named());
                found.by_content.insert(server, doubt);
            }
        }
        let default = || merge(&tree.server_root, DEFAULT.as_bytes());
        let path = types
            .as_ref()
            .map_or_else(default, |named| named.path.clone());
        found.named_at = types.map(|named| named.origin);
        found.take_types(host, tree, &path);
        found
    }

    fn take_types(&mut self, host: &dyn Host, tree: &ConfigTree, path: &std::path::Path) {
        if tree.modules.by_identifier(b"mime_module").is_none() {
            return;
        }
        match host.open(path) {
            Ok(Opened::File(text)) => self.by_extension = parse(&text),
            Err(error) if error.kind() == std::io::ErrorKind::PermissionDenied => {
                let why = "the types of files stand in a file that cannot be read";
                let doubt = match self.named_at.clone() {
                    Some(origin) => Doubt::at(origin, why),
                    None => Doubt::general(why),
                };
                self.unread = Some(doubt);
            }
            _ => {}
        }
    }

    /// Returns the type of an extension, in lower case, and the line that names the file with it.
    pub(super) fn of_extension(&self, extension: &[u8]) -> Option<(Vec<u8>, Option<Origin>)> {
        let media_type = self.by_extension.get(extension)?;
        Some((media_type.clone(), self.named_at.clone()))
    }

    /// Returns why the types of extensions are not known, if they are not.
    pub(super) fn unread(&self) -> Option<&Doubt> {
        self.unread.as_ref()
    }

    /// Returns why a file without a type may be a script by what is in it.
    pub(super) fn by_content(&self, server: ServerId) -> Option<&Doubt> {
        let own = self.by_content.get(&server);
        own.or_else(|| self.by_content.get(&ServerId::MAIN))?
            .as_ref()
    }
}

/// Returns why a file for mod_mime_magic may make scripts of files; one that is not there makes nothing of them.
fn doubt_of_magic(host: &dyn Host, named: &Named) -> Option<Doubt> {
    let why = match host.open(&named.path) {
        Ok(Opened::File(text)) if names_handler(&text) => {
            "mod_mime_magic makes scripts of files by what is in them"
        }
        Err(error) if error.kind() == std::io::ErrorKind::PermissionDenied => {
            "mod_mime_magic goes by a file that cannot be read"
        }
        _ => return None,
    };
    Some(Doubt::at(named.origin.clone(), why))
}

/// Reads a file of types: the last line for an extension counts.
fn parse(text: &[u8]) -> BTreeMap<Vec<u8>, Vec<u8>> {
    let mut types = BTreeMap::new();
    let lines = text.split(|byte| *byte == b'\n');
    for line in lines.filter(|line| !line.starts_with(b"#")) {
        let words = <[u8]>::split(line, |byte: &u8| is_space(*byte));
        let mut words = words.filter(|word| !word.is_empty());
        let Some(media_type) = words.next() else {
            continue;
        };
        for extension in words {
            types.insert(extension.to_ascii_lowercase(), media_type.to_owned());
        }
    }
    types
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extensions_stand_behind_a_type() {
        let types = parse(b"# text/x nothing\ntext/plain txt\tTEXT\napplication/x\na/b text\n");
        let of = |extension: &[u8]| types.get(extension).map(Vec::as_slice);
        assert_eq!(of(b"txt"), Some(b"text/plain".as_slice()));
        assert_eq!(of(b"text"), Some(b"a/b".as_slice()));
        assert_eq!(of(b"nothing").or(of(b"application/x")), None);
    }
}
