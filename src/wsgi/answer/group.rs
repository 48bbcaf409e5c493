//! In which process group a request of an application ends, and in which interpreter.

use super::answerer::Answerer;
use super::expansion::{Expanded, Expansion};
use super::identity::same_name;
use super::settings::{Settings, Topic};
use super::{Answer, Status};
use crate::httpd::ServerId;
use crate::httpd::request::{Doubt, Origin, undefined_in};
use crate::source::printable;
use crate::wsgi::daemon_process::DaemonProcess;
use crate::wsgi::embedded_mode::EmbeddedMode;

/// What an alias or a handler script says by its options, and the line.
#[derive(Clone, Debug, Default)]
pub(super) struct Options {
    pub(super) process_group: Option<Vec<u8>>,
    pub(super) application_group: Option<Vec<u8>>,
    pub(super) callable: Option<Vec<u8>>,
    pub(super) origin: Option<Origin>,
}

/// A value as written, and the line.
type Written = (Vec<u8>, Option<Origin>);

/// Returns what counts: an option of the alias, else the last directive.
fn written(
    option: Option<&Vec<u8>>,
    options: &Options,
    settings: &Settings<'_>,
    topic: Topic,
) -> Option<Written> {
    if let Some(value) = option {
        return Some((value.clone(), options.origin.clone()));
    }
    let (value, origin) = settings.last_word(topic)?;
    Some((value, Some(origin.clone())))
}

impl Answerer<'_> {
    /// Fills an answer in: process group, application group, callable (mod_wsgi.c: `wsgi_hook_handler`).
    pub(super) fn run(
        &self,
        mut answer: Answer,
        options: &Options,
        expansion: &Expansion<'_>,
    ) -> Answer {
        let settings = expansion.settings;
        if let Some(entry) = settings.last(Topic::DispatchScript) {
            let why = "the dispatch script may choose another process group";
            return undecided(answer, &Doubt::at(entry.origin.clone(), why));
        }
        match callable(options, expansion) {
            Ok(callable) => answer.callable = Some(callable),
            Err(doubt) => answer.because = Some(format!("callable: {}", doubt.why)),
        }
        let application = written(
            options.application_group.as_ref(),
            options,
            settings,
            Topic::ApplicationGroup,
        );
        let application = match &application {
            None => expansion.resource(),
            Some((value, _)) => expansion.group(value).map(|expanded| expanded.name),
        };
        match application {
            Ok(name) => answer.application_group = Some(name),
            Err(doubt) => answer.because = Some(format!("application group: {}", doubt.why)),
        }
        let process = written(
            options.process_group.as_ref(),
            options,
            settings,
            Topic::ProcessGroup,
        );
        let (expanded, origin) = match process {
            None => (Ok(Expanded::default()), None),
            Some((value, origin)) => (expansion.group(&value), origin),
        };
        answer.decided_by = origin;
        match expanded {
            Err(doubt) => undecided(answer, &doubt),
            Ok(expanded) => self.place(answer, expanded, expansion),
        }
    }

    /// Says whether the process group may be used, is there, and can be reached (wsgi_remote.c: `wsgi_execute_remote`).
    fn place(&self, mut answer: Answer, group: Expanded, expansion: &Expansion<'_>) -> Answer {
        if let Some(origin) = group.variable {
            let effect = || format!("sets the variable: {}", shown(&group.name));
            answer.trace.tell(Some(origin), effect);
        }
        let name = group.name;
        answer.process_group = Some(name.clone());
        if !self.daemons.contains_key(&name)
            && let Some(why) = undefined_in(&name)
        {
            let origin = answer.decided_by.clone();
            return undecided(answer, &Doubt { why, origin });
        }
        if let Some(entry) = expansion.settings.last(Topic::RestrictProcess)
            && !is_allowed(expansion.settings, &entry.origin, &name)
        {
            answer.decided_by = Some(entry.origin.clone());
            let why = format!("WSGIRestrictProcess does not allow {}", shown(&name));
            return because(answer, Status::Unreachable, why);
        }
        if name.is_empty() {
            return self.embedded(answer);
        }
        let Some(daemon) = self.daemons.get(&name) else {
            let why = format!("there is no process group {}", shown(&name));
            return because(answer, Status::Unreachable, why);
        };
        self.reach(answer, daemon)
    }

    fn reach(&self, mut answer: Answer, daemon: &DaemonProcess) -> Answer {
        let config = self.router.config();
        let defined = Some(Origin::Config(daemon.node));
        let reachable = if daemon.server == ServerId::MAIN || daemon.server == answer.server {
            Some(true)
        } else {
            same_name(config, daemon.server, answer.server)
        };
        let name = || shown(&daemon.name);
        match reachable {
            Some(true) => {}
            Some(false) => {
                let why = format!(
                    "the process group {} stands in a virtual host of another ServerName",
                    name()
                );
                let effect = || "defines it, out of reach".to_owned();
                answer.trace.tell(defined.clone(), effect);
                return because(answer, Status::Unreachable, why);
            }
            None => {
                let why = "whether the process group is in reach depends on a server's name that is not known";
                return undecided(answer, &Doubt::at(Origin::Config(daemon.node), why));
            }
        }
        if daemon
            .option("script-user")
            .or(daemon.option("script-group"))
            .is_some()
        {
            let why =
                "the process group takes scripts of one owner only, and owners are not looked at";
            return undecided(answer, &Doubt::at(Origin::Config(daemon.node), why));
        }
        let effect = || format!("defines the process group {}", name());
        answer.trace.tell(defined, effect);
        answer.status = Status::Daemon;
        answer
    }

    fn embedded(&self, mut answer: Answer) -> Answer {
        let at = |node| Some(Origin::Config(node));
        match self.embedding.mode {
            EmbeddedMode::Works => {
                if answer.decided_by.is_none() {
                    let effect = || "no line delegates it".to_owned();
                    answer.trace.tell(None, effect);
                }
                answer.status = Status::Embedded;
                answer
            }
            EmbeddedMode::Restricted(node) => {
                let effect = || "restricts embedded mode".to_owned();
                answer.trace.tell(at(node), effect);
                let why = "it is not delegated, and embedded mode is restricted".to_owned();
                because(answer, Status::Refused, why)
            }
            EmbeddedMode::Crashes(node) => {
                let effect = || "lets it through to processes without Python".to_owned();
                answer.trace.tell(at(node), effect);
                answer.decided_by = at(node);
                let why = "an earlier WSGIRestrictEmbedded On kept Python out of the processes that this Off lets it run in: they crash";
                because(answer, Status::Refused, why.to_owned())
            }
            EmbeddedMode::Unknown(node) => {
                let why = "what On and Off together do depends on the version of mod_wsgi (--mod-wsgi-version)";
                undecided(answer, &Doubt::at(Origin::Config(node), why))
            }
        }
    }
}

fn callable(options: &Options, expansion: &Expansion<'_>) -> Result<Vec<u8>, Doubt> {
    if let Some(callable) = &options.callable {
        return Ok(callable.clone());
    }
    let value = expansion.settings.last_word(Topic::CallableObject);
    expansion.callable(value.as_ref().map(|(value, _)| value.as_slice()))
}

/// Returns whether a `WSGIRestrictProcess` names a group; in any case, and Apache's own processes as `%{GLOBAL}`.
fn is_allowed(settings: &Settings<'_>, origin: &Origin, name: &[u8]) -> bool {
    let mut rest = settings.arguments(origin);
    while !rest.is_empty() {
        let word = crate::syntax::word(&mut rest);
        let word = if word.as_ref() == b"%{GLOBAL}" {
            &[]
        } else {
            word.as_ref()
        };
        if word.eq_ignore_ascii_case(name) {
            return true;
        }
    }
    false
}

/// Returns a group's name for a sentence.
pub(super) fn shown(name: &[u8]) -> String {
    if name.is_empty() {
        return "of Apache's own processes".to_owned();
    }
    format!("`{}`", printable(name))
}

fn because(mut answer: Answer, status: Status, why: String) -> Answer {
    answer.status = status;
    answer.because = Some(why);
    answer
}

/// Returns the answer that it cannot be told.
pub(super) fn undecided(mut answer: Answer, doubt: &Doubt) -> Answer {
    if let Some(origin) = &doubt.origin {
        answer.decided_by = Some(origin.clone());
        answer
            .trace
            .tell(Some(origin.clone()), || doubt.why.clone());
    }
    Answer {
        because: Some(doubt.why.clone()),
        decided_by: answer.decided_by,
        handled_by: answer.handled_by,
        trace: answer.trace,
        ..Answer::bare(Status::Undecided, answer.server)
    }
}
