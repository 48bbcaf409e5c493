//! When embedded mode is restricted, and what stands in the way.

use wsgi_daemonize::migration::Restriction;

use super::server::{MAIN, Server};

/// An embedded application that can be delegated, and what else the main server says.
fn server_with(lines: &str) -> Server {
    Server::with(&format!(
        "{lines}\n<VirtualHost *:80>\n  WSGIScriptAlias / /srv/a.wsgi\n</VirtualHost>\n"
    ))
}

/// The application is delegated whatever else there is, because that alone breaks nothing.
const DELEGATED: &str =
    "WSGIScriptAlias / /srv/a.wsgi process-group=main application-group=%{GLOBAL}";

#[test]
fn off_becomes_on_in_one_place() {
    let outcome = server_with("WSGIRestrictEmbedded Off").planned();
    outcome.is_complete();
}

/// With mod_wsgi up to 6.0.1 an `Off` behind an `On` crashes the children (mod_wsgi.md 5.1).
#[test]
fn several_become_one() {
    let outcome = Server::with(
        "WSGIRestrictEmbedded On\nInclude more.conf\n<VirtualHost *:80>\n  WSGIScriptAlias / /srv/a.wsgi\n</VirtualHost>\n",
    )
    .file("/etc/apache2/more.conf", "WSGIRestrictEmbedded Off\nwsgirestrictembedded on\n")
    .planned();
    outcome.is_complete();
    assert_eq!(outcome.after.text("/etc/apache2/more.conf"), "");
}

#[test]
fn on_already_is_kept() {
    let outcome = Server::with(
        "WSGIRestrictEmbedded On\nWSGIDaemonProcess shop\n\
         <VirtualHost *:80>\n  WSGIScriptAlias / /srv/a.wsgi process-group=shop\n</VirtualHost>\n",
    )
    .planned();
    outcome.changes_nothing().is_complete();
    assert_eq!(outcome.restriction, Restriction::InForce);
}

#[test]
fn htaccess_files_that_may_not_run_python_do_not() {
    for directive in [
        "AllowOverride None",
        "AllowOverride Indexes Limit",
        "AllowOverrideList None",
    ] {
        server_with(&format!("<Directory /srv>\n  {directive}\n</Directory>"))
            .planned()
            .is_complete();
    }
}

#[test]
fn other_handlers_do_not() {
    server_with("LoadModule rewrite_module /modules/mod_rewrite.so\nRewriteRule ^ https://%{HTTP_HOST}%{REQUEST_URI} [R]")
        .planned()
        .is_complete();
    server_with("AddHandler cgi-script .cgi\nAddType text/x-python .wsgi\n<Location /x>\n  SetHandler server-status\n</Location>")
        .planned()
        .is_complete();
}

/// They work under the restriction, but keep Python in every child (mod_wsgi.md 5.2).
#[test]
fn hooks_in_the_children_are_noted() {
    for (lines, name, line) in [
        (
            "WSGIImportScript /srv/b.wsgi process-group=%{GLOBAL} application-group=x",
            "WSGIImportScript",
            6,
        ),
        (
            "<Location /x>\n  WSGIAccessScript /srv/b.wsgi\n</Location>",
            "WSGIAccessScript",
            7,
        ),
        (
            "<Location /x>\n  WSGIAuthUserScript /srv/b.wsgi\n</Location>",
            "WSGIAuthUserScript",
            7,
        ),
        (
            "<Location /x>\n  WSGIAuthGroupScript /srv/b.wsgi\n</Location>",
            "WSGIAuthGroupScript",
            7,
        ),
    ] {
        let outcome = server_with(lines).planned();
        outcome.is_complete().notes(&format!(
            "`{name}` at /etc/apache2/apache2.conf:{line} keeps Python in every child of httpd: no memory is saved before that \
             is changed"
        ));
    }
}

#[test]
fn the_request_record_that_is_lost_is_announced() {
    let outcome = server_with("WSGIPassApacheRequest On").planned();
    outcome
        .is_complete()
        .notes("`WSGIPassApacheRequest` at /etc/apache2/apache2.conf:6 has no effect in a daemon");
}

#[test]
fn what_cannot_be_read_holds_it() {
    let outcome =
        server_with("LoadModule perl_module /modules/mod_perl.so\n<Perl>\n  $x = 1;\n</Perl>")
            .planned();
    assert_eq!(outcome.restriction, Restriction::Held, "{outcome}");
}

/// What is not read may delegate an application already.
#[test]
fn what_cannot_be_read_holds_applications() {
    let perl = "<Perl>\n$x = 1;\n</Perl>\n";
    let load = "LoadModule perl_module /modules/mod_perl.so\n";
    let alias = "<VirtualHost *:80>\nServerName a.test\nWSGIScriptAlias / /srv/a.wsgi\n";
    let elsewhere = "</VirtualHost>\n<VirtualHost *:80>\nServerName b.test\n";
    let inside = [load, alias, perl, "</VirtualHost>\n"].concat();
    let outcome = Server::with(&inside).planned();
    outcome.changes_nothing();
    let beside = [load, alias, elsewhere, perl, "</VirtualHost>\n"].concat();
    let outcome = Server::with(&beside).planned();
    assert!(outcome.diff.contains("process-group="), "{outcome}");
    assert_eq!(outcome.restriction, Restriction::Held, "{outcome}");
}

#[test]
fn nothing_to_do_is_nothing_changed() {
    let outcome = Server::with(
        "WSGIRestrictEmbedded On\nWSGIDaemonProcess shop\nWSGIProcessGroup shop\n<VirtualHost *:80>\n  \
         WSGIScriptAlias / /srv/a.wsgi\n</VirtualHost>\n",
    )
    .planned();
    outcome.changes_nothing().is_complete();
    assert_eq!(outcome.diff, "");
}

/// What a handler comes to only with a request may be mod_wsgi's.
#[test]
fn a_computed_handler_holds_it() {
    for (lines, name) in [
        (
            "<Directory /srv>\n  SetHandler \"%{reqenv:H}\"\n</Directory>",
            "SetHandler",
        ),
        (
            "LoadModule rewrite_module /modules/mod_rewrite.so\nRewriteRule \\.(wsgi)$ - [H=$1-script,L]",
            "RewriteRule",
        ),
    ] {
        let outcome = server_with(lines).planned();
        assert_eq!(outcome.held.len(), 1, "{lines}: {outcome}");
        let expected = format!("`{name}` can run an application in Apache's own processes");
        assert!(outcome.held[0].contains(&expected), "{outcome}");
        assert_eq!(outcome.restriction, Restriction::Held);
        assert_eq!(outcome.lines("WSGIScriptAlias"), [DELEGATED]);
    }
}

/// Its application group is the main interpreter of the daemon; that is no embedded interpreter.
#[test]
fn an_import_script_of_a_daemon_is_no_hook_in_the_children() {
    let outcome = server_with(
        "WSGIDaemonProcess tasks\nWSGIImportScript /srv/b.wsgi process-group=tasks application-group=%{GLOBAL}",
    )
    .planned();
    outcome.is_complete();
    assert!(
        !outcome
            .notes
            .iter()
            .any(|note| note.contains("WSGIImportScript")),
        "{outcome}"
    );
}

/// Inert while an application is embedded, active in a daemon (mod_wsgi.md 7, no. 8).
#[test]
fn error_pages_that_begin_to_count_are_announced() {
    let outcome = server_with("WSGIErrorOverride On").planned();
    outcome.is_complete().notes(
        "`WSGIErrorOverride` at /etc/apache2/apache2.conf:6 takes effect in a daemon: Apache's error pages replace those of \
         the application",
    );
}

/// Measured: an application that answers 404 with a page of its own sends Apache's after the migration.
#[test]
fn an_application_that_loses_its_error_pages_is_to_be_looked_at() {
    let host = |name: &str, lines: &str| {
        format!(
            "<VirtualHost *:80>\nServerName {name}.test\n{lines}WSGIScriptAlias / /srv/{name}.wsgi\n</VirtualHost>\n"
        )
    };
    let risks = |main: &str, own: &str| {
        let outcome = Server::with(&[main, &host("a", own), &host("b", "")].concat()).planned();
        outcome.is_complete();
        outcome.risks
    };
    let on = "WSGIErrorOverride On\n";
    assert_eq!(risks(on, "")[..2], ["review", "review"]);
    assert_eq!(risks("", on)[..2], ["review", "safe"]);
    let section = "<Location /api>\nWSGIErrorOverride On\n</Location>\n";
    assert_eq!(risks("", section)[..2], ["review", "safe"]);
    assert_eq!(risks("WSGIErrorOverride Off\n", "")[..2], ["safe", "safe"]);
    let outcome = Server::with(&host("a", on)).planned();
    assert_eq!(
        outcome.reasons[0],
        "it runs in every one of Apache's own processes; from 400 on, Apache's error pages replace its own answers, because \
         `WSGIErrorOverride` (/etc/apache2/apache2.conf:8) takes effect in a daemon"
    );
}

#[test]
fn on_already_and_an_application_that_was_refused() {
    let outcome = server_with("WSGIRestrictEmbedded On").planned();
    outcome.is_complete().notes(
        "*:80/ was refused (500), because embedded mode is restricted already; it is served from `main` now",
    );
}

/// A file of types may give scripts mod_wsgi's type, with no directive that says so.
#[test]
fn a_file_of_types_that_runs_scripts_holds_it() {
    let types = |text: &str| {
        server_with("LoadModule mime_module /modules/mod_mime.so\nTypesConfig conf/mime.types")
            .file("/etc/apache2/conf/mime.types", text)
            .planned()
    };
    types("text/plain txt\n").is_complete();
    let outcome = types("application/x-HTTPD-wsgi wsgi\n");
    assert_eq!(outcome.restriction, Restriction::Held, "{outcome}");
    assert!(outcome.held[0].contains("`TypesConfig`"), "{outcome}");
}

/// Embedded mode is restricted already, but what else may run there is not known: not to be called done.
#[test]
fn on_already_does_not_vouch_for_what_is_not_followed() {
    let outcome = server_with(
        "WSGIRestrictEmbedded On\n<Location /m>\nSetHandler \"%{reqenv:H}\"\n</Location>",
    )
    .planned();
    assert_eq!(outcome.restriction, Restriction::InForce);
    assert_eq!(outcome.held.len(), 1, "{outcome}");
    assert!(outcome.held[0].contains("SetHandler"), "{outcome}");
}

/// Another start of httpd may bring in what no plan has looked at.
#[test]
fn what_a_false_condition_hides_is_announced() {
    let hidden = "<VirtualHost *:443>\n    # WSGIScriptAlias /c /srv/a.wsgi\n    WSGIScriptAlias /b /srv/b.wsgi\n    \
                  WSGIScriptAliasMatch ^/m /srv/b.wsgi\n  </VirtualHost>";
    for (open, close) in [
        ("<IfModule ssl_module>", "</IfModule>"),
        ("<IfDefine TLS>", "</IfDefine>"),
    ] {
        let outcome = server_with(&format!("{open}\n  {hidden}\n{close}")).planned();
        outcome.is_complete().notes(&format!(
            "`{open}` at /etc/apache2/apache2.conf:6 does not hold and hides `WSGIScriptAlias /b` (line 9) and 1 more: \
             embedded mode is restricted, so plan again before it holds one day"
        ));
    }
    let outcome = server_with("<IfDefine X>\nServerAdmin me@main.test\n</IfDefine>").planned();
    assert!(
        !outcome
            .notes
            .iter()
            .any(|note| note.contains("does not hold")),
        "{outcome}"
    );
}

#[test]
fn an_application_that_a_line_embeds_is_announced() {
    let outcome = Server::with(
        "<VirtualHost *:80>\n  WSGIScriptAlias / /srv/a.wsgi process-group=%{GLOBAL}\n</VirtualHost>\n",
    )
    .planned();
    outcome.is_complete().notes(
        "*:80/ ran in Apache's own processes because a line says so (/etc/apache2/apache2.conf:7); look for its \
         reason first",
    );
    let outcome = server_with("").planned();
    assert!(
        !outcome
            .notes
            .iter()
            .any(|note| note.contains("because a line says so")),
        "{outcome}"
    );
}

/// httpd does not start with it there (mod_wsgi.md 1: measured); it goes to the main server.
#[test]
fn a_restriction_in_a_wrong_place_moves_to_the_main_server() {
    for line in [
        "WSGIRestrictEmbedded On",
        "wsgirestrictembedded Off",
        "<IfModule wsgi_module>\n  WSGIRestrictEmbedded On\n  </IfModule>",
        "<Directory /srv>\n  WSGIRestrictEmbedded On\n  </Directory>",
    ] {
        let server = Server::with(&format!(
            "WSGIRestrictEmbedded On\n<VirtualHost *:80>\n  {line}\n  WSGIScriptAlias / /srv/a.wsgi\n</VirtualHost>\n"
        ));
        assert!(!server.is_accepted(), "{server:?}");
        let outcome = server.planned();
        outcome.is_complete();
        assert!(outcome.after.is_accepted(), "{outcome}");
        assert!(
            outcome
                .steps
                .contains(&"take `WSGIRestrictEmbedded` out of a section".to_owned()),
            "{outcome}"
        );
        assert!(!outcome.after.text(MAIN).contains("IfModule"), "{outcome}");
    }
    let alone = "<VirtualHost *:80>\n  WSGIRestrictEmbedded On\n  WSGIScriptAlias / /srv/a.wsgi\n</VirtualHost>\n";
    let outcome = Server::with(alone).planned();
    outcome.is_complete();
    let kept = Server::with(alone).set("restrict-embedded=false").planned();
    assert!(
        kept.after.is_accepted() && kept.lines("WSGIRestrictEmbedded").is_empty(),
        "{kept}"
    );
}

/// One line is read twice: httpd takes it at the main server, and refuses it in the virtual host.
#[test]
fn a_restriction_that_is_read_in_a_section_too_is_written_anew() {
    let host =
        "<VirtualHost *:80>\n  Include c.conf\n  WSGIScriptAlias / /srv/a.wsgi\n</VirtualHost>\n";
    for text in [
        format!("Include c.conf\n{host}"),
        format!("{host}Include c.conf\n"),
    ] {
        let server = Server::with(&text).file("/etc/apache2/c.conf", "WSGIRestrictEmbedded On\n");
        assert!(!server.is_accepted(), "{server:?}");
        // Somebody wants the restriction already, whatever the preset says.
        for server in [server.clone().set("restrict-embedded=false"), server] {
            let outcome = server.planned();
            outcome.is_complete();
            assert!(outcome.after.is_accepted(), "{outcome}");
            assert_eq!(outcome.after.text("/etc/apache2/c.conf"), "", "{outcome}");
        }
    }
}

/// A script inside a provider's alias is a hook, too (mod_wsgi.md 5.2: measured).
#[test]
fn a_provider_with_a_script_in_the_children_is_noted() {
    let outcome = server_with(
        "LoadModule authn_core_module /modules/mod_authn_core.so\n<AuthnProviderAlias wsgi own>\n  \
         WSGIAuthUserScript /srv/b.wsgi\n</AuthnProviderAlias>\n<Location /x>\n  AuthBasicProvider own\n</Location>",
    )
    .planned();
    outcome.is_complete().notes(
        "`WSGIAuthUserScript` at /etc/apache2/apache2.conf:8 keeps Python in every child of httpd",
    );
}
