//! Groups whose names are worked out for each request (mod_wsgi.md 3.3).

use super::server::Server;

/// Both virtual hosts choose the group of their own name; the third application is embedded.
#[test]
fn groups_that_are_called_as_their_servers_are_kept() {
    let outcome = Server::with(
        "WSGIDaemonProcess one.test\nWSGIDaemonProcess two.test\nWSGIProcessGroup %{SERVER}\n\
         <VirtualHost *:80>\n  ServerName one.test\n  WSGIScriptAlias / /srv/a.wsgi\n</VirtualHost>\n\
         <VirtualHost *:80>\n  ServerName two.test\n  \
         WSGIScriptAlias /x /srv/a.wsgi process-group=%{GLOBAL}\n  WSGIScriptAlias / /srv/b.wsgi\n</VirtualHost>\n",
    )
    .planned();
    assert_eq!(
        outcome.is_complete().lines("WSGIProcessGroup"),
        ["WSGIProcessGroup %{SERVER}"]
    );
    assert_eq!(
        outcome.lines("WSGIScriptAlias"),
        [
            "WSGIScriptAlias / /srv/a.wsgi",
            "WSGIScriptAlias /x /srv/a.wsgi process-group=two-x application-group=%{GLOBAL}",
            "WSGIScriptAlias / /srv/b.wsgi",
        ]
    );
}

#[test]
fn a_server_without_a_group_of_its_name_is_named() {
    let outcome = Server::with(
        "WSGIDaemonProcess one.test\nWSGIProcessGroup %{SERVER}\n\
         <VirtualHost *:80>\n  ServerName two.test\n  WSGIScriptAlias / /srv/b.wsgi\n</VirtualHost>\n",
    )
    .planned();
    outcome.changes_nothing().holds_only(
        "two.test/ is left as it is (/etc/apache2/apache2.conf:7): its process group depends on the request: there is no \
         process group `two.test`; name a group instead",
    );
}

/// A client chooses these names.
#[test]
fn a_group_that_the_host_header_names_is_named() {
    for value in ["%{HOST}", "%{RESOURCE}"] {
        let outcome = Server::with(&format!(
            "WSGIDaemonProcess one.test\nWSGIProcessGroup {value}\n\
             <VirtualHost *:80>\n  ServerName one.test\n  WSGIScriptAlias / /srv/b.wsgi\n</VirtualHost>\n"
        ))
        .planned();
        outcome.changes_nothing().holds_only(
            "one.test/ is left as it is (/etc/apache2/apache2.conf:7): its process group depends on the request; name a \
             group instead",
        );
    }
}

fn with_variable(lines: &str) -> Server {
    Server::with(&format!(
        "LoadModule env_module /modules/mod_env.so\nLoadModule setenvif_module /modules/mod_setenvif.so\n\
         WSGIDaemonProcess one\nWSGIDaemonProcess two\n<VirtualHost *:80>\n  ServerName shop.test\n  {lines}\n  \
         WSGIProcessGroup %{{ENV:GROUP}}\n  WSGIScriptAlias / /srv/a.wsgi\n</VirtualHost>\n"
    ))
}

#[test]
fn a_variable_that_only_names_groups_is_kept() {
    let outcome = with_variable("SetEnv GROUP one").planned();
    outcome.is_complete();
    assert_eq!(
        outcome.lines("WSGIProcessGroup"),
        ["WSGIProcessGroup %{ENV:GROUP}"]
    );
    with_variable("SetEnv GROUP one\n  <Location /two>\n  SetEnv GROUP two\n  </Location>")
        .planned()
        .is_complete();
}

#[test]
fn a_variable_that_may_name_something_else_is_named() {
    for (lines, why) in [
        (
            "SetEnv GROUP one\n  SetEnvIf User-Agent bot GROUP=%{GLOBAL}",
            "`SetEnvIf` may give the variable another value (/etc/apache2/apache2.conf:13)",
        ),
        (
            "SetEnv GROUP three",
            "`SetEnv` may give the variable another value (/etc/apache2/apache2.conf:12)",
        ),
        (
            "SetEnv GROUP one\n  PassEnv GROUP",
            "`PassEnv` may give the variable another value (/etc/apache2/apache2.conf:13)",
        ),
        (
            "SetEnv GROUP one\n  <Directory /srv>\n  AllowOverride FileInfo\n  </Directory>",
            ".htaccess files may set the variable (/etc/apache2/apache2.conf:14)",
        ),
    ] {
        let outcome = with_variable(lines).planned();
        outcome.changes_nothing();
        assert!(outcome.held[0].contains(why), "{outcome}");
    }
}

/// What a section of a part has is nothing about the whole, before the section's group can be reached and after.
#[test]
fn a_part_that_has_a_group_says_nothing_of_the_whole() {
    let outcome = Server::with(
        "WSGIProcessGroup %{ENV:X}\n<VirtualHost *:80>\n  ServerName blog.test\n  WSGIDaemonProcess g1\n</VirtualHost>\n\
         <VirtualHost *:80>\n  ServerName shop.test\n  WSGIScriptAlias / /srv/a.wsgi\n  <LocationMatch ^/x>\n    \
         WSGIProcessGroup g1\n  </LocationMatch>\n</VirtualHost>\n",
    )
    .planned();
    assert_eq!(outcome.held.len(), 1, "{outcome}");
    assert!(
        outcome.held[0].contains("its process group depends on the request"),
        "{outcome}"
    );
}
