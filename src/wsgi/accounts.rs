//! [`Accounts`]: which users and groups a machine has, by its own files.

use std::path::Path;

use crate::host::{Host, Opened};
use crate::source::atoi;

/// Where the users are.
pub const PASSWD: &str = "/etc/passwd";
/// Where the groups are.
pub const GROUP: &str = "/etc/group";

/// What a lookup comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Account {
    /// The fields behind the name.
    Found(Vec<Vec<u8>>),
    /// The file has no such name.
    Missing,
    /// The file cannot be read.
    Unknown,
}

/// The users and groups of a machine.
#[derive(Clone, Copy)]
pub struct Accounts<'host> {
    host: &'host dyn Host,
}

impl<'host> Accounts<'host> {
    /// Asks a machine.
    pub fn of(host: &'host dyn Host) -> Self {
        Self { host }
    }

    /// Looks for the entry with a name, or with a number that is given as `#1001` (server/util.c: `ap_uname2id`).
    pub fn look_up(self, file: &str, name: &[u8]) -> Account {
        let Ok(Opened::File(text)) = self.host.open(Path::new(file)) else {
            return Account::Unknown;
        };
        let wanted = name.strip_prefix(b"#").map(|number| atoi(number).0);
        let is_it = |own: &[u8], id: Option<&[u8]>| match wanted {
            Some(wanted) => id.is_some_and(|id| atoi(id).0 == wanted),
            None => own == name,
        };
        let lines = text.split(|byte| *byte == b'\n');
        let mut entries = lines.map(|line| line.split(|byte| *byte == b':').collect::<Vec<_>>());
        let found = entries.find_map(|fields| {
            let (own, behind) = fields.split_first()?;
            let is_it = is_it(own, behind.get(1).copied());
            is_it.then(|| behind.iter().map(|field| field.to_vec()).collect())
        });
        found.map_or(Account::Missing, Account::Found)
    }

    /// Returns whether a name or number is in nothing that the machine asks: only its files know users and groups
    /// (`nsswitch.conf`; without one glibc asks the files alone), and they do not have it. systemd knows those that a service
    /// has while it runs, of whom no configuration of httpd speaks.
    pub fn surely_lack(self, file: &str, name: &[u8]) -> bool {
        let database: &[u8] = if file == PASSWD {
            b"passwd:"
        } else {
            b"group:"
        };
        self.are_all_of(database) && self.look_up(file, name) == Account::Missing
    }

    fn are_all_of(self, database: &[u8]) -> bool {
        match self.host.open(Path::new("/etc/nsswitch.conf")) {
            Ok(Opened::File(text)) => {
                let mut lines = text.split(|byte| *byte == b'\n');
                let line = lines.find_map(|line| line.trim_ascii_start().strip_prefix(database));
                line.is_some_and(|line| {
                    let mut services = line
                        .split(u8::is_ascii_whitespace)
                        .filter(|word| !word.is_empty());
                    services.all(|service| matches!(service, b"files" | b"systemd"))
                })
            }
            Ok(_) => false,
            Err(error) => error.kind() == std::io::ErrorKind::NotFound,
        }
    }
}
