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

/// `%{GLOBAL}` leaves the lists with the restriction, whichever plan has named the groups.
#[test]
fn two_stages_come_to_what_one_plan_makes() {
    let host = |name: &str, lines: &str| {
        format!(
            "<VirtualHost *:80>\nServerName {name}.test\n{lines}WSGIScriptAlias / /srv/{name}.wsgi\n</VirtualHost>\n"
        )
    };
    for list in [
        "WSGIRestrictProcess %{GLOBAL} d",
        "WSGIRestrictProcess d %{GLOBAL}",
        "WSGIRestrictProcess d\t %{GLOBAL}  other # said",
    ] {
        let text = [
            format!("WSGIDaemonProcess d\n{list}\n"),
            host("a", ""),
            host("b", ""),
            // What runs in a daemon has a list of its own.
            host("c", &format!("WSGIProcessGroup d\n{list}\n")),
        ];
        let server = Server::with(&text.concat()).file("/srv/c.wsgi", "");
        let at_once = server.planned();
        at_once.is_complete();
        let first = server.stage(Stage::Delegate).planned();
        assert!(
            first
                .lines("WSGIRestrictProcess")
                .iter()
                .all(|list| list.contains("%{GLOBAL}")),
            "{first}"
        );
        let second = first.after.clone().stage(Stage::All).planned();
        second.is_complete();
        let lists = second.lines("WSGIRestrictProcess");
        assert_eq!(lists, at_once.lines("WSGIRestrictProcess"), "{second}");
        assert!(
            lists.iter().all(|list| !list.contains("%{GLOBAL}")),
            "{second}"
        );
    }
}

/// A list of nobody would allow nothing, as it does now; httpd does not take an empty one.
#[test]
fn a_list_of_apache_alone_stays_where_nothing_runs_there() {
    let text = format!(
        "WSGIDaemonProcess d\n{SERVER}<VirtualHost *:80>\nServerName c.test\nWSGIProcessGroup d\n\
         WSGIRestrictProcess %{{GLOBAL}}\nWSGIScriptAlias / /srv/b.wsgi\n</VirtualHost>\n"
    );
    let outcome = Server::with(&text).planned();
    outcome.is_complete();
    assert_eq!(
        outcome.lines("WSGIRestrictProcess"),
        ["WSGIRestrictProcess %{GLOBAL}"]
    );
}
