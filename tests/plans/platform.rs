//! Servers on which no process group works, and process groups that do not work as they look.

use super::server::Server;

/// An embedded application, and what else the main server says.
fn server_with(lines: &str) -> Server {
    Server::with(&format!(
        "{lines}\n<VirtualHost *:80>\n  WSGIScriptAlias / /srv/a.wsgi\n</VirtualHost>\n"
    ))
}

/// A process group that a virtual host defines and uses.
fn group(options: &str) -> Server {
    Server::with(&format!(
        "User www-data\n<VirtualHost *:80>\n  Timeout 600\n  WSGIDaemonProcess shop {options}\n  \
         WSGIScriptAlias / /srv/a.wsgi process-group=shop\n</VirtualHost>\n"
    ))
}

/// Fails unless no note has this.
fn does_not_note(server: &Server, part: &str) {
    let outcome = server.planned();
    let found = outcome.notes.iter().find(|note| note.contains(part));
    assert_eq!(found, None, "{outcome}");
}

#[test]
fn a_server_on_windows_keeps_its_applications() {
    let outcome = server_with("LoadModule mpm_winnt_module modules/mod_mpm_winnt.so").planned();
    outcome.changes_nothing().holds_only(
        "*:80/ is left as it is (/etc/apache2/apache2.conf:6): this is a server on Windows, where mod_wsgi has no daemon \
         processes; nothing can: it stays embedded there",
    );
}

/// mod_wsgi 4.1 and later refuse to start beside it (mod_wsgi.md 5.3).
#[test]
fn a_server_with_mod_python_keeps_its_applications() {
    let outcome = server_with("LoadModule python_module /modules/mod_python.so").planned();
    outcome.changes_nothing().holds_only(
        "*:80/ is left as it is (/etc/apache2/apache2.conf:6): mod_python is loaded, and mod_wsgi 4.1 and later do not \
         start beside it; take mod_python away",
    );
}

/// Every process of a group would end as it starts (mod_wsgi.md 5.2).
#[test]
fn a_python_that_is_not_there_keeps_applications_where_they_are() {
    let server = server_with("WSGIPythonHome /opt/python");
    server.planned().changes_nothing().holds_only(
        "*:80/ is left as it is (/etc/apache2/apache2.conf:6): `WSGIPythonHome /opt/python` is not there, and without it \
         no process of a group starts; name the Python installation that is there, or plan where it can be seen",
    );
    let there = server.directory("/opt/python").planned();
    there.is_complete();
}

/// `atoi` stops at the first byte that is no digit (mod_wsgi.md 2.1).
#[test]
fn numbers_with_units_are_named_with_what_they_count_as() {
    let outcome =
        group("memory-limit=512M shutdown-timeout=5s threads=2 stack-size=64k umask=022").planned();
    for wrong in [
        "WD402 /etc/apache2/apache2.conf:9: mod_wsgi reads `memory-limit=512M` as 512 bytes",
        "WD402 /etc/apache2/apache2.conf:9: mod_wsgi reads `shutdown-timeout=5s` as 5 seconds",
        "WD402 /etc/apache2/apache2.conf:9: mod_wsgi reads `stack-size=64k` as 64 bytes",
    ] {
        outcome.leaves(wrong);
    }
    let outcome = group("threads=2 cpu-priority=-5 umask=022").planned();
    assert!(outcome.wrong.is_empty(), "{outcome}");
}

/// httpd answers 503 for ever (mod_wsgi.md 2.1).
#[test]
fn a_user_whose_home_is_missing_is_named() {
    let passwords = "root:x:0:0:root:/root:/bin/sh\nshop:x:1001:1001::/home/shop:/bin/sh\n";
    // That something is missing is said where mod_wsgi itself is there.
    let server = |options: &str| {
        let server = group(options).file("/etc/passwd", passwords);
        server.with_module_files().directory("/home")
    };
    let is_named = |server: &Server| {
        let outcome = server.clone().planned();
        let mut wrong = outcome.wrong.iter();
        wrong.any(|wrong| wrong.starts_with("WD610 "))
    };
    for user in ["shop", "#1001"] {
        server(&format!("user={user}")).planned().leaves(&format!(
            "WD610 /etc/apache2/apache2.conf:9: the home directory `/home/shop` of `{user}` is not there"
        ));
    }
    assert!(!is_named(&server("user=shop home=/")));
    assert!(!is_named(&server("user=shop").directory("/home/shop")));
    assert!(!is_named(&server("user=nobody")));
    // Apache's own user starts where Apache does.
    let passwords = "www-data:x:33:33::/home/none:/bin/sh\n";
    let own = server("user=www-data").file("/etc/passwd", passwords);
    assert!(!is_named(&own));
}

/// A process waits for httpd as long as the server says in which its group is defined (mod_wsgi.md 4.5).
#[test]
fn a_moved_group_that_gets_another_timeout_is_named() {
    group("threads=2").planned().notes(
        "`shop`: its processes had the Timeout of their virtual host, 600 seconds; in the main server they have 60, unless it \
         gets `socket-timeout=600`",
    );
    does_not_note(&group("socket-timeout=600"), "the Timeout of");
}

/// On Red Hat's layout the directory that is built in is closed to httpd's user (mod_wsgi.md 4.6).
#[test]
fn the_first_sockets_of_a_red_hat_server_get_a_place() {
    let server = server_with("Include conf.d/*.conf").directory("/etc/apache2/run");
    let settings = "/etc/apache2/conf.d/own.conf";
    let outcome = server.clone().file(settings, "Timeout 60\n").planned();
    assert_eq!(
        outcome.is_complete().lines("WSGISocketPrefix"),
        ["WSGISocketPrefix run/wsgi"]
    );
    let own = "WSGISocketPrefix /run/own/wsgi";
    let outcome = server.file(settings, format!("{own}\n")).planned();
    assert_eq!(outcome.is_complete().lines("WSGISocketPrefix"), [own]);
}

/// httpd starts without it, and every request answers 503 (mod_wsgi.md 4.6).
#[test]
fn without_a_directory_for_sockets_nothing_is_delegated() {
    for (prefix, why) in [
        (
            "/srv/nowhere/wsgi",
            "the directory `/srv/nowhere` for the sockets of process groups is not there",
        ),
        (
            "gone/",
            "the directory `/etc/apache2/gone/` for the sockets of process groups is not there",
        ),
        (&"/srv".repeat(25), "is too long for the path of a socket"),
    ] {
        let outcome = server_with(&format!("WSGISocketPrefix {prefix}")).planned();
        outcome.changes_nothing();
        assert!(
            outcome.held.iter().any(|held| held.contains(why)),
            "{outcome}"
        );
    }
    for prefix in ["/srv/wsgi", "/srv/", "sockets/wsgi"] {
        server_with(&format!("WSGISocketPrefix {prefix}"))
            .directory("/etc/apache2/sockets")
            .planned()
            .is_complete();
    }
}

/// Services make their directories below `run` when they start.
#[test]
fn a_directory_for_sockets_that_is_made_later_is_told() {
    let outcome = server_with("WSGISocketPrefix /run/apache2/wsgi").planned();
    outcome.is_complete().notes(
        "the directory `/run/apache2` for the sockets of process groups (`WSGISocketPrefix` at",
    );
    let there = server_with("WSGISocketPrefix /run/apache2/wsgi").directory("/run/apache2");
    does_not_note(&there, "for the sockets");
}

/// The sockets of the group that is there can be reached.
#[test]
fn a_red_hat_server_with_process_groups_keeps_their_place() {
    let outcome = server_with("WSGIDaemonProcess shop\nInclude conf.d/*.conf")
        .directory("/etc/apache2/run")
        .file("/etc/apache2/conf.d/own.conf", "Timeout 60\n")
        .planned();
    assert_eq!(
        outcome.is_complete().lines("WSGISocketPrefix"),
        [""; 0],
        "{outcome}"
    );
}

/// The wait for an answer, which nothing limits in embedded mode (mod_wsgi.md 7, no. 1), is as long as the virtual host has for
/// other things, and as httpd's own at least.
#[test]
fn a_new_group_has_the_time_that_its_virtual_host_has() {
    let limits = |timeout: &str, preset: &str| {
        let host = format!(
            "<VirtualHost *:80>\n  {timeout}\n  WSGIScriptAlias / /srv/a.wsgi\n</VirtualHost>\n"
        );
        let outcome = Server::with(&host).preset(preset).planned();
        let text = outcome.is_complete().after.text(super::server::MAIN);
        let words = text.split_ascii_whitespace();
        let limits: Vec<_> = words
            .filter_map(|word| word.strip_prefix("socket-timeout="))
            .map(str::to_owned)
            .collect();
        limits.join(" ")
    };
    assert_eq!(limits("Timeout 900", "balanced"), "900");
    assert_eq!(limits("Timeout 5", "balanced"), "300");
    assert_eq!(limits("", "express"), "60");
    assert_eq!(limits("Timeout 61", "express"), "61");
    assert_eq!(limits("", "preserve"), "");
    assert_eq!(limits("Timeout 900", "preserve"), "");
    assert_eq!(limits("Timeout 5", "preserve"), "60");
}

#[test]
fn a_limit_that_somebody_chose_stays() {
    let host = "Timeout 900\n<VirtualHost *:80>\n  WSGIScriptAlias / /srv/a.wsgi\n</VirtualHost>\n";
    let outcome = Server::with(host).set("daemon.socket-timeout=20").planned();
    assert!(outcome.diff.contains("socket-timeout=20 "), "{outcome}");
}

/// Without `socket-timeout` the short one of the virtual host counts.
#[test]
fn a_short_time_that_an_old_mod_wsgi_cannot_lengthen_is_named() {
    let host = "<VirtualHost *:80>\n  Timeout 5\n  WSGIScriptAlias / /srv/a.wsgi\n</VirtualHost>\n";
    let outcome = Server::with(host)
        .preset("preserve")
        .mod_wsgi(None)
        .planned();
    outcome.notes(
        "an answer that begins after 5 seconds, the `Timeout` of main.test, is given up with 504",
    );
}

/// A request would wait until its client gives up (mod_wsgi.md 2.1: measured).
#[test]
fn requests_for_a_group_without_threads_are_named() {
    let outcome = group("threads=0").planned();
    outcome.is_complete().leaves(
        "WD205 /etc/apache2/apache2.conf:10: requests for `*:80/` wait for ever: the process group `shop` has no threads for \
         them",
    );
}

/// Kept apart, but the application is in memory twice.
#[test]
fn two_groups_for_one_site_are_kept_and_named() {
    let host = |port: u16, group: &str| {
        format!(
            "<VirtualHost *:{port}>\n  ServerName shop.test\n  WSGIDaemonProcess {group}\n  \
             WSGIScriptAlias / /srv/a.wsgi process-group={group}\n</VirtualHost>\n"
        )
    };
    let outcome = Server::with(&[host(80, "shop"), host(443, "shop-tls")].concat()).planned();
    outcome.is_complete().notes("`shop` and `shop-tls` run the same application of one site, which is in memory once for each");
    assert_eq!(outcome.lines("WSGIDaemonProcess").len(), 2, "{outcome}");
    does_not_note(&group("threads=2"), "run the same application");
}
