//! [`Settings`]: the directives that concern an answer, out of the layers that a request is under.

use std::borrow::Cow;

use crate::httpd::request::{Doubt, LayerKind, Merged, Origin, undefined_in};
use crate::httpd::{ConfigTree, LowerName, ServerId};
use crate::syntax::Words;

/// What a directive is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Topic {
    AllowMethods,
    AuthType,
    TlsOnly,
    ProcessGroup,
    ApplicationGroup,
    CallableObject,
    RestrictProcess,
    DispatchScript,
    HandlerScript,
    SetHandler,
    ForceType,
    Extensions,
    MimeUsePathInfo,
    Options,
    AcceptPathInfo,
    SetEnv,
    SetEnvIf,
    Authorization,
    HostAccess,
    Action,
    DirectoryCheckHandler,
}

/// The directives by their names; their modules are looked at where it matters.
const TOPICS: &[(&str, Topic)] = &[
    ("AcceptPathInfo", Topic::AcceptPathInfo),
    ("Action", Topic::Action),
    ("AddHandler", Topic::Extensions),
    ("AddType", Topic::Extensions),
    ("Allow", Topic::HostAccess),
    ("AllowMethods", Topic::AllowMethods),
    ("AuthMerging", Topic::Authorization),
    ("AuthType", Topic::AuthType),
    ("BrowserMatch", Topic::SetEnvIf),
    ("BrowserMatchNoCase", Topic::SetEnvIf),
    ("Deny", Topic::HostAccess),
    ("DirectoryCheckHandler", Topic::DirectoryCheckHandler),
    ("ForceType", Topic::ForceType),
    ("ModMimeUsePathInfo", Topic::MimeUsePathInfo),
    ("Options", Topic::Options),
    ("Order", Topic::HostAccess),
    ("PassEnv", Topic::SetEnv),
    ("RemoveHandler", Topic::Extensions),
    ("RemoveType", Topic::Extensions),
    ("Require", Topic::Authorization),
    ("Satisfy", Topic::HostAccess),
    ("Script", Topic::Action),
    ("SetEnv", Topic::SetEnv),
    ("SetEnvIf", Topic::SetEnvIf),
    ("SetEnvIfExpr", Topic::SetEnvIf),
    ("SetEnvIfNoCase", Topic::SetEnvIf),
    ("SetHandler", Topic::SetHandler),
    ("SSLRequire", Topic::TlsOnly),
    ("SSLRequireSSL", Topic::TlsOnly),
    ("UnsetEnv", Topic::SetEnv),
    ("WSGIApplicationGroup", Topic::ApplicationGroup),
    ("WSGICallableObject", Topic::CallableObject),
    ("WSGIDispatchScript", Topic::DispatchScript),
    ("WSGIHandlerScript", Topic::HandlerScript),
    ("WSGIProcessGroup", Topic::ProcessGroup),
    ("WSGIRestrictProcess", Topic::RestrictProcess),
];

/// Returns what a directive is about, if it concerns an answer.
pub(super) fn topic(name: &[u8]) -> Option<Topic> {
    let first = name.first()?.to_ascii_uppercase();
    let mut known = TOPICS.iter();
    known
        .find(|(known, _)| {
            known.as_bytes().first() == Some(&first) && known.as_bytes().eq_ignore_ascii_case(name)
        })
        .map(|(_, topic)| *topic)
}

/// A directive, and the layer in which it stands.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    topic: Topic,
    pub(super) origin: Origin,
    pub(super) layer: usize,
    /// Whether it stands at the level of a server, not in a section or `.htaccess`.
    pub(super) at_server_level: bool,
}

/// The directives by topic, those of one topic in httpd's merge order.
#[derive(Clone, Debug)]
pub(super) struct Settings<'s> {
    tree: &'s ConfigTree,
    entries: Vec<Entry>,
}

impl<'s> Settings<'s> {
    /// Looks through all layers, as if each of them applied for sure.
    pub(super) fn of(merged: &Merged<'_>, tree: &'s ConfigTree, main: &[(Topic, Origin)]) -> Self {
        let mut entries = Vec::new();
        for (index, layer) in merged.layers.iter().enumerate() {
            if layer.kind == LayerKind::Server(ServerId::MAIN) {
                entries.extend(main.iter().map(|(topic, origin)| Entry {
                    topic: *topic,
                    origin: origin.clone(),
                    layer: index,
                    at_server_level: true,
                }));
                continue;
            }
            let at_server_level = matches!(layer.kind, LayerKind::Server(_));
            entries.extend(layer.origins().filter_map(|origin| {
                Some(Entry {
                    topic: topic(origin.name(tree))?,
                    origin,
                    layer: index,
                    at_server_level,
                })
            }));
        }
        entries.sort_by_key(|entry| entry.topic);
        Self { tree, entries }
    }

    /// Returns the directives about a topic, in merge order.
    pub(super) fn all(&self, topic: Topic) -> &[Entry] {
        let start = self.entries.partition_point(|entry| entry.topic < topic);
        let from = self.entries.get(start..).unwrap_or_default();
        let end = from.partition_point(|entry| entry.topic == topic);
        from.get(..end).unwrap_or_default()
    }

    /// Returns the directive that counts where the last one does.
    pub(super) fn last(&self, topic: Topic) -> Option<&Entry> {
        self.all(topic).last()
    }

    /// Returns the first word of the directive that counts, and the directive.
    pub(super) fn last_word(&self, topic: Topic) -> Option<(Vec<u8>, &Origin)> {
        let entry = self.last(topic)?;
        let first = self.words(&entry.origin).next().unwrap_or_default();
        Some((first.into_owned(), &entry.origin))
    }

    /// Returns whether the directive that counts has this first word, in any case.
    pub(super) fn is(&self, topic: Topic, value: &str) -> bool {
        let last = self.last_word(topic);
        last.is_some_and(|(word, _)| word.eq_ignore_ascii_case(value.as_bytes()))
    }

    /// Returns a line of these topics that has an undefined variable in it, and why that matters.
    pub(super) fn undefined(&self, topics: &[Topic]) -> Option<Doubt> {
        let mut entries = topics.iter().flat_map(|topic| self.all(*topic));
        entries.find_map(|entry| {
            let why = undefined_in(self.arguments(&entry.origin))?;
            Some(Doubt::at(entry.origin.clone(), why))
        })
    }

    /// Returns the directive's name, in lower case.
    pub(super) fn name(&self, origin: &Origin) -> LowerName {
        LowerName::of(origin.name(self.tree))
    }

    /// Returns the directive's argument text.
    pub(super) fn arguments<'a>(&'a self, origin: &'a Origin) -> &'a [u8] {
        origin.directive(self.tree).arguments
    }

    /// Returns the directive's words.
    pub(super) fn words<'a>(&'a self, origin: &'a Origin) -> impl Iterator<Item = Cow<'a, [u8]>> {
        Words::new(self.arguments(origin))
    }

    /// Returns the configuration's directives.
    pub(super) fn tree(&self) -> &'s ConfigTree {
        self.tree
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_known_in_any_case() {
        assert_eq!(topic(b"wsgiprocessgroup"), Some(Topic::ProcessGroup));
        assert_eq!(topic(b"SETHANDLER"), Some(Topic::SetHandler));
        assert_eq!(topic(b"ServerName"), None);
        assert_eq!(topic(b""), None);
    }

    #[test]
    fn topics_are_sorted_by_name() {
        assert!(TOPICS.is_sorted_by_key(|(name, _)| name.to_ascii_lowercase()));
    }
}
