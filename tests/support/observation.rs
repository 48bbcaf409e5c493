//! What a server does between start and stop, and when two such observations are alike.

use std::collections::{BTreeMap, BTreeSet};

use super::httpd::Httpd;
use super::request::Answer;
use super::server::logs;
use super::site::Site;

/// What a migration is for: these two facts may change, each within limits of its own.
pub(crate) const PROCESS_GROUP: &str = "mod_wsgi.process_group";
const APPLICATION_GROUP: &str = "mod_wsgi.application_group";

/// What a server was seen to do, from its start to its stop.
pub(crate) struct Observation {
    /// In the order of the site's URLs.
    pub(crate) answers: Vec<Answer>,
    /// The private memory of each child in KiB, after all URLs were asked for.
    pub(crate) children: Vec<u64>,
    pub(crate) logs: String,
}

impl Observation {
    /// Starts the server, asks for every URL, measures, and stops it.
    pub(crate) fn of(httpd: &Httpd, site: &Site) -> Self {
        let server = httpd.start(site);
        let answers = site.urls().iter().map(|url| server.get(url)).collect();
        let memory = server.private_memory();
        let children = memory.iter().filter(|process| process.is_child);
        let children = children.map(|process| process.kib).collect();
        server.end();
        Self {
            answers,
            children,
            logs: logs(site),
        }
    }

    /// Returns the pairs of different applications that live in one interpreter of one process.
    pub(crate) fn shared_interpreters(&self) -> BTreeSet<(String, String)> {
        let facts: Vec<_> = self
            .answers
            .iter()
            .map(Answer::facts)
            .filter(|facts| facts.contains_key("app"))
            .collect();
        let interpreter = |facts: &BTreeMap<&str, &str>| {
            (
                facts[PROCESS_GROUP].to_owned(),
                facts[APPLICATION_GROUP].to_owned(),
            )
        };
        let pairs = facts
            .iter()
            .flat_map(|one| facts.iter().map(move |other| (one, other)));
        pairs
            .filter(|(one, other)| {
                one["app"] < other["app"] && interpreter(one) == interpreter(other)
            })
            .map(|(one, other)| (one["app"].to_owned(), other["app"].to_owned()))
            .collect()
    }
}

/// Returns what is not as it has to be after a migration.
pub(crate) fn served_alike(before: &Answer, after: &Answer) -> Result<(), &'static str> {
    let (mut then, mut now) = (before.facts(), after.facts());
    if !then.contains_key("app") {
        return if before == after {
            Ok(())
        } else {
            Err("a file is served differently")
        };
    }
    let [group_then, group_now] =
        [&mut then, &mut now].map(|facts| facts.remove(PROCESS_GROUP).unwrap_or_default());
    let [interpreter_then, interpreter_now] =
        [&mut then, &mut now].map(|facts| facts.remove(APPLICATION_GROUP));
    let rules = [
        (
            then == now && before.status == after.status,
            "the application is another one or is told something else",
        ),
        (!group_now.is_empty(), "embedded"),
        (
            group_then.is_empty() || group_then == group_now,
            "it had a process group and now has another one",
        ),
        (
            interpreter_then == interpreter_now || interpreter_now == Some(""),
            "neither its own application group nor the main one",
        ),
    ];
    rules
        .into_iter()
        .try_for_each(|(kept, rule)| if kept { Ok(()) } else { Err(rule) })
}

#[test]
fn a_changed_answer_is_noticed() {
    let answer = |group: &str, name: &str| Answer {
        status: 200,
        body: format!(
            "APP_STAGE: live\napp: {name}\n{PROCESS_GROUP}: {group}\n{APPLICATION_GROUP}: x|\n"
        ),
    };
    assert_eq!(
        served_alike(&answer("", "shop"), &answer("shop", "shop")),
        Ok(())
    );
    assert_eq!(
        served_alike(&answer("", "shop"), &answer("", "shop")),
        Err("embedded")
    );
    assert!(served_alike(&answer("", "shop"), &answer("shop", "blog")).is_err());
    assert!(served_alike(&answer("old", "shop"), &answer("new", "shop")).is_err());
}
