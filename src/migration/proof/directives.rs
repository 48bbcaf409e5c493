//! No directive differs but those that plans change, and these only as plans change them.

use std::collections::BTreeSet;

use super::Comparison;
use super::scopes::Scopes;
use crate::httpd::catalog::wsgi::is_wsgi;
use crate::httpd::{Directive, Effective, NodeId};
use crate::migration::declared::Added;
use crate::migration::situation::Situation;
use crate::source::printable;
use crate::syntax::word;
use crate::wsgi::{NameAndValue, parse_option};

/// How a directive is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Care {
    /// It is the same, or what the plan declares that it is to be.
    Exact,
    /// So it is, but for the options `process-group=` and `application-group=`.
    ButForGroups,
    /// What it comes to is compared elsewhere.
    ByEffect,
}

/// The directives that plans change without declaring each line.
const CARE: &[(&str, Care)] = &[
    ("WSGIDaemonProcess", Care::ByEffect),
    ("WSGIProcessGroup", Care::ByEffect),
    ("WSGIRestrictEmbedded", Care::ByEffect),
    ("WSGIScriptAlias", Care::ButForGroups),
    ("WSGIScriptAliasMatch", Care::ButForGroups),
    ("WSGIHandlerScript", Care::ButForGroups),
    ("WSGIImportScript", Care::ButForGroups),
];

fn care(name: &[u8]) -> Care {
    if !is_wsgi(name) {
        return Care::Exact;
    }
    let mut known = CARE.iter();
    let known = known.find(|(known, _)| known.as_bytes().eq_ignore_ascii_case(name));
    known.map_or(Care::Exact, |(_, care)| *care)
}

/// A directive that has effect.
type Line<'server> = (Directive<'server>, Effective);

impl Comparison<'_> {
    /// Everything but what delegates and defines, and what the plan declares, is the same, in the same scope and order.
    pub(super) fn directives(&self) -> Result<(), String> {
        let declared = self.declared;
        let mut scopes = Scopes::default();
        let before = lines(&self.before);
        let mut before = before.filter(|(one, _)| !declared.deleted.contains(&one.id));
        let mut added = declared.added.clone();
        let mut after = lines(&self.after).filter(|(other, there)| {
            let is_it = |added: &Added| {
                there.scope == added.scope
                    && other.name == added.name
                    && other.arguments == added.arguments
            };
            let found = added.iter().position(is_it);
            found.map(|index| added.remove(index)).is_none()
        });
        loop {
            match (before.next(), after.next()) {
                (None, None) => break,
                (Some(one), Some(other)) if self.agree(&mut scopes, one, other) => {}
                (Some((one, _)), None) => return Err(format!("`{}` would be lost", shown(one))),
                (Some((one, _)), Some((other, _))) => {
                    let (one, other) = (shown(one), shown(other));
                    return Err(if one == other {
                        format!("`{one}` would stand in another section")
                    } else {
                        format!("`{other}` would stand where `{one}` does")
                    });
                }
                (None, Some((other, _))) => {
                    return Err(format!("`{}` would be added", shown(other)));
                }
            }
        }
        drop(after);
        match added.first() {
            None => Ok(()),
            Some(added) => Err(format!("`{}` would not be added", printable(&added.name))),
        }
    }

    fn agree(&self, scopes: &mut Scopes, one: Line<'_>, other: Line<'_>) -> bool {
        let ((one, at), (other, there)) = (one, other);
        let edited = self.declared.edited.get(&one.id);
        let arguments = edited.map_or(one.arguments, Vec::as_slice);
        let says_the_same = arguments == other.arguments
            || (care(one.name) == Care::ButForGroups
                && without_groups(one) == without_groups(other));
        one.name == other.name && says_the_same && scopes.agree(self, at.scope, there.scope)
    }
}

/// Returns the directives of a server that are compared one by one.
fn lines<'server>(
    situation: &Situation<'server>,
) -> impl Iterator<Item = Line<'server>> + use<'server> {
    let tree = situation.tree;
    let effective = situation.config.effective.iter();
    let lines = effective.map(move |effective| (tree.directive(effective.node), *effective));
    lines.filter(|(directive, _)| care(directive.name) != Care::ByEffect)
}

/// Returns the directives among some that are compared one by one, as directives that come.
pub(super) fn added(situation: &Situation<'_>, nodes: &BTreeSet<NodeId>) -> Vec<Added> {
    let among = lines(situation).filter(|(directive, _)| nodes.contains(&directive.id));
    let added = among.map(|(directive, effective)| Added {
        scope: effective.scope,
        name: directive.name.to_vec(),
        arguments: directive.arguments.to_vec(),
    });
    added.collect()
}

/// Returns what a line says besides where it runs.
fn without_groups(directive: Directive<'_>) -> (Vec<Vec<u8>>, Vec<NameAndValue<'_>>) {
    let is_import = directive.name.eq_ignore_ascii_case(b"WSGIImportScript");
    let mut rest = directive.arguments;
    let words = (0..if is_import { 1 } else { 2 }).map(|_| word(&mut rest).into_owned());
    let words = words.collect();
    let mut options = Vec::new();
    while let Some(Ok((name, value))) = parse_option(&mut rest) {
        if name != b"process-group" && name != b"application-group" {
            options.push((name, value));
        }
    }
    (words, options)
}

fn shown(directive: Directive<'_>) -> String {
    format!(
        "{} {}",
        printable(directive.name),
        printable(directive.arguments)
    )
}
