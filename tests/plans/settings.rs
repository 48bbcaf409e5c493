//! Settings of Apache's own Python: those that go to the new groups, and those that go.

use super::server::{MAIN, Server};

/// An embedded application, and what else the main server says.
fn server_with(lines: &str) -> Server {
    Server::with(&format!(
        "{lines}\n<VirtualHost *:80>\n  WSGIScriptAlias / /srv/a.wsgi\n</VirtualHost>\n"
    ))
}

/// Returns the options of the one process group.
fn options(server: &Server) -> String {
    let outcome = server.planned();
    let text = outcome.is_complete().after.text(MAIN);
    let blocks = text.split("\n\n");
    let mut definitions = blocks.filter(|block| block.contains("\nWSGIDaemonProcess "));
    let definition = definitions.next().expect("there is a group");
    definition.replace(" \\\n   ", "")
}

/// Process groups see none of these (mod_wsgi.md 1); the last line of each kind counts.
#[test]
fn settings_of_embedded_interpreters_go_to_the_new_group_and_away() {
    let lines = "WSGIPythonPath /old\nWSGIPythonPath \"/srv/my libs:/srv/b\"\nWSGIPythonEggs /var/eggs\nWSGIServerMetrics On";
    let server = server_with(lines);
    assert!(
        options(&server).ends_with(
            " python-path=\"/srv/my libs:/srv/b\" python-eggs=/var/eggs server-metrics=On"
        ),
        "{}",
        options(&server)
    );
    let outcome = server.planned();
    for name in ["WSGIPythonPath", "WSGIPythonEggs", "WSGIServerMetrics"] {
        assert_eq!(outcome.lines(name), [""; 0], "{outcome}");
    }
    let step = "take `WSGIPythonEggs` away: the new process groups have it as `python-eggs`";
    assert!(outcome.steps.iter().any(|title| title == step), "{outcome}");
}

/// The condition around it is empty then.
#[test]
fn a_setting_goes_with_the_condition_around_it() {
    let outcome =
        server_with("<IfModule wsgi_module>\n  WSGIPythonPath /srv/lib\n</IfModule>").planned();
    let text = outcome.is_complete().after.text(MAIN);
    assert!(!text.contains("IfModule"), "{outcome}");
}

/// A script of the children goes on to read it.
#[test]
fn a_setting_that_a_script_in_the_children_reads_stays() {
    let hook =
        "WSGIPythonPath /srv/lib\n<Location /x>\n  WSGIAccessScript /srv/b.wsgi\n</Location>";
    let outcome = server_with(hook).planned();
    outcome.is_complete();
    assert_eq!(outcome.lines("WSGIPythonPath"), ["WSGIPythonPath /srv/lib"]);
    assert!(outcome.diff.contains("python-path=/srv/lib"), "{outcome}");
}

/// So does an application that stays embedded.
#[test]
fn a_setting_that_an_embedded_application_reads_stays() {
    let outcome = server_with(
        "WSGIPythonPath /srv/lib\n<VirtualHost *:80>\n  ServerName b.test\n  WSGIProcessGroup %{ENV:X}\n  \
         WSGIScriptAlias / /srv/b.wsgi\n</VirtualHost>",
    )
    .planned();
    assert_eq!(outcome.held.len(), 1, "{outcome}");
    assert_eq!(outcome.lines("WSGIPythonPath"), ["WSGIPythonPath /srv/lib"]);
}

/// Python in the parent: every daemon and child of 4.9.4 crashes with Python 3.11 (mod_wsgi.md 5.3).
#[test]
fn python_no_longer_starts_in_the_parent() {
    for value in ["Off", "On"] {
        let outcome = server_with(&format!("WSGILazyInitialization {value}")).planned();
        outcome.is_complete();
        assert_eq!(
            outcome.lines("WSGILazyInitialization"),
            [""; 0],
            "{outcome}"
        );
        let step = format!("take `WSGILazyInitialization {value}` away");
        assert!(outcome.steps.contains(&step), "{outcome}");
    }
}

#[test]
fn python_in_the_parent_from_a_macro_holds_it() {
    let outcome = server_with(
        "LoadModule macro_module /modules/mod_macro.so\n<Macro Early>\nWSGILazyInitialization Off\n</Macro>\nUse Early",
    )
    .planned();
    assert_eq!(outcome.held.len(), 1, "{outcome}");
    assert_eq!(outcome.lines("WSGIRestrictEmbedded"), [""; 0], "{outcome}");
}

/// The script of an application is loaded where the application runs, in the same interpreter.
#[test]
fn an_import_script_goes_to_the_group_of_its_application() {
    for (application_group, option) in [
        ("%{GLOBAL}", " application-group=%{GLOBAL}"),
        ("main.test|", ""),
    ] {
        let import = format!(
            "WSGIImportScript /srv/a.wsgi process-group=%{{GLOBAL}} application-group={application_group}"
        );
        let outcome = server_with(&import).planned();
        outcome.is_complete();
        assert_eq!(
            outcome.lines("WSGIImportScript"),
            [import.replace("process-group=%{GLOBAL}", "process-group=main")]
        );
        assert_eq!(
            outcome.lines("WSGIScriptAlias"),
            [format!(
                "WSGIScriptAlias / /srv/a.wsgi process-group=main{option}"
            )]
        );
        assert!(
            !outcome
                .notes
                .iter()
                .any(|note| note.contains("keeps Python in every child")),
            "{outcome}"
        );
        let text = outcome.after.text(MAIN);
        let definition = text.find("WSGIDaemonProcess main");
        assert!(definition < text.find("WSGIImportScript"), "{outcome}");
    }
}

/// A script of the directory that an alias serves.
#[test]
fn an_import_script_below_a_directory_goes_to_its_group() {
    let outcome = Server::with(
        "<VirtualHost *:80>\n  WSGIScriptAlias / /srv/scripts\n  \
         WSGIImportScript /srv/scripts/c.wsgi application-group=%{GLOBAL} process-group=%{GLOBAL}\n</VirtualHost>\n",
    )
    .directory("/srv/scripts")
    .planned();
    assert_eq!(
        outcome.is_complete().lines("WSGIImportScript"),
        ["WSGIImportScript /srv/scripts/c.wsgi application-group=%{GLOBAL} process-group=main"]
    );
}

/// An application that runs in a daemon already.
#[test]
fn an_import_script_goes_to_the_group_that_is_there() {
    let outcome = Server::with(
        "WSGIDaemonProcess shop\nWSGIImportScript /srv/a.wsgi process-group=%{GLOBAL} application-group=%{GLOBAL}\n\
         <VirtualHost *:80>\n  WSGIScriptAlias / /srv/a.wsgi process-group=shop\n</VirtualHost>\n",
    )
    .planned();
    assert_eq!(
        outcome.is_complete().lines("WSGIImportScript"),
        ["WSGIImportScript /srv/a.wsgi process-group=shop application-group=%{GLOBAL}"]
    );
}

/// Which of the two it is for, nobody knows.
#[test]
fn an_import_script_of_two_groups_stays_and_keeps_python_in_the_children() {
    let outcome = Server::with(
        "WSGIImportScript /srv/a.wsgi process-group=%{GLOBAL} application-group=%{GLOBAL}\n\
         <VirtualHost *:80>\n  ServerName a.test\n  WSGIScriptAlias / /srv/a.wsgi\n</VirtualHost>\n\
         <VirtualHost *:80>\n  ServerName b.test\n  WSGIScriptAlias / /srv/a.wsgi\n</VirtualHost>\n",
    )
    .planned();
    outcome
        .is_complete()
        .notes("`WSGIImportScript` at /etc/apache2/apache2.conf:6 keeps Python in every child");
}

/// Comments above a line go with it, unless they may be about the next one, too.
#[test]
fn a_setting_goes_with_the_comments_that_are_about_it_alone() {
    let outcome = server_with("# Ours.\nWSGIPythonPath /srv/lib\n\n# Old.\nWSGIPythonEggs /eggs\nServerAdmin me@main.test").planned();
    let text = outcome.is_complete().after.text(MAIN);
    assert!(!text.contains("# Ours."), "{outcome}");
    assert!(text.contains("# Old.\nServerAdmin"), "{outcome}");
}

/// Its definition moves above the line, which so far could not have named it.
#[test]
fn an_import_script_goes_to_a_group_that_moves() {
    let outcome = Server::with(
        "WSGIImportScript /srv/a.wsgi process-group=%{GLOBAL} application-group=%{GLOBAL}\n\
         <VirtualHost *:80>\n  WSGIDaemonProcess shop\n  WSGIScriptAlias / /srv/a.wsgi process-group=shop\n</VirtualHost>\n",
    )
    .planned();
    assert_eq!(
        outcome.is_complete().lines("WSGIImportScript"),
        ["WSGIImportScript /srv/a.wsgi process-group=shop application-group=%{GLOBAL}"]
    );
}
