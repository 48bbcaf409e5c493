//! A proof fails when it has to: each test makes a change that no plan should make.

use super::*;
use crate::host::Memory;
use crate::httpd::request::Router;
use crate::httpd::{self, ConfigTree, Runtime};
use crate::migration::Preset;
use crate::migration::declared::Declared;
use crate::migration::restriction::Restriction;
use crate::patch::Patch;
use crate::source::Text;
use crate::wsgi::{self, Answerer};

const MAIN: &str = "/etc/httpd/httpd.conf";

const HEAD: &str = "\
ServerName main.test
LoadModule mpm_event_module /m/mod_mpm_event.so
LoadModule env_module /m/mod_env.so
LoadModule wsgi_module /m/mod_wsgi.so
";

fn runtime() -> Runtime {
    Runtime {
        config: MAIN.into(),
        server_root: "/etc/httpd".into(),
        ..Runtime::default()
    }
}

/// Returns what a proof says of a change from one text to another, as if a plan had made it: the plan itself restricts
/// embedded mode if `restricts`.
fn proof_of(before: &str, after: &str, restricts: bool) -> Result<Proof, Difference> {
    let (before, after) = (format!("{HEAD}{before}"), format!("{HEAD}{after}"));
    let host = Memory::new()
        .file(MAIN, &before)
        .file("/srv/a.wsgi", "")
        .file("/srv/b.wsgi", "");
    let tree = httpd::read(&host, &runtime()).unwrap();
    let config = httpd::evaluate(&tree);
    let router = Router::new(&host, &tree, &config);
    let answerer = Answerer::new(&router, Some((4, 9, 4)));
    let (inventory, overview) = wsgi::examine(&answerer);
    let situation = Situation::new(&answerer, &inventory, &overview);
    let decisions = Decisions::by(Preset::named("balanced").unwrap());
    let mut plan = plan_holding(situation, &decisions, &Objections::default()).unwrap();
    let (old, new) = (
        Text::new(before.into_bytes()),
        Text::new(after.into_bytes()),
    );
    let mut patch = Patch::new();
    patch.modify(MAIN, old, new.clone()).unwrap();
    plan.patch = patch;
    plan.after = vec![(main_file(&tree), new)];
    plan.declared = Declared::default();
    plan.restriction = if restricts {
        Restriction::Set {
            replaced: Vec::new(),
        }
    } else {
        Restriction::NotAsked
    };
    let proving = Proving {
        situation,
        decisions: &decisions,
        runtime: &runtime(),
        wrong: None,
    };
    prove(&proving, &plan).map(|proven| proven.proof)
}

fn main_file(tree: &ConfigTree) -> httpd::FileId {
    tree.files().next().unwrap().0
}

/// Fails unless the proof finds that more would change, and says this.
#[track_caller]
fn changes(before: &str, after: &str, expected: &str) {
    match proof_of(before, after, false) {
        Err(Difference::Changed(what)) => assert_eq!(what, expected),
        Err(Difference::Reaches(reached)) => assert_eq!(of_first(&reached), expected),
        other => panic!("{other:?}"),
    }
}

const GROUPS: &str = "WSGIDaemonProcess g\nWSGIDaemonProcess h\n";

#[test]
fn what_is_as_it_should_be_is_proven() {
    let before = "WSGIScriptAlias /x /srv/a.wsgi\n";
    let after = "WSGIRestrictEmbedded On\nWSGIDaemonProcess g processes=2 threads=5\n\
                 WSGIScriptAlias /x /srv/a.wsgi process-group=g application-group=%{GLOBAL}\n";
    let proof = proof_of(before, after, true).unwrap();
    let [transition] = proof.transitions.as_slice() else {
        panic!("{proof:?}");
    };
    assert!(transition.is_change());
    assert_eq!(transition.before.process_group.as_deref(), Some(&b""[..]));
    assert_eq!(transition.before.size, None);
    assert_eq!(transition.after.process_group.as_deref(), Some(&b"g"[..]));
    assert_eq!(transition.after.size, Some((2, 5)));
    assert!(transition.after.at_start && !transition.before.at_start);
}

#[test]
fn a_directive_that_is_lost_or_moved_is_found() {
    let alias = "WSGIScriptAlias /x /srv/a.wsgi\n";
    let before = format!("SetEnv A 1\n{alias}");
    let (set, mounted) = ("SetEnv A 1", "WSGIScriptAlias /x /srv/a.wsgi");
    changes(
        &before,
        alias,
        &format!("`{mounted}` would stand where `{set}` does"),
    );
    changes(
        alias,
        &before,
        &format!("`{set}` would stand where `{mounted}` does"),
    );
    changes(
        &before,
        "SetEnv A 1\n",
        &format!("`{mounted}` would be lost"),
    );
    changes(
        alias,
        &format!("{alias}SetEnv A 1\n"),
        "`SetEnv A 1` would be added",
    );
    let after = format!("<Location /x>\nSetEnv A 1\n</Location>\n{alias}");
    changes(
        &before,
        &after,
        "`SetEnv A 1` would stand in another section",
    );
}

#[test]
fn a_script_that_is_exchanged_is_found() {
    changes(
        "WSGIScriptAlias /x /srv/a.wsgi\n",
        "WSGIScriptAlias /x /srv/b.wsgi\n",
        "`WSGIScriptAlias /x /srv/b.wsgi` would stand where `WSGIScriptAlias /x /srv/a.wsgi` does",
    );
}

#[test]
fn options_of_a_group_that_change_are_found() {
    changes(
        "WSGIDaemonProcess g threads=2\n",
        "WSGIDaemonProcess g threads=3\n",
        "the options of `g` would change",
    );
    changes(
        GROUPS,
        "WSGIDaemonProcess g\n",
        "the process group `h` would be lost",
    );
}

#[test]
fn a_daemon_that_is_exchanged_is_found() {
    changes(
        &format!("{GROUPS}WSGIProcessGroup g\nWSGIScriptAlias /x /srv/a.wsgi\n"),
        &format!("{GROUPS}WSGIProcessGroup h\nWSGIScriptAlias /x /srv/a.wsgi\n"),
        "main.test/x: daemon `g` with the interpreter `main.test|/x` would become daemon `h` with the interpreter \
         `main.test|/x`",
    );
}

#[test]
fn a_group_that_is_not_there_is_found() {
    changes(
        "WSGIScriptAlias /x /srv/a.wsgi\n",
        "WSGIScriptAlias /x /srv/a.wsgi process-group=g\n",
        "main.test/x: embedded with the interpreter `main.test|/x` would become an unreachable group `g`",
    );
}

#[test]
fn a_group_for_services_is_found() {
    changes(
        "WSGIDaemonProcess g threads=0\nWSGIScriptAlias /x /srv/a.wsgi\n",
        "WSGIDaemonProcess g threads=0\nWSGIScriptAlias /x /srv/a.wsgi process-group=g\n",
        "main.test/x: the process group `g` has no threads for requests",
    );
}

#[test]
fn an_interpreter_that_a_line_asks_for_stays() {
    changes(
        &format!("{GROUPS}WSGIApplicationGroup own\nWSGIScriptAlias /x /srv/a.wsgi\n"),
        &format!(
            "{GROUPS}WSGIApplicationGroup own\n\
             WSGIScriptAlias /x /srv/a.wsgi process-group=g application-group=%{{GLOBAL}}\n"
        ),
        "main.test/x: embedded with the interpreter `own` would become daemon `g` with the interpreter ``",
    );
}

#[test]
fn applications_that_come_together_are_found() {
    let options = "process-group=g application-group=%{GLOBAL}";
    changes(
        &format!("{GROUPS}WSGIScriptAlias /x /srv/a.wsgi\nWSGIScriptAlias /y /srv/b.wsgi\n"),
        &format!(
            "{GROUPS}WSGIScriptAlias /x /srv/a.wsgi {options}\nWSGIScriptAlias /y /srv/b.wsgi {options}\n"
        ),
        "`/srv/a.wsgi` and `/srv/b.wsgi` would share the interpreter `` of `g`",
    );
}

#[test]
fn a_part_that_comes_to_another_daemon_is_found() {
    let server = |group: &str| {
        format!(
            "{GROUPS}WSGIProcessGroup g\nWSGIScriptAlias / /srv/a.wsgi\n\
             <Location /part>\nWSGIProcessGroup {group}\n</Location>\n"
        )
    };
    changes(
        &server("h"),
        &server("g"),
        "main.test/part: daemon `h` with the interpreter `main.test|` would become daemon `g` with the interpreter \
         `main.test|`",
    );
}

#[test]
fn an_import_path_that_is_lost_is_found() {
    let path = "WSGIPythonPath /srv/lib:/srv/more\n";
    let server = |option: &str, group: &str| {
        format!("{path}WSGIDaemonProcess g{option}\nWSGIScriptAlias /x /srv/a.wsgi{group}\n")
    };
    changes(
        &server(" python-path=/srv/lib", ""),
        &server(" python-path=/srv/lib", " process-group=g"),
        "main.test/x: `g` would not have the python-path `/srv/lib:/srv/more` of Apache's own processes",
    );
}

#[test]
fn a_virtual_host_that_comes_or_goes_is_found() {
    let host = "<VirtualHost *:80>\nServerName shop.test\n</VirtualHost>\n";
    changes(host, "", "the virtual hosts would be others");
}

#[test]
fn what_would_be_refused_holds_the_restriction() {
    let before = "WSGIDaemonProcess g\nWSGIScriptAlias /x /srv/a.wsgi\n";
    let after = format!("WSGIRestrictEmbedded On\n{before}");
    let Err(Difference::Embedded(needing)) = proof_of(before, &after, true) else {
        panic!("the application is embedded");
    };
    let why: Vec<_> = needing.iter().map(|held| held.why.as_str()).collect();
    assert_eq!(
        why,
        ["main.test/x would still run in Apache's own processes"]
    );
}

#[test]
fn what_httpd_refuses_is_found() {
    let refused = proof_of("", "WSGIDaemonProcess g\nWSGIDaemonProcess g\n", false);
    assert!(
        matches!(refused, Err(Difference::Refused { .. })),
        "{refused:?}"
    );
}

#[test]
fn what_is_left_to_be_planned_is_found() {
    let before = "WSGIScriptAlias /x /srv/a.wsgi\nWSGIScriptAlias /y /srv/b.wsgi\n";
    let after = "WSGIDaemonProcess g\nWSGIScriptAlias /x /srv/a.wsgi process-group=g\nWSGIScriptAlias /y /srv/b.wsgi\n";
    let more = proof_of(before, after, false);
    let Err(Difference::SecondPlan(titles)) = more else {
        panic!("{more:?}");
    };
    assert!(titles.contains("/srv/b.wsgi"), "{titles}");
}
