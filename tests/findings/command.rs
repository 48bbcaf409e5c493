//! `check` and `explain` as one sees them: what is printed, and the exit status.

use std::ffi::OsString;
use std::os::unix::ffi::OsStrExt as _;
use std::path::Path;
use std::process::Output;

use snapbox::Data;
use snapbox::data::DataFormat;
use tempfile::TempDir;

use crate::support::copy::replaced;
use crate::support::printable;
use crate::support::program::wsgi_daemonize;
use crate::support::site::{Site, sites_folder};

/// Compares bytes with a snapshot; `SNAPSHOTS=overwrite` writes it instead.
fn is_as_in(folder: &str, file: &str, bytes: Vec<u8>) {
    let snapshots = Path::new(env!("CARGO_MANIFEST_DIR")).join("snapshots");
    let path = snapshots.join(folder).join(file);
    let snapshot = Data::read_from(&path, Some(DataFormat::Binary));
    snapbox::Assert::new()
        .action_env("SNAPSHOTS")
        .eq(bytes, snapshot);
}

/// Checks a copied sample server.
fn check_site(site: &Site, options: &[&str]) -> Output {
    let named = ["check", "--mod-wsgi-version", "4.9.4"].into_iter();
    let arguments = named.chain(options.iter().copied()).map(OsString::from);
    wsgi_daemonize(arguments.chain(site.source()))
}

#[test]
fn every_sample_server_is_checked_as_its_snapshot() {
    for entry in std::fs::read_dir(sites_folder()).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let site = Site::copied(&name);
        let output = check_site(&site, &[]);
        assert!(
            matches!(output.status.code(), Some(0 | 1)),
            "{name}: {}",
            printable(&output.stderr)
        );
        let said = replaced(&output.stdout, site.root().as_os_str().as_bytes(), b"COPY");
        is_as_in(&name, "check.txt", said);
    }
}

/// Checks a server of one file; returns the exit status and what is printed.
fn check(text: &str, options: &[&str]) -> (i32, String) {
    let folder = TempDir::new().unwrap();
    let config = folder.path().join("httpd.conf");
    std::fs::write(&config, text).unwrap();
    let arguments = ["check", "--config", config.to_str().unwrap()].into_iter();
    let output = wsgi_daemonize(arguments.chain(options.iter().copied()));
    let (status, said) = (output.status.code().unwrap(), printable(&output.stdout));
    (status, said + &printable(&output.stderr))
}

const LOAD: &str = "LoadModule wsgi_module modules/mod_wsgi.so\nServerName main.example\n";

#[test]
fn the_exit_status_is_by_the_worst_that_was_found() {
    let embedded = format!("{LOAD}WSGIScriptAlias / /nowhere/a.wsgi\n");
    let unused = format!("{LOAD}WSGIDaemonProcess shop\n");
    let refused = format!("{LOAD}WSGIRestrictEmbedded On\nWSGIScriptAlias / /nowhere/a.wsgi\n");
    for (text, limit, expected) in [
        (LOAD, "advice", 0),
        (embedded.as_str(), "advice", 1),
        (&embedded, "warning", 0),
        (&unused, "warning", 1),
        (&unused, "error", 0),
        (&refused, "error", 1),
        (&refused, "never", 0),
    ] {
        let (status, said) = check(text, &["--fail-on", limit]);
        assert_eq!(status, expected, "{limit}: {said}");
    }
    assert_eq!(check(&embedded, &[]).0, 0);
    assert_eq!(check(&unused, &[]).0, 1);
}

#[test]
fn rules_are_chosen_by_code_or_name() {
    let text = format!("{LOAD}WSGIDaemonProcess a\nWSGIDaemonProcess b threads=x\n");
    let found = |options: &[&str]| {
        let said = check(&text, options).1;
        ["WD204", "WD402"].map(|code| said.contains(&format!("[{code}]")))
    };
    assert_eq!(found(&[]), [true, true]);
    assert_eq!(found(&["--only", "WD204"]), [true, false]);
    assert_eq!(found(&["--skip", "unused-group,WD501"]), [false, true]);
    let (status, said) = check(&text, &["--skip", "unusd-group"]);
    assert_eq!(status, 2);
    assert_eq!(
        said,
        "error: there is no rule `unusd-group`\n  help: did you mean `unused-group`?\n"
    );
}

#[test]
fn where_reading_stops_it_is_said() {
    let (status, said) = check(&format!("{LOAD}</Directory>\nWSGIDaemonProcess a\n"), &[]);
    assert_eq!(status, 1);
    assert!(
        said.contains("[WD301]") && !said.contains("[WD204]"),
        "{said}"
    );
    assert!(said.contains("note: httpd stops reading"), "{said}");
}

#[test]
fn no_file_is_no_finding() {
    let output = wsgi_daemonize(["check", "--config", "/nowhere/httpd.conf"]);
    assert_eq!(output.status.code(), Some(3));
    assert!(output.stdout.is_empty());
}

#[test]
fn the_page_on_a_rule_is_as_its_snapshot() {
    let output = wsgi_daemonize(["explain", "WD101", "undefined-group"]);
    assert!(output.status.success() && output.stderr.is_empty());
    is_as_in("explain", "two-rules.txt", output.stdout);
}

#[test]
fn all_rules_are_listed() {
    let output = wsgi_daemonize(["explain"]);
    assert!(output.status.success() && output.stderr.is_empty());
    is_as_in("explain", "list.txt", output.stdout);
}

/// Silence about files says nothing on a machine that the server does not run on.
#[test]
fn what_is_not_missed_is_said() {
    let folder = TempDir::new().unwrap();
    let here = folder.path().to_str().unwrap();
    for file in ["mod_wsgi.so", "app.wsgi"] {
        std::fs::write(folder.path().join(file), "").unwrap();
    }
    let said = |module: &str, script: &str, options: &[&str]| {
        let text = format!(
            "LoadModule wsgi_module {module}\nServerName main.example\nWSGIDaemonProcess shop\n\
             WSGIScriptAlias / {script} process-group=shop\n"
        );
        let (_, said) = check(&text, options);
        let notes = said.lines().filter(|line| line.starts_with("note:"));
        notes.collect::<Vec<_>>().join("\n")
    };
    let module = format!("{here}/mod_wsgi.so");
    let script = format!("{here}/app.wsgi");
    let none = "/usr/no-such-script.wsgi";
    assert_eq!(said(&module, &script, &[]), "");
    let elsewhere = said("/no/mod_wsgi.so", none, &[]);
    assert!(elsewhere.contains("not on this machine: which files are missing was not looked at"));
    let no_script = said(&module, none, &[]);
    assert!(no_script.contains("in directories that every machine has, none is missed"));
    assert_eq!(said("/no/mod_wsgi.so", none, &["--only", "WD101"]), "");
}

/// A value that may be a password is not shown, although the line beside it is.
#[test]
fn secrets_are_not_shown() {
    let text = format!(
        "{LOAD}WSGIDaemonProcess shop \\\n  threads=x\nSetEnv API_KEY s3cret\nWSGIDaemonProcess shop\n"
    );
    let (_, said) = check(&text, &[]);
    assert!(said.contains("SetEnv API_KEY ***"), "{said}");
    for format in ["text", "json", "sarif", "github"] {
        let (_, said) = check(&text, &["--format", format]);
        assert!(!said.contains("s3cret"), "{format}: {said}");
    }
}

/// Standard output is the diff alone; the status is that of what was found.
#[test]
fn fixes_are_printed_as_a_diff() {
    let text = format!("{LOAD}WSGIDaemonProcess a\nWSGIRestrictStdout Off\n");
    let folder = TempDir::new().unwrap();
    let config = folder.path().join("httpd.conf");
    std::fs::write(&config, &text).unwrap();
    let run = |options: &[&str]| {
        let named = ["check", "--mod-wsgi-version", "4.9.4", "--config"];
        let named = named.into_iter().chain([config.to_str().unwrap()]);
        wsgi_daemonize(named.chain(options.iter().copied()))
    };
    let output = run(&["--diff"]);
    let diff = "--- a/httpd.conf\n+++ b/httpd.conf\n@@ -1,4 +1,3 @@\n LoadModule wsgi_module modules/mod_wsgi.so\n \
                ServerName main.example\n WSGIDaemonProcess a\n-WSGIRestrictStdout Off\n";
    assert_eq!(printable(&output.stdout), diff);
    assert_eq!(output.status.code(), Some(1));
    let said = printable(&output.stderr);
    assert!(
        said.starts_with("- WD801 httpd.conf:4: take the line away\n1 more fix may change"),
        "{said}"
    );

    let file = folder.path().join("fix.patch");
    let output = run(&["--diff", "--output", file.to_str().unwrap()]);
    assert_eq!(printable(&output.stdout), "");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), diff);
    assert!(printable(&output.stderr).contains("< "), "{said}");

    let output = run(&["--diff", "--skip", "WD801"]);
    assert_eq!(printable(&output.stdout), "");
    assert!(printable(&output.stderr).starts_with("no fix to write\n"));
    for wrong in [
        &["--diff", "--format", "json"][..],
        &["--unsafe-fixes"],
        &["--output", "x"],
    ] {
        assert_eq!(run(wrong).status.code(), Some(2), "{wrong:?}");
    }
}
