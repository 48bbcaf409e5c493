//! Every request for an application is answered as before, or from a process group instead of Apache's own processes.

use std::borrow::Cow;

use super::transition::alias_options;
use super::{Comparison, Difference, Proof, Reached, Running, Transition};
use crate::migration::held::{Held, Obstacle};
use crate::migration::restriction::NOT_SET;
use crate::migration::situation::Situation;
use crate::source::printable;
use crate::wsgi::{Answer, DaemonProcess, Mechanism, Mounted, MountedPart, Status};

/// One request, answered before and after.
pub(super) struct Asked<'server> {
    one: &'server Mounted,
    other: &'server Mounted,
    part: Option<&'server MountedPart>,
    pub(super) was: Cow<'server, Answer>,
    pub(super) is: Cow<'server, Answer>,
}

impl Asked<'_> {
    /// Returns the application with what would change for it.
    pub(super) fn reached(&self, what: String) -> Reached {
        Reached {
            line: self.one.node,
            script: self.was.script.clone(),
            what,
        }
    }
}

impl<'server> Comparison<'server> {
    /// Returns what becomes of every request that was looked at, before and after: one for each application in each server,
    /// and one for each part of it that a section may send elsewhere.
    pub(super) fn asked(&self) -> Vec<Asked<'server>> {
        let before = self.before.overview.applications.iter();
        let after = self.after.overview.applications.iter();
        let mut asked = Vec::new();
        for (one, other) in before.zip(after) {
            asked.push(Asked {
                one,
                other,
                part: None,
                was: Cow::Borrowed(&one.answer),
                is: Cow::Borrowed(&other.answer),
            });
            self.ask_for_parts(one, other, &mut asked);
        }
        asked
    }

    /// Adds the parts that run elsewhere than the whole, before or after.
    fn ask_for_parts(
        &self,
        one: &'server Mounted,
        other: &'server Mounted,
        asked: &mut Vec<Asked<'server>>,
    ) {
        for part in &one.parts {
            asked.push(Asked {
                one,
                other,
                part: Some(part),
                was: Cow::Borrowed(&part.answer),
                is: answer_in(self.after, other, part),
            });
        }
        let is_new = |part: &&MountedPart| find(&one.parts, part).is_none();
        for part in other.parts.iter().filter(is_new) {
            asked.push(Asked {
                one,
                other,
                part: Some(part),
                was: answer_in(self.before, one, part),
                is: Cow::Borrowed(&part.answer),
            });
        }
    }

    /// Returns the applications that would be answered in another way than by a process group instead of Apache's own
    /// processes.
    pub(super) fn changes(&self, asked: &[Asked<'_>]) -> Vec<Reached> {
        let asked = asked.iter();
        let changes = asked.filter_map(|asked| {
            let what = self.change(asked).err()?;
            Some(asked.reached(format!("{}: {what}", self.label(asked))))
        });
        changes.collect()
    }

    /// Describes where requests are answered, and finds what needs embedded mode.
    pub(super) fn requests(&self, asked: &[Asked<'_>]) -> Result<Proof, Difference> {
        let mut proof = Proof::default();
        let mut needing = Vec::new();
        for asked in asked {
            needing.extend(self.needs_embedded_mode(asked));
            proof.transitions.push(self.transition(asked));
        }
        if needing.is_empty() {
            return Ok(proof);
        }
        Err(Difference::Embedded(needing))
    }

    /// The applications are the same, mounted in the same places.
    pub(super) fn applications(&self) -> Result<(), String> {
        let before = &self.before.overview.applications;
        let after = &self.after.overview.applications;
        if before.len() != after.len() {
            let (before, after) = (before.len(), after.len());
            return Err(format!("{before} applications would become {after}"));
        }
        let differing = before.iter().zip(after).find(|(one, other)| {
            (one.server, one.mechanism, one.defined_in)
                != (other.server, other.mechanism, other.defined_in)
                || (&one.mount, &one.script) != (&other.mount, &other.script)
        });
        match differing {
            None => Ok(()),
            Some((one, _)) => Err(format!(
                "another application would be at {}",
                printable(&one.mount)
            )),
        }
    }

    pub(super) fn label(&self, asked: &Asked<'_>) -> String {
        let is_alias = asked.one.mechanism == Mechanism::ScriptAlias;
        if asked.part.is_none() && !is_alias {
            // Written as a path, its id would be that of another application.
            return self.before.label_of(asked.one);
        }
        let server = self.before.server_label(asked.one.server);
        let mount = asked.part.map_or(&asked.one.mount, |part| &part.place);
        format!("{server}{}", printable(mount))
    }

    /// Says what is lost with a change of an answer, if anything is.
    fn change(&self, asked: &Asked<'_>) -> Result<(), String> {
        let Asked { was, is, .. } = asked;
        let same_application =
            was.script == is.script && was.callable == is.callable && was.mount == is.mount;
        let says_the_same = was.http_status == is.http_status && was.because == is.because;
        let kept = same_application
            && was.process_group == is.process_group
            && was.application_group == is.application_group
            && was.http_status == is.http_status;
        match (was.status, is.status) {
            (Status::Embedded, Status::Daemon) if same_application => self.takes_over(asked),
            // A list of allowed groups may have neither Apache's own processes nor the new group.
            (Status::Unreachable, Status::Unreachable) if same_application => Ok(()),
            (Status::Unreachable, Status::Daemon) if was.process_group == is.process_group => {
                Ok(())
            }
            (Status::Unreachable, Status::Daemon) if was.process_group.as_deref() == Some(b"") => {
                Ok(())
            }
            (Status::Undecided, Status::Undecided) | (Status::NotWsgi, Status::NotWsgi)
                if says_the_same =>
            {
                Ok(())
            }
            // That it would be refused is for the restriction's own check to tell.
            (Status::Refused | Status::Undecided, Status::Daemon)
            | (Status::Embedded, Status::Refused) => Ok(()),
            (one, other) if one == other && kept && one != Status::Undecided => Ok(()),
            _ => Err(format!("{} would become {}", told(was), told(is))),
        }
    }

    /// A group that takes over has the same interpreter, or the main one, and the same import path.
    fn takes_over(&self, asked: &Asked<'_>) -> Result<(), String> {
        let Asked { was, is, .. } = asked;
        let same_interpreter = was.application_group == is.application_group;
        if !same_interpreter && !self.may_be_in_the_main_interpreter(asked) {
            return Err(format!("{} would become {}", told(was), told(is)));
        }
        let name = is.process_group.as_deref().unwrap_or_default();
        match self.after.inventory.daemon(name) {
            Some(daemon) if daemon.is_for_services() => Err(format!(
                "the process group `{}` has no threads for requests",
                printable(name)
            )),
            Some(daemon) => {
                self.same_user(asked, daemon)?;
                self.import_path(daemon)
            }
            None => Err(format!(
                "there would be no process group `{}`",
                printable(name)
            )),
        }
    }

    /// Where a line assigns a user to requests, a group that takes over is open to that user.
    fn same_user(&self, asked: &Asked<'_>, daemon: &DaemonProcess) -> Result<(), String> {
        let users = &self.before.inventory.assigned_users;
        if users.may_connect(asked.one.server, daemon) {
            return Ok(());
        }
        let name = printable(&daemon.name);
        Err(format!(
            "the process group `{name}` would be closed to the user as whom its requests run"
        ))
    }

    /// Whether the main interpreter is what the alias asks for now, and no line ever asked for another.
    fn may_be_in_the_main_interpreter(&self, asked: &Asked<'_>) -> bool {
        let is_main = |answer: &Answer| answer.application_group.as_deref() == Some(b"");
        let option = |options: Option<crate::wsgi::AliasOptions>| {
            options.and_then(|options| options.application_group)
        };
        is_main(&asked.is)
            && option(alias_options(&self.before, asked.one)).is_none()
            && option(alias_options(&self.after, asked.other)).is_some()
            && self.no_line_names_an_interpreter(asked.one)
    }

    fn no_line_names_an_interpreter(&self, mounted: &Mounted) -> bool {
        let before = self.before;
        let application = before.inventory.application_at(mounted.node);
        application.is_none_or(|application| {
            let groups =
                before
                    .inventory
                    .application_groups(before.config, application, mounted.server);
            groups.is_empty()
        })
    }

    /// With embedded mode restricted by the plan, what was served needs it no more; returns what does, and why.
    fn needs_embedded_mode(&self, asked: &Asked<'_>) -> Option<Held> {
        if !self.restricts {
            return None;
        }
        let failed = matches!(
            asked.was.status,
            Status::Refused | Status::Unreachable | Status::ConfigError | Status::NotWsgi
        );
        let label = self.label(asked);
        let why = match asked.is.status {
            Status::Embedded | Status::Refused if !failed => {
                format!("{label} would still run in Apache's own processes")
            }
            Status::Undecided if !self.is_surely_delegated(asked.other) => {
                let because = asked.is.because.as_deref().unwrap_or("it cannot be told");
                format!("{label} may run in Apache's own processes: {because}")
            }
            _ => return None,
        };
        let clear = match asked.other.mechanism {
            Mechanism::Handler | Mechanism::HandlerScript if asked.other.asked.is_none() => {
                "write what it matches more plainly; or see that it runs in its process group, and set the line by hand"
            }
            _ => "say on its line in which process group it is to run",
        };
        let at = self.before.at_node(asked.one.node);
        Some(Held::new(NOT_SET, Obstacle::new(why, clear), at))
    }

    /// Whether the alias that mounts an application names a group that can be reached: whatever decides about a request,
    /// Apache's own processes do not run it.
    fn is_surely_delegated(&self, mounted: &Mounted) -> bool {
        let after = self.after;
        let group = alias_options(&after, mounted).and_then(|options| options.process_group);
        let daemon = group.and_then(|group| after.inventory.daemon(&group));
        daemon.is_some_and(|daemon| daemon.is_reachable_from(after.config, mounted.server))
    }

    fn transition(&self, asked: &Asked<'_>) -> Transition {
        let Asked { one, other, .. } = asked;
        Transition {
            id: one.id.clone(),
            label: self.before.label_of(one),
            server: one.server,
            mechanism: one.mechanism,
            node: one.node,
            mount: one.mount.clone(),
            script: one.script.clone(),
            part: asked.part.map(|part| part.place.clone()),
            before: Running::of(&self.before, one, &asked.was),
            after: Running::of(&self.after, other, &asked.is),
        }
    }
}

/// Says what becomes of the request for a part on the other side of the change: what is told of it there, or the answer to
/// the same request. The section may not be there, and say nothing else there.
fn answer_in<'server>(
    situation: Situation<'server>,
    mounted: &'server Mounted,
    part: &MountedPart,
) -> Cow<'server, Answer> {
    if let Some(own) = find(&mounted.parts, part) {
        return Cow::Borrowed(&own.answer);
    }
    let answer = situation
        .overview
        .ask(situation.answerer, mounted, &part.asked);
    answer.map_or(Cow::Borrowed(&mounted.answer), Cow::Owned)
}

/// Returns the part of the same section: its argument tells, since lines have other numbers.
fn find<'parts>(parts: &'parts [MountedPart], wanted: &MountedPart) -> Option<&'parts MountedPart> {
    parts
        .iter()
        .find(|part| part.place == wanted.place && part.is_condition == wanted.is_condition)
}

/// Says where an answer comes from.
pub(super) fn told(answer: &Answer) -> String {
    let group = printable(answer.process_group.as_deref().unwrap_or_default());
    let interpreter = printable(answer.application_group.as_deref().unwrap_or_default());
    match answer.status {
        Status::Daemon => format!("daemon `{group}` with the interpreter `{interpreter}`"),
        Status::Embedded => format!("embedded with the interpreter `{interpreter}`"),
        Status::Refused => "refused".to_owned(),
        Status::Unreachable => format!("an unreachable group `{group}`"),
        Status::ConfigError => "a configuration error".to_owned(),
        Status::NotWsgi => "no application".to_owned(),
        Status::Undecided => format!(
            "undecided ({})",
            answer.because.as_deref().unwrap_or_default()
        ),
    }
}
