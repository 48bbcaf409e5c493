//! [`Beyond`]: directives that decide where Python runs, and that the model does not follow yet.

use super::option::{parse_option, without_global};
use crate::httpd::{Directive, NodeId, Scope};
use crate::syntax::{Words, word};

/// What such a directive may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Concern {
    /// It can run a script in Apache's own processes by another way than `WSGIScriptAlias`.
    OtherMount,
    /// It runs Python in Apache's own processes whatever is delegated: restricting them saves no memory.
    PythonInChildren,
    /// It starts Python before httpd starts its children, which no version since 4.9.4 survives with a new Python.
    EarlyPython,
    /// It allows only some process groups to be used.
    RestrictsGroups,
    /// It lets `.htaccess` files say any of this.
    Htaccess,
    /// It has a meaning for embedded mode that daemon mode does not have.
    EmbeddedOnly,
    /// It has a meaning for daemon mode that embedded mode does not have.
    DaemonOnly,
}

/// A directive that the model does not follow.
#[derive(Clone, Debug)]
pub struct Beyond {
    /// The directive.
    pub node: NodeId,
    /// Where it has effect.
    pub scope: Scope,
    /// What it may do.
    pub concern: Concern,
}

/// Says what a directive may do beyond the model, if anything.
pub(super) fn concern(directive: Directive<'_>) -> Option<Concern> {
    let first = directive.name.first()?.to_ascii_lowercase();
    if !matches!(first, b'w' | b's' | b'a' | b'f' | b'r') {
        return None;
    }
    let name = directive.name.to_ascii_lowercase();
    let wsgi_handler = || names_handler(directive.arguments);
    match name.as_slice() {
        b"wsgiscriptaliasmatch" | b"wsgihandlerscript" | b"wsgidispatchscript" => {
            Some(Concern::OtherMount)
        }
        b"wsgiimportscript" if is_imported_in_children(directive.arguments) => {
            Some(Concern::PythonInChildren)
        }
        b"wsgiaccessscript" | b"wsgiauthuserscript" | b"wsgiauthgroupscript" => {
            Some(Concern::PythonInChildren)
        }
        b"wsgirestrictprocess" => Some(Concern::RestrictsGroups),
        b"wsgilazyinitialization" if mentions_off(directive) => Some(Concern::EarlyPython),
        b"wsgierroroverride" if !mentions_off(directive) => Some(Concern::DaemonOnly),
        b"wsgipassapacherequest" if !mentions_off(directive) => Some(Concern::EmbeddedOnly),
        b"sethandler" | b"addhandler" | b"addtype" | b"forcetype" if wsgi_handler() => {
            Some(Concern::OtherMount)
        }
        b"sethandler" if is_expression(directive.arguments) => Some(Concern::OtherMount),
        b"rewriterule" if wsgi_handler() => Some(Concern::OtherMount),
        b"allowoverride" => htaccess(directive).then_some(Concern::Htaccess),
        b"allowoverridelist" => (!is_none(directive)).then_some(Concern::Htaccess),
        b"authbasicprovider" | b"authdigestprovider" if names_wsgi(directive) => {
            Some(Concern::PythonInChildren)
        }
        _ => None,
    }
}

/// Returns whether a handler or a type is mod_wsgi's; httpd ignores their case (measured).
fn names_handler(arguments: &[u8]) -> bool {
    let text = arguments.to_ascii_lowercase();
    let mentions = |name: &[u8]| memchr::memmem::find(&text, name).is_some();
    mentions(b"wsgi-script") || mentions(b"x-httpd-wsgi")
}

/// Returns whether an argument of `SetHandler` is an expression, which may come to any handler.
fn is_expression(arguments: &[u8]) -> bool {
    memchr::memmem::find(arguments, b"%{").is_some()
}

/// Returns whether a `WSGIImportScript` names Apache's own processes as its process group.
fn is_imported_in_children(arguments: &[u8]) -> bool {
    let mut rest = arguments;
    word(&mut rest);
    let mut group = None;
    while let Some(Ok((name, value))) = parse_option(&mut rest) {
        if name == b"process-group" {
            group = Some(without_global(value.into_owned()));
        }
    }
    group.is_some_and(|group| group.is_empty())
}

fn mentions_off(directive: Directive<'_>) -> bool {
    let mut words = Words::new(directive.arguments);
    words
        .next()
        .is_some_and(|word| word.eq_ignore_ascii_case(b"off"))
}

/// Returns whether an `AllowOverride` lets a `.htaccess` set a handler or an access script.
fn htaccess(directive: Directive<'_>) -> bool {
    let mut words = Words::new(directive.arguments);
    words.any(|word| {
        let class = word.to_ascii_lowercase();
        matches!(class.as_slice(), b"all" | b"fileinfo" | b"authconfig")
    })
}

fn is_none(directive: Directive<'_>) -> bool {
    let mut words = Words::new(directive.arguments);
    words
        .next()
        .is_some_and(|word| word.eq_ignore_ascii_case(b"none"))
}

fn names_wsgi(directive: Directive<'_>) -> bool {
    let mut words = Words::new(directive.arguments);
    words.any(|word| word.eq_ignore_ascii_case(b"wsgi"))
}
