//! [`Beyond`]: directives that decide where Python runs, and that the model does not follow yet.

use crate::httpd::{Directive, NodeId, Scope};
use crate::syntax::Words;

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
    let mentions = |needle: &[u8]| memchr::memmem::find(directive.arguments, needle).is_some();
    let wsgi_handler = || mentions(b"wsgi-script") || mentions(b"x-httpd-wsgi");
    match name.as_slice() {
        b"wsgiscriptaliasmatch" | b"wsgihandlerscript" | b"wsgidispatchscript" => {
            Some(Concern::OtherMount)
        }
        b"wsgiimportscript" if mentions(b"%{GLOBAL}") || mentions(b"%{ENV") => {
            Some(Concern::PythonInChildren)
        }
        b"wsgiaccessscript" | b"wsgiauthuserscript" | b"wsgiauthgroupscript" => {
            Some(Concern::PythonInChildren)
        }
        b"wsgirestrictprocess" => Some(Concern::RestrictsGroups),
        b"wsgilazyinitialization" if mentions_off(directive) => Some(Concern::EarlyPython),
        b"wsgipassapacherequest" if !mentions_off(directive) => Some(Concern::EmbeddedOnly),
        b"sethandler" | b"addhandler" | b"addtype" | b"forcetype" if wsgi_handler() => {
            Some(Concern::OtherMount)
        }
        b"rewriterule" if wsgi_handler() => Some(Concern::OtherMount),
        b"allowoverride" => htaccess(directive).then_some(Concern::Htaccess),
        b"allowoverridelist" => (!is_none(directive)).then_some(Concern::Htaccess),
        b"authbasicprovider" | b"authdigestprovider" if names_wsgi(directive) => {
            Some(Concern::PythonInChildren)
        }
        _ => None,
    }
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
