//! `check --diff` as one uses it: the diff is applied, and the real server is asked before and after.

use crate::support::printable;
use crate::support::program::{is_installed, patch};
use crate::which::ground::Ground;

/// Applies what `check --diff` prints; returns what is said beside it.
fn repair(ground: &Ground) -> String {
    let output = ground.run(&["check", "--diff"]);
    let said = printable(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    let applied = patch(&ground.path(""), &output.stdout);
    assert!(applied.status.success(), "{}", printable(&applied.stdout));
    said
}

#[test]
fn a_server_that_httpd_refuses_starts_with_the_fixes() {
    if !is_installed("patch") {
        return;
    }
    let config = "
        WSGIRestrictedEmbedded On
        WSGIDaemonProcess shop Threads=1
        WSGIDaemonProcess blog threads=1
        WSGIDaemonProcess blog threads=1
        WSGIScriptAlias /shop @ROOT@/app/a.wsgi process-group=shop
        WSGIScriptAlias /blog @ROOT@/app/b.wsgi proces-group=blog
        WSGIScriptAlias /nobody @ROOT@/app/b.wsgi process-group=%{ENV:NOTHING}
        <VirtualHost *:@PORT@>
            ServerName main.test
            WSGIRestrictSignal On
        </VirtualHost>";
    let ground = Ground::new(config, &[]);
    let Some(refused) = ground.check() else {
        return;
    };
    assert!(refused.contains("Invalid command"), "{refused}");
    let said = repair(&ground);
    for code in ["WD302", "WD303", "WD401", "WD203"] {
        assert!(said.contains(&format!("- {code} apache2.conf:")), "{said}");
    }
    let checked = ground.check().unwrap();
    assert!(checked.contains("Syntax OK"), "{checked}");
    let urls = ["http://main.test/shop", "http://main.test/blog"];
    let (statuses, log) = ground.watched(&urls, "resuming").unwrap();
    assert_eq!(statuses, [200, 200], "{log}");
}

#[test]
fn a_server_that_starts_answers_as_before() {
    if !is_installed("patch") {
        return;
    }
    let config = "
        LoadModule wsgi_module /none/mod_wsgi.so
        WSGIRestrictEmbedded Off
        # wsgi-daemonize: allow WD204 because of nothing
        WSGIRestrictEmbedded On
        WSGIRestrictStdout Off
        WSGIDaemonProcess shop processes=2 processes=1 threads=1 \\
            display-name=a \\
            display-name=b
        WSGIScriptAlias /shop @ROOT@/app/a.wsgi process-group=nobody process-group=shop
        <Location /shop>
            WSGIProcessGroup %{GLOBAL}
        </Location>
        WSGIScriptAlias /blog @ROOT@/app/b.wsgi";
    let ground = Ground::new(config, &[]);
    let urls = [
        "http://main.test/shop",
        "http://main.test/blog",
        "http://main.test/x",
    ];
    let Some((before, _)) = ground.real(&urls) else {
        return;
    };
    let said = repair(&ground);
    for code in ["WD209", "WD308", "WD310", "WD405", "WD801", "WD902"] {
        assert!(said.contains(&format!("- {code} apache2.conf:")), "{said}");
    }
    assert!(!said.contains("left out"), "{said}");
    let (after, log) = ground.real(&urls).unwrap();
    for (now, then) in after.iter().zip(&before) {
        assert!(now.agrees(then), "{now:?} {then:?}");
    }
    assert_eq!(log.matches("Starting process 'shop'").count(), 2, "{log}");
    let again = ground.run(&["check", "--diff"]);
    assert_eq!(printable(&again.stdout), "", "{}", printable(&again.stderr));
}
