//! [`Entry`]: which directories processes may enter.

use std::path::{Path, PathBuf};

use super::facts::Facts;
use crate::host::{Host, Rights};

/// The right of the group or of all others to enter a directory.
const OTHERS_ENTER: u32 = 0o011;

/// As whom processes go through directories.
pub(super) struct Entry<'s> {
    host: &'s dyn Host,
    /// The user's number; nothing where it is not known: then only what is root's is closed.
    user: Option<u32>,
}

impl Facts<'_> {
    /// Returns as whom Apache goes through directories; nothing where that depends on the virtual host, or where the rights
    /// are those of a copy: the folder of the configuration is closed itself.
    pub(super) fn entry(&self) -> Option<Entry<'_>> {
        let user = self.user_of_apache();
        let user = user.and_then(|user| self.number_of_user(&user));
        let is_one = self.inventory.assigned_users.is_empty();
        self.entry_of_number(user).filter(|_| is_one)
    }

    /// Returns as whom the processes of a group with a user of its own go through directories; nothing where the rights are
    /// those of a copy.
    pub(super) fn entry_of(&self, user: &[u8]) -> Option<Entry<'_>> {
        self.entry_of_number(self.number_of_user(user))
    }

    fn entry_of_number(&self, user: Option<u32>) -> Option<Entry<'_>> {
        let entry = Entry {
            host: self.host,
            user,
        };
        let apache = self.tree.server_root.join("x");
        entry.closed_above(&apache).is_none().then_some(entry)
    }

    /// Returns the number of a user: `#33`, or what `/etc/passwd` says.
    pub(super) fn number_of_user(&self, user: &[u8]) -> Option<u32> {
        let parse = |text: &[u8]| std::str::from_utf8(text).ok()?.parse().ok();
        if let Some(number) = user.strip_prefix(b"#") {
            return parse(number);
        }
        let passwd = self.read(Path::new("/etc/passwd"))?;
        let mut lines = passwd.split(|byte| *byte == b'\n');
        lines.find_map(|line| {
            let mut fields = line.split(|byte| *byte == b':');
            let is_it = fields.next() == Some(user);
            parse(fields.nth(1)?).filter(|_| is_it)
        })
    }

    /// Returns the user as whom Apache's own processes run.
    pub(super) fn user_of_apache(&self) -> Option<Vec<u8>> {
        let mut lines = self.config.named(&["User"]).into_iter().rev();
        lines.find_map(|effective| {
            let directive = self.tree.directive(effective.node);
            Some(directive.first_word()?.into_owned())
        })
    }
}

impl Entry<'_> {
    /// Returns the outermost directory above a file that only its owner may enter, another one than Apache.
    pub(super) fn closed_above(&self, file: &Path) -> Option<PathBuf> {
        let mut above: Vec<&Path> = file.ancestors().skip(1).collect();
        above.reverse();
        let closed = above
            .into_iter()
            .find(|directory| self.is_closed(directory));
        closed.map(Path::to_owned)
    }

    fn is_closed(&self, directory: &Path) -> bool {
        let Ok(Rights { mode, owner }) = self.host.rights(directory) else {
            return false;
        };
        let is_another = match self.user {
            Some(user) => owner != user && user != 0,
            None => owner == 0,
        };
        is_another && mode & OTHERS_ENTER == 0
    }
}
