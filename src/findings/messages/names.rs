//! [`Names`]: what a line of a log calls by name.

use crate::source::printable;

/// What stands in the place of a gap in a wording.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gap {
    /// `{group}`: a process group.
    Group,
    /// `{script}`: the path of a script.
    Script,
    /// `{home}`: the directory that `home=` names.
    Home,
    /// `{python-home}`: the directory in which Python is looked for.
    PythonHome,
    /// `{user}`: the number of a user whose home directory is meant.
    User,
    /// `*`: something else.
    Other,
}

impl Gap {
    /// Splits a wording at its first gap.
    pub(super) fn split(text: &'static str) -> Option<(&'static str, Self, &'static str)> {
        let at = text.find(['*', '{'])?;
        let (before, rest) = text.split_at_checked(at)?;
        let (word, rest) = match rest.strip_prefix('{') {
            Some(rest) => rest.split_once('}')?,
            None => ("", rest.strip_prefix('*')?),
        };
        let gap = match word {
            "group" => Self::Group,
            "script" => Self::Script,
            "home" => Self::Home,
            "python-home" => Self::PythonHome,
            "user" => Self::User,
            _ => Self::Other,
        };
        Some((before, gap, rest))
    }
}

/// What is named in a line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::findings) struct Names<'l> {
    pub(in crate::findings) group: Option<&'l [u8]>,
    pub(in crate::findings) script: Option<&'l [u8]>,
    pub(in crate::findings) home: Option<&'l [u8]>,
    pub(in crate::findings) python_home: Option<&'l [u8]>,
    pub(in crate::findings) user: Option<u32>,
}

impl<'l> Names<'l> {
    /// Returns the name of a process group.
    pub(in crate::findings) fn of_group(group: &'l [u8]) -> Self {
        Self {
            group: Some(group),
            ..Self::default()
        }
    }

    /// Takes what stands in a gap.
    pub(super) fn take(&mut self, gap: Gap, text: &'l [u8]) {
        match gap {
            Gap::Group => self.group = Some(text),
            Gap::Script => self.script = Some(text),
            Gap::Home => self.home = Some(text),
            Gap::PythonHome => self.python_home = Some(text),
            Gap::User => self.user = number(text),
            Gap::Other => {}
        }
    }

    /// Takes what stands behind a message about a request: the script, and the page that led there (wsgi_logger.c:
    /// `wsgi_log_script_error`; log.c: `do_errorlog_default`).
    pub(super) fn take_end(&mut self, rest: &'l [u8]) {
        if let Some(path) = rest
            .strip_prefix(b": ")
            .filter(|path| path.starts_with(b"/"))
        {
            let end = memchr::memmem::find(path, b", referer: ");
            self.script = path.get(..end.unwrap_or(path.len()));
        }
    }

    /// Returns whether nothing is named.
    pub(in crate::findings) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Returns what is named, for a person.
    pub(in crate::findings) fn shown(&self) -> Vec<String> {
        let group = self
            .group
            .map(|group| format!("the process group `{}`", printable(group)));
        let paths = [self.script, self.home, self.python_home]
            .into_iter()
            .flatten();
        let paths = paths.map(|path| format!("`{}`", printable(path)));
        let user = self.user.map(|user| format!("the user {user}"));
        group.into_iter().chain(paths).chain(user).collect()
    }
}

/// Returns the number that a text begins with.
fn number(text: &[u8]) -> Option<u32> {
    let digits = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    std::str::from_utf8(text.get(..digits)?).ok()?.parse().ok()
}
