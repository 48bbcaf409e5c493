//! Answers: what `plan --write-answers` records makes the same plan again, on every sample server.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::support::printable;
use crate::support::program::{is_installed, patch, wsgi_daemonize};
use crate::support::site::{Site, sites_folder};

const PRESETS: [&str; 5] = ["balanced", "preserve", "low-memory", "hardened", "express"];

/// A copy of a sample server, and a folder for answers.
struct Case {
    site: Site,
    folder: TempDir,
}

impl Case {
    fn of(name: &str) -> Self {
        Self {
            site: Site::copied(name),
            folder: TempDir::with_prefix("answers-").expect("a temporary directory can be made"),
        }
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn text(&self, name: &str) -> String {
        std::fs::read_to_string(self.file(name)).expect("it was written")
    }

    /// Plans with these options; returns the plan in words with its diff.
    fn plan(&self, options: &[OsString]) -> Vec<u8> {
        self.plan_as("text", options)
    }

    fn plan_as(&self, format: &str, options: &[OsString]) -> Vec<u8> {
        self.run("plan", format, options)
    }

    fn run(&self, verb: &str, format: &str, options: &[OsString]) -> Vec<u8> {
        let below_root = |path: PathBuf| {
            let path = path.strip_prefix(self.site.root());
            Path::new("/").join(path.expect("below the root"))
        };
        let mut arguments: Vec<OsString> = vec![verb.into(), "--root".into()];
        arguments.push(self.site.root().into());
        arguments.push("--config".into());
        arguments.push(below_root(self.site.config()).into());
        arguments.push("--server-root".into());
        arguments.push(below_root(self.site.server_root()).into());
        arguments.extend(["--mod-wsgi-version", "4.9.4", "--format", format].map(Into::into));
        arguments.extend_from_slice(options);
        let output = wsgi_daemonize(&arguments);
        let said = printable(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {said}");
        output.stdout
    }
}

fn names_of_sites() -> Vec<String> {
    let entries = std::fs::read_dir(sites_folder()).expect("there are sites");
    let names = entries.map(|entry| entry.expect("it can be read").file_name());
    let mut names: Vec<_> = names
        .map(|name| name.into_string().expect("names are plain"))
        .collect();
    names.sort();
    names
}

fn options(options: &[&dyn AsRef<std::ffi::OsStr>]) -> Vec<OsString> {
    options
        .iter()
        .map(|option| option.as_ref().into())
        .collect()
}

#[test]
fn answers_make_the_plan_again_that_wrote_them() {
    for name in names_of_sites() {
        let case = Case::of(&name);
        for preset in PRESETS {
            let [first, second] = ["first.toml", "second.toml"].map(|file| case.file(file));
            let planned = case.plan(&options(&[
                &"--preset",
                &preset,
                &"--write-answers",
                &first,
            ]));
            let again = case.plan(&options(&[
                &"--answers",
                &first,
                &"--write-answers",
                &second,
            ]));
            assert_eq!(
                printable(&planned),
                printable(&again),
                "{name}, {preset}\n{}",
                case.text("first.toml")
            );
            assert_eq!(
                case.text("first.toml"),
                case.text("second.toml"),
                "{name}, {preset}"
            );
        }
    }
}

#[test]
fn a_migrated_server_has_nothing_left_to_do_by_the_same_answers() {
    if !is_installed("patch") {
        return;
    }
    for (name, preset) in names_of_sites().iter().zip(PRESETS.into_iter().cycle()) {
        let case = Case::of(name);
        let answers = case.file("answers.toml");
        let arguments = options(&[&"--preset", &preset, &"--write-answers", &answers]);
        let diff = case.plan_as("patch", &arguments);
        if !diff.is_empty() {
            let output = patch(&case.site.patch_base(), &diff);
            assert!(output.status.success(), "{name}: the patch does not apply");
        }
        let again = case.plan_as("patch", &options(&[&"--answers", &answers]));
        assert_eq!(printable(&again), "", "{name}, {preset}");
    }
}

/// Whatever `inspect` shows as an id, somebody can decide about.
#[test]
fn every_id_that_is_shown_can_be_written() {
    for name in names_of_sites() {
        let case = Case::of(&name);
        let shown = case.run("inspect", "json", &[]);
        let shown: serde_json::Value = serde_json::from_slice(&shown).expect("JSON");
        let applications = shown["applications"].as_array().expect("a list");
        assert!(!applications.is_empty(), "{name}");
        let mut arguments = Vec::new();
        for application in applications {
            let id = application["id"].as_str().expect("a text");
            arguments.push(OsString::from("--application"));
            arguments.push(format!("{id}:threads=7").into());
        }
        case.plan(&arguments);
    }
}

/// A file that two virtual hosts include has one line for both.
#[test]
fn one_line_that_is_read_twice_is_told_once() {
    let case = Case::of("vhost-daemons-twins");
    let answers = case.file("answers.toml");
    case.plan(&options(&[&"--write-answers", &answers]));
    let text = case.text("answers.toml");
    let told = text.lines().filter(|line| line.contains("/billing.conf:4"));
    assert_eq!(told.count(), 1, "{text}");
}

/// Each definition that would move can be left where it is; that is recorded, and makes the same plan again.
#[test]
fn a_definition_that_is_left_where_it_is_is_recorded() {
    let mut left = 0;
    for name in names_of_sites() {
        let case = Case::of(&name);
        for group in moved(&case) {
            let answers = case.file(&format!("{group}.toml"));
            let leave = format!("{group}:leave=true");
            let leave = options(&[&"--process-group", &leave, &"--write-answers", &answers]);
            let planned = case.plan_as("patch", &leave);
            let again = case.plan_as("patch", &options(&[&"--answers", &answers]));
            assert_eq!(printable(&planned), printable(&again), "{name}, {group}");
            let planned = printable(&planned);
            let removed = planned.lines().filter_map(|line| line.strip_prefix('-'));
            let mut removed = removed.map(|line| line.split_whitespace().take(2));
            let definition = ["WSGIDaemonProcess", &group];
            assert!(
                !removed.any(|words| words.eq(definition)),
                "{name}, {group}"
            );
            left += 1;
        }
    }
    assert!(left > 10, "{left}");
}

/// Returns the process groups whose definitions would move.
fn moved(case: &Case) -> Vec<String> {
    let plan = case.plan_as("json", &[]);
    let plan: serde_json::Value = serde_json::from_slice(&plan).expect("JSON");
    let steps = plan["steps"].as_array().expect("a list").iter();
    let titles = steps.map(|step| step["title"].as_str().expect("a text"));
    let moved = titles.filter_map(|title| title.strip_prefix("move the process group `"));
    let names = moved.map(|rest| rest.split('`').next().expect("a name"));
    names.map(ToOwned::to_owned).collect()
}
