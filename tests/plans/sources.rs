//! Every way in which a request becomes one of an application, and how that one is delegated.

use super::server::{MAIN, Server};

/// Since 4.6.0 the line itself can say it (mod_wsgi.md 1).
#[test]
fn an_expression_says_it_on_its_line() {
    let outcome = Server::with(
        "<VirtualHost *:80>\n  ServerName shop.test\n  WSGIScriptAliasMatch ^/tenant/([^/]+) /srv/tenants/$1.wsgi\n</VirtualHost>\n",
    )
    .planned();
    assert_eq!(
        outcome.is_complete().lines("WSGIScriptAliasMatch"),
        ["WSGIScriptAliasMatch ^/tenant/([^/]+) /srv/tenants/$1.wsgi process-group=shop-tenant"]
    );
}

/// Before 4.6.0 it is an error there: a section for the same URLs says it.
#[test]
fn an_expression_of_an_old_version_has_a_section_of_its_own() {
    for version in [Some((4, 5, 24)), None] {
        let outcome = Server::with(
            "<VirtualHost *:80>\n  ServerName shop.test\n  WSGIScriptAliasMatch \"^/t (.+)\" /srv/tenants/$1.wsgi\n</VirtualHost>\n",
        )
        .mod_wsgi(version)
        .planned();
        outcome.is_complete();
        assert!(
            outcome.after.text(MAIN).contains(
                "  WSGIScriptAliasMatch \"^/t (.+)\" /srv/tenants/$1.wsgi\n  <LocationMatch \"^/t (.+)\">\n      \
                 WSGIProcessGroup shop-t\n  </LocationMatch>\n"
            ),
            "{outcome}"
        );
    }
}

#[test]
fn a_handler_script_says_it_on_its_line() {
    let outcome = Server::with(
        "WSGIHandlerScript bobo /srv/b.wsgi\n<Directory /srv/www>\n  AddHandler bobo .bobo\n</Directory>\n",
    )
    .planned();
    assert_eq!(
        outcome.is_complete().lines("WSGIHandlerScript"),
        ["WSGIHandlerScript bobo /srv/b.wsgi process-group=main-bobo"]
    );
}

/// Its option beats every section (mod_wsgi.md 3.2).
#[test]
fn a_handler_script_that_is_kept_embedded_is_rewritten_in_place() {
    let outcome = Server::with(
        "WSGIHandlerScript bobo /srv/b.wsgi process-group=%{GLOBAL}\n<Directory /srv/www>\n  SetHandler bobo\n</Directory>\n",
    )
    .planned();
    assert_eq!(
        outcome.is_complete().lines("WSGIHandlerScript"),
        ["WSGIHandlerScript bobo /srv/b.wsgi process-group=main-bobo"]
    );
}

/// Without an option it follows `WSGIProcessGroup`.
#[test]
fn a_handler_script_that_a_virtual_host_delegates_is_left_alone() {
    let outcome = Server::with(
        "WSGIDaemonProcess shop\n<VirtualHost *:80>\n  WSGIProcessGroup shop\n  WSGIHandlerScript bobo /srv/b.wsgi\n  \
         AddHandler bobo .bobo\n</VirtualHost>\n",
    )
    .planned();
    outcome.is_complete();
    assert_eq!(
        outcome.lines("WSGIHandlerScript"),
        ["WSGIHandlerScript bobo /srv/b.wsgi"]
    );
}

/// One that runs in a group of a virtual host, and embedded elsewhere: an option would take it out of that group.
#[test]
fn a_handler_script_of_all_virtual_hosts_leaves_each_its_group() {
    let outcome = Server::with(
        "WSGIDaemonProcess shop\nWSGIHandlerScript bobo /srv/b.wsgi\n\
         <VirtualHost *:80>\n  ServerName shop.test\n  WSGIProcessGroup shop\n  AddHandler bobo .bobo\n</VirtualHost>\n\
         <VirtualHost *:80>\n  ServerName two.test\n  AddHandler bobo .bobo\n</VirtualHost>\n",
    )
    .planned();
    assert_eq!(
        outcome.is_complete().lines("WSGIProcessGroup"),
        ["WSGIProcessGroup bobo", "WSGIProcessGroup shop"]
    );
    assert_eq!(
        outcome.lines("WSGIHandlerScript"),
        ["WSGIHandlerScript bobo /srv/b.wsgi"]
    );
}

/// The files of a section, whatever line makes scripts of them (mod_wsgi.md 3.1).
#[test]
fn a_handler_is_delegated_in_its_section() {
    for line in [
        "SetHandler wsgi-script",
        "AddHandler WSGI-Script .wsgi",
        "AddType application/x-httpd-wsgi .wsgi",
        "ForceType application/x-httpd-wsgi",
    ] {
        let outcome = Server::with(&format!(
            "<Directory /srv/www/scripts>\n\tOptions ExecCGI\n\t{line}\n\tAllowOverride None\n</Directory>\n"
        ))
        .planned();
        outcome.is_complete();
        assert!(
            outcome.after.text(MAIN).contains(&format!(
                "\tOptions ExecCGI\n\t{line}\n\tWSGIProcessGroup main-scripts\n\tAllowOverride None\n</Directory>\n"
            )),
            "{outcome}"
        );
    }
}

#[test]
fn a_rule_that_names_a_handler_is_delegated_where_it_stands() {
    let outcome = Server::with(
        "LoadModule rewrite_module /modules/mod_rewrite.so\n<VirtualHost *:80>\n  ServerName shop.test\n  \
         <Directory /srv/www>\n    Options ExecCGI\n  </Directory>\n  RewriteEngine On\n  \
         RewriteRule \\.wsgi$ - [H=wsgi-script,L]\n</VirtualHost>\n",
    )
    .planned();
    outcome.is_complete();
    assert!(
        outcome.after.text(MAIN).contains(
            "  RewriteRule \\.wsgi$ - [H=wsgi-script,L]\n  WSGIProcessGroup shop\n</VirtualHost>\n"
        ),
        "{outcome}"
    );
}

/// At the level of the main server, all virtual hosts have it; those with a group keep it.
#[test]
fn a_handler_of_the_main_server_is_delegated_there() {
    let outcome = Server::with(
        "AddHandler wsgi-script .wsgi\nWSGIDaemonProcess shop\n\
         <VirtualHost *:80>\n  ServerName shop.test\n  WSGIProcessGroup shop\n  <Directory /srv/www>\n    Options +ExecCGI\n  \
         </Directory>\n</VirtualHost>\n",
    )
    .planned();
    assert_eq!(
        outcome.is_complete().lines("WSGIProcessGroup"),
        ["WSGIProcessGroup main", "WSGIProcessGroup shop"]
    );
    assert!(
        outcome
            .after
            .text(MAIN)
            .contains("\nWSGIProcessGroup main\nAddHandler wsgi-script .wsgi\n"),
        "{outcome}"
    );
}

/// Two lines of one section share what is written for them.
#[test]
fn two_handlers_of_one_section_share_a_group() {
    let outcome = Server::with(
        "<Directory /srv/www>\n  Options ExecCGI\n  AddHandler wsgi-script .wsgi\n  AddType application/x-httpd-wsgi .py\n\
         </Directory>\n",
    )
    .planned();
    assert_eq!(
        outcome.is_complete().lines("WSGIProcessGroup"),
        ["WSGIProcessGroup main-www"]
    );
    assert_eq!(outcome.lines("WSGIDaemonProcess").len(), 1);
}

/// A line of the section itself, or one that counts before it, keeps the files embedded: that line is changed.
#[test]
fn a_handler_that_a_line_keeps_embedded_has_that_line_changed() {
    let outcome = Server::with(
        "<Directory /srv/www>\n  Options ExecCGI\n  SetHandler wsgi-script\n  WSGIProcessGroup %{GLOBAL}\n</Directory>\n",
    )
    .planned();
    assert_eq!(
        outcome.is_complete().lines("WSGIProcessGroup"),
        ["WSGIProcessGroup main-www"]
    );
    let outcome = Server::with(
        "<Directory /srv/www>\n  Options ExecCGI\n  SetHandler wsgi-script\n</Directory>\n\
         <Location />\n  WSGIProcessGroup %{GLOBAL}\n</Location>\n",
    )
    .planned();
    assert_eq!(
        outcome.is_complete().lines("WSGIProcessGroup"),
        [
            "WSGIProcessGroup main-www",
            "WSGIProcessGroup main-www-part"
        ]
    );
}

/// A handler without `Options ExecCGI` anywhere runs nothing: 403 (mod_wsgi.md 3.1).
#[test]
fn a_handler_that_runs_nothing_gets_nothing() {
    let outcome = Server::with(
        "AddHandler wsgi-script .wsgi\n<VirtualHost *:80>\n  WSGIScriptAlias / /srv/a.wsgi\n</VirtualHost>\n",
    )
    .planned();
    outcome.is_complete().notes(
        "`AddHandler` at /etc/apache2/apache2.conf:6 runs nothing (403), because no `Options` allow ExecCGI",
    );
    assert_eq!(outcome.lines("WSGIProcessGroup"), Vec::<String>::new());
}

/// What an alias's section keeps in Apache's own processes stays apart, in a daemon.
#[test]
fn a_part_that_a_section_embeds_gets_a_group_of_its_own() {
    let outcome = Server::with(
        "WSGIDaemonProcess shop\n<VirtualHost *:80>\n  ServerName shop.test\n  WSGIProcessGroup shop\n  \
         WSGIScriptAlias / /srv/a.wsgi\n  <Location /admin>\n    WSGIProcessGroup %{GLOBAL}\n  </Location>\n</VirtualHost>\n",
    )
    .planned();
    assert_eq!(
        outcome.is_complete().lines("WSGIProcessGroup"),
        ["WSGIProcessGroup shop", "WSGIProcessGroup shop-admin"]
    );
    assert_eq!(outcome.lines("WSGIDaemonProcess").len(), 2);
}

/// Whether a pattern applies to a request is not to be known: each has a daemon either way.
#[test]
fn a_part_that_a_pattern_may_embed_gets_a_group_of_its_own() {
    for section in [
        "LocationMatch ^/admin",
        "DirectoryMatch /srv",
        "If \"true\"",
        "Location /adm*",
    ] {
        let name = section.split(' ').next().unwrap_or_default();
        let outcome = Server::with(&format!(
            "WSGIDaemonProcess shop\n<VirtualHost *:80>\n  WSGIProcessGroup shop\n  WSGIScriptAlias / /srv/a.wsgi\n  \
             <{section}>\n    WSGIProcessGroup %{{GLOBAL}}\n  </{name}>\n</VirtualHost>\n"
        ))
        .planned();
        let lines = outcome.is_complete().lines("WSGIProcessGroup");
        assert_eq!(lines.len(), 2, "{outcome}");
        assert!(lines[1].starts_with("WSGIProcessGroup shop-"), "{outcome}");
    }
}

/// Twins share what their sections get.
#[test]
fn the_parts_of_twins_share_a_group() {
    let host = |port| {
        format!(
            "<VirtualHost *:{port}>\n  ServerName shop.test\n  WSGIProcessGroup shop\n  WSGIScriptAlias / /srv/a.wsgi\n  \
             <Location /admin>\n    WSGIProcessGroup %{{GLOBAL}}\n  </Location>\n</VirtualHost>\n"
        )
    };
    let outcome = Server::with(&format!(
        "WSGIDaemonProcess shop\n{}{}",
        host(80),
        host(443)
    ))
    .planned();
    let lines = outcome.is_complete().lines("WSGIProcessGroup");
    assert_eq!(lines[1], "WSGIProcessGroup shop-admin");
    assert_eq!(lines[3], "WSGIProcessGroup shop-admin");
}

/// An option on the alias would beat the section that has sent its part to a daemon already (mod_wsgi.md 3.2).
#[test]
fn an_application_with_a_delegated_part_is_delegated_below_it() {
    let outcome = Server::with(
        "WSGIDaemonProcess reports\n<VirtualHost *:80>\n  ServerName shop.test\n  WSGIScriptAlias / /srv/a.wsgi\n  \
         <Location /reports>\n    WSGIProcessGroup reports\n  </Location>\n</VirtualHost>\n",
    )
    .planned();
    outcome.is_complete();
    assert_eq!(
        outcome.lines("WSGIProcessGroup"),
        ["WSGIProcessGroup shop", "WSGIProcessGroup reports"]
    );
    assert_eq!(
        outcome.lines("WSGIScriptAlias"),
        ["WSGIScriptAlias / /srv/a.wsgi"]
    );
}

#[test]
fn a_section_for_other_urls_leaves_the_option_on_the_alias() {
    let outcome = Server::with(
        "WSGIDaemonProcess reports\n<VirtualHost *:80>\n  ServerName shop.test\n  WSGIScriptAlias /shop /srv/a.wsgi\n  \
         <LocationMatch ^/reports/>\n    WSGIProcessGroup reports\n  </LocationMatch>\n</VirtualHost>\n",
    )
    .planned();
    outcome.is_complete();
    assert_eq!(
        outcome.lines("WSGIScriptAlias"),
        ["WSGIScriptAlias /shop /srv/a.wsgi process-group=shop-shop application-group=%{GLOBAL}"]
    );
}

/// The alias of the main server: a virtual host with a group of its own keeps it, the others get the new one.
#[test]
fn an_alias_of_all_virtual_hosts_leaves_each_its_group() {
    let outcome = Server::with(
        "WSGIDaemonProcess one\n# for everybody\nWSGIScriptAlias / /srv/a.wsgi\n\
         <VirtualHost *:80>\n  ServerName one.test\n  WSGIProcessGroup one\n</VirtualHost>\n\
         <VirtualHost *:80>\n  ServerName two.test\n</VirtualHost>\n\
         <VirtualHost *:80>\n  ServerName three.test\n  WSGIProcessGroup %{GLOBAL}\n</VirtualHost>\n",
    )
    .planned();
    assert_eq!(
        outcome.is_complete().lines("WSGIProcessGroup"),
        [
            "WSGIProcessGroup main",
            "WSGIProcessGroup one",
            "WSGIProcessGroup main"
        ]
    );
    assert!(
        outcome
            .after
            .text(MAIN)
            .contains("WSGIDaemonProcess one\n# for everybody\nWSGIProcessGroup main\nWSGIScriptAlias / /srv/a.wsgi\n"),
        "{outcome}"
    );
}

/// `/app` itself is not taken by an alias of `/app/`, so it goes on to the main server's, in the group of the virtual host.
#[test]
fn an_alias_with_a_slash_leaves_the_path_without_one_to_the_main_server() {
    let outcome = Server::with(
        "WSGIDaemonProcess one\nWSGIScriptAlias /app /srv/a.wsgi\n\
         <VirtualHost *:80>\n  ServerName one.test\n  WSGIProcessGroup one\n  WSGIScriptAlias /app/ /srv/b.wsgi\n\
         </VirtualHost>\n<VirtualHost *:80>\n  ServerName two.test\n</VirtualHost>\n",
    )
    .planned();
    assert_eq!(
        outcome.is_complete().lines("WSGIProcessGroup"),
        ["WSGIProcessGroup app", "WSGIProcessGroup one"]
    );
    assert_eq!(
        outcome.lines("WSGIScriptAlias"),
        [
            "WSGIScriptAlias /app /srv/a.wsgi",
            "WSGIScriptAlias /app/ /srv/b.wsgi"
        ]
    );
}

#[test]
fn an_alias_of_all_virtual_hosts_that_all_embed_it_says_it_on_its_line() {
    let outcome = Server::with(
        "WSGIScriptAlias / /srv/a.wsgi\n\
         <VirtualHost *:80>\n  ServerName one.test\n</VirtualHost>\n<VirtualHost *:80>\n  ServerName two.test\n</VirtualHost>\n",
    )
    .planned();
    assert_eq!(
        outcome.is_complete().lines("WSGIScriptAlias"),
        ["WSGIScriptAlias / /srv/a.wsgi process-group=main"]
    );
}

/// A fragment that two virtual hosts read: one line delegates both.
#[test]
fn a_handler_in_a_file_that_is_read_twice_is_delegated_once() {
    let outcome = Server::with(
        "<VirtualHost *:80>\n  ServerName one.test\n  Include app.inc\n</VirtualHost>\n\
         <VirtualHost *:80>\n  ServerName two.test\n  Include app.inc\n</VirtualHost>\n",
    )
    .file(
        "/etc/apache2/app.inc",
        "<Directory /srv/www>\n  Options ExecCGI\n  SetHandler wsgi-script\n</Directory>\n",
    )
    .planned();
    assert_eq!(
        outcome.is_complete().lines("WSGIProcessGroup"),
        ["WSGIProcessGroup one-www"]
    );
}

/// The other virtual host has a group for the same line already, which a new line in the file would replace.
#[test]
fn a_handler_in_a_file_that_is_read_twice_with_two_meanings_is_named() {
    let outcome = Server::with(
        "WSGIDaemonProcess two\n<VirtualHost *:80>\n  ServerName one.test\n  Include app.inc\n</VirtualHost>\n\
         <VirtualHost *:80>\n  ServerName two.test\n  WSGIProcessGroup two\n  Include app.inc\n</VirtualHost>\n",
    )
    .file(
        "/etc/apache2/app.inc",
        "<Directory /srv/www>\n  Options ExecCGI\n  SetHandler wsgi-script\n</Directory>\n",
    )
    .planned();
    outcome.changes_nothing();
    assert!(
        outcome.held[0].contains("its file is read several times"),
        "{outcome}"
    );
}

/// What is left as it is must not be delegated by the way.
#[test]
fn a_line_that_would_reach_what_is_left_alone_is_not_written() {
    let outcome = Server::with(
        "WSGIDaemonProcess reports\nLoadModule macro_module /modules/mod_macro.so\n<Macro App>\n\
         WSGIScriptAlias /m /srv/b.wsgi\n</Macro>\n<VirtualHost *:80>\n  ServerName shop.test\n  Use App\n  \
         WSGIScriptAlias / /srv/a.wsgi\n  <Location /reports>\n    WSGIProcessGroup reports\n  </Location>\n</VirtualHost>\n",
    )
    .planned();
    outcome.changes_nothing();
    assert!(
        outcome.held.iter().any(|held| held
            .contains("the `WSGIProcessGroup` that it needs would also be for shop.test/m")),
        "{outcome}"
    );
}

/// The option of one line does not stand for the line that its twin needs in the same scope.
#[test]
fn an_option_and_a_line_of_one_scope_are_both_written() {
    let outcome = Server::with(
        "WSGIScriptAlias / /srv/a.wsgi process-group=%{GLOBAL}\nWSGIScriptAlias / /srv/a.wsgi\n\
         <VirtualHost *:80>\n  ServerName shop.test\n  WSGIDaemonProcess g1\n  <Location />\n    \
         WSGIProcessGroup g1\n  </Location>\n</VirtualHost>\n",
    )
    .planned();
    outcome.is_complete();
}

/// A handler of the main server, and a virtual host that gives the name another script.
#[test]
fn a_handler_that_a_virtual_host_has_for_itself_is_not_everywhere() {
    let outcome = Server::with(
        "WSGIHandlerScript page /srv/a.wsgi\nAddHandler page .html\n\
         <VirtualHost *:80>\n  ServerName one.test\n</VirtualHost>\n\
         <VirtualHost *:80>\n  ServerName two.test\n  WSGIHandlerScript page /srv/b.wsgi\n</VirtualHost>\n",
    )
    .planned();
    let served = "the handler `#page` of every virtual host without its own (/srv/a.wsgi)";
    assert!(
        outcome.steps.iter().any(|step| step.contains(served)),
        "{outcome}"
    );
}

/// The group is named for the pattern's text, and the step says what the line is about.
#[test]
fn scripts_by_the_pattern_of_an_extension_have_a_plain_name() {
    let outcome = Server::with(
        "<VirtualHost *:80>\n  ServerName shop.test\n  <Directory /srv/www>\n    Options +ExecCGI\n  </Directory>\n  \
         <FilesMatch \"\\.wsgi$\">\n    SetHandler wsgi-script\n  </FilesMatch>\n</VirtualHost>\n",
    )
    .planned();
    assert!(
        outcome.steps.iter().any(|step| {
            step == "run the scripts of `SetHandler` in <FilesMatch> (`shop.test#\\.wsgi$`) in the new process group `shop-wsgi`"
        }),
        "{outcome}"
    );
}
