//! [`Refusal`]: what httpd refuses, and which rule is about it.

use crate::httpd::catalog::wsgi::Version;
use crate::httpd::catalog::wsgi::WsgiDirective;
use crate::httpd::{ConfigTree, NodeId, Place, ServerConfig, WalkError};
use crate::wsgi::all_refusals;

/// What kind of mistake it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mistake {
    /// No loaded module has the directive, and it looks like one of mod_wsgi.
    UnknownWsgiDirective,
    /// A directive of mod_wsgi for the main server alone stands elsewhere.
    NotAtTheTop,
    /// Two process groups have one name.
    DuplicateGroup,
    /// An option that mod_wsgi does not take, or not written so.
    Option,
    /// A process group that is named before it is defined.
    NotYetDefined,
    /// Anything else.
    Other,
}

/// Something that httpd refuses.
#[derive(Clone, Debug)]
pub(super) struct Refusal {
    pub(super) mistake: Mistake,
    /// The directive, where it is known which one it is.
    pub(super) node: Option<NodeId>,
    pub(super) place: Option<Place>,
    /// httpd's message.
    pub(super) message: Vec<u8>,
}

/// Sorts what httpd refuses.
pub(super) fn refusals(
    tree: &ConfigTree,
    config: &ServerConfig,
    mod_wsgi: Option<Version>,
) -> Vec<Refusal> {
    let errors = all_refusals(tree, config, mod_wsgi).into_iter();
    errors.map(|error| refusal(tree, error)).collect()
}

fn refusal(tree: &ConfigTree, found: WalkError) -> Refusal {
    let WalkError { at, error } = found;
    // httpd may be further down than at the line it complains of.
    let at = at.filter(|node| Some(tree.directive(*node).place) == error.place);
    let name = at.map_or(&b""[..], |node| tree.name_of(node));
    Refusal {
        mistake: mistake(name, &error.message),
        node: at,
        place: error.place,
        message: error.message,
    }
}

/// Returns what the message is about; the texts are those of http_config.c, core.c (`ap_check_cmd_context`) and mod_wsgi
/// (wsgi_daemon.c: `wsgi_add_daemon_process`; wsgi_config.c: `wsgi_add_script_alias`, `wsgi_add_import_script`).
fn mistake(name: &[u8], message: &[u8]) -> Mistake {
    let has = |text: &str| memchr::memmem::find(message, text.as_bytes()).is_some();
    let is_global = WsgiDirective::named(name).is_some_and(WsgiDirective::is_global_only);
    if has("Invalid command") && looks_like_wsgi(name) {
        return Mistake::UnknownWsgiDirective;
    }
    if is_global && (has("cannot occur within") || has("not allowed in") || has("not allowed here"))
    {
        return Mistake::NotAtTheTop;
    }
    match message {
        b"Name duplicates previous WSGI daemon definition." => Mistake::DuplicateGroup,
        b"WSGI process group not yet configured." => Mistake::NotYetDefined,
        _ if has("Invalid option to WSGI") => Mistake::Option,
        _ => Mistake::Other,
    }
}

/// Returns whether a name is one of mod_wsgi, or was meant to be.
fn looks_like_wsgi(name: &[u8]) -> bool {
    let name = name.strip_prefix(b"<").unwrap_or(name);
    let start = name.get(..4).unwrap_or_default().to_ascii_lowercase();
    matches!(start.as_slice(), b"wsgi" | b"wgsi" | b"wsig" | b"swgi")
}
