//! Which handler serves a file: httpd's `r->handler` when handlers are asked.

use super::extensions;
use super::media_types::MediaTypes;
use super::settings::{Settings, Topic};
use crate::httpd::request::{Doubt, Origin};

/// A handler's name, and the line that chose it.
#[derive(Clone, Debug)]
pub(super) struct Handler {
    /// The name, in lower case where httpd makes it so; a media type where no handler is named.
    pub(super) name: Vec<u8>,
    /// The line.
    pub(super) origin: Option<Origin>,
    /// Whether it is a media type: no handler is set.
    pub(super) is_type: bool,
}

impl Handler {
    /// Returns whether it is a media type that an extension has by the list of `TypesConfig`.
    pub(super) fn is_listed(&self, settings: &Settings<'_>) -> bool {
        let mut origin = self.origin.iter();
        self.is_type && origin.all(|origin| settings.name(origin) == b"typesconfig")
    }
}

/// What came before the sections of a request.
pub(super) struct Before<'a> {
    /// What an alias has set: `wsgi-script`, `cgi-script`.
    pub(super) aliased: Option<Handler>,
    /// `[H=...]` of a RewriteRule.
    pub(super) rewritten: Option<Handler>,
    /// `[T=...]` of a RewriteRule.
    pub(super) rewritten_type: Option<Handler>,
    /// The name whose extensions count; none for a directory.
    pub(super) file_name: Option<&'a [u8]>,
    /// Why a file without a handler and a type may get a type by what is in it.
    pub(super) by_content: Option<&'a Doubt>,
}

/// Returns the handler, if there is one: mod_mime's extensions, then `SetHandler` (core.c: `core_override_type`), then
/// mod_rewrite (`hook_mimetype`); without any, the media type stands for one (config.c: `ap_invoke_handler`).
pub(super) fn handler(
    settings: &Settings<'_>,
    before: Before<'_>,
    types: &MediaTypes,
) -> Result<Option<Handler>, Doubt> {
    let of = |given: Option<(Vec<u8>, Option<Origin>)>| {
        given.map(|(name, origin)| Handler {
            name,
            origin,
            is_type: false,
        })
    };
    let name = before.file_name.unwrap_or_default();
    let found = extensions::of_name(settings, name, types);
    let named = of(found.handler).or(before.aliased);
    let set = set_handler(settings)?;
    if let Some(handler) = before.rewritten.or(set).or(named) {
        return Ok(Some(handler));
    }
    let forced = settings.last_word(Topic::ForceType);
    let forced = forced.map(|(value, origin)| (value.to_ascii_lowercase(), Some(origin.clone())));
    let forced = forced.filter(|(value, _)| value != b"none");
    let media_type = before
        .rewritten_type
        .or(of(forced))
        .or(of(found.media_type));
    if let (None, Some(doubt)) = (&media_type, types.unread().or(before.by_content)) {
        return Err(doubt.clone());
    }
    Ok(media_type.map(|handler| Handler {
        is_type: true,
        ..handler
    }))
}

/// Returns what `SetHandler` names; `None` leaves what was there.
fn set_handler(settings: &Settings<'_>) -> Result<Option<Handler>, Doubt> {
    let Some((value, origin)) = settings.last_word(Topic::SetHandler) else {
        return Ok(None);
    };
    if value.starts_with(b"expr=") || memchr::memmem::find(&value, b"%{").is_some() {
        let why = "the handler is the value of an expression";
        return Err(Doubt::at(origin.clone(), why));
    }
    let handler = Handler {
        name: value.to_ascii_lowercase(),
        origin: Some(origin.clone()),
        is_type: false,
    };
    Ok((handler.name != b"none").then_some(handler))
}
