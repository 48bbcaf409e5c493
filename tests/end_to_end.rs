//! Whole servers on the real httpd: every site serves its URLs, is migrated, and serves them again.
//!
//! The answers come from httpd and mod_wsgi; ours is only the patch in between.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::Output;

use tempfile::TempDir;

use crate::support::httpd::Httpd;
use crate::support::observation::{Observation, PROCESS_GROUP, served_alike};
use crate::support::program::{git_apply, patch, wsgi_daemonize};
use crate::support::request::Answer;
use crate::support::site::{Site, sites_folder};
use crate::support::terminal::Terminal;
use crate::support::tree::Tree;
use crate::support::{printable, say};
use crate::wizard::case::{goes_on, to_the_plan};

/// More than a child needs without Python, less than one that initialised it: 0.2 to 0.7 MiB
/// against 3.7 MiB and more were measured (mod_wsgi 4.9.4 with Python 3.11; prefork, worker, event).
const WITHOUT_PYTHON_KIB: u64 = 2048;

/// Each site is a test of its own, so that the sites run in parallel and fail by name.
macro_rules! sites {
    ($($test:ident => $name:literal),+ $(,)?) => {
        const SITES: &[&str] = &[$($name),+];
        $(#[test]
        fn $test() {
            serves_the_same_from_daemons_after_the_migration($name);
        })+
    };
}

sites! {
    auth_hooks => "auth-hooks",
    certbot_pairs => "certbot-pairs",
    debian_embedded => "debian-embedded",
    flask_beside_php => "flask-beside-php",
    graphite => "graphite",
    groups_by_server => "groups-by-server",
    htaccess_handlers => "htaccess-handlers",
    ifdefine_twins => "ifdefine-twins",
    keystone => "keystone",
    macro_hosting => "macro-hosting",
    mixed_server_level => "mixed-server-level",
    odd_lines => "odd-lines",
    parts_by_section => "parts-by-section",
    preloaded => "preloaded",
    restricted_processes => "restricted-processes",
    rhel_conf_d => "rhel-conf-d",
    rhel_welcome => "rhel-welcome",
    scripts_by_handler => "scripts-by-handler",
    shared_aliases => "shared-aliases",
    single_file => "single-file",
    tenants_by_match => "tenants-by-match",
    trac_moin => "trac-moin",
    two_python_paths => "two-python-paths",
    users_by_host => "users-by-host",
    vhost_daemons_twins => "vhost-daemons-twins",
    with_mistakes => "with-mistakes",
}

#[test]
fn every_site_is_tested() {
    let entries = std::fs::read_dir(sites_folder()).expect("there are sites");
    let mut names: Vec<_> = entries
        .map(|entry| entry.expect("it can be read").file_name())
        .collect();
    names.sort();
    assert_eq!(names, SITES);
}

fn serves_the_same_from_daemons_after_the_migration(name: &str) {
    serves_the_same_after(name, plan);
}

/// Somebody takes what the interview proposes, at a terminal.
#[test]
fn the_patch_of_an_interview_does_the_same() {
    serves_the_same_after("debian-embedded", |site| {
        let folder = TempDir::with_prefix("wizard-").expect("a temporary directory can be made");
        let mut arguments = vec!["wizard".into(), "--output".into(), "change.patch".into()];
        arguments.extend(where_it_is(site));
        let mut person = Terminal::runs((24, 80), "xterm", folder.path(), &arguments);
        to_the_plan(&mut person);
        goes_on(&mut person);
        let is_written = person.sees("change.patch has the change").ends().success();
        assert!(is_written, "{}", person.contents());
        Planned {
            diff: std::fs::read(folder.path().join("change.patch")).expect("it was written"),
            said: person.contents(),
        }
    });
}

fn serves_the_same_after(name: &str, planned: impl FnOnce(&Site) -> Planned) {
    let Some(httpd) = Httpd::installed() else {
        return;
    };
    let site = Site::named(name, Some(httpd.modules()));
    if let Some(hindrance) = site.hindrance(httpd.modules()) {
        return say(&format!("{name}: skipped, because {hindrance}"));
    }
    httpd.check(&site).expect("httpd accepts the site");
    let before = Observation::of(&httpd, &site);
    assert_served_as_the_manifest_says(&site, &before);
    let Planned { diff, said } = planned(&site);
    let explanation = format!("{said}\n{}", printable(&diff));
    if !diff.is_empty() {
        apply_with_both_tools(&site, &diff);
    }
    httpd
        .check(&site)
        .unwrap_or_else(|message| panic!("httpd refuses the result: {message}\n{explanation}"));
    let after = Observation::of(&httpd, &site);
    assert_served_alike(&site, &before, &after, &explanation);
    compare_memory(name, &site, &before.children, &after.children);
    let again = plan(&site);
    let diff = printable(&again.diff);
    assert_eq!(diff, "", "the second plan is not empty\n{}", again.said);
}

fn assert_served_as_the_manifest_says(site: &Site, observed: &Observation) {
    for (url, answer) in site.urls().iter().zip(&observed.answers) {
        let (facts, place) = (
            answer.facts(),
            format!("{}{} {answer:?}\n{}", url.host, url.path, observed.logs),
        );
        let told = [url.app.is_some(), url.text.is_some(), url.status != 200];
        let kinds = told.iter().filter(|is_told| **is_told).count();
        assert_eq!(
            kinds, 1,
            "{place}: an application's, a file's, or a refusal"
        );
        assert_eq!(answer.status, url.status, "{place}");
        assert_eq!(facts.get("app").copied(), url.app.as_deref(), "{place}");
        assert_eq!(
            facts.get(PROCESS_GROUP).copied(),
            url.process_group.as_deref(),
            "{place}"
        );
        let text = url.text.as_deref().unwrap_or_default();
        assert!(answer.body.contains(text), "{place}");
    }
}

fn assert_served_alike(site: &Site, before: &Observation, after: &Observation, explanation: &str) {
    for (url, (then, now)) in site
        .urls()
        .iter()
        .zip(before.answers.iter().zip(&after.answers))
    {
        let alike = match (&url.mended_by, &url.stays_embedded) {
            (Some(group), _) => is_mended(now, group),
            (None, Some(_)) if then == now => Ok(()),
            (None, Some(_)) => Err("its manifest says that it stays as it was"),
            (None, None) => served_alike(then, now),
        };
        if let Err(difference) = alike {
            let (host, path, logs) = (&url.host, &url.path, &after.logs);
            panic!(
                "{host}{path}: {difference}\nbefore: {then:?}\nafter: {now:?}\n{explanation}\n{logs}"
            );
        }
    }
    let (then, now) = (before.shared_interpreters(), after.shared_interpreters());
    let newly_shared: Vec<_> = now.difference(&then).collect();
    assert!(
        newly_shared.is_empty(),
        "share an interpreter now: {newly_shared:?}\n{explanation}"
    );
}

fn is_mended(now: &Answer, group: &str) -> Result<(), &'static str> {
    let served = now.status == 200 && now.facts().get(PROCESS_GROUP) == Some(&group);
    served.then_some(()).ok_or("it is not served by that group")
}

/// A change that is proposed, and what is said of it.
struct Planned {
    diff: Vec<u8>,
    said: String,
}

fn where_it_is(site: &Site) -> [OsString; 4] {
    let (config, server_root) = (site.config(), site.server_root());
    let names = ["--config", "--server-root"].map(OsString::from);
    let [config_option, root_option] = names;
    [
        config_option,
        config.into(),
        root_option,
        server_root.into(),
    ]
}

fn plan(site: &Site) -> Planned {
    let mut arguments: Vec<OsString> = vec!["plan".into(), "--preset".into()];
    arguments.push(site.preset().into());
    arguments.extend(where_it_is(site));
    let plan = wsgi_daemonize(arguments);
    assert!(plan.status.success(), "{}", explain(&plan));
    Planned {
        said: explain(&plan),
        diff: plan.stdout,
    }
}

/// Returns what a plan printed, for a failure's message.
fn explain(plan: &Output) -> String {
    format!(
        "{}\n{}\n{}",
        plan.status,
        printable(&plan.stderr),
        printable(&plan.stdout)
    )
}

/// Leaves the result of `patch -p1`, which has to be that of `git apply` byte for byte.
fn apply_with_both_tools(site: &Site, diff: &[u8]) {
    let original = Tree::read(site.root());
    let [by_git, by_patch] = [git_apply, patch].map(|tool| {
        original.restore(site.root());
        let output = tool(&site.patch_base(), diff);
        assert!(
            output.status.success(),
            "the patch does not apply: {}\n{}",
            explain(&output),
            printable(diff)
        );
        Tree::read(site.root())
    });
    assert_eq!(
        by_git.differences(&by_patch),
        Vec::<PathBuf>::new(),
        "the tools disagree\n{}",
        printable(diff)
    );
    assert_ne!(
        original.differences(&by_patch),
        Vec::<PathBuf>::new(),
        "the patch changes nothing"
    );
}

/// Prints what the children need, and fails while one of them holds a Python interpreter that the
/// manifest does not say stays, or none although it says so.
fn compare_memory(name: &str, site: &Site, before: &[u64], after: &[u64]) {
    let mean = |children: &[u64]| {
        children.iter().sum::<u64>() / u64::try_from(children.len().max(1)).expect("few")
    };
    say(&format!(
        "{name}: private memory of the children: {} KiB each ({} children) before, {} KiB each ({} children) after",
        mean(before),
        before.len(),
        mean(after),
        after.len(),
    ));
    assert!(!after.is_empty(), "the server has children");
    let with_python = after
        .iter()
        .filter(|kib| **kib > WITHOUT_PYTHON_KIB)
        .count();
    assert_eq!(
        with_python > 0,
        site.keeps_python(),
        "Python in the children: {before:?} {after:?}"
    );
}
