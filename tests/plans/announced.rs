//! What a plan says besides: how much attention a step asks for, who uses a group, what is different in a daemon.

use super::server::Server;

const ALIAS: &str =
    "<VirtualHost *:80>\n  ServerName a.test\n  WSGIScriptAlias / /srv/a.wsgi\n</VirtualHost>\n";

const PREFORK: &str = "LoadModule mpm_prefork_module /modules/mod_mpm_prefork.so\n";

/// A server whose Apache processes have one thread, or many.
fn with_mpm(mpm: &str) -> Server {
    let mut server = Server::with(ALIAS);
    let main = server.text(super::server::MAIN);
    let main = main.replace(
        "LoadModule mpm_event_module /modules/mod_mpm_event.so\n",
        mpm,
    );
    server = server.file(super::server::MAIN, main);
    server
}

/// Whether an application is safe for threads nobody knows where it had none.
#[test]
fn a_step_that_brings_threads_to_an_application_without_is_to_be_looked_at() {
    let risk_of = |server: Server| server.planned().risks[0].clone();
    let threads = "daemon.threads=4";
    assert_eq!(risk_of(with_mpm(PREFORK)), "safe");
    assert_eq!(risk_of(with_mpm(PREFORK).set(threads)), "review");
    let event = "LoadModule mpm_event_module /modules/mod_mpm_event.so\n";
    assert_eq!(risk_of(with_mpm(event).set(threads)), "safe");
    let alone = format!("{event}ThreadsPerChild 1\n");
    assert_eq!(risk_of(with_mpm(&alone).set(threads)), "review");
    let outcome = with_mpm(PREFORK).set(threads).planned();
    assert!(
        outcome.reasons[0].contains("these answer 4 in threads"),
        "{outcome}"
    );
}

/// Measured: `wsgi.multiprocess` becomes true, and what one request leaves in memory the next one may not find.
#[test]
fn a_step_that_brings_processes_to_an_application_without_is_to_be_looked_at() {
    let risk_of = |lines: &str| with_mpm(&format!("{PREFORK}{lines}")).planned().risks[0].clone();
    assert_eq!(risk_of("ServerLimit 5\n"), "safe");
    assert_eq!(risk_of("ServerLimit 1\n"), "review");
    assert_eq!(risk_of("MaxRequestWorkers 1\n"), "review");
    let event = "LoadModule mpm_event_module /modules/mod_mpm_event.so\nThreadsPerChild 10\n";
    let with = |lines: &str| with_mpm(&format!("{event}{lines}"));
    assert_eq!(with("MaxRequestWorkers 20\n").planned().risks[0], "safe");
    let alone = || with("MaxRequestWorkers 10\n");
    assert_eq!(alone().planned().risks[0], "review");
    assert_eq!(alone().set("daemon.processes=1").planned().risks[0], "safe");
}

/// Measured: a daemon's `200` with `Location: /b` is answered by what is at `/b`.
#[test]
fn the_redirect_within_httpd_is_announced_once() {
    let other = ALIAS.replace("a.test", "b.test");
    let outcome = Server::with(&format!("{ALIAS}{other}")).planned();
    let notes = outcome.notes.iter();
    let about = notes.filter(|note| note.contains("an answer with status 200 and a `Location:`"));
    assert_eq!(about.count(), 1, "{outcome}");
}

const HANDLER: &str =
    "<Directory /srv/scripts>\n  Options ExecCGI\n  AddHandler wsgi-script .wsgi\n</Directory>\n";

/// Measured: with these, the group serves files of the handler in that virtual host, and taking it away makes them fail.
#[test]
fn a_group_that_something_may_use_that_is_not_listed_is_not_called_idle() {
    let define = "WSGIDaemonProcess d\n";
    let idle = "nothing is known to use the process group `d`";
    let outcome = Server::with(&format!("{define}{ALIAS}")).planned();
    outcome.notes(idle);
    for more in [
        // Files of the main server's handler are served in every virtual host, from its group.
        format!("{HANDLER}<VirtualHost *:80>\n  ServerName c.test\n  WSGIProcessGroup d\n</VirtualHost>\n"),
        // Without the port in the Host header this is the group's name.
        "<VirtualHost *:8080>\n  ServerName d\n  WSGIScriptAlias / /srv/b.wsgi process-group=%{SERVER}\n</VirtualHost>\n"
            .to_owned(),
        "<VirtualHost *:80>\n  ServerName c.test\n  WSGIDispatchScript /srv/x.py\n  WSGIScriptAlias / /srv/b.wsgi\n\
         </VirtualHost>\n"
            .to_owned(),
    ] {
        let outcome = Server::with(&format!("{define}{ALIAS}{more}")).planned();
        let is_said = outcome.notes.iter().any(|note| note.contains(idle));
        assert!(!is_said, "{outcome}");
    }
}

/// Measured with mod_wsgi 4.9.4: 206 and 200 for the `Range`, none and `/var/www` for `HOME`, 200 and 404 for the `Status:`.
#[test]
fn what_a_daemon_does_otherwise_is_told_where_an_application_moves() {
    let told = [
        "a `Range` request for a file that an application sends by `wsgi.file_wrapper` gets all of it (200 instead of 206)",
        "a response header `Status:` sets the status of the answer instead of being handed on",
        "`HOME` in os.environ is the home directory of the group's user",
    ];
    let moves = Server::with("WSGIScriptAlias / /srv/a.wsgi\n").planned();
    let stays = "WSGIDaemonProcess a\nWSGIScriptAlias / /srv/a.wsgi process-group=a\n";
    let stays = Server::with(stays).planned();
    for note in told {
        moves.notes(note);
        assert!(!stays.to_string().contains(note), "{stays}");
    }
}
