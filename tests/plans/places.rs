//! Which files are changed, and where definitions go.

use wsgi_daemonize::patch::Change;

use super::server::{MAIN, Server};

const SITE: &str =
    "<VirtualHost *:80>\n  ServerName shop.test\n  WSGIScriptAlias / /srv/a.wsgi\n</VirtualHost>\n";
const CHANGED_SITE: &str = "<VirtualHost *:80>\n  ServerName shop.test\n  \
     WSGIScriptAlias / /srv/a.wsgi process-group=shop application-group=%{GLOBAL}\n</VirtualHost>\n";

/// Debian's layout with one enabled site.
fn debian() -> Server {
    Server::with("IncludeOptional conf-enabled/*.conf\nIncludeOptional sites-enabled/*.conf\n")
        .directory("/etc/apache2/conf-available")
        .directory("/etc/apache2/conf-enabled")
        .file("/etc/apache2/sites-available/shop.conf", SITE)
        .link(
            "/etc/apache2/sites-enabled/shop.conf",
            "../sites-available/shop.conf",
        )
}

fn paths(outcome: &super::server::Outcome) -> Vec<&str> {
    outcome
        .patch
        .keys()
        .map(|path| path.to_str().unwrap())
        .collect()
}

#[test]
fn debians_layout_gets_a_file_and_its_link() {
    let outcome = debian().planned();
    assert_eq!(
        paths(outcome.is_complete()),
        [
            "/etc/apache2/conf-available/wsgi-daemons.conf",
            "/etc/apache2/conf-enabled/wsgi-daemons.conf",
            "/etc/apache2/sites-available/shop.conf",
        ]
    );
    let link = Change::Link {
        target: "../conf-available/wsgi-daemons.conf".into(),
    };
    assert_eq!(outcome.patch.values().nth(1), Some(&link));
    assert_eq!(
        outcome.after.text("/etc/apache2/sites-available/shop.conf"),
        CHANGED_SITE
    );
}

/// The link stays a link: the file behind it is changed.
#[test]
fn a_linked_site_outside_the_server_root_is_patched_where_it_is() {
    let outcome = Server::with("Include sites/*.conf\n")
        .file("/home/shop/apache.conf", SITE)
        .link("/etc/apache2/sites/shop.conf", "/home/shop/apache.conf")
        .planned();
    assert_eq!(
        paths(outcome.is_complete()),
        [MAIN, "/home/shop/apache.conf"]
    );
    assert!(
        outcome.diff.contains("--- a/home/shop/apache.conf\n"),
        "{outcome}"
    );
}

/// One line, read in two virtual hosts: it can name one group only.
#[test]
fn a_file_that_two_hosts_include_gets_one_group() {
    let outcome = Server::with(
        "<VirtualHost *:80>\n  ServerName one.test\n  Include app.inc\n</VirtualHost>\n\
         <VirtualHost *:80>\n  ServerName two.test\n  Include app.inc\n</VirtualHost>\n",
    )
    .file("/etc/apache2/app.inc", "WSGIScriptAlias / /srv/a.wsgi\n")
    .planned();
    assert_eq!(
        outcome.is_complete().lines("WSGIScriptAlias"),
        ["WSGIScriptAlias / /srv/a.wsgi process-group=one"]
    );
    assert_eq!(outcome.lines("WSGIDaemonProcess").len(), 1, "{outcome}");
}

#[test]
fn a_file_that_means_different_things_is_not_changed() {
    let outcome = Server::with(
        "WSGIDaemonProcess one\n\
         <VirtualHost *:80>\n  ServerName one.test\n  WSGIProcessGroup one\n  Include app.inc\n</VirtualHost>\n\
         <VirtualHost *:80>\n  ServerName two.test\n  Include app.inc\n</VirtualHost>\n",
    )
    .file("/etc/apache2/app.inc", "WSGIScriptAlias / /srv/a.wsgi\n")
    .planned();
    outcome.changes_nothing().holds_only(
        "two.test/ is left as it is (/etc/apache2/app.inc:1): its file is read several times, and elsewhere the same line is \
         not embedded; give one of its readings a file of its own",
    );
}

#[test]
fn names_with_blanks_are_no_obstacle() {
    let outcome = Server::with("Include \"my sites/*.conf\"\n")
        .file("/etc/apache2/my sites/the shop.conf", SITE)
        .planned();
    assert_eq!(
        outcome
            .is_complete()
            .after
            .text("/etc/apache2/my sites/the shop.conf"),
        CHANGED_SITE
    );
    assert!(outcome.diff.contains("my sites/the shop.conf"), "{outcome}");
}

#[test]
fn a_definitions_file_that_is_read_already_is_added_to() {
    let outcome = debian()
        .file(
            "/etc/apache2/conf-available/wsgi-daemons.conf",
            "# Ours.\nWSGIDaemonProcess other\n",
        )
        .link(
            "/etc/apache2/conf-enabled/wsgi-daemons.conf",
            "../conf-available/wsgi-daemons.conf",
        )
        .planned();
    assert_eq!(
        paths(outcome.is_complete()),
        [
            "/etc/apache2/conf-available/wsgi-daemons.conf",
            "/etc/apache2/sites-available/shop.conf",
        ]
    );
    let text = outcome
        .after
        .text("/etc/apache2/conf-available/wsgi-daemons.conf");
    assert!(
        text.starts_with("# Ours.\nWSGIDaemonProcess other\n\n"),
        "{outcome}"
    );
}

/// To enable it would bring in what somebody has switched off.
#[test]
fn a_definitions_file_that_is_not_read_is_left_alone() {
    let outcome = debian()
        .file(
            "/etc/apache2/conf-available/wsgi-daemons.conf",
            "WSGIDaemonProcess other\n",
        )
        .planned();
    assert_eq!(
        paths(outcome.is_complete()),
        [
            "/etc/apache2/conf-available/wsgi-daemons-2.conf",
            "/etc/apache2/conf-enabled/wsgi-daemons-2.conf",
            "/etc/apache2/sites-available/shop.conf",
        ]
    );
}

#[test]
fn red_hats_layout_gets_a_file_that_is_read_first() {
    let outcome = Server::with("IncludeOptional conf.d/*.conf\n")
        .file("/etc/apache2/conf.d/a.conf", SITE)
        .planned();
    assert_eq!(
        paths(outcome.is_complete()),
        [
            "/etc/apache2/conf.d/00-wsgi-daemons.conf",
            "/etc/apache2/conf.d/a.conf"
        ]
    );
}

/// As Red Hat's package did up to release 6. httpd looks for the names of directives when all is read (measured).
#[test]
fn definitions_may_stand_before_the_line_that_loads_mod_wsgi() {
    let outcome = Server::with("")
        .file(MAIN, "ServerName main.test\nInclude conf.d/*.conf\n")
        .file(
            "/etc/apache2/conf.d/wsgi.conf",
            "LoadModule wsgi_module /modules/mod_wsgi.so\n",
        )
        .file("/etc/apache2/conf.d/zshop.conf", SITE)
        .planned();
    outcome.is_complete();
    assert_eq!(
        outcome.after.text("/etc/apache2/conf.d/zshop.conf"),
        CHANGED_SITE
    );
}

#[test]
fn the_main_file_gets_a_block_before_its_first_virtual_host() {
    let outcome = Server::with(&format!("# The shop.\n{SITE}")).planned();
    let text = outcome.is_complete().after.text(MAIN);
    let (definition, comment) = (text.find("WSGIDaemonProcess"), text.find("# The shop."));
    assert!(definition.is_some() && definition < comment, "{outcome}");
    assert!(
        text.ends_with(&format!("\n\n# The shop.\n{CHANGED_SITE}")),
        "{outcome}"
    );
}

#[test]
fn a_host_within_a_condition_has_its_definitions_before_the_condition() {
    let outcome = Server::with(&format!("<IfDefine SHOP>\n{SITE}</IfDefine>\n"))
        .define("SHOP")
        .planned();
    let text = outcome.is_complete().after.text(MAIN);
    assert!(
        text.find("WSGIDaemonProcess") < text.find("<IfDefine SHOP>"),
        "{outcome}"
    );
}

#[test]
fn a_file_without_a_final_newline_keeps_going_without() {
    let outcome = Server::with("Include sites/*.conf\n")
        .file("/etc/apache2/sites/shop.conf", SITE.trim_end())
        .planned();
    assert_eq!(
        outcome
            .is_complete()
            .after
            .text("/etc/apache2/sites/shop.conf"),
        CHANGED_SITE.trim_end()
    );
}

#[test]
fn other_bytes_stay_as_they_are() {
    let site = [b"# caf\xe9 \x0c\r\n".as_slice(), SITE.as_bytes(), b"# \xff"].concat();
    let outcome = Server::with("Include sites/*.conf\n")
        .file("/etc/apache2/sites/shop.conf", site)
        .planned();
    let text = outcome
        .is_complete()
        .after
        .text("/etc/apache2/sites/shop.conf");
    assert_eq!(text, format!("# caf\\xe9 \x0c\r\n{CHANGED_SITE}# \\xff"));
}

#[test]
fn two_links_to_one_file_may_mean_different_things() {
    let outcome = Server::with(
        "WSGIDaemonProcess one\n\
         <VirtualHost *:80>\n  ServerName one.test\n  WSGIProcessGroup one\n  Include 1.inc\n</VirtualHost>\n\
         <VirtualHost *:80>\n  ServerName two.test\n  Include 2.inc\n</VirtualHost>\n",
    )
    .file("/srv/app.inc", "WSGIScriptAlias / /srv/a.wsgi\n")
    .link("/etc/apache2/1.inc", "/srv/app.inc")
    .link("/etc/apache2/2.inc", "/srv/app.inc")
    .planned();
    outcome.changes_nothing().holds_only(
        "two.test/ is left as it is (/etc/apache2/2.inc:1): its file is read several times, and elsewhere the same line is \
         not embedded; give one of its readings a file of its own",
    );
}

#[test]
fn two_links_to_one_file_change_it_once() {
    let outcome = Server::with("Include sites/*.conf\n")
        .file("/etc/apache2/shop.inc", SITE)
        .link("/etc/apache2/sites/1.conf", "../shop.inc")
        .link("/etc/apache2/sites/2.conf", "../shop.inc")
        .planned();
    assert_eq!(
        paths(outcome.is_complete()),
        [MAIN, "/etc/apache2/shop.inc"]
    );
    assert_eq!(outcome.after.text("/etc/apache2/shop.inc"), CHANGED_SITE);
}

/// A definition in a file that is read twice would be a duplicate.
#[test]
fn a_directory_that_is_read_twice_is_passed_by() {
    let outcome = Server::with(
        "IncludeOptional conf-enabled/*.conf\nIncludeOptional sites-enabled/*.conf\nIncludeOptional conf-enabled/w*.conf\n",
    )
    .directory("/etc/apache2/conf-available")
    .directory("/etc/apache2/conf-enabled")
    .file("/etc/apache2/sites-enabled/shop.conf", SITE)
    .planned();
    assert_eq!(
        paths(outcome.is_complete()),
        [MAIN, "/etc/apache2/sites-enabled/shop.conf"]
    );
}

#[test]
fn one_directory_under_two_names_needs_no_link() {
    let outcome =
        Server::with("IncludeOptional conf-enabled/*.conf\nIncludeOptional sites-enabled/*.conf\n")
            .directory("/etc/apache2/conf-available")
            .link("/etc/apache2/conf-enabled", "conf-available")
            .file("/etc/apache2/sites-enabled/shop.conf", SITE)
            .planned();
    assert_eq!(
        paths(outcome.is_complete()),
        [
            "/etc/apache2/conf-available/wsgi-daemons.conf",
            "/etc/apache2/sites-enabled/shop.conf"
        ]
    );
}

/// What remains when somebody removed the file but not its link.
#[test]
fn a_link_that_leads_nowhere_keeps_its_name() {
    let outcome = debian()
        .link(
            "/etc/apache2/conf-enabled/wsgi-daemons.conf",
            "../conf-available/wsgi-daemons.conf",
        )
        .planned();
    assert_eq!(
        paths(outcome.is_complete()),
        [
            "/etc/apache2/conf-available/wsgi-daemons-2.conf",
            "/etc/apache2/conf-enabled/wsgi-daemons-2.conf",
            "/etc/apache2/sites-available/shop.conf"
        ]
    );
}

/// A backslash that continues the line with nothing must stay behind what is added.
#[test]
fn an_alias_that_is_continued_with_nothing_is_added_to_before_the_backslash() {
    for end in ["\\\n\n", " \\\n  \n", "\\\r\n\r\n"] {
        let outcome = Server::with(&format!(
            "<VirtualHost *:80>\n  ServerName shop.test\n  WSGIScriptAlias / /srv/a.wsgi{end}</VirtualHost>\n"
        ))
        .planned();
        outcome.is_complete();
        let site = outcome.after.text(MAIN);
        let expected = format!("/srv/a.wsgi process-group=shop application-group=%{{GLOBAL}}{end}");
        assert!(site.contains(&expected), "{outcome}");
    }
}

/// The handler's script is told its own interpreter, whatever the alias around it says
/// (on the real server: seed 19 of `migrations`).
#[test]
fn a_handler_below_an_alias_keeps_the_interpreter_that_the_alias_has_not() {
    // The alias may even have the same script: it calls another object in it.
    for script in ["/srv/b.wsgi", "/srv/a.wsgi"] {
        let outcome = Server::with(&format!(
            "WSGIHandlerScript mine {script}\n<Location /own>\n  SetHandler mine\n</Location>\n\
             <VirtualHost *:80>\n  ServerName shop.test\n  \
             WSGIScriptAlias / /srv/a.wsgi application-group=%{{GLOBAL}}\n</VirtualHost>\n",
        ))
        .planned();
        assert_eq!(
            outcome.lines("WSGIScriptAlias"),
            ["WSGIScriptAlias / /srv/a.wsgi application-group=%{GLOBAL} process-group=shop"]
        );
    }
}
