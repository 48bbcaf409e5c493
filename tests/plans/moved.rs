//! Definitions of virtual hosts, and how they become definitions of the main server.

use super::server::{MAIN, Server};

#[test]
fn a_definition_moves_with_its_comments_options_and_continuation_lines() {
    let outcome = Server::with(
        "<VirtualHost *:80>\n    ServerName shop.test\n\n    # Two, because of the reports.\n    # They are slow.\n    \
         WSGIDaemonProcess shop processes=2 \\\n        threads=3 \\\n        display-name=\"the shop\"\n\n    \
         WSGIScriptAlias / /srv/a.wsgi process-group=shop\n</VirtualHost>\n",
    )
    .planned();
    let text = outcome.is_complete().after.text(MAIN);
    assert!(
        text.contains(
            ":\n# Two, because of the reports.\n# They are slow.\nWSGIDaemonProcess shop processes=2 \\\n    \
             threads=3 \\\n    display-name=\"the shop\"\n"
        ),
        "{outcome}"
    );
    assert!(
        text.ends_with(
            "<VirtualHost *:80>\n    ServerName shop.test\n\n    \
             WSGIScriptAlias / /srv/a.wsgi process-group=shop\n</VirtualHost>\n"
        ),
        "{outcome}"
    );
}

#[test]
fn comments_are_copied_when_other_directives_follow() {
    let outcome = Server::with(
        "<VirtualHost *:80>\n    # The shop's own processes.\n    WSGIDaemonProcess shop\n    WSGIProcessGroup shop\n    \
         WSGIScriptAlias / /srv/a.wsgi\n</VirtualHost>\n",
    )
    .planned();
    let text = outcome.is_complete().after.text(MAIN);
    assert_eq!(
        text.matches("# The shop's own processes.\n").count(),
        2,
        "{outcome}"
    );
    assert_eq!(
        outcome.lines("WSGIDaemonProcess"),
        ["WSGIDaemonProcess shop"]
    );
    assert_eq!(
        outcome.lines("WSGIScriptAlias"),
        ["WSGIScriptAlias / /srv/a.wsgi"]
    );
}

#[test]
fn a_file_with_carriage_returns_keeps_them() {
    let site = "<VirtualHost *:80>\r\n  ServerName shop.test\r\n  # Slow.\r\n  WSGIDaemonProcess shop \\\r\n    threads=3\r\n\r\n  \
                WSGIScriptAlias /b /srv/b.wsgi\r\n  WSGIScriptAlias / /srv/a.wsgi process-group=shop\r\n</VirtualHost>\r\n";
    let outcome = Server::with("Include sites/*.conf\n")
        .file("/etc/apache2/sites/shop.conf", site)
        .planned();
    let text = outcome
        .is_complete()
        .after
        .text("/etc/apache2/sites/shop.conf");
    assert_eq!(
        text,
        "<VirtualHost *:80>\r\n  ServerName shop.test\r\n\r\n  \
         WSGIScriptAlias /b /srv/b.wsgi process-group=shop-b application-group=%{GLOBAL}\r\n  \
         WSGIScriptAlias / /srv/a.wsgi process-group=shop\r\n</VirtualHost>\r\n"
    );
    let main = outcome.after.text(MAIN);
    assert!(
        main.contains("# Slow.\nWSGIDaemonProcess shop \\\n  threads=3\n"),
        "{outcome}"
    );
    assert!(!main.contains('\r'), "{outcome}");
}

#[test]
fn a_main_file_with_carriage_returns_gets_lines_with_carriage_returns() {
    let outcome = Server::with("")
        .file(
            MAIN,
            "LoadModule wsgi_module /modules/mod_wsgi.so\r\n<VirtualHost *:80>\r\n  WSGIScriptAlias / /srv/a.wsgi\r\n</VirtualHost>\r\n",
        )
        .planned();
    let text = outcome.is_complete().after.text(MAIN);
    assert_eq!(
        text.matches('\n').count(),
        text.matches("\r\n").count(),
        "{outcome}"
    );
}

#[test]
fn what_moving_changes_is_announced() {
    let outcome = Server::with(
        "<VirtualHost *:80>\n  WSGIDaemonProcess shop\n  WSGIScriptAlias / /srv/a.wsgi process-group=shop\n</VirtualHost>\n",
    )
    .planned();
    outcome
        .is_complete()
        .notes("`shop`: what its processes write outside of requests");
    outcome.notes("goes to the main ErrorLog");
    outcome.notes(
        "every virtual host may use it now; a WSGIRestrictProcess keeps a virtual host to its own groups: `--set \
         restrict-process=true` or the preset `hardened` writes one",
    );
}

#[test]
fn a_definition_within_a_test_for_the_module_moves() {
    let outcome = Server::with(
        "<VirtualHost *:80>\n  ServerName shop.test\n  <IfModule wsgi_module>\n    WSGIDaemonProcess shop\n    \
         WSGIScriptAlias / /srv/a.wsgi process-group=shop\n  </IfModule>\n</VirtualHost>\n",
    )
    .planned();
    assert_eq!(
        outcome.is_complete().lines("WSGIDaemonProcess"),
        ["WSGIDaemonProcess shop"]
    );
}

#[test]
fn a_definition_with_a_variable_of_the_environment_moves() {
    let outcome = Server::with(
        "<VirtualHost *:80>\n  WSGIDaemonProcess shop user=${APACHE_RUN_USER}\n  \
         WSGIScriptAlias / /srv/a.wsgi process-group=shop\n</VirtualHost>\n",
    )
    .env("APACHE_RUN_USER", "www-data")
    .planned();
    assert_eq!(
        outcome.is_complete().lines("WSGIDaemonProcess"),
        ["WSGIDaemonProcess shop user=${APACHE_RUN_USER}"]
    );
}

#[test]
fn a_name_with_blanks_moves_as_it_is_written() {
    let outcome = Server::with(
        "<VirtualHost *:80>\n  WSGIDaemonProcess \"my shop\" threads=2\n  \
         WSGIScriptAlias / /srv/a.wsgi process-group='my shop'\n</VirtualHost>\n",
    )
    .planned();
    assert_eq!(
        outcome.is_complete().lines("WSGIDaemonProcess"),
        ["WSGIDaemonProcess \"my shop\" threads=2"]
    );
}

/// Somebody forgot the name: mod_wsgi takes the first option for it (mod_wsgi.md 2.1).
#[test]
fn a_definition_without_a_name_stays_and_is_named() {
    let outcome = Server::with(
        "<VirtualHost *:80>\n  WSGIDaemonProcess processes=2 threads=5\n  WSGIScriptAlias / /srv/a.wsgi\n</VirtualHost>\n",
    )
    .planned();
    outcome.keeps_only(
        "the process group `processes=2` stays inside its virtual host (/etc/apache2/apache2.conf:7): its name was \
         forgotten: mod_wsgi takes the first option for it; give it a name",
    );
    assert_eq!(
        outcome.lines("WSGIScriptAlias"),
        ["WSGIScriptAlias / /srv/a.wsgi process-group=main application-group=%{GLOBAL}"]
    );
}
