//! A plan in two stages: delegate first, restrict later.

use wsgi_daemonize::migration::{Restriction, Stage};

use super::server::Server;

const SERVER: &str = "\
<VirtualHost *:80>
  WSGIScriptAlias / /srv/a.wsgi
</VirtualHost>
";

#[test]
fn the_first_stage_delegates_and_says_what_is_left() {
    let outcome = Server::with(SERVER).stage(Stage::Delegate).planned();
    assert_eq!(outcome.restriction, Restriction::Later, "{outcome}");
    assert_eq!(outcome.lines("WSGIDaemonProcess").len(), 1, "{outcome}");
    assert_eq!(outcome.lines("WSGIRestrictEmbedded"), Vec::<String>::new());
    outcome.notes("left for a second step");
}

#[test]
fn the_second_stage_restricts_and_does_nothing_else() {
    let first = Server::with(SERVER).stage(Stage::Delegate).planned();
    let second = first.after.clone().stage(Stage::All).planned();
    second.is_complete();
    assert_eq!(second.steps.len(), 1, "{second}");
}

/// What a line of the configuration says already is not taken back.
#[test]
fn the_first_stage_keeps_a_restriction_that_is_there() {
    let server = format!("WSGIRestrictEmbedded On\n{SERVER}");
    let outcome = Server::with(&server).stage(Stage::Delegate).planned();
    assert_eq!(outcome.restriction, Restriction::InForce, "{outcome}");
}

#[test]
fn what_stands_in_the_way_is_said_in_the_first_stage() {
    let server = format!("WSGIDispatchScript /srv/d.py\n{SERVER}");
    let outcome = Server::with(&server).stage(Stage::Delegate).planned();
    assert_eq!(outcome.restriction, Restriction::Held, "{outcome}");
}
