//! Whether a request is refused whoever sends it.

use super::authorization::{self, Asked, Verdict};
use super::settings::{Settings, Topic};
use crate::httpd::request::Origin;

/// Returns the line that denies a request to everybody; one that depends on who asks counts as let in.
pub(super) fn denied(asked: &Asked<'_>) -> Option<Origin> {
    let settings = asked.settings;
    let any_suffices = settings.all(Topic::HostAccess).iter().any(|entry| {
        let arguments = settings.arguments(&entry.origin);
        settings.name(&entry.origin) == b"satisfy" && arguments.eq_ignore_ascii_case(b"any")
    });
    if any_suffices {
        return None;
    }
    match authorization::verdict(asked) {
        Some((Verdict::Denied | Verdict::Neutral, origin)) => Some(origin),
        _ => denied_by_host(settings),
    }
}

/// `Order`, `Allow`, `Deny` of mod_access_compat: the last layer that has any counts. With `allow,deny` nobody is let in
/// unless allowed, and who is denied is not; with `deny,allow` who is denied is not let in unless allowed.
fn denied_by_host(settings: &Settings<'_>) -> Option<Origin> {
    let entries = settings.all(Topic::HostAccess);
    let last = entries
        .chunk_by(|one, other| one.layer == other.layer)
        .last()?;
    let named = |wanted: &[u8]| {
        let mut entries = last.iter().rev();
        entries.find(|entry| settings.name(&entry.origin) == wanted)
    };
    let is_for_all = |wanted: &[u8]| {
        let mut entries = last.iter();
        entries.any(|entry| {
            let words: Vec<_> = settings.words(&entry.origin).collect();
            let second = words.get(1);
            settings.name(&entry.origin) == wanted
                && second.is_some_and(|word| word.eq_ignore_ascii_case(b"all"))
        })
    };
    let order = named(b"order").map(|entry| settings.arguments(&entry.origin).to_ascii_lowercase());
    let allow_first = order.is_some_and(|order| order.starts_with(b"allow"));
    let denied = if allow_first {
        is_for_all(b"deny") || named(b"allow").is_none()
    } else {
        is_for_all(b"deny") && named(b"allow").is_none()
    };
    let by = named(b"deny").or(named(b"order"));
    by.filter(|_| denied).map(|entry| entry.origin.clone())
}
