//! What a plan changes besides, in words: the person who applies it has to know.

use std::collections::BTreeSet;

use crate::httpd::catalog::wsgi::Version;
use crate::migration::consequences::socket_prefix;
use crate::migration::declared::Declared;
use crate::migration::judgement::macro_line;
use crate::migration::judgement::{Judgement, Verdict};
use crate::migration::platform::mod_python;
use crate::migration::preset::Chosen;
use crate::migration::situation::{Situation, file_name};
use crate::source::{printable, quoted};
use crate::syntax::Words;
use crate::wsgi::{Concern, Delegation};

/// Says what changes for process groups whose definitions move to the main server (mod_wsgi wsgi_daemon.c:
/// `wsgi_start_process` gives their processes the ErrorLog of the server in which they are defined).
pub(in crate::migration) fn of_moving(
    groups: &[&[u8]],
    restricts_processes: bool,
) -> Option<String> {
    let (its, it) = match groups {
        [] => return None,
        [_] => ("its", "it"),
        _ => ("their", "them"),
    };
    let fence = if restricts_processes {
        ""
    } else {
        "; a WSGIRestrictProcess keeps a virtual host to its own groups: `--set restrict-process=true` or the preset \
         `hardened` writes one"
    };
    Some(format!(
        "{}: what {its} processes write outside of requests (start, background threads, crashes) goes to the main \
         ErrorLog; and every virtual host may use {it} now{fence}",
        quoted(groups.iter().map(|name| printable(name)))
    ))
}

/// Says that a macro uses process groups that are defined elsewhere.
fn of_macro(name: &[u8]) -> String {
    format!(
        "the macro `{}` names process groups that it does not define: each new `Use` of it needs a definition beside the others",
        printable(name)
    )
}

/// Says of which macros that is true from now on.
pub(in crate::migration) fn of_macros(
    situation: &Situation<'_>,
    judgement: &Judgement,
) -> Vec<String> {
    let delegated = judgement.macro_names.keys();
    let places = delegated.map(|node| situation.tree.directive(*node).place);
    let defined = judgement.hoisted.values();
    let defined = defined.filter_map(|hoisted| hoisted.macro_name.clone());
    let names: BTreeSet<Vec<u8>> = places
        .filter_map(|place| macro_line(situation, place).ok())
        .map(|line| line.written_name)
        .chain(defined)
        .collect();
    names.iter().map(|name| of_macro(name)).collect()
}

/// Says which applications could not reach their group, and can as soon as its definition has moved.
pub(in crate::migration) fn of_what_begins_to_work(
    situation: &Situation<'_>,
    judgement: &Judgement,
) -> Vec<String> {
    let (config, inventory) = (situation.config, situation.inventory);
    let delegated = judgement
        .applications
        .iter()
        .filter_map(|(id, verdict)| match verdict {
            Verdict::Delegated(groups) => Some((inventory.application(*id), groups)),
            Verdict::Embedded(_) => None,
        })
        .flat_map(|(application, groups)| groups.iter().map(move |group| (application, group)));
    let failing = delegated.filter(|(application, group)| {
        let serving = inventory.serving(config, application);
        inventory.daemon(group).is_some_and(|daemon| {
            let mut servers = serving.into_iter();
            judgement.hoisted.contains_key(&daemon.node)
                && servers.any(|server| !daemon.is_reachable_from(config, server))
        })
    });
    let said = failing.map(|(application, group)| {
        format!(
            "{} could not reach the process group `{}` of another virtual host, so its requests failed ({}); \
             it is served from there now",
            situation.label(application),
            printable(group),
            situation.at_node(application.node)
        )
    });
    said.collect()
}

/// Says which lines make scripts of files in vain: they need a process group before they are made to work.
pub(in crate::migration) fn of_inert_handlers(situation: &Situation<'_>) -> Vec<String> {
    let inert = situation.inventory.inert.iter();
    let said = inert.map(|application| {
        format!(
            "`{}` at {} runs nothing (403), because no `Options` allow ExecCGI; before they do, give it a process group",
            printable(situation.tree.name_of(application.node)),
            situation.at_node(application.node)
        )
    });
    said.collect()
}

/// Says that `.htaccess` files were looked at, and what it means to write one later.
pub(in crate::migration) fn of_htaccess(situation: &Situation<'_>) -> Option<String> {
    let beyond = situation.inventory.beyond.iter();
    let lines: Vec<_> = beyond
        .filter(|beyond| beyond.concern == Concern::Htaccess)
        .map(|beyond| beyond.node)
        .collect();
    let first = situation.at_node(*lines.first()?);
    let more = match lines.len() {
        1 => String::new(),
        more => format!(" and {} more", more - 1),
    };
    let allows = |class: &[u8]| {
        lines.iter().any(|node| {
            let line = situation.tree.directive(*node);
            // A list names directives, not classes.
            let is_list = line.name.eq_ignore_ascii_case(b"AllowOverrideList");
            let mut words = Words::new(line.arguments);
            is_list
                || words.any(|word| {
                    word.eq_ignore_ascii_case(class) || word.eq_ignore_ascii_case(b"All")
                })
        })
    };
    let handler = "a handler that one gets later answers 500 without a WSGIProcessGroup";
    let hook = "a hook that one gets later crashes the process";
    let (what, later) = match (allows(b"FileInfo"), allows(b"AuthConfig")) {
        (true, true) => ("handlers and hooks", format!("{handler}, {hook}")),
        (false, true) => ("hooks", hook.to_owned()),
        (_, false) => ("handlers", handler.to_owned()),
    };
    Some(format!(
        ".htaccess files may set {what} of mod_wsgi ({first}{more}); {} directories were looked at, and none has what the \
         restriction would break: {later}",
        situation.inventory.htaccess.directories
    ))
}

/// Says which process groups nothing uses, while applications get new ones: mostly one of these was meant, and the line that
/// names it stands where it does not count. Of one that may be used by what is not listed, nothing is said.
pub(in crate::migration) fn of_idle_groups(situation: &Situation<'_>) -> Vec<String> {
    let groups = situation.overview.groups.iter();
    let idle = groups.filter(|group| group.is_idle());
    let said = idle.map(|group| {
        format!(
            "nothing is known to use the process group `{}` ({}): if it was meant for an application that gets a new \
             one here, say `process-group={0}` on its alias before; ask `which` for its URLs before you take it away",
            printable(&group.daemon.name),
            situation.at_node(group.daemon.node)
        )
    });
    said.collect()
}

/// Says which applications a line keeps in Apache's own processes: somebody may have had a reason.
pub(in crate::migration) fn of_what_was_embedded_on_purpose(
    situation: &Situation<'_>,
    judgement: &Judgement,
) -> Vec<String> {
    let (config, inventory) = (situation.config, situation.inventory);
    let mut notes = Vec::new();
    for (id, _) in judgement.embedded() {
        let application = inventory.application(id);
        let serving = inventory.serving(config, application);
        let mut lines = serving.into_iter().filter_map(|server| {
            match inventory.delegation(config, application, server).0 {
                Delegation::Embedded(line) => line,
                _ => None,
            }
        });
        if let Some(line) = lines.next() {
            notes.push(format!(
                "{} ran in Apache's own processes because a line says so ({}); look for its reason first",
                situation.label(application),
                situation.at_node(line)
            ));
        }
    }
    notes
}

/// Says what is left for a second plan.
pub(in crate::migration) fn of_the_second_step() -> String {
    "`WSGIRestrictEmbedded On` is left for a second step: apply this one, see that every application answers, then plan \
     again without --stage delegate"
        .to_owned()
}

/// Says that an application was refused until now, because embedded mode is restricted.
pub(in crate::migration) fn of_refused(application: &str, group: &str) -> String {
    format!(
        "{application} was refused (500), because embedded mode is restricted already; it is served from `{group}` now"
    )
}

/// Says how many processes new groups have, and which time limits.
pub(in crate::migration) fn of_new_groups(groups: &[Chosen]) -> Option<String> {
    let value = |chosen: &Chosen, wanted: &str| {
        let mut options = chosen.options.iter();
        let found = options.find(|option| option.name == wanted)?;
        found.value.parse::<usize>().ok()
    };
    let first = groups.first()?;
    let processes: usize = groups
        .iter()
        .map(|chosen| value(chosen, "processes").unwrap_or(1))
        .sum();
    let processes = format!("new daemon processes: {processes}");
    let limits = |chosen: &Chosen| -> Vec<String> {
        let options = chosen.options.iter();
        let limits = options.filter(|option| option.name.ends_with("-timeout"));
        limits
            .map(|option| format!("{}={}", option.name, option.value))
            .collect()
    };
    let of_first = limits(first);
    if groups.iter().all(|chosen| limits(chosen).is_empty()) {
        return Some(processes);
    }
    let limits = if groups.iter().all(|chosen| limits(chosen) == of_first) {
        of_first.join(", ")
    } else {
        "those of each group, which differ".to_owned()
    };
    Some(format!(
        "{processes}; their time limits, in seconds, at which a request is given up or its process restarted: {limits}"
    ))
}

/// Says which options that were chosen a version of mod_wsgi does not have.
pub(in crate::migration) fn of_options_left_out(
    groups: &[Chosen],
    version: Option<Version>,
) -> Option<String> {
    let mut names: Vec<&str> = Vec::new();
    for name in groups.iter().flat_map(|chosen| &chosen.left_out) {
        if !names.contains(&name.as_str()) {
            names.push(name);
        }
    }
    if names.is_empty() {
        return None;
    }
    let why = match version {
        Some((major, minor, patch)) => {
            format!("mod_wsgi {major}.{minor}.{patch} does not have them")
        }
        None => "the version of mod_wsgi is not known (--mod-wsgi-version)".to_owned(),
    };
    Some(format!("options left out: {}: {why}", names.join(", ")))
}

/// Says which other directives gain or lose their meaning.
pub(in crate::migration) fn of_other_directives(
    situation: &Situation<'_>,
    declared: &Declared,
    any_moves: bool,
    is_restricted: bool,
) -> Vec<String> {
    let beyond = situation.inventory.beyond.iter();
    let unchanged = beyond.filter(|beyond| !declared.edited.contains_key(&beyond.node));
    let (hooks, others): (Vec<_>, Vec<_>) =
        unchanged.partition(|beyond| beyond.concern == Concern::PythonInChildren);
    let shown = |node| {
        let name = printable(situation.tree.name_of(node));
        format!("`{name}` at {}", situation.at_node(node))
    };
    let said = others.into_iter().filter_map(|beyond| {
        let what = match beyond.concern {
            Concern::EmbeddedOnly if any_moves => {
                "has no effect in a daemon: `apache.request_rec` is not in the environment there"
            }
            Concern::DaemonOnly if any_moves => {
                "takes effect in a daemon: Apache's error pages replace those of the application"
            }
            _ => return None,
        };
        Some(format!("{} {what}", shown(beyond.node)))
    });
    let mut notes: Vec<_> = said.collect();
    if !hooks.is_empty() && is_restricted {
        let keep = if hooks.len() == 1 { "keeps" } else { "keep" };
        let hooks: Vec<_> = hooks.iter().map(|hook| shown(hook.node)).collect();
        notes.push(format!(
            "{} {keep} Python in every child of httpd: no memory is saved before that is changed; what such a script shares \
             with an application in one interpreter, it no longer shares",
            hooks.join(", ")
        ));
    }
    notes
}

/// Says that mod_python starts Python in every process, whatever mod_wsgi does (mod_wsgi.md 5.3).
pub(in crate::migration) fn of_mod_python(situation: &Situation<'_>) -> Option<String> {
    let line = mod_python(situation)?;
    Some(format!(
        "mod_python ({}) starts Python in every process of httpd: no memory is saved while it is loaded, and mod_wsgi 4.1 and \
         later do not start beside it",
        situation.at_node(line)
    ))
}

/// Says where sockets go, for a server that never had any and whose layout is not Debian's: the directory that is built in
/// may be closed to httpd's user, as Red Hat's `logs` is, and then every request answers 503 (mod_wsgi wsgi_daemon.c:
/// `wsgi_start_daemons`).
pub(in crate::migration) fn of_sockets(situation: &Situation<'_>) -> Option<String> {
    let is_debian = situation.tree.files().any(|(_, file)| {
        let mut parents = file.path.ancestors().skip(1);
        parents.any(|parent| matches!(file_name(parent), b"mods-enabled" | b"conf-enabled"))
    });
    (socket_prefix::is_open(situation) && !socket_prefix::is_red_hat(situation) && !is_debian).then(|| {
        "these are the first process groups here, and no WSGISocketPrefix is set: if requests answer 503 with \
         `Permission denied` in the error log, httpd's user cannot search the directory of the sockets; then set \
         `WSGISocketPrefix run/wsgi` at the main server"
            .to_owned()
    })
}

/// Says what is different in a daemon for every application.
pub(in crate::migration) fn of_daemons(any_preloaded: bool) -> Vec<String> {
    let mut notes = vec![
        "an application in a daemon is restarted when its script changes, is loaded anew by a reload of \
         httpd, and must begin its answer within the group's socket-timeout, or httpd's Timeout if there is none"
            .to_owned(),
        // Measured with mod_wsgi 4.9.4: `X-A: 1` and `X-A: 2` come as `X-A: 1, 2`.
        "a response header may have up to 32 KiB there (`header-buffer-size` of the group), and several of one name, but for \
         `Set-Cookie`, come as one"
            .to_owned(),
        "an answer with status 200 and a `Location:` that is a path makes httpd answer from that path instead of handing \
         it on (an internal redirect, as for CGI scripts)"
            .to_owned(),
        // Measured with mod_wsgi 4.9.4; embedded the file reaches httpd's byte ranges as one bucket of known length.
        "a `Range` request for a file that an application sends by `wsgi.file_wrapper` gets all of it (200 instead of 206)"
            .to_owned(),
        "a response header `Status:` sets the status of the answer instead of being handed on".to_owned(),
        "`HOME` in os.environ is the home directory of the group's user, no longer what Apache's environment says".to_owned(),
    ];
    if any_preloaded {
        notes.push(
            "an application with process-group= and application-group= on its alias is loaded when a process of its \
             group starts, no longer at its first request"
                .to_owned(),
        );
    }
    notes
}
