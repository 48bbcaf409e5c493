//! Applications of one interpreter, and what is loaded into it before they are asked.

use super::server::Server;

/// A virtual host of this name.
fn host(name: &str, lines: &str) -> String {
    format!("<VirtualHost *:80>\n  ServerName {name}.test\n  {lines}\n</VirtualHost>\n")
}

fn load(options: &str) -> String {
    format!("WSGIImportScript /srv/load.py {options}\n")
}

const INTO_APACHE: &str = "process-group=%{GLOBAL}";

/// Measured: an application that asks for what the script left in `sys` answers 500 without it.
#[test]
fn what_is_loaded_into_the_interpreter_of_an_application_goes_along() {
    for (lines, delegated) in [
        (
            "WSGIScriptAlias / /srv/a.wsgi application-group=sh",
            "WSGIScriptAlias / /srv/a.wsgi application-group=sh process-group=a",
        ),
        (
            "WSGIApplicationGroup sh\n  WSGIScriptAlias / /srv/a.wsgi",
            "WSGIScriptAlias / /srv/a.wsgi process-group=a",
        ),
    ] {
        let import = load(&format!("{INTO_APACHE} application-group=sh"));
        let outcome = Server::with(&(import.clone() + &host("a", lines))).planned();
        outcome.is_complete();
        assert_eq!(outcome.lines("WSGIScriptAlias"), [delegated]);
        assert_eq!(
            outcome.lines("WSGIImportScript"),
            [import.trim().replace("%{GLOBAL}", "a")],
            "{outcome}"
        );
    }
}

/// Measured: `os.environ` as a script left it in one interpreter is found by those that are made later.
#[test]
fn what_prepares_all_of_apaches_own_processes_is_to_be_looked_at_by_those_that_leave() {
    let import = load(&format!("{INTO_APACHE} application-group=sh"));
    let hosts = host("a", "WSGIScriptAlias / /srv/a.wsgi application-group=sh")
        + &host("b", "WSGIScriptAlias / /srv/b.wsgi");
    let outcome = Server::with(&(import + &hosts)).planned();
    outcome.is_complete();
    assert_eq!(outcome.risks[..2], ["safe", "review"], "{outcome}");
    let own = Server::with(
        &(format!("WSGIImportScript /srv/a.wsgi {INTO_APACHE} application-group=%{{GLOBAL}}\n")
            + &host("a", "WSGIScriptAlias / /srv/a.wsgi")
            + &host("b", "WSGIScriptAlias / /srv/b.wsgi")),
    );
    assert_eq!(own.planned().risks[..2], ["safe", "safe"]);
}

/// The interpreter that mod_wsgi makes up has a name, too.
#[test]
fn what_is_loaded_into_an_interpreter_that_no_line_names_goes_along() {
    let import = load(&format!("application-group=a.test|/x {INTO_APACHE}"));
    let alias = host("a", "WSGIScriptAlias /x /srv/a.wsgi");
    let outcome = Server::with(&(import + &alias)).planned();
    outcome.is_complete();
    assert_eq!(
        outcome.lines("WSGIScriptAlias"),
        ["WSGIScriptAlias /x /srv/a.wsgi process-group=a-x"],
        "the main interpreter would be another one"
    );
    assert_eq!(
        outcome.lines("WSGIImportScript"),
        ["WSGIImportScript /srv/load.py application-group=a.test|/x process-group=a-x"]
    );
}

#[test]
fn what_is_loaded_into_the_main_interpreter_goes_to_every_group_that_has_one_of_its_own() {
    let import = load("process-group=%{GLOBAL} \\\n    application-group=%{GLOBAL}");
    let outcome = Server::with(&format!(
        "WSGIApplicationGroup %{{GLOBAL}}\n<IfModule wsgi_module>\n  {import}</IfModule>\n{}{}",
        host("a", "WSGIScriptAlias / /srv/a.wsgi"),
        host("b", "WSGIScriptAlias / /srv/b.wsgi"),
    ))
    .planned();
    outcome.is_complete().notes(
        "the applications of `a`, `b` were together in the main interpreter of Apache's own processes",
    );
    let text = outcome.after.text(super::server::MAIN);
    let both = "  WSGIImportScript /srv/load.py process-group=a \\\n    application-group=%{GLOBAL}\n  \
                WSGIImportScript /srv/load.py process-group=b     application-group=%{GLOBAL}\n</IfModule>";
    assert!(text.contains(both), "{text}");
    assert!(
        outcome.steps.contains(
            &"load the script of a WSGIImportScript in the process groups `a`, `b`".to_owned()
        ),
        "{outcome}"
    );
}

/// What stays in Apache's own processes finds it there, what goes finds it in its group.
#[test]
fn what_is_loaded_for_an_application_that_stays_is_loaded_twice() {
    let import = load(&format!("{INTO_APACHE} application-group=%{{GLOBAL}}"));
    let outcome = Server::with(&format!(
        "WSGIApplicationGroup %{{GLOBAL}}\n{import}{}<VirtualHost *:80>\n  ServerName b.test\n  \
         WSGIDispatchScript /srv/d.py\n  WSGIScriptAlias / /srv/b.wsgi\n</VirtualHost>\n",
        host("a", "WSGIScriptAlias / /srv/a.wsgi"),
    ))
    .planned();
    assert_eq!(outcome.held.len(), 2, "{outcome}");
    assert_eq!(
        outcome.lines("WSGIImportScript"),
        [
            import.trim().to_owned(),
            import
                .trim()
                .replace("process-group=%{GLOBAL}", "process-group=a")
        ],
        "{outcome}"
    );
}

/// Nobody can say then that the application goes on to work.
#[test]
fn an_application_stays_where_the_line_of_what_is_loaded_for_it_cannot_be_changed() {
    let in_macro = format!(
        "LoadModule macro_module /modules/mod_macro.so\n<Macro L $i>\n  {}</Macro>\nUse L sh\n",
        load("process-group=%{GLOBAL} application-group=$i")
    );
    for (import, why) in [
        (
            load("process-group=x process-group=%{GLOBAL} application-group=sh"),
            "its line does not have `process-group=%{GLOBAL}` once and in one piece; write it so",
        ),
        (
            in_macro,
            "it stands in the body of a macro, which other uses share; write it outside of the macro",
        ),
    ] {
        let alias = "WSGIScriptAlias / /srv/a.wsgi application-group=sh";
        let outcome = Server::with(&(import + &host("a", alias))).planned();
        assert_eq!(outcome.held.len(), 1, "{outcome}");
        let held = "`WSGIImportScript` loads `/srv/load.py` into its interpreter in Apache's own processes, and cannot be told to \
                    load it elsewhere: ";
        assert!(
            outcome.held[0].ends_with(&format!("{held}{why}")),
            "{outcome}"
        );
        outcome.changes_nothing();
    }
}

/// httpd takes the quotes away before mod_wsgi sees the words.
#[test]
fn what_is_loaded_by_a_line_with_quotes_goes_along() {
    for group in ["process-group=\"%{GLOBAL}\"", "process-group='%{GLOBAL}'"] {
        let import =
            format!("WSGIImportScript \"/srv/my load.py\" application-group=\"sh\" {group}\n");
        let alias = "WSGIScriptAlias / /srv/a.wsgi application-group=sh";
        let outcome = Server::with(&(import + &host("a", alias))).planned();
        outcome.is_complete();
        assert_eq!(
            outcome.lines("WSGIImportScript"),
            ["WSGIImportScript \"/srv/my load.py\" application-group=\"sh\" process-group=a"]
        );
    }
}

/// The script of a handler is asked for by the line that sets the handler.
#[test]
fn what_is_loaded_into_the_interpreter_of_a_handler_script_goes_along() {
    let import = load(&format!("{INTO_APACHE} application-group=sh"));
    let handler = "DocumentRoot /srv/www\n  WSGIHandlerScript pyh /srv/a.wsgi application-group=sh\n  AddHandler pyh .py";
    let outcome = Server::with(&(import + &host("a", handler)))
        .directory("/srv/www")
        .planned();
    outcome.is_complete();
    let handlers = outcome.lines("WSGIHandlerScript");
    let (_, group) = handlers[0].split_once(" process-group=").unwrap();
    assert_eq!(
        outcome.lines("WSGIImportScript"),
        [format!(
            "WSGIImportScript /srv/load.py process-group={group} application-group=sh"
        )]
    );
}

/// Measured: what one of them puts into `sys`, the other finds.
#[test]
fn applications_of_an_interpreter_that_lines_name_stay_together() {
    for lines in [
        "WSGIApplicationGroup sh\n  WSGIScriptAlias /s /srv/a.wsgi\n  WSGIScriptAlias / /srv/b.wsgi",
        "WSGIScriptAlias /s /srv/a.wsgi application-group=sh\n  WSGIScriptAlias / /srv/b.wsgi application-group=sh",
        "WSGIApplicationGroup %{SERVER}\n  WSGIScriptAlias /s /srv/a.wsgi\n  WSGIScriptAlias / /srv/b.wsgi",
    ] {
        let outcome = Server::with(&host("a", lines)).planned();
        outcome.is_complete();
        let groups = outcome.lines("WSGIDaemonProcess");
        assert_eq!(groups.len(), 1, "{outcome}");
        let aliases = outcome.lines("WSGIScriptAlias").join("\n");
        assert_eq!(aliases.matches("process-group=a-s").count(), 2, "{outcome}");
        assert!(!aliases.contains("%{GLOBAL}"), "{outcome}");
        outcome.notes(
            "`a-s` may run several scripts: its processes have one `os.environ` for all of them",
        );
    }
}

/// One alias in two virtual hosts that have one interpreter.
#[test]
fn an_interpreter_of_two_virtual_hosts_makes_one_group() {
    let outcome = Server::with(&format!(
        "WSGIApplicationGroup sh\n{}{}{}",
        host("a", "WSGIScriptAlias / /srv/a.wsgi"),
        host("b", "WSGIScriptAlias / /srv/b.wsgi"),
        host(
            "c",
            "WSGIScriptAlias / /srv/a.wsgi application-group=%{GLOBAL}"
        ),
    ))
    .planned();
    assert_eq!(
        outcome.is_complete().lines("WSGIScriptAlias"),
        [
            "WSGIScriptAlias / /srv/a.wsgi process-group=a",
            "WSGIScriptAlias / /srv/b.wsgi process-group=a",
            "WSGIScriptAlias / /srv/a.wsgi application-group=%{GLOBAL} process-group=c",
        ]
    );
}

/// One that cannot go holds the others of its interpreter.
#[test]
fn an_application_stays_with_one_of_its_interpreter_that_stays() {
    let outcome = Server::with(&format!(
        "{}{}",
        host(
            "a",
            "WSGIScriptAlias /b /srv/b.wsgi application-group=%{GLOBAL}\n  WSGIScriptAlias / /srv/a.wsgi application-group=sh"
        ),
        host(
            "b",
            "WSGIDispatchScript /srv/d.py\n  WSGIApplicationGroup sh\n  WSGIScriptAlias / /srv/b.wsgi"
        ),
    ))
    .planned();
    outcome.holds(
        "a.test/ is left as it is (/etc/apache2/apache2.conf:9): it shares the interpreter `sh` with b.test/, which is left as \
         it is; clear that first",
    );
    assert_eq!(outcome.lines("WSGIDaemonProcess").len(), 1, "{outcome}");
}

/// A macro names a group of its own in each use.
#[test]
fn applications_in_macros_stay_where_they_share_an_interpreter() {
    let macros = |group: &str| {
        Server::with(&format!(
            "LoadModule macro_module /modules/mod_macro.so\n<Macro Site $n>\n{}</Macro>\nUse Site a\nUse Site b\n",
            host(
                "$n",
                &format!("WSGIScriptAlias / /srv/$n.wsgi application-group={group}")
            )
        ))
    };
    macros("%{GLOBAL}").planned().is_complete();
    macros("x-$n").planned().is_complete();
    let outcome = macros("sh").planned();
    outcome.changes_nothing();
    let why = "its line stands in a macro, and it shares the interpreter `sh` with";
    assert!(outcome.held[0].contains(why), "{outcome}");
}

/// The TLS virtual host is delegated, and its group is not for what it does not run.
#[test]
fn a_group_of_one_twin_is_not_for_others_of_the_interpreter() {
    let outcome = Server::with(
        "WSGIDaemonProcess tls\n<VirtualHost *:443>\n  ServerName a.test\n  WSGIApplicationGroup sh\n  \
         WSGIScriptAlias / /srv/a.wsgi process-group=tls\n</VirtualHost>\n\
         <VirtualHost *:80>\n  ServerName a.test\n  WSGIApplicationGroup sh\n  \
         WSGIScriptAlias /b /srv/b.wsgi\n  WSGIScriptAlias / /srv/a.wsgi\n</VirtualHost>\n",
    )
    .planned();
    assert_eq!(
        outcome.is_complete().lines("WSGIScriptAlias"),
        [
            "WSGIScriptAlias / /srv/a.wsgi process-group=tls",
            "WSGIScriptAlias /b /srv/b.wsgi process-group=a-b",
            "WSGIScriptAlias / /srv/a.wsgi process-group=a-b",
        ]
    );
}

/// Measured: an access script that asks for what was loaded refuses everybody without it.
#[test]
fn what_is_loaded_beside_a_hook_stays_there_too() {
    let import = load(&format!("{INTO_APACHE} application-group=sh"));
    let alias = host("a", "WSGIScriptAlias / /srv/a.wsgi application-group=sh");
    let hook = host(
        "c",
        "<Location />\n    WSGIAccessScript /srv/h.py application-group=sh\n  </Location>",
    );
    let outcome = Server::with(&(import.clone() + &alias + &hook)).planned();
    outcome.is_complete();
    assert_eq!(
        outcome.lines("WSGIImportScript"),
        [
            import.trim().to_owned(),
            import.trim().replace("%{GLOBAL}", "a")
        ],
        "{outcome}"
    );
}

/// A copy would be of no use: nobody asks for the interpreter. The second plan would make another one (seed 20031).
#[test]
fn the_script_of_an_application_in_an_interpreter_of_nobody_stays_beside_a_hook() {
    let import = "WSGIImportScript /srv/a.wsgi process-group=%{GLOBAL} application-group=nobody\n";
    let alias = host("a", "WSGIScriptAlias / /srv/a.wsgi application-group=own");
    let hook = host(
        "c",
        "<Location />\n    WSGIAccessScript /srv/h.py\n  </Location>",
    );
    let outcome = Server::with(&(import.to_owned() + &alias + &hook)).planned();
    outcome.is_complete();
    assert_eq!(outcome.lines("WSGIImportScript"), [import.trim()]);
    let alone = Server::with(&(import.to_owned() + &alias)).planned();
    alone.is_complete();
    let moved = import.trim().replace("%{GLOBAL}", "a");
    assert_eq!(alone.lines("WSGIImportScript"), [moved]);
}

/// Measured: what the hook leaves in `sys`, the application found, and does not find any more.
#[test]
fn an_application_that_has_the_interpreter_of_a_hook_is_to_be_looked_at() {
    let hook = |options: &str| {
        format!(
            "LoadModule authz_host_module /modules/mod_authz_host.so\n\
             <Location />\n  WSGIAccessScript /srv/scripts/c.wsgi {options}\n</Location>\n"
        )
    };
    let alias = "WSGIScriptAlias / /srv/a.wsgi application-group=sh";
    let other = host("b", "WSGIScriptAlias / /srv/b.wsgi application-group=own");
    let of = |options: &str| {
        let outcome = Server::with(&[hook(options), host("a", alias), other.clone()].concat());
        let outcome = outcome.planned();
        outcome.is_complete();
        outcome
    };
    let outcome = of("application-group=sh");
    assert_eq!(outcome.risks[..2], ["review", "safe"], "{outcome}");
    assert_eq!(
        outcome.reasons[0],
        "it runs in every one of Apache's own processes; `WSGIAccessScript` (/etc/apache2/apache2.conf:8) has the interpreter \
         `sh`, too, and stays in Apache's own processes: what one of the two sets there, the other does not see any more"
    );
    for elsewhere in [
        "application-group=another",
        "application-group=%{SERVER}",
        "",
    ] {
        assert_eq!(of(elsewhere).risks[..2], ["safe", "safe"], "{elsewhere}");
    }
}

/// Whether they can be read is for a person to see: nothing changes with it.
#[test]
fn scripts_that_cannot_be_read_are_named() {
    let import = |script: &str, interpreter: &str| {
        format!("WSGIImportScript {script} {INTO_APACHE} application-group={interpreter}\n")
    };
    let outcome = Server::with(
        &[
            import("/srv/gone.py", "one"),
            import("srv/load.py", "two"),
            import("/srv/b.wsgi", "three"),
            "WSGIScriptAlias / /srv/a.wsgi\n".to_owned(),
        ]
        .concat(),
    )
    .planned();
    outcome.notes(
        "`WSGIImportScript` (/etc/apache2/apache2.conf:6) loads `/srv/gone.py`, which is not there: each process that loads it \
         logs an error and goes on, as before",
    );
    outcome.notes(
        "`WSGIImportScript` (/etc/apache2/apache2.conf:7) loads `srv/load.py`, which is looked for where a process starts, in \
         `/` or the `home` of its group, and not in the server root",
    );
    let notes = outcome.notes.iter();
    let about = notes.filter(|note| note.contains("loads `/srv/b.wsgi`"));
    assert!(about.count() == 0, "{outcome}");
}

/// The processes start in `/`: a relative path is not that of an application below the server root.
#[test]
fn a_script_by_a_relative_path_is_not_that_of_an_application() {
    let relative = Server::with(&format!(
        "WSGIImportScript srv/a.wsgi {INTO_APACHE} application-group=other\nWSGIScriptAlias / /etc/apache2/srv/a.wsgi\n"
    ));
    let planned = relative.file("/etc/apache2/srv/a.wsgi", "").planned();
    assert_eq!(
        planned.lines("WSGIImportScript"),
        [format!(
            "WSGIImportScript srv/a.wsgi {INTO_APACHE} application-group=other"
        )]
    );
    let plain = Server::with(&format!(
        "WSGIImportScript /srv/a.wsgi {INTO_APACHE} application-group=other\nWSGIScriptAlias / /srv/a.wsgi\n"
    ));
    let moved = plain.planned().lines("WSGIImportScript").concat();
    assert!(!moved.contains(INTO_APACHE), "{moved}");
}

/// An expression without `^` takes URLs that lie in a section of another mount (found by a random server, seed 60041).
#[test]
fn an_expression_shares_the_interpreter_of_a_section_that_its_urls_lie_in() {
    let outcome = Server::with(&host(
        "a",
        "WSGIScriptAliasMatch /api /srv/a.wsgi\n  WSGIScriptAlias /app /srv/b.wsgi\n  <Location /app>\n    \
         WSGIApplicationGroup sh\n  </Location>",
    ))
    .planned();
    let group = outcome.is_complete().lines("WSGIDaemonProcess").len();
    assert_eq!(group, 1, "{outcome}");
}
