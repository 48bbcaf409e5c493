//! Plans for servers in which everything concerns everything.

use std::fmt::Write as _;

use wsgi_daemonize::host::Memory;
use wsgi_daemonize::httpd;
use wsgi_daemonize::httpd::request::Router;
use wsgi_daemonize::migration::{self, Decisions, Plan, Preset};
use wsgi_daemonize::wsgi::{self, Answerer, Situation};

use super::{MAIN, runtime};

const START: &str = "\
ServerName main.example
LoadModule mpm_event_module /m/mod_mpm_event.so
LoadModule wsgi_module /m/mod_wsgi.so
";

/// Plans for a server of one file, and proves the plan.
fn planned(text: &str) -> Plan {
    let host = Memory::new().file(MAIN, text).file("/srv/a.wsgi", "");
    let tree = httpd::read(&host, &runtime()).unwrap();
    let config = httpd::evaluate(&tree);
    assert_eq!(wsgi::all_errors(&tree, &config, None), []);
    let router = Router::new(&host, &tree, &config);
    let answerer = Answerer::new(&router, None);
    let (inventory, overview) = wsgi::examine(&answerer);
    let situation = Situation::new(&answerer, &inventory, &overview);
    let decisions = Decisions::by(Preset::named("balanced").unwrap());
    let proposed = migration::propose(situation, &decisions, &runtime(), None);
    let proposed = proposed.unwrap();
    assert!(proposed.withdrawn.is_none(), "{:?}", proposed.withdrawn);
    proposed.plan
}

/// Virtual hosts with an application each, below sections of the main server that name groups.
fn hosts_below_sections(count: usize) -> String {
    let mut text = String::from(START);
    for number in 0..count {
        writeln!(text, "WSGIDaemonProcess group-{number}").unwrap();
        writeln!(
            text,
            "<Location /part-{number}>\nWSGIProcessGroup group-{number}\n</Location>"
        )
        .unwrap();
    }
    for number in 0..count {
        writeln!(
            text,
            "<VirtualHost *:80>\nServerName site-{number}.example\n\
             WSGIScriptAlias /site-{number} /srv/a.wsgi\n</VirtualHost>"
        )
        .unwrap();
    }
    text
}

/// Applications of the main server, which every virtual host has.
fn applications_in_all_hosts(count: usize) -> String {
    let mut text = String::from(START);
    for number in 0..count {
        writeln!(text, "WSGIScriptAlias /app-{number} /srv/a.wsgi").unwrap();
    }
    for number in 0..count {
        writeln!(
            text,
            "<VirtualHost *:80>\nServerName site-{number}.example\n</VirtualHost>"
        )
        .unwrap();
    }
    text
}

#[test]
fn a_thousand_sections_and_a_thousand_hosts() {
    let plan = planned(&hosts_below_sections(1_000));
    assert_eq!(plan.held, []);
    // One step for each application, and one for the restriction.
    assert_eq!(plan.steps.len(), 1_001);
}

#[test]
fn a_hundred_applications_in_a_hundred_hosts() {
    let plan = planned(&applications_in_all_hosts(100));
    assert_eq!(plan.held, []);
    assert_eq!(plan.steps.len(), 101);
}

#[test]
fn many_hosts_with_daemons_of_their_own() {
    let make = |count| {
        let mut text = String::from(START);
        for number in 0..count {
            writeln!(
                text,
                "<VirtualHost *:80>\nServerName site-{number}.example\n\
                 WSGIDaemonProcess group-{number}\nWSGIProcessGroup group-{number}\n\
                 WSGIScriptAlias / /srv/a.wsgi\n</VirtualHost>"
            )
            .unwrap();
        }
        text
    };
    assert_eq!(planned(&make(1_000)).steps.len(), 1_001);
}
