//! What the extensions of a file's name say: `AddHandler`, `AddType` and the file of `TypesConfig`, all of mod_mime.

use std::collections::BTreeMap;

use super::media_types::MediaTypes;
use super::settings::{Entry, Settings, Topic};
use crate::httpd::request::Origin;

/// A value, and the line that gives it, if one does; an empty value was taken away by `RemoveType`.
type Given = (Vec<u8>, Option<Origin>);

/// What an extension stands for.
#[derive(Clone, Debug, Default)]
struct Extension {
    handler: Option<Given>,
    media_type: Option<Given>,
}

/// What the extensions of a name come to.
#[derive(Clone, Debug, Default)]
pub(super) struct Found {
    /// The handler: that of the last extension that has one.
    pub(super) handler: Option<Given>,
    /// The media type: that of the last extension that has one.
    pub(super) media_type: Option<Given>,
}

/// Returns what the extensions of a file's name say (mod_mime.c: `find_ct`).
pub(super) fn of_name(settings: &Settings<'_>, name: &[u8], types: &MediaTypes) -> Found {
    let mappings = mappings(settings);
    let mut found = Found::default();
    for extension in extensions(name) {
        let key = extension.to_ascii_lowercase();
        let mapping = mappings.get(&key);
        let forced = mapping.and_then(|mapping| mapping.media_type.as_ref());
        match forced {
            Some((value, _)) if value.is_empty() => {}
            Some(given) => found.media_type = Some(given.clone()),
            None => {
                let listed = types.of_extension(&key);
                found.media_type = listed.or(found.media_type);
            }
        }
        if let Some(handler) = mapping.and_then(|mapping| mapping.handler.as_ref()) {
            found.handler = Some(handler.clone());
        }
    }
    found
}

/// Returns the extensions: the base name is none, and dots at its start belong to it.
fn extensions(name: &[u8]) -> impl Iterator<Item = &[u8]> {
    let start = name.iter().position(|byte| *byte != b'.');
    let base = name.get(start.unwrap_or(name.len())..).unwrap_or_default();
    let parts = base.split(|byte| *byte == b'.').skip(1);
    parts.filter(|part| !part.is_empty())
}

/// Merges the layers: within one, what `RemoveHandler` names is gone even if `AddHandler` stands behind it
/// (mod_mime.c: `merge_mime_dir_configs`).
fn mappings(settings: &Settings<'_>) -> BTreeMap<Vec<u8>, Extension> {
    let mut mappings = BTreeMap::new();
    let entries = settings.all(Topic::Extensions);
    for layer in entries.chunk_by(|one, other| one.layer == other.layer) {
        let is_removal = |entry: &&Entry| settings.name(&entry.origin).starts_with(b"remove");
        for entry in layer.iter().filter(|entry| !is_removal(entry)) {
            add(&mut mappings, settings, &entry.origin);
        }
        for entry in layer.iter().filter(is_removal) {
            remove(&mut mappings, settings, &entry.origin);
        }
    }
    mappings
}

fn add(mappings: &mut BTreeMap<Vec<u8>, Extension>, settings: &Settings<'_>, origin: &Origin) {
    let mut words = settings.words(origin);
    let value = words.next().unwrap_or_default().to_ascii_lowercase();
    let is_handler = settings.name(origin) == b"addhandler";
    for extension in words {
        let mapping = mappings.entry(key(&extension)).or_default();
        let given = Some((value.clone(), Some(origin.clone())));
        if is_handler {
            mapping.handler = given;
        } else {
            mapping.media_type = given;
        }
    }
}

fn remove(mappings: &mut BTreeMap<Vec<u8>, Extension>, settings: &Settings<'_>, origin: &Origin) {
    let is_handler = settings.name(origin) == b"removehandler";
    for extension in settings.words(origin) {
        let mapping = mappings.entry(key(&extension)).or_default();
        if is_handler {
            mapping.handler = None;
        } else {
            mapping.media_type = Some((Vec::new(), Some(origin.clone())));
        }
    }
}

fn key(extension: &[u8]) -> Vec<u8> {
    let extension = extension.strip_prefix(b".").unwrap_or(extension);
    extension.to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_base_name_is_no_extension() {
        let of = |name: &'static str| extensions(name.as_bytes()).collect::<Vec<_>>();
        assert_eq!(of("a.txt.wsgi"), [b"txt".as_slice(), b"wsgi"]);
        assert_eq!(of(".wsgi"), Vec::<&[u8]>::new());
        assert_eq!(of("..a.b"), [b"b".as_slice()]);
        assert_eq!(of("a..b"), [b"b".as_slice()]);
        assert_eq!(of("wsgi"), Vec::<&[u8]>::new());
    }
}
