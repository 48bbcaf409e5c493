//! [`Beyond`]: directives that decide where Python runs, and that the model does not follow yet.

use crate::host::{Host, Opened};
use crate::httpd::{ConfigTree, Directive, NodeId, Scope, merge};
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
    /// It chooses process or application groups for requests by itself, or lets `.htaccess` files choose them.
    ChoosesGroups,
    /// It allows only some process groups to be used.
    RestrictsGroups,
    /// It lets `.htaccess` files say any of this.
    Htaccess,
    /// It changes the root directory of Apache's own processes (mod_unixd.c: `unixd_drop_privileges`), not of daemons.
    ChangesRoot,
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
    if !matches!(first, b'w' | b's' | b'a' | b'c' | b'f' | b'r') {
        return None;
    }
    let wsgi_handler = || names_handler(directive.arguments);
    match &*directive.lower_name() {
        b"wsgidispatchscript" => Some(Concern::ChoosesGroups),
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
        b"rewriterule" if wsgi_handler() || computes_handler(directive.arguments) => {
            Some(Concern::OtherMount)
        }
        b"chrootdir" => Some(Concern::ChangesRoot),
        b"allowoverride" => htaccess(directive).then_some(Concern::Htaccess),
        b"allowoverridelist" if lists_groups(directive) => Some(Concern::ChoosesGroups),
        b"allowoverridelist" => (!is_none(directive)).then_some(Concern::Htaccess),
        b"authbasicprovider" | b"authdigestprovider" if names_wsgi(directive.arguments) => {
            Some(Concern::PythonInChildren)
        }
        _ => None,
    }
}

/// Returns whether a handler or a type is mod_wsgi's; httpd ignores their case (measured).
pub(super) fn names_handler(arguments: &[u8]) -> bool {
    let text = arguments.to_ascii_lowercase();
    let mentions = |name: &[u8]| memchr::memmem::find(&text, name).is_some();
    mentions(b"wsgi-script") || mentions(b"x-httpd-wsgi")
}

/// Returns whether a `RewriteRule` makes a handler or a type of parts of the request: `[H=$1-script]`.
pub(super) fn computes_handler(arguments: &[u8]) -> bool {
    let mut rest = arguments;
    let (_pattern, _substitution, flags) = (word(&mut rest), word(&mut rest), word(&mut rest));
    let flags = flags.strip_prefix(b"[").unwrap_or(&flags);
    flags.split(|byte| *byte == b',').any(|flag| {
        let mut parts = flag.splitn(2, |byte| *byte == b'=');
        let name = parts
            .next()
            .unwrap_or_default()
            .trim_ascii()
            .to_ascii_lowercase();
        let value = parts.next().unwrap_or_default();
        matches!(name.as_slice(), b"h" | b"handler" | b"t" | b"type")
            && value.iter().any(|byte| matches!(byte, b'$' | b'%'))
    })
}

/// Returns whether an `AllowOverrideList` lets `.htaccess` files choose groups, which no `AllowOverride` does.
fn lists_groups(directive: Directive<'_>) -> bool {
    let mut words = Words::new(directive.arguments);
    words.any(|word| {
        let name = word.to_ascii_lowercase();
        matches!(
            name.as_slice(),
            b"wsgiprocessgroup"
                | b"wsgiapplicationgroup"
                | b"wsgirestrictprocess"
                | b"wsgidispatchscript"
        )
    })
}

/// Returns whether a directive names a file of types, and that file gives some files mod_wsgi's type.
pub(super) fn names_types(host: &dyn Host, tree: &ConfigTree, directive: Directive<'_>) -> bool {
    let is = |name: &str| directive.name.eq_ignore_ascii_case(name.as_bytes());
    if !is("TypesConfig") && !is("MimeMagicFile") {
        return false;
    }
    let path = directive.first_word().unwrap_or_default();
    match host.open(&merge(&tree.server_root, &path)) {
        Ok(Opened::File(text)) => names_handler(&text),
        _ => false,
    }
}

/// Returns whether an argument of `SetHandler` is an expression, which may come to any handler.
fn is_expression(arguments: &[u8]) -> bool {
    memchr::memmem::find(arguments, b"%{").is_some()
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

/// Returns whether one of the words is mod_wsgi's name as a provider.
pub(super) fn names_wsgi(arguments: &[u8]) -> bool {
    let mut words = Words::new(arguments);
    words.any(|word| word.eq_ignore_ascii_case(b"wsgi"))
}
