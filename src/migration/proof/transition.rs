//! [`Transition`]: where an application ran, and where it will.

use crate::httpd::{NodeId, ServerId};
use crate::syntax::word;
use crate::wsgi::{AliasOptions, Answer, DaemonProcess, Mechanism, Mounted, Status};

use super::super::situation::Situation;

/// What a proof has shown.
#[derive(Clone, Debug, Default)]
pub struct Proof {
    /// Where every application ran, and where it will, in the order of the configuration.
    pub transitions: Vec<Transition>,
}

/// Where an application, or a part of it, ran, and where it will.
#[derive(Clone, Debug)]
pub struct Transition {
    /// The application's id.
    pub id: String,
    /// What a person calls it.
    pub label: String,
    /// The server in which it is asked for.
    pub server: ServerId,
    /// How a request gets to it.
    pub mechanism: Mechanism,
    /// The line that mounts it.
    pub node: NodeId,
    /// The URL path, the expression, or the section's argument.
    pub mount: Vec<u8>,
    /// The script or directory, as written.
    pub script: Option<Vec<u8>>,
    /// The part that this is about; nothing for the whole.
    pub part: Option<Vec<u8>>,
    /// Where it ran.
    pub before: Running,
    /// Where it will.
    pub after: Running,
}

/// Where requests are answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Running {
    /// By whom.
    pub status: Status,
    /// The process group; empty for Apache's own processes.
    pub process_group: Option<Vec<u8>>,
    /// The application group; empty for the main interpreter.
    pub application_group: Option<Vec<u8>>,
    /// How many processes and threads the process group has.
    pub size: Option<(u32, u32)>,
    /// Whether it is loaded when a process starts, not at its first request.
    pub at_start: bool,
    /// The server whose ErrorLog has what is written outside of requests (mod_wsgi wsgi_daemon.c: `wsgi_start_process`).
    pub logs_of: ServerId,
}

impl Running {
    /// Describes an answer to a request for an application.
    pub(super) fn of(situation: &Situation<'_>, mounted: &Mounted, answer: &Answer) -> Self {
        let group = answer.process_group.as_deref();
        let daemon = group.filter(|_| answer.status == Status::Daemon);
        let daemon = daemon.and_then(|name| situation.inventory.daemon(name));
        let is_served = matches!(answer.status, Status::Daemon | Status::Embedded);
        Self {
            status: answer.status,
            process_group: answer.process_group.clone(),
            application_group: answer.application_group.clone(),
            size: daemon.map(size),
            at_start: is_served
                && alias_options(situation, mounted).is_some_and(|options| options.is_preloaded()),
            logs_of: daemon.map_or(ServerId::MAIN, |daemon| daemon.server),
        }
    }
}

impl Transition {
    /// Returns whether anything is different.
    pub fn is_change(&self) -> bool {
        self.before != self.after
    }
}

/// Returns the options of the alias that mounts an application.
pub(super) fn alias_options(situation: &Situation<'_>, mounted: &Mounted) -> Option<AliasOptions> {
    let is_alias = matches!(
        mounted.mechanism,
        Mechanism::ScriptAlias | Mechanism::ScriptAliasMatch
    );
    let mut rest = situation.tree.directive(mounted.node).arguments;
    word(&mut rest);
    word(&mut rest);
    is_alias.then(|| AliasOptions::parse(rest).ok())?
}

/// Returns how many processes and threads a group has; mod_wsgi's own defaults are 1 and 15 (wsgi_daemon.c:
/// `wsgi_add_daemon_process`).
fn size(daemon: &DaemonProcess) -> (u32, u32) {
    let number = |name, otherwise| daemon.option(name).map_or(otherwise, leading_number);
    (number("processes", 1), number("threads", 15))
}

/// Reads a number as C's `atoi` does: what follows the digits does not count.
fn leading_number(text: &[u8]) -> u32 {
    let digits = text.iter().take_while(|byte| byte.is_ascii_digit());
    digits.fold(0, |number: u32, digit| {
        number
            .saturating_mul(10)
            .saturating_add(u32::from(digit - b'0'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_ends_where_its_digits_do() {
        assert_eq!(leading_number(b"15"), 15);
        assert_eq!(leading_number(b"512M"), 512);
        assert_eq!(leading_number(b"x"), 0);
        assert_eq!(leading_number(b"99999999999"), u32::MAX);
    }
}
