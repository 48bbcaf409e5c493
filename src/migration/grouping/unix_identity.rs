//! The users and groups that options of new process groups name: whether the machine has them.

use std::path::Path;

use crate::host::{Kind, Opened};
use crate::httpd::bytes_path;
use crate::httpd::catalog::wsgi::{ValueKind, WsgiOption};
use crate::migration::decisions::{Decided, DecisionError};
use crate::migration::preset::{Chosen, ChosenOption};
use crate::migration::situation::Situation;
use crate::wsgi::AssignedUser;

const PASSWD: &str = "/etc/passwd";
const GROUP: &str = "/etc/group";

/// What a lookup comes to.
enum Entry {
    /// The fields behind the name.
    Found(Vec<Vec<u8>>),
    /// The file has no such name.
    Missing,
    /// The file cannot be read, or a number was given instead of a name.
    Unknown,
}

/// Makes sure that the users and groups that somebody chose are there: httpd does not start with one that is not
/// (server/util.c: `ap_uname2id`). A user without a home directory gets `/` for one, because mod_wsgi stops a process that
/// cannot change to it (mod_wsgi wsgi_daemon.c: `wsgi_setup_access`). What a line assigns to requests, httpd has found already.
/// Returns what there is to say.
pub(in crate::migration) fn settle(
    situation: &Situation<'_>,
    chosen: &mut Chosen,
    assigned: Option<&AssignedUser>,
) -> Result<Vec<String>, DecisionError> {
    let mut notes = Vec::new();
    let line = assigned.map(|assigned| situation.at_node(assigned.node));
    let is_assigned = |option: &ChosenOption| line.as_ref() == Some(&option.from);
    are_there(situation, chosen, &is_assigned)?;
    let Some(mut user) = option(chosen, "user").cloned() else {
        return Ok(notes);
    };
    // Whoever says the same says nothing new: a file of answers that was written by a plan.
    let same = assigned.filter(|assigned| assigned.user == user.value.as_bytes());
    if let (Some(_), Some(line)) = (same, &line) {
        user.from.clone_from(line);
    }
    let entry = look_up(situation, PASSWD, &user.value);
    let fields = match &entry {
        Entry::Missing if !is_assigned(&user) => {
            return Err(nobody("user", PASSWD, &user.value, &user));
        }
        Entry::Found(fields) => fields.as_slice(),
        Entry::Missing | Entry::Unknown => &[],
    };
    if user.value == "#0" || fields.get(1).is_some_and(|id| id == b"0") {
        return Err(DecisionError::Unfit {
            from: user.from,
            what: format!("the user `{}`", user.value),
            why: "mod_wsgi runs nothing as root".to_owned(),
        });
    }
    if option(chosen, "home").is_none() && !has_home(situation, fields) {
        notes.push(format!(
            "the user `{}` has no home directory that was found, so its processes start in `/` (home=/): without a \
             directory to start in they end at once",
            user.value
        ));
        chosen.options.push(ChosenOption {
            name: "home".to_owned(),
            value: "/".to_owned(),
            from: "its user has no home directory".to_owned(),
        });
    }
    if option(chosen, "group").is_none() {
        notes.push(format!(
            "processes of the user `{}` have Apache's group: `user` alone does not change it",
            user.value
        ));
    }
    notes.push(if is_assigned(&user) {
        note_of_assigned(chosen, &user)
    } else {
        note_of_another(&user)
    });
    Ok(notes)
}

/// Makes sure that httpd starts with the users and groups that are named, but for `user`; and that requests are answered: a
/// group that takes scripts of one owner only answers 403 for those of others (mod_wsgi wsgi_remote.c:
/// `wsgi_execute_remote`), and owners are not looked at.
fn are_there(
    situation: &Situation<'_>,
    chosen: &Chosen,
    is_assigned: &dyn Fn(&ChosenOption) -> bool,
) -> Result<(), DecisionError> {
    for option in chosen.options.iter().filter(|option| !is_assigned(option)) {
        if matches!(option.name.as_str(), "script-user" | "script-group") {
            return Err(DecisionError::Unfit {
                from: option.from.clone(),
                what: format!("`{}`", option.name),
                why: "scripts of another owner are refused then (403), and whose they are is not looked at; write it \
                      yourself when the application runs in its daemon"
                    .to_owned(),
            });
        }
        let (kind, file) = match WsgiOption::named(&option.name).map(|known| known.value) {
            Some(ValueKind::Group | ValueKind::Groups) => ("group", GROUP),
            Some(ValueKind::User) if option.name != "user" => ("user", PASSWD),
            _ => continue,
        };
        let mut names = option.value.split(',');
        if let Some(name) =
            names.find(|name| matches!(look_up(situation, file, name), Entry::Missing))
        {
            return Err(nobody(kind, file, name, option));
        }
    }
    Ok(())
}

fn note_of_assigned(chosen: &Chosen, user: &ChosenOption) -> String {
    let (name, line) = (&user.value, &user.from);
    let elsewhere = if option(chosen, "home").is_none() {
        "; they start in that user's home directory, no longer in `/`, unless they get another `home`"
    } else {
        ""
    };
    format!(
        "processes run as `{name}`, as the requests of their virtual host do ({line}){elsewhere}"
    )
}

/// Without root's rights mod_wsgi ignores the user (mod_wsgi.md 2.1: measured).
fn note_of_another(user: &ChosenOption) -> String {
    let name = &user.value;
    format!(
        "`{name}` must be able to read the application, and to write what Apache's user has written for it; a httpd that is \
         not started as root ignores `user` and `group`"
    )
}

fn option<'chosen>(chosen: &'chosen Chosen, name: &str) -> Option<&'chosen ChosenOption> {
    let mut options = chosen.options.iter();
    options.find(|option| option.name == name)
}

fn nobody(kind: &str, file: &str, name: &str, option: &ChosenOption) -> DecisionError {
    DecisionError::Unfit {
        from: option.from.clone(),
        what: format!("the {kind} `{name}`"),
        why: format!(
            "`{file}` has no such {kind}, and httpd does not start without it; make it first, or give its number as \
             `#1001` if another service knows it"
        ),
    }
}

/// Looks for a name at the beginning of a line.
fn look_up(situation: &Situation<'_>, file: &str, name: &str) -> Entry {
    if name.starts_with('#') {
        return Entry::Unknown;
    }
    let Ok(Opened::File(text)) = situation.host.open(Path::new(file)) else {
        return Entry::Unknown;
    };
    for line in text.split(|byte| *byte == b'\n') {
        let mut fields = line.split(|byte| *byte == b':');
        if fields.next() == Some(name.as_bytes()) {
            return Entry::Found(fields.map(<[u8]>::to_vec).collect());
        }
    }
    Entry::Missing
}

/// Returns whether the home directory of an entry of `/etc/passwd` is there; its fields are those behind the name.
fn has_home(situation: &Situation<'_>, fields: &[Vec<u8>]) -> bool {
    let home = fields.get(4);
    home.is_some_and(|home| matches!(situation.host.kind(bytes_path(home)), Ok(Kind::Directory)))
}

/// Says for which applications nobody has said what the preset asks for.
pub(in crate::migration) fn note_of_missing(preset: &str, decided: &[Decided]) -> Option<String> {
    let asking = decided.iter().filter(|decided| !decided.missing.is_empty());
    let mut ids: Vec<&str> = Vec::new();
    let mut names: Vec<&str> = Vec::new();
    for decided in asking {
        ids.extend(decided.applications.keys().map(String::as_str));
        let missing = decided.missing.iter().map(String::as_str);
        names.extend(missing);
    }
    names.sort_unstable();
    names.dedup();
    let (id, name) = (ids.first()?, names.last()?);
    let listed = |words: &[&str], between: &str| {
        let words: Vec<_> = words.iter().map(|word| format!("`{word}`")).collect();
        words.join(between)
    };
    Some(format!(
        "the preset `{preset}` asks for {} of its own for each application, and nobody has said which for {}; until then \
         it is Apache's (`--application {id}:{name}=NAME`, or --write-answers and --answers)",
        listed(&names, " and "),
        listed(&ids, ", "),
    ))
}
