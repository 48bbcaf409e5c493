//! A server with 300 applications.

use std::fmt::Write as _;

use super::scripted::Act::{Mark, Say};
use super::session::hold;
use crate::plans::server::Server;

fn three_hundred() -> Server {
    let mut text = String::new();
    for number in 0..300 {
        writeln!(
            text,
            "<VirtualHost *:80>\nServerName site{number}.test\nWSGIScriptAlias / /srv/a.wsgi\n</VirtualHost>"
        )
        .expect("a String grows");
    }
    Server::with(&text)
        .file("/etc/passwd", "web:x:1001:1001::/:\n")
        .file("/etc/group", "web:x:1001:\n")
}

#[test]
fn three_hundred_applications_are_decided_in_a_dozen_answers() {
    let script = [
        ("preset", Say("hardened")),
        ("leave", Say("some")),
        ("leave.which", Mark(vec!["site7.test/"])),
        ("size", Say("all")),
        ("size.processes", Say("1")),
        ("users", Say("same")),
        ("users.user", Say("web")),
        ("users.group", Say("web")),
    ];
    let held = hold(&three_hundred(), script);
    held.is_written();
    let before_the_plan = held.person.asked.iter().position(|id| id == "look");
    assert!(before_the_plan.unwrap() <= 12, "{:?}", held.person.asked);
    assert_eq!(held.added("WSGIDaemonProcess").len(), 299);
    // Of what is done 299 times, ten are told before all of it is asked for.
    let (before, plan) = held
        .person
        .said
        .split_once("\nThe plan\n")
        .expect("it is told");
    let (plan, _) = plan.split_once("\n\n").expect("it has an end");
    assert_eq!(plan.matches("- run ").count(), 10, "{plan}");
    assert!(plan.contains("\n  and 289 more like these\n- "), "{plan}");
    // The one piece of the change belongs to all of them.
    assert!(!before.contains("- run "), "{before}");
    assert_eq!(held.person.said.matches("- run ").count(), 20);
}
