//! Definitions under conditions, copies of one definition behind guards, and variables: what moves, and how.

use super::server::{MAIN, Server};

/// The two virtual hosts of a site, each with these lines before its alias.
fn twins(first: &str, second: &str) -> Server {
    Server::with(&format!(
        "<VirtualHost *:80>\n  ServerName shop.test\n{first}  WSGIScriptAlias / /srv/a.wsgi process-group=shop\n\
         </VirtualHost>\n\
         <VirtualHost *:443>\n  ServerName shop.test\n{second}  WSGIScriptAlias / /srv/a.wsgi process-group=shop\n\
         </VirtualHost>\n"
    ))
}

/// A definition, and a flag so that its copy in the other virtual host is not read.
const GUARDED: &str =
    "  <IfDefine !SHOP>\n    Define SHOP\n    WSGIDaemonProcess shop threads=3\n  </IfDefine>\n";

/// With another flag the group is not there, as before.
#[test]
fn a_definition_under_a_flag_moves_with_the_flag() {
    let outcome = Server::with(
        "<VirtualHost *:80>\n  ServerName shop.test\n  <IfDefine !TEST>\n    # Slow.\n    WSGIDaemonProcess shop\n  \
         </IfDefine>\n  WSGIScriptAlias / /srv/a.wsgi process-group=shop\n</VirtualHost>\n",
    )
    .planned();
    let text = outcome.is_complete().after.text(MAIN);
    assert!(
        text.contains("\n<IfDefine !TEST>\n    # Slow.\n    WSGIDaemonProcess shop\n</IfDefine>\n"),
        "{outcome}"
    );
    assert!(
        text.ends_with(
            "<VirtualHost *:80>\n  ServerName shop.test\n  WSGIScriptAlias / /srv/a.wsgi process-group=shop\n\
             </VirtualHost>\n"
        ),
        "{outcome}"
    );
}

#[test]
fn a_definition_under_a_file_moves_with_the_file() {
    let outcome = Server::with(
        "<VirtualHost *:80>\n  <IfModule wsgi_module>\n  <IfFile /srv/a.wsgi>\n    WSGIDaemonProcess shop\n    \
         ServerAdmin me@main.test\n  </IfFile>\n  </IfModule>\n  \
         WSGIScriptAlias / /srv/a.wsgi process-group=shop\n</VirtualHost>\n",
    )
    .planned();
    let text = outcome.is_complete().after.text(MAIN);
    assert!(
        text.contains("\n<IfFile /srv/a.wsgi>\n    WSGIDaemonProcess shop\n</IfFile>\n"),
        "{outcome}"
    );
    assert!(
        text.contains("  <IfFile /srv/a.wsgi>\n    ServerAdmin me@main.test\n  </IfFile>\n"),
        "{outcome}"
    );
}

/// Where the definitions go, the flag is not set yet.
#[test]
fn a_definition_under_a_flag_that_is_set_later_stays_and_is_named() {
    let outcome = Server::with(
        "<VirtualHost *:80>\n  ServerName shop.test\n  Define LIVE\n  <IfDefine LIVE>\n    WSGIDaemonProcess shop\n  \
         </IfDefine>\n  WSGIScriptAlias / /srv/a.wsgi process-group=shop\n</VirtualHost>\n",
    )
    .planned();
    outcome.keeps_only(
        "the process group `shop` stays inside its virtual host (/etc/apache2/apache2.conf:10): it is defined only under \
         `<IfDefine LIVE>` at /etc/apache2/apache2.conf:9, and `LIVE` is set at /etc/apache2/apache2.conf:8, below the place \
         for definitions; set it above all virtual hosts, or move the definition by hand",
    );
}

/// mod_wsgi refuses two groups of one name, so people let the second one see that the first is there (mod_wsgi.md 4.2).
#[test]
fn guarded_copies_become_one_definition_and_their_guards_go() {
    let outcome = twins(GUARDED, GUARDED).planned();
    outcome.is_complete();
    assert_eq!(
        outcome.lines("WSGIDaemonProcess"),
        ["WSGIDaemonProcess shop threads=3"]
    );
    assert!(
        outcome.after.text(MAIN).ends_with(
            "<VirtualHost *:80>\n  ServerName shop.test\n  WSGIScriptAlias / /srv/a.wsgi process-group=shop\n\
             </VirtualHost>\n\
             <VirtualHost *:443>\n  ServerName shop.test\n  WSGIScriptAlias / /srv/a.wsgi process-group=shop\n\
             </VirtualHost>\n"
        ),
        "{outcome}"
    );
    assert!(outcome.steps[0].ends_with("; its copies go"), "{outcome}");
}

/// The order of options does not count, and a guard may hold comments.
#[test]
fn guarded_copies_may_be_written_differently() {
    let outcome = twins(
        "  <IfDefine !SHOP>\n    # The shop.\n    WSGIDaemonProcess shop threads=3 umask=022\n    Define SHOP\n  </IfDefine>\n",
        "  <IfModule wsgi_module>\n  <IfDefine !SHOP>\n    Define SHOP\n\n    # The shop.\n    \
         WSGIDaemonProcess shop umask=022 \\\n      threads=3\n  </IfDefine>\n  </IfModule>\n",
    )
    .planned();
    let text = outcome.is_complete().after.text(MAIN);
    assert!(
        text.contains("\n# The shop.\nWSGIDaemonProcess shop threads=3 umask=022\n\n"),
        "{outcome}"
    );
    assert!(!text.contains("IfDefine"), "{outcome}");
    assert!(!text.contains("IfModule"), "{outcome}");
}

#[test]
fn a_guard_that_somebody_else_asks_for_stays_without_its_definition() {
    let server = twins(GUARDED, GUARDED);
    let text = format!(
        "{}<IfDefine SHOP>\n  ServerAdmin shop@main.test\n</IfDefine>\n",
        server.text(MAIN)
    );
    let outcome = server.file(MAIN, text).planned();
    outcome.is_complete();
    assert_eq!(outcome.lines("WSGIDaemonProcess").len(), 1, "{outcome}");
    assert_eq!(outcome.lines("Define"), ["Define SHOP"; 2], "{outcome}");
}

#[test]
fn a_guard_around_more_than_the_definition_stays_with_the_rest() {
    let more = GUARDED.replace("threads=3\n", "threads=3\n    ServerAdmin me@main.test\n");
    let outcome = twins(&more, GUARDED).planned();
    outcome.is_complete();
    assert_eq!(outcome.lines("Define"), ["Define SHOP"; 2], "{outcome}");
    assert_eq!(outcome.lines("ServerAdmin").len(), 1, "{outcome}");
}

#[test]
fn guarded_copies_with_other_options_stay_and_both_are_named() {
    let outcome = twins(GUARDED, &GUARDED.replace("threads=3", "threads=5")).planned();
    outcome.keeps_only(
        "the process group `shop` stays inside its virtual host (/etc/apache2/apache2.conf:10): its copy at \
         /etc/apache2/apache2.conf:18 has other options; decide which options it is to have, and make both equal",
    );
}

/// One file for both virtual hosts: it is read twice, and its guard lets the definition through once.
#[test]
fn a_guarded_definition_in_a_file_that_is_read_twice_moves() {
    let include = "  Include shop.inc\n";
    let outcome = twins(include, include)
        .file(
            "/etc/apache2/shop.inc",
            format!("{GUARDED}ServerAdmin me@main.test\n"),
        )
        .planned();
    outcome.is_complete();
    assert_eq!(
        outcome.after.text("/etc/apache2/shop.inc"),
        "ServerAdmin me@main.test\n"
    );
}

/// The module that is not there would bring a second group of this name.
#[test]
fn a_definition_that_another_condition_hides_a_second_time_stays() {
    let outcome = twins(
        "  <IfModule wsgi_module>\n  WSGIDaemonProcess shop\n  </IfModule>\n",
        "  <IfModule !wsgi_module>\n  WSGIDaemonProcess shop\n  </IfModule>\n",
    )
    .planned();
    outcome.keeps_only(
        "the process group `shop` stays inside its virtual host (/etc/apache2/apache2.conf:9): /etc/apache2/apache2.conf:16 \
         defines it, too, under a condition that does not hold now; take one of the two away, or move both by hand",
    );
}

#[test]
fn a_definition_with_a_variable_that_is_set_above_moves_as_it_is() {
    let outcome = Server::with(
        "Define NAME shop\n<VirtualHost *:80>\n  WSGIDaemonProcess ${NAME}\n  \
         WSGIScriptAlias / /srv/a.wsgi process-group=${NAME}\n</VirtualHost>\n",
    )
    .planned();
    assert_eq!(
        outcome.is_complete().lines("WSGIDaemonProcess"),
        ["WSGIDaemonProcess ${NAME}"]
    );
}

/// Each site's file sets its own.
#[test]
fn a_definition_with_a_variable_that_is_set_below_stays_and_is_named() {
    let site = |name: &str| {
        format!(
            "Define NAME {name}\n<VirtualHost *:80>\n  ServerName ${{NAME}}.test\n  WSGIDaemonProcess ${{NAME}}\n  \
             WSGIScriptAlias / /srv/a.wsgi process-group=${{NAME}}\n</VirtualHost>\n"
        )
    };
    let outcome = Server::with("IncludeOptional sites/*.conf\n")
        .file("/etc/apache2/sites/a.conf", site("a"))
        .file("/etc/apache2/sites/b.conf", site("b"))
        .planned();
    assert_eq!(outcome.held.len(), 2, "{outcome}");
    assert_eq!(
        outcome.held[1],
        "the process group `b` stays inside its virtual host (/etc/apache2/sites/b.conf:4): it uses `${NAME}`, which \
         /etc/apache2/sites/b.conf:1 sets, below the place for definitions; write the value out, or set it once, above all \
         virtual hosts"
    );
    assert_eq!(
        outcome.lines("WSGIRestrictEmbedded"),
        ["WSGIRestrictEmbedded On"]
    );
}

/// No request is ever sent there.
#[test]
fn a_group_for_service_scripts_moves_as_it_is() {
    let outcome = Server::with(
        "<VirtualHost *:80>\n  WSGIDaemonProcess tasks threads=0\n  \
         WSGIImportScript /srv/b.wsgi process-group=tasks application-group=%{GLOBAL}\n  \
         WSGIScriptAlias / /srv/a.wsgi\n</VirtualHost>\n",
    )
    .planned();
    let definitions = outcome.is_complete().lines("WSGIDaemonProcess");
    assert_eq!(definitions.len(), 2, "{outcome}");
    assert_eq!(definitions[0], "WSGIDaemonProcess tasks threads=0");
    assert_eq!(
        outcome.lines("WSGIScriptAlias"),
        ["WSGIScriptAlias / /srv/a.wsgi process-group=main application-group=%{GLOBAL}"]
    );
}
