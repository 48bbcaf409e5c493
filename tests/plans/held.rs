//! Applications that are not delegated, because it cannot be shown that they would be served as before.

use wsgi_daemonize::migration::Restriction;

use super::server::Server;

/// A virtual host with one embedded application and these lines before it.
fn host_with(lines: &str) -> Server {
    Server::with(&format!(
        "<VirtualHost *:80>\n  {lines}\n  WSGIScriptAlias / /srv/a.wsgi\n</VirtualHost>\n"
    ))
}

#[test]
fn an_undefined_group_is_named() {
    let outcome = Server::with(
        "<VirtualHost *:80>\n  ServerName shop.test\n  WSGIScriptAlias / /srv/a.wsgi process-group=gone\n</VirtualHost>\n",
    )
    .planned();
    outcome.changes_nothing().holds_only(
        "shop.test/ is left as it is (/etc/apache2/apache2.conf:8): it names the process group `gone`, which is defined \
         nowhere: its requests fail now; define the group or correct the name",
    );
}

/// Names are compared byte for byte.
#[test]
fn a_group_in_another_case_is_undefined() {
    let outcome = Server::with(
        "WSGIDaemonProcess Shop\n<VirtualHost *:80>\n  WSGIScriptAlias / /srv/a.wsgi process-group=shop\n</VirtualHost>\n",
    )
    .planned();
    outcome.changes_nothing();
    assert!(
        outcome.held[0].contains("the process group `shop`, which is defined nowhere"),
        "{outcome}"
    );
}

#[test]
fn a_group_that_cannot_be_reached_and_cannot_be_moved_is_named() {
    let outcome = Server::with(
        "<VirtualHost *:80>\n  ServerName one.test\n  <IfDefine !X>\n  WSGIDaemonProcess shop\n  </IfDefine>\n  \
         Define X\n  UnDefine X\n</VirtualHost>\n\
         <VirtualHost *:80>\n  ServerName two.test\n  WSGIScriptAlias / /srv/b.wsgi process-group=shop\n</VirtualHost>\n",
    )
    .planned();
    outcome.changes_nothing().holds(
        "two.test/ is left as it is (/etc/apache2/apache2.conf:16): the process group `shop` belongs to a virtual host of \
         another ServerName: its requests fail now; name a group that can be reached",
    );
}

#[test]
fn a_group_that_depends_on_the_request_is_named() {
    let outcome = host_with("WSGIProcessGroup %{ENV:GROUP}").planned();
    outcome.changes_nothing().holds_only(
        "*:80/ is left as it is (/etc/apache2/apache2.conf:7): its process group depends on the request: no line sets \
         the variable GROUP for this request; whether httpd's own environment has it is not known; name a group instead",
    );
}

#[test]
fn a_line_that_a_nul_byte_cuts_is_named() {
    let outcome =
        Server::with("<VirtualHost *:80>\n  WSGIScriptAlias / /srv/a.wsgi\0 x\n</VirtualHost>\n")
            .planned();
    outcome.changes_nothing();
    assert!(
        outcome.held[0].contains("a NUL byte or the end of the file cuts it"),
        "{outcome}"
    );
}

#[test]
fn a_path_of_windows_is_named() {
    let outcome =
        Server::with("<VirtualHost *:80>\n  WSGIScriptAlias / C:/srv/a.wsgi\n</VirtualHost>\n")
            .planned();
    outcome.changes_nothing();
    assert!(
        outcome.held[0]
            .contains("its path is one of Windows, where mod_wsgi has no daemon processes;"),
        "{outcome}"
    );
}

/// Moving the definition makes the group reachable: what failed is served then, and that is said.
#[test]
fn a_group_that_cannot_be_reached_is_named() {
    let outcome = Server::with(
        "<VirtualHost *:80>\n  ServerName one.test\n  WSGIDaemonProcess shop\n  WSGIScriptAlias / /srv/a.wsgi process-group=shop\n\
         </VirtualHost>\n\
         <VirtualHost *:80>\n  ServerName two.test\n  WSGIScriptAlias / /srv/b.wsgi process-group=shop\n</VirtualHost>\n",
    )
    .planned();
    outcome.is_complete().notes(
        "two.test/ could not reach the process group `shop` of another virtual host, so its requests failed \
         (/etc/apache2/apache2.conf:13); it is served from there now",
    );
}

/// A dispatch script overrides the alias (mod_wsgi.md 3.2), and only `AllowOverrideList` lets a `.htaccess` choose groups.
#[test]
fn what_chooses_groups_by_itself_keeps_the_application_where_it_is() {
    for line in [
        "WSGIDispatchScript /srv/b.wsgi",
        "<Directory /srv>\n  AllowOverrideList WSGIProcessGroup\n  </Directory>",
        "<Directory /srv>\n  AllowOverrideList RewriteRule WSGIApplicationGroup\n  </Directory>",
    ] {
        let outcome = host_with(line).planned();
        outcome.changes_nothing();
        let expected = "a script, or a .htaccess file, may choose where its requests run";
        assert!(outcome.held[0].contains(expected), "{line}: {outcome}");
    }
}

/// A group takes the user that is read before it, embedded applications have the last (measured).
#[test]
fn a_user_that_is_set_twice_keeps_applications_where_they_are() {
    let outcome = Server::with(
        "User www-data\n<VirtualHost *:80>\n  WSGIScriptAlias / /srv/a.wsgi\n</VirtualHost>\nUser nobody\n",
    )
    .planned();
    outcome.changes_nothing();
    assert!(outcome.held[0].contains("set twice"), "{outcome}");
}

/// Moved above the second `User`, a group would run as the first.
#[test]
fn a_definition_between_two_users_stays_where_it_is() {
    let outcome = Server::with(
        "User www-data\nUser nobody\n<VirtualHost *:80>\n  WSGIDaemonProcess shop\n  \
         WSGIScriptAlias / /srv/a.wsgi process-group=shop\n</VirtualHost>\n",
    )
    .planned();
    outcome.keeps_only(
        "the process group `shop` stays inside its virtual host (/etc/apache2/apache2.conf:9): its processes run as the user \
         that is read before it, and /etc/apache2/apache2.conf:7 names another; take one of the two lines away",
    );
}

/// Apache's children see other files than a daemon (mod_unixd.c: unixd_drop_privileges).
#[test]
fn a_server_in_another_root_directory_keeps_its_applications() {
    let outcome = Server::with(
        "ChrootDir /jail\n<VirtualHost *:80>\n  WSGIScriptAlias / /srv/a.wsgi\n</VirtualHost>\n",
    )
    .planned();
    outcome.changes_nothing();
    assert!(
        outcome.held[0]
            .starts_with("*:80/ is left as it is (/etc/apache2/apache2.conf:6): `ChrootDir`"),
        "{outcome}"
    );
}

/// Nothing can be put behind a backslash, and no line has to come behind the restriction.
#[test]
fn a_main_file_that_ends_in_a_backslash_stays_as_it_is() {
    let outcome = Server::with("WSGIDaemonProcess shop\nServerAdmin me \\\n").planned();
    outcome.changes_nothing();
    assert!(
        outcome.held[0].starts_with("the server is left as it is (/etc/apache2/apache2.conf): "),
        "{outcome}"
    );
}

/// A section for a part says nothing of the rest, however short the expression of that part is.
#[test]
fn a_part_with_a_short_name_is_not_taken_for_the_whole() {
    let outcome = Server::with(
        "WSGIProcessGroup %{ENV:X}\n<VirtualHost *:80>\n  ServerName blog.test\n  WSGIDaemonProcess g1\n</VirtualHost>\n\
         <VirtualHost *:80>\n  ServerName shop.test\n  WSGIScriptAlias / /srv/a.wsgi\n  <LocationMatch ^/x>\n    \
         WSGIProcessGroup g1\n  </LocationMatch>\n</VirtualHost>\n",
    )
    .planned();
    assert_eq!(outcome.restriction, Restriction::Held, "{outcome}");
}

/// Nobody knows a file that the section is about: what becomes of it is not known, and not that no request gets to it.
#[test]
fn scripts_of_which_no_file_is_known_hold_the_restriction() {
    let section = "<FilesMatch \"^(?=.*b)a.+$\">\nSetHandler wsgi-script\n</FilesMatch>\n";
    let planned = Server::with(&format!(
        "<VirtualHost *:80>\nServerName shop.test\nDocumentRoot /srv/www\n<Directory /srv/www>\nOptions ExecCGI\n{section}\
         </Directory>\n</VirtualHost>\n"
    ))
    .planned();
    planned.holds_only(
        "`WSGIRestrictEmbedded On` is not set (/etc/apache2/apache2.conf:12): the scripts of `SetHandler` in <FilesMatch> \
         (`shop.test#^(?=.*b)a.+$`) may run in Apache's own processes: no file was found that its sections are about; write what \
         it matches more plainly; or see that it runs in its process group, and set the line by hand",
    );
    assert_eq!(planned.lines("WSGIProcessGroup").len(), 1, "{planned}");
}
