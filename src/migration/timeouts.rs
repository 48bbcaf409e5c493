//! [`Timeouts`]: the `Timeout` of every server. Where a request is embedded, it limits no answer; where it is sent to a process
//! group without `socket-timeout`, httpd waits so long for the first byte (mod_wsgi wsgi_remote.c: `wsgi_execute_remote`).

use std::collections::BTreeMap;

use super::situation::Situation;
use crate::httpd::ServerId;

/// What holds where nobody sets it (httpd.h: `DEFAULT_TIMEOUT`).
pub(super) const DEFAULT: u32 = 60;

/// The `Timeout` of every server that has one, as written: the last line of a server counts.
pub(super) struct Timeouts(BTreeMap<ServerId, Vec<u8>>);

impl Timeouts {
    pub(super) fn of(situation: &Situation<'_>) -> Self {
        let effective = situation.config.named(&["Timeout"]).into_iter();
        let of_servers = effective.filter(|effective| effective.scope.section.is_none());
        let lines = of_servers.map(|effective| {
            let directive = situation.tree.directive(effective.node);
            let value = directive.first_word().unwrap_or_default().into_owned();
            (effective.scope.server, value)
        });
        Self(lines.collect())
    }

    /// Returns what a server itself says.
    pub(super) fn said_by(&self, server: ServerId) -> Option<&[u8]> {
        self.0.get(&server).map(Vec::as_slice)
    }

    /// Returns how many seconds hold in a server, if the line says a number; a virtual host without one has the main server's.
    pub(super) fn seconds(&self, server: ServerId) -> Option<u32> {
        let own = self
            .said_by(server)
            .or_else(|| self.said_by(ServerId::MAIN));
        own.map_or(Some(DEFAULT), |text| {
            std::str::from_utf8(text).ok()?.parse().ok()
        })
    }
}
