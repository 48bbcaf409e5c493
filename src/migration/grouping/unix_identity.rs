//! The users and groups that options of new process groups name: whether the machine has them.

use std::collections::BTreeSet;

use super::Group;
use crate::host::Kind;
use crate::httpd::bytes_path;
use crate::httpd::catalog::wsgi::{ValueKind, WsgiOption};
use crate::migration::decisions::{Decided, DecisionError};
use crate::migration::preset::{Chosen, ChosenOption};
use crate::migration::situation::Situation;
use crate::source::printable;
use crate::wsgi::{Account, Accounts, AssignedUser, GROUP, PASSWD};

/// Makes sure that the users and groups that somebody chose are there: httpd does not start with one that is not
/// (server/util.c: `ap_uname2id`). A user without a home directory gets `/` for one, because mod_wsgi stops a process that
/// cannot change to it (mod_wsgi wsgi_daemon.c: `wsgi_setup_access`). What a line assigns to requests, httpd has found already.
/// Returns what there is to say.
pub(in crate::migration) fn settle(
    situation: &Situation<'_>,
    group: &Group,
    chosen: &mut Chosen,
    assigned: Option<&AssignedUser>,
) -> Result<Vec<String>, DecisionError> {
    let mut notes = Vec::new();
    let line = assigned.map(|assigned| situation.at_node(assigned.node));
    let is_assigned = |option: &ChosenOption| line.as_ref() == Some(&option.from);
    are_there(situation, chosen, &is_assigned)?;
    if assigned.is_none() {
        can_connect(situation, chosen)?;
    }
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
        Account::Missing if !is_assigned(&user) => {
            return Err(nobody("user", PASSWD, &user.value, &user));
        }
        Account::Found(fields) => fields.as_slice(),
        Account::Missing | Account::Unknown => &[],
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
        note_of_another(situation, group, &user)
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
        // A number needs no entry here; only of `user` mod_wsgi wants to know the name.
        let mut names = option
            .value
            .split(',')
            .filter(|name| !name.starts_with('#'));
        if let Some(name) =
            names.find(|name| matches!(look_up(situation, file, name), Account::Missing))
        {
            return Err(nobody(kind, file, name, option));
        }
    }
    Ok(())
}

/// Makes sure that Apache's own processes can connect to the group: its socket is closed to all but one user (mod_wsgi
/// wsgi_daemon.c: `wsgi_setup_socket`), and to another they answer 503 (measured).
fn can_connect(situation: &Situation<'_>, chosen: &Chosen) -> Result<(), DecisionError> {
    let Some(owner) = option(chosen, "socket-user") else {
        return Ok(());
    };
    let apache = situation.user_of_apache();
    let apache = apache.map(|user| printable(&user));
    let is_same = apache.as_ref().is_some_and(|apache| {
        *apache == owner.value || is_same_user(situation, apache, &owner.value)
    });
    if is_same {
        return Ok(());
    }
    let whose = match apache {
        Some(apache) => format!("Apache's own processes run as `{apache}`"),
        None => "no `User` says as whom Apache's own processes run".to_owned(),
    };
    Err(DecisionError::Unfit {
        from: owner.from.clone(),
        what: format!("`socket-user={}`", owner.value),
        why: format!(
            "only that user could connect to the process group, and {whose}; take it away"
        ),
    })
}

/// Returns whether a name and a number, or two names, are known to be one user.
fn is_same_user(situation: &Situation<'_>, one: &str, other: &str) -> bool {
    let id = |name: &str| match (name.strip_prefix('#'), look_up(situation, PASSWD, name)) {
        (Some(written), _) => Some(number(written)),
        (None, Account::Found(fields)) => {
            let id = std::str::from_utf8(fields.get(1)?).ok()?;
            Some(number(id))
        }
        (None, Account::Missing | Account::Unknown) => None,
    };
    id(one).is_some_and(|one| id(other) == Some(one))
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
fn note_of_another(situation: &Situation<'_>, group: &Group, user: &ChosenOption) -> String {
    let name = &user.value;
    let applications = group.users().map(|id| situation.inventory.application(id));
    let labels: BTreeSet<_> = applications
        .map(|application| situation.label(application))
        .collect();
    let (what, it) = if labels.len() > 1 {
        let labels: Vec<_> = labels.into_iter().collect();
        let group = printable(&group.name);
        let labels = labels.join(", ");
        let what = format!("the applications that share the process group `{group}` ({labels})");
        (what, "them")
    } else {
        ("the application".to_owned(), "it")
    };
    format!(
        "`{name}` must be able to read {what}, and to write what Apache's user has written for {it}; a httpd that is not \
         started as root ignores `user` and `group` without a word, and how it is started no configuration tells"
    )
}

fn option<'chosen>(chosen: &'chosen Chosen, name: &str) -> Option<&'chosen ChosenOption> {
    let mut options = chosen.options.iter();
    options.find(|option| option.name == name)
}

fn nobody(kind: &str, file: &str, name: &str, option: &ChosenOption) -> DecisionError {
    // A number is no way out for a user (mod_wsgi wsgi_daemon.c: `wsgi_add_daemon_process` wants its name).
    let otherwise = match kind {
        "user" => "write it yourself if another service knows it",
        _ => "give its number as `#1001` if another service knows it",
    };
    DecisionError::Unfit {
        from: option.from.clone(),
        what: format!("the {kind} `{name}`"),
        why: format!(
            "`{file}` has no such {kind}, and httpd does not start without it; make it first, or {otherwise}"
        ),
    }
}

fn look_up(situation: &Situation<'_>, file: &str, name: &str) -> Account {
    Accounts::of(situation.host).look_up(file, name.as_bytes())
}

/// Returns the number that a text begins with, 0 without (server/util.c: `ap_uname2id` asks `atoi`).
fn number(text: &str) -> u32 {
    let digits: String = text.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().unwrap_or_default()
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
