//! What the proof asks is the same before and after the change.

use super::server::Server;

const SITE: &str = "<VirtualHost *:80>\n  ServerName shop.test\n  DocumentRoot /srv/www\n";

/// A section that says nothing new before the change, and delegates a part after it: the part is compared with itself, not
/// with the whole, whose script is another (on the real server: seed 3024 of `migrations`).
#[test]
fn a_part_that_was_embedded_as_the_whole_is_compared_with_itself() {
    let outcome = Server::with(&format!(
        "WSGIApplicationGroup %{{GLOBAL}}\n{SITE}  <LocationMatch \"^/part\">\n    WSGIProcessGroup %{{GLOBAL}}\n  \
         </LocationMatch>\n  <Directory /srv/www>\n    Options +ExecCGI\n    <Files page.py>\n      \
         SetHandler wsgi-script\n    </Files>\n  </Directory>\n</VirtualHost>\n"
    ))
    .planned();
    assert_eq!(
        outcome.is_complete().lines("WSGIProcessGroup"),
        [
            "WSGIProcessGroup shop-page.py-part",
            "WSGIProcessGroup shop-page.py"
        ]
    );
}

/// The plan itself makes a section of the main server say where the files of a virtual host run: they were asked for by
/// another path before, and so had another interpreter (seed 4136).
#[test]
fn a_section_that_begins_to_delegate_is_asked_about_before_as_well() {
    let outcome = Server::with(&format!(
        "{SITE}  AddHandler wsgi-script .wsgi\n</VirtualHost>\n<Directory /srv/www>\n  Options +ExecCGI\n</Directory>\n\
         <LocationMatch \"^/(app|blog)(/|$)\">\n  AddHandler wsgi-script .app\n</LocationMatch>\n"
    ))
    .planned();
    assert_eq!(
        outcome.is_complete().lines("WSGIProcessGroup"),
        ["WSGIProcessGroup shop", "WSGIProcessGroup main-blog"]
    );
}

/// Files of a handler shared the main interpreter with the application already, where both lie in one directory
/// (seed 4196).
#[test]
fn what_shared_an_interpreter_in_a_part_may_share_it_still() {
    let outcome = Server::with(&format!(
        "WSGIDaemonProcess g\nWSGIHandlerScript mine /srv/b.wsgi\n{SITE}  AddHandler mine .app\n  \
         WSGIScriptAlias /shop /srv/scripts/c.wsgi application-group=%{{GLOBAL}}\n  \
         <If \"%{{REQUEST_URI}} =~ m#^/blog#\">\n    WSGIProcessGroup g\n  </If>\n  <Directory /srv/scripts>\n    \
         WSGIProcessGroup %{{GLOBAL}}\n    WSGIApplicationGroup %{{GLOBAL}}\n  </Directory>\n</VirtualHost>\n"
    ))
    .planned();
    assert_eq!(
        outcome.is_complete().lines("WSGIProcessGroup"),
        [
            "WSGIProcessGroup mine",
            "WSGIProcessGroup g",
            "WSGIProcessGroup shop-shop"
        ]
    );
}

/// What sets a variable under a condition is not the name of a group (seed 4025).
#[test]
fn a_variable_that_a_condition_sets_names_no_group_by_itself() {
    let outcome = Server::with(&format!(
        "LoadModule env_module /modules/mod_env.so\nLoadModule setenvif_module /modules/mod_setenvif.so\n\
         WSGIDaemonProcess g\nWSGIDaemonProcess h\n{SITE}  WSGIProcessGroup g\n  SetEnv PG h\n  <Location /x>\n    \
         WSGIProcessGroup %{{ENV:PG}}\n  </Location>\n  <If \"%{{SERVER_NAME}} == 'main.test'\">\n    \
         SetEnvIfExpr \"%{{REQUEST_URI}} =~ m#x#\" PG=h\n    WSGIProcessGroup %{{GLOBAL}}\n  </If>\n  \
         <Directory /srv/www>\n    Options +ExecCGI\n    AddHandler wsgi-script .wsgi\n  </Directory>\n</VirtualHost>\n"
    ))
    .planned();
    assert_eq!(
        outcome.is_complete().lines("WSGIProcessGroup").last(),
        Some(&"WSGIProcessGroup g-if".to_owned())
    );
}

/// Of several lines in one section httpd takes the last: nothing runs in the group of the first.
#[test]
fn only_the_last_line_of_a_section_is_asked_about() {
    let outcome = Server::with(&format!(
        "WSGIDaemonProcess g\nWSGIDaemonProcess service threads=0\n{SITE}  WSGIProcessGroup g\n  \
         <If \"%{{SERVER_NAME}} == 'main.test'\">\n    WSGIProcessGroup service\n    WSGIProcessGroup %{{GLOBAL}}\n  \
         </If>\n  <Directory /srv/www>\n    Options +ExecCGI\n    AddHandler wsgi-script .wsgi\n  </Directory>\n\
         </VirtualHost>\n"
    ))
    .planned();
    assert_eq!(
        outcome.is_complete().lines("WSGIProcessGroup"),
        [
            "WSGIProcessGroup g",
            "WSGIProcessGroup service",
            "WSGIProcessGroup g-if"
        ]
    );
}

/// Somebody wants it beside an application that it never met. What the proof has against a plan holds back the application
/// that it is about; the others are delegated.
#[test]
fn what_the_proof_refuses_is_left_as_it_is() {
    let outcome = Server::with(
        "WSGIDaemonProcess g\n<VirtualHost *:80>\n  ServerName shop.test\n  \
         WSGIScriptAlias /b /srv/b.wsgi process-group=g application-group=%{GLOBAL}\n  \
         WSGIScriptAlias /c /srv/scripts/c.wsgi\n  WSGIScriptAlias /a /srv/a.wsgi application-group=%{GLOBAL}\n\
         </VirtualHost>\n",
    )
    .deciding("shop.test/a:process-group=g")
    .planned();
    outcome.holds_only(
        "shop.test/a is left as it is (/etc/apache2/apache2.conf:11): more would change than where it runs: `/srv/a.wsgi` and \
         `/srv/b.wsgi` would share the interpreter `` of `g`; delegate it by hand",
    );
    assert_eq!(
        outcome.lines("WSGIScriptAlias"),
        [
            "WSGIScriptAlias /b /srv/b.wsgi process-group=g application-group=%{GLOBAL}",
            "WSGIScriptAlias /c /srv/scripts/c.wsgi process-group=shop-c application-group=%{GLOBAL}",
            "WSGIScriptAlias /a /srv/a.wsgi application-group=%{GLOBAL}",
        ]
    );
}

/// What asks for a file that the plan writes does something else as soon as it is there: without what needs that file, there
/// is nothing against the plan.
#[test]
fn what_does_not_pass_its_proof_is_withdrawn_and_the_rest_is_proposed() {
    let server = Server::with(
        "WSGIDaemonProcess g\nIncludeOptional conf-enabled/*.conf\n<IfFile conf-available/wsgi-daemons.conf>\n  Timeout 7\n\
         </IfFile>\n<VirtualHost *:80>\n  ServerName shop.test\n  WSGIScriptAlias /a /srv/a.wsgi\n  \
         WSGIScriptAlias /b /srv/b.wsgi\n</VirtualHost>\n",
    )
    .file("/etc/apache2/conf-available/other.conf", "")
    .link("/etc/apache2/conf-enabled/other.conf", "../conf-available/other.conf");
    let difference = "the change would reach further than planned: `Timeout 7` would stand where `ServerName shop.test` does";
    let server = server
        .deciding("shop.test/b:process-group=g")
        .withdrawing(difference);
    let outcome = server.planned_once();
    let why = format!("a plan with it does not pass its proof: {difference}");
    let held: Vec<_> = outcome.held.iter().map(String::as_str).collect();
    assert_eq!(
        held,
        [
            format!(
                "`WSGIRestrictEmbedded On` is not set (/etc/apache2/apache2.conf): {why}; please report it, with the lines that it names"
            ),
            format!(
                "shop.test/a is left as it is (/etc/apache2/apache2.conf:13): {why}; delegate it by hand"
            ),
        ]
    );
    assert_eq!(
        outcome.lines("WSGIScriptAlias"),
        [
            "WSGIScriptAlias /a /srv/a.wsgi",
            "WSGIScriptAlias /b /srv/b.wsgi process-group=g"
        ]
    );
}
