//! [`LocalName`]: the machine's own name, which a server without `ServerName` has (util.c: `ap_get_local_host`).

use std::net::IpAddr;
use std::path::Path;

use crate::host::{Host, Opened};
use crate::source::Text;

/// What is known of the machine's name.
#[derive(Debug)]
pub(super) struct LocalName {
    name: Option<Text>,
    hosts: Option<Text>,
}

impl LocalName {
    /// Looks where a machine keeps its name.
    pub(super) fn look_up(host: &dyn Host) -> Self {
        let file = |path| match host.open(Path::new(path)) {
            Ok(Opened::File(text)) => Some(text),
            _ => None,
        };
        Self {
            name: file("/etc/hostname"),
            hosts: file("/etc/hosts"),
        }
    }

    /// Returns whether the machine may be called `asked`.
    ///
    /// Its full name is looked up when httpd starts. It begins with the short one, as a rule, unless the table of hosts has
    /// another; a name that has nothing to do with either is not it.
    pub(super) fn may_be(&self, asked: &[u8]) -> bool {
        let Some(name) = &self.name else {
            return true;
        };
        let name = name.split(u8::is_ascii_whitespace).next();
        let name = name.unwrap_or_default();
        if first_label(name).eq_ignore_ascii_case(first_label(asked)) {
            return true;
        }
        self.hosts.as_ref().is_some_and(|hosts| {
            let mut words = hosts.split(u8::is_ascii_whitespace);
            words.any(|word| word.eq_ignore_ascii_case(asked))
        })
    }

    /// Returns whether the name that an address is found under may be `asked`: one that the table of hosts has for it, or
    /// else any.
    pub(super) fn may_be_of(&self, address: IpAddr, asked: &[u8]) -> bool {
        let mut known = address.is_loopback();
        let table = self.hosts.as_deref().unwrap_or_default();
        for line in table.split(|byte| *byte == b'\n') {
            let mut words = line.split(u8::is_ascii_whitespace);
            let own = words.next().and_then(|word| std::str::from_utf8(word).ok());
            if own.and_then(|own| own.parse().ok()) != Some(address) {
                continue;
            }
            known = true;
            if words.any(|word| word.eq_ignore_ascii_case(asked)) {
                return true;
            }
        }
        !known || (address.is_loopback() && asked.eq_ignore_ascii_case(b"localhost"))
    }
}

fn first_label(name: &[u8]) -> &[u8] {
    name.split(|byte| *byte == b'.').next().unwrap_or_default()
}
