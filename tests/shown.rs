//! What the program shows, compared with `snapshots/` byte for byte: its help, and its plan for every sample server.

use std::ffi::OsString;
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};

use snapbox::Data;
use snapbox::data::DataFormat;

use crate::support::copy::{make_directory, replaced};
use crate::support::printable;
use crate::support::program::{is_installed, patch, wsgi_daemonize};
use crate::support::site::{Site, sites_folder};
use crate::support::tree::Tree;

/// Compares bytes with a snapshot; `SNAPSHOTS=overwrite` writes it instead.
pub(crate) fn is_as_in(folder: &str, file: &str, bytes: Vec<u8>) {
    let path = snapshots().join(folder).join(file);
    let snapshot = Data::read_from(&path, Some(DataFormat::Binary));
    snapbox::Assert::new()
        .action_env("SNAPSHOTS")
        .eq(bytes, snapshot);
}

fn snapshots() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("snapshots")
}

#[test]
fn every_help_is_as_its_snapshot() {
    for (arguments, snapshot) in [
        (vec!["--help"], "wsgi-daemonize.txt"),
        (vec!["tree", "--help"], "tree.txt"),
        (vec!["plan", "--help"], "plan.txt"),
        (vec!["presets", "--help"], "presets.txt"),
        (vec!["inspect", "--help"], "inspect.txt"),
        (vec!["which", "--help"], "which.txt"),
        (vec!["wizard", "--help"], "wizard.txt"),
        (vec!["check", "--help"], "check.txt"),
        (vec!["explain", "--help"], "explain.txt"),
    ] {
        let output = wsgi_daemonize(arguments);
        assert!(output.status.success() && output.stderr.is_empty());
        is_as_in("help", snapshot, output.stdout);
    }
}

/// What an administrator sees of a plan: its text, its diff, and the files that the diff changes,
/// as they are then.
#[test]
fn every_sample_server_is_planned_for_as_its_snapshots() {
    for name in names_of_sites() {
        let site = Site::copied(&name);
        let (diff, _) = plan(&site, "patch");
        let (text, _) = plan(&site, "text");
        let text = text.strip_suffix(diff.as_slice()).expect("the diff last");
        is_as_in(&name, "plan.txt", without_root(&site, text));
        is_as_in(&name, "migration.diff", diff.clone());
        if is_installed("patch") {
            after_tree_is_as_in(&name, &site, &diff);
        }
    }
}

#[test]
fn the_summary_beside_a_diff_is_as_its_snapshot() {
    let site = Site::copied("debian-embedded");
    let (_, summary) = plan(&site, "patch");
    is_as_in(
        "debian-embedded",
        "summary.txt",
        without_root(&site, &summary),
    );
}

fn names_of_sites() -> Vec<String> {
    let entries = std::fs::read_dir(sites_folder()).expect("there are sites");
    let mut names: Vec<_> = entries
        .map(|entry| entry.expect("it can be read").file_name())
        .map(|name| name.into_string().expect("names are plain"))
        .collect();
    names.sort();
    names
}

/// Returns what is printed on standard output and standard error.
///
/// The version of mod_wsgi is given: what is proposed depends on it, not on the machine.
fn plan(site: &Site, format: &str) -> (Vec<u8>, Vec<u8>) {
    let named = ["plan", "--format", format, "--mod-wsgi-version", "4.9.4"];
    let named = named.into_iter().map(OsString::from);
    let output = wsgi_daemonize(named.chain(site.source()));
    let said = printable(&output.stderr);
    assert_eq!(
        output.status.code(),
        Some(0),
        "{}: {said}",
        site.config().display()
    );
    (output.stdout, output.stderr)
}

/// The folder that the copy is in changes from run to run.
fn without_root(site: &Site, said: &[u8]) -> Vec<u8> {
    replaced(said, site.root().as_os_str().as_bytes(), b"COPY")
}

fn after_tree_is_as_in(name: &str, site: &Site, diff: &[u8]) {
    let before = Tree::read(site.root());
    if !diff.is_empty() {
        let output = patch(&site.patch_base(), diff);
        assert!(output.status.success(), "{name}: the patch does not apply");
    }
    let changed = before.new_in(&Tree::read(site.root())).without_modes();
    let folder = snapshots().join(name).join("after");
    if std::env::var_os("SNAPSHOTS").is_some_and(|action| action == "overwrite") {
        make_directory(&folder);
        changed.restore(&folder);
    }
    let snapshot = if folder.exists() {
        Tree::read(&folder)
    } else {
        Tree::default()
    };
    let different = changed.differences(&snapshot.without_modes());
    assert_eq!(different, Vec::<PathBuf>::new(), "{name}/after");
}
