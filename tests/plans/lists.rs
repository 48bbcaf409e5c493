//! `WSGIRestrictProcess`: what is not in its list is refused, so the new groups go into it.

use super::server::Server;

/// A virtual host with one embedded application and these lines before it.
fn host_with(lines: &str) -> Server {
    Server::with(&format!(
        "<VirtualHost *:80>\n  {lines}\n  WSGIScriptAlias / /srv/a.wsgi\n</VirtualHost>\n"
    ))
}

#[test]
fn a_list_gets_the_new_group_in_place_of_apache() {
    for (before, after) in [
        ("%{GLOBAL}", "main"),
        ("shop %{GLOBAL} blog", "shop main blog"),
        ("\"my shop\" %{GLOBAL}", "\"my shop\" main"),
        ("%{GLOBAL} \\\n    shop", "main \\"),
    ] {
        let outcome = host_with(&format!("WSGIRestrictProcess {before}")).planned();
        assert_eq!(
            outcome.is_complete().lines("WSGIRestrictProcess"),
            [format!("WSGIRestrictProcess {after}")]
        );
        let step = "name `main` in WSGIRestrictProcess, in place of `%{GLOBAL}`";
        assert!(outcome.steps.iter().any(|title| title == step), "{outcome}");
    }
}

/// The innermost list counts alone.
#[test]
fn every_list_that_may_be_in_effect_gets_the_new_group() {
    let outcome = Server::with(
        "WSGIRestrictProcess %{GLOBAL} shop\nWSGIDaemonProcess shop\n\
         <Directory /srv/scripts>\n  WSGIRestrictProcess %{GLOBAL}\n</Directory>\n\
         <VirtualHost *:80>\n  WSGIScriptAlias /b /srv/b.wsgi process-group=shop\n  WSGIScriptAlias / /srv/a.wsgi\n  \
         <Location /admin>\n    WSGIRestrictProcess %{GLOBAL}\n  </Location>\n</VirtualHost>\n\
         <VirtualHost *:80>\n  ServerName c.test\n  WSGIScriptAlias / /srv/scripts/c.wsgi\n</VirtualHost>\n",
    )
    .planned();
    assert_eq!(
        outcome.is_complete().lines("WSGIRestrictProcess"),
        [
            "WSGIRestrictProcess main c shop",
            "WSGIRestrictProcess c",
            "WSGIRestrictProcess main",
        ]
    );
}

/// While something runs in Apache's own processes, it stays allowed.
#[test]
fn a_list_keeps_apache_while_the_restriction_is_held_back() {
    let outcome = Server::with(
        "<VirtualHost *:80>\n  WSGIRestrictProcess %{GLOBAL}\n  WSGIScriptAlias / /srv/a.wsgi\n</VirtualHost>\n\
         <VirtualHost *:80>\n  ServerName gone.test\n  WSGIScriptAlias / /srv/b.wsgi process-group=gone\n</VirtualHost>\n",
    )
    .planned();
    assert_eq!(
        outcome.lines("WSGIRestrictProcess"),
        ["WSGIRestrictProcess main %{GLOBAL}"]
    );
    assert_eq!(outcome.held.len(), 1, "{outcome}");
}

/// One line for both virtual hosts: it gets the group of each.
#[test]
fn a_list_in_a_file_that_is_read_twice_gets_all_groups() {
    let host = |name: &str, script: &str| {
        format!(
            "<VirtualHost *:80>\n  ServerName {name}.test\n  Include fence.inc\n  WSGIScriptAlias / {script}\n</VirtualHost>\n"
        )
    };
    let outcome = Server::with(&[host("a", "/srv/a.wsgi"), host("b", "/srv/b.wsgi")].concat())
        .file("/etc/apache2/fence.inc", "WSGIRestrictProcess %{GLOBAL}\n")
        .planned();
    assert_eq!(
        outcome.is_complete().lines("WSGIRestrictProcess"),
        ["WSGIRestrictProcess a b"]
    );
}

/// Its requests fail now (mod_wsgi.md 3.2), and it is not for a plan to open what is closed.
#[test]
fn an_application_that_a_list_refuses_is_named() {
    let outcome = Server::with(
        "WSGIDaemonProcess shop\n<VirtualHost *:80>\n  WSGIRestrictProcess shop\n  WSGIScriptAlias / /srv/a.wsgi\n\
         </VirtualHost>\n",
    )
    .planned();
    outcome.changes_nothing().holds_only(
        "*:80/ is left as it is (/etc/apache2/apache2.conf:8): `WSGIRestrictProcess` does not allow Apache's own \
         processes, so its requests fail now; name a process group in the list, and on the alias",
    );
}

/// A part that a list refuses goes on to be refused.
#[test]
fn a_list_of_a_section_without_apache_stays_as_it_is() {
    let outcome = Server::with(
        "WSGIDaemonProcess shop\n<VirtualHost *:80>\n  <Location /admin>\n    WSGIRestrictProcess shop\n  </Location>\n  \
         WSGIScriptAlias / /srv/a.wsgi\n</VirtualHost>\n",
    )
    .planned();
    assert_eq!(
        outcome.lines("WSGIRestrictProcess"),
        ["WSGIRestrictProcess shop"]
    );
    assert_eq!(
        outcome.lines("WSGIScriptAlias"),
        ["WSGIScriptAlias / /srv/a.wsgi process-group=main application-group=%{GLOBAL}"]
    );
}

#[test]
fn a_list_that_cannot_be_added_to_keeps_the_application_where_it_is() {
    let outcome = host_with("WSGIRestrictProcess \"%{GLOBAL}\"").planned();
    outcome.changes_nothing().holds_only(
        "*:80/ is left as it is (/etc/apache2/apache2.conf:7): `WSGIRestrictProcess` allows only some process groups, \
         and its line cannot be added to; write `%{GLOBAL}` in it once, as it is",
    );
}

/// What runs in a daemon is as allowed as before.
#[test]
fn a_list_does_not_concern_what_is_delegated() {
    let outcome = Server::with(
        "WSGIDaemonProcess shop\n<VirtualHost *:80>\n  WSGIRestrictProcess shop\n  WSGIProcessGroup shop\n  \
         WSGIScriptAlias / /srv/a.wsgi\n</VirtualHost>\n",
    )
    .planned();
    assert_eq!(
        outcome.is_complete().lines("WSGIRestrictProcess"),
        ["WSGIRestrictProcess shop"]
    );
}
