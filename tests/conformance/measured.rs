//! The suite against the real httpd: what is kept in `expected.toml` still holds.

use super::case::{Case, Expected};
use crate::support::oracle::answer::first_difference;
use crate::support::oracle::{Complaint, Oracle};
use crate::support::say;
use std::collections::BTreeMap;
use std::fs;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// A condition on the machine, and the cases that hold only under it.
struct Dependent {
    /// How the names of the cases start.
    cases: &'static [&'static str],
    holds: fn(&Oracle) -> bool,
    reason: &'static str,
}

const MACHINE_DEPENDENT: [Dependent; 5] = [
    Dependent {
        cases: &[
            "wsgi-",
            "macro-wsgi",
            "layout-",
            "cond-ifmodule-names",
            "ctx-daemon-in-location",
            "ctx-scriptalias-in-directory",
        ],
        holds: |oracle| oracle.has_module("mod_wsgi.so"),
        reason: "mod_wsgi is not installed",
    },
    Dependent {
        cases: &["layout-"],
        holds: |_| has_users(),
        reason: "the users and groups of the layout do not exist",
    },
    Dependent {
        cases: &["cond-ifversion"],
        holds: |oracle| oracle.version() >= (2, 4, 6),
        reason: "this httpd is older than 2.4.6",
    },
    Dependent {
        cases: &["macro-flags"],
        holds: |oracle| oracle.version() >= (2, 4, 71),
        reason: "this httpd is older than 2.4.71",
    },
    Dependent {
        cases: &["lex-lost-last-line-206"],
        holds: |_| false,
        reason: "the size of the buffer depends on APR",
    },
];

#[test]
fn the_suite_holds_for_the_installed_httpd() {
    let Some(oracle) = Oracle::installed() else {
        return;
    };
    let cases = Case::all();
    let next = AtomicUsize::new(0);
    let work = || {
        let mut failures = Vec::new();
        while let Some(case) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
            failures.extend(broken(&oracle, case));
        }
        failures
    };
    let mut failures: Vec<String> = thread::scope(|scope| {
        let workers = [scope.spawn(work), scope.spawn(work)];
        let found = workers.map(|worker| worker.join().expect("no check panics"));
        found.concat()
    });
    failures.sort();
    super::report(&failures);
}

/// Says what of a case does not hold, if it ought to.
fn broken(oracle: &Oracle, case: &Case) -> Option<String> {
    let difference = measured(oracle, case).err()?;
    let failure = format!("{}: {difference}", case.name);
    let concerns = |start: &&str| case.name.starts_with(*start);
    for dependent in &MACHINE_DEPENDENT {
        if dependent.cases.iter().any(concerns) && !(dependent.holds)(oracle) {
            say(&format!("skipped, {}: {failure}", dependent.reason));
            return None;
        }
    }
    Some(failure)
}

fn measured(oracle: &Oracle, case: &Case) -> Result<(), String> {
    let copied = case.copied();
    let question = copied.question();
    let expected = &case.expected;
    verdict(expected, &oracle.check(&question))?;
    same("includes", &expected.includes, &oracle.includes(&question))?;
    if expected.check.ok {
        same(
            "directives",
            &expected.directives,
            &oracle.directives(&question),
        )?;
    }
    if expected.vhosts.is_some() || !expected.tokens.is_empty() {
        virtual_hosts(expected, &oracle.virtual_hosts(&question))?;
    }
    Ok(())
}

fn has_users() -> bool {
    let users = fs::read_to_string("/etc/passwd").unwrap_or_default();
    let groups = fs::read_to_string("/etc/group").unwrap_or_default();
    let lists = |text: &str, name: &str| text.lines().any(|line| line.starts_with(name));
    lists(&users, "www-data:") && lists(&users, "nobody:") && lists(&groups, "nogroup:")
}

fn same<T: PartialEq + std::fmt::Debug>(what: &str, kept: &[T], now: &[T]) -> Result<(), String> {
    first_difference(what, kept, now).map_or(Ok(()), Err)
}

fn equal<T: PartialEq + std::fmt::Debug>(what: &str, kept: &T, now: &T) -> Result<(), String> {
    if kept == now {
        return Ok(());
    }
    Err(format!(
        "{what}\n      expected {kept:?}\n      got      {now:?}"
    ))
}

fn verdict(expected: &Expected, complaint: &Complaint) -> Result<(), String> {
    let check = &expected.check;
    equal("ok", &check.ok, &complaint.accepted)?;
    equal("signal", &None, &complaint.signal)?;
    equal("refusal", &check.refusal, &complaint.refusal)?;
    let (kept, now) = (check.first_line.as_deref(), complaint.first_line.as_deref());
    if check.first_line_truncated {
        let is_start = kept
            .zip(now)
            .is_some_and(|(kept, now)| now.starts_with(kept));
        equal("start of the first line", &true, &is_start)?;
    } else {
        equal("first line", &kept, &now)?;
        let (outer, outer_len) = complaint.outer_in_short();
        equal("outer", &check.outer.as_deref(), &outer)?;
        equal("length of outer", &check.outer_len, &outer_len)?;
    }
    same("warnings", &check.warnings, &complaint.warnings)
}

fn virtual_hosts(expected: &Expected, now: &[String]) -> Result<(), String> {
    if let Some(kept) = &expected.vhosts {
        same("virtual hosts", kept, now)?;
    }
    let words = words_by_line(now);
    for tokens in &expected.tokens {
        let what = format!("words of {:?}", tokens.raw);
        equal(&what, &Some(&tokens.words), &words.get(&tokens.line))?;
    }
    Ok(())
}

/// Returns the aliases `-S` lists, plain ones before wild ones, by the line of their virtual host.
fn words_by_line(listed: &[String]) -> BTreeMap<u32, Vec<String>> {
    let mut words: BTreeMap<u32, Vec<String>> = BTreeMap::new();
    let mut current = None;
    for line in listed {
        let alias = line.strip_prefix("                 ").map(|rest| {
            let plain = rest.strip_prefix("wild ").unwrap_or(rest);
            plain.strip_prefix("alias ")
        });
        if let Some(Some(alias)) = alias {
            if let Some(line) = current {
                words.entry(line).or_default().push(alias.to_owned());
            }
        } else if line.contains(" namevhost ") {
            current = host_line(line);
            words.extend(current.map(|line| (line, Vec::new())));
        }
    }
    words
}

/// Reads the line of `port 80 namevhost name (@ROOT@/httpd.conf:12)`.
fn host_line(line: &str) -> Option<u32> {
    let (_, place) = line.rsplit_once("(@ROOT@/httpd.conf:")?;
    place.strip_suffix(')')?.parse().ok()
}
