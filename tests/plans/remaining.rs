//! What `check` finds that a plan leaves as it is: named beside the plan, and nothing twice.

use super::server::Server;

/// What the plan mends is no more wrong with it: a group that could not be reached, and Python in every process.
#[test]
fn what_the_plan_mends_is_not_named() {
    let hosts = "<VirtualHost *:80>\n  ServerName a.test\n  WSGIDaemonProcess shop threads=2\n</VirtualHost>\n\
                 <VirtualHost *:80>\n  ServerName b.test\n  WSGIScriptAlias / /srv/b.wsgi process-group=shop\n</VirtualHost>\n";
    let outcome = Server::with(hosts).planned();
    assert!(outcome.is_complete().wrong.is_empty(), "{outcome}");
}

/// What is wrong in an application that moves stays wrong; the line is that of the file as it is.
#[test]
fn what_stays_is_named_where_it_is_now() {
    let hosts = "<VirtualHost *:80>\n  WSGIDaemonProcess shop memory-limit=64M\n  \
                 WSGIScriptAlias /b/ /srv/b.wsgi\n  WSGIScriptAlias / /srv/a.wsgi process-group=shop\n</VirtualHost>\n";
    let outcome = Server::with(hosts).planned();
    outcome
        .leaves("WD402 /etc/apache2/apache2.conf:7: mod_wsgi reads `memory-limit=64M` as 64 bytes")
        .leaves(
            "WD307 /etc/apache2/apache2.conf:8: what is below `/b/` is not found: it leads to files such as `/srv/b.wsgix`",
        );
}

/// The plan says why it leaves such a line alone, and what to do; a rule would say it again.
#[test]
fn what_the_plan_speaks_of_is_not_named_again() {
    let undefined = "WSGIScriptAlias / /srv/a.wsgi process-group=none\n";
    let outcome = Server::with(undefined).planned();
    assert!(!outcome.held.is_empty(), "{outcome}");
    assert!(outcome.wrong.is_empty(), "{outcome}");
    let hidden = "WSGIScriptAlias / /srv/a.wsgi\nWSGIScriptAlias /b /srv/b.wsgi\n";
    let outcome = Server::with(hidden).planned();
    assert!(!outcome.held.is_empty(), "{outcome}");
    assert!(outcome.wrong.is_empty(), "{outcome}");
}

/// Options are no matter of where something runs: they are named, whatever else is said of their line.
#[test]
fn an_option_is_named_beside_what_is_held() {
    let text = "<VirtualHost *:80>\n  ServerName a.test\n  WSGIDaemonProcess shop threads=2x\n</VirtualHost>\n\
                WSGIDaemonProcess idle\nWSGIScriptAlias / /srv/a.wsgi process-group=none\n";
    let outcome = Server::with(text).planned();
    outcome.leaves("WD402 /etc/apache2/apache2.conf:8: mod_wsgi reads `threads=2x` as 2 threads");
}
