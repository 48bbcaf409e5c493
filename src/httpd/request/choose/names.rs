//! [`Names`]: which servers may have a host name, so that one is found among thousands without asking all.

use std::collections::BTreeMap;

use super::identity::Identity;
use crate::httpd::request::router::Router;
use crate::httpd::server_config::ServerId;

/// The servers by their names, in lower case.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// Those with the name as their `ServerName` or a plain `ServerAlias`.
    plain: BTreeMap<Vec<u8>, Vec<ServerId>>,
    /// Those with a pattern, by what stands behind its last wildcard: the length of that, and itself.
    ends: BTreeMap<usize, BTreeMap<Vec<u8>, Vec<ServerId>>>,
    /// Those of which no list of names tells: httpd looks for their names when it starts, or takes them from its
    /// environment.
    others: Vec<ServerId>,
}

impl Names {
    pub(super) fn of(router: &Router<'_>) -> Self {
        let mut names = Self::default();
        for (id, server) in router.config.servers() {
            match router.identity(id) {
                Identity::Named(name, _) => names.add_plain(name, id),
                Identity::Machine | Identity::Address(_) => names.others.push(id),
            }
            for alias in &server.aliases {
                match alias.iter().rposition(|byte| matches!(byte, b'*' | b'?')) {
                    Some(wildcard) => names.add_end(alias.get(wildcard + 1..), id),
                    None => names.add_plain(alias, id),
                }
            }
            if router.undefined_name(id).is_some() {
                names.others.push(id);
            }
        }
        names
    }

    fn add_plain(&mut self, name: &[u8], id: ServerId) {
        self.plain
            .entry(name.to_ascii_lowercase())
            .or_default()
            .push(id);
    }

    fn add_end(&mut self, end: Option<&[u8]>, id: ServerId) {
        let end = end.unwrap_or_default().to_ascii_lowercase();
        let of_length = self.ends.entry(end.len()).or_default();
        of_length.entry(end).or_default().push(id);
    }

    /// Returns the servers that may have a name, in the order of the configuration. Whether one has it, it says itself.
    pub(super) fn may_have(&self, name: &[u8]) -> Vec<ServerId> {
        let name = name.to_ascii_lowercase();
        let plain = self.plain.get(&name).into_iter().flatten();
        let ends = self.ends.iter().filter_map(|(length, ends)| {
            let start = name.len().checked_sub(*length)?;
            ends.get(name.get(start..)?)
        });
        let mut all: Vec<ServerId> = plain
            .chain(ends.flatten())
            .chain(&self.others)
            .copied()
            .collect();
        all.sort_unstable();
        all.dedup();
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::httpd::request::tests::Server;

    /// Returns the numbers of the servers that may have a name.
    fn may_have(configuration: &str, name: &str) -> Vec<u32> {
        let server = Server::new(configuration);
        server.with_router(|router| {
            let found = Names::of(router).may_have(name.as_bytes());
            found.into_iter().map(|id| id.0).collect()
        })
    }

    #[test]
    fn a_server_is_found_by_its_name_a_plain_alias_and_the_end_of_a_pattern() {
        let servers = "<VirtualHost *:80>\nServerName a.test\nServerAlias *.a.test x? *\n</VirtualHost>\n\
                       <VirtualHost *:80>\nServerName B.test\nServerAlias w.a.TEST\n</VirtualHost>\n\
                       <VirtualHost *:80>\nServerName c.test\nServerAlias *.test\n</VirtualHost>\n";
        let plain = servers.replace(" x? *\n", "\n");
        assert_eq!(may_have(&plain, "a.test"), [1, 3]);
        assert_eq!(may_have(&plain, "b.TEST"), [2, 3]);
        assert_eq!(may_have(&plain, "W.A.test"), [1, 2, 3]);
        assert!(may_have(&plain, "t").is_empty());
        assert_eq!(may_have(servers, "t"), [1]);
    }

    #[test]
    fn a_server_whose_name_is_not_known_may_have_any() {
        let servers = "<VirtualHost *:80>\nServerName a.test\nServerAlias ${WHO}.test\n</VirtualHost>\n\
                       <VirtualHost 127.0.0.1:80>\n</VirtualHost>\n";
        assert_eq!(may_have(servers, "anything"), [1, 2]);
    }
}
