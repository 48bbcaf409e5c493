//! The interview in plain lines.

use std::ffi::OsStr;
use std::io::Write as _;
use std::os::unix::ffi::OsStrExt as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;
use wsgi_daemonize::wizard::Plain;

use super::session::{PATCH, hold_with};
use super::walks::three;
use crate::shown::is_as_in;
use crate::support::copy::replaced;
use crate::support::printable;
use crate::support::program::wsgi_daemonize;
use crate::support::site::Site;

/// Holds an interview in lines; returns the patch and what was shown.
fn typed(input: &str, columns: usize) -> (String, String) {
    let mut shown = Vec::new();
    let mut person = Plain::new(input.as_bytes(), &mut shown, columns, 24);
    let drawer = hold_with(&three(), &mut person);
    let shown = String::from_utf8(shown).expect("UTF-8");
    (drawer.files[Path::new(PATCH)].clone(), shown)
}

#[test]
fn lines_lead_to_the_patch() {
    // The fourth preset but one, all else as proposed; the plan's end is skipped, both files are written.
    let input = "9\n3\n?\n\n\n\n\n\ns\n3\n1\n\n\n";
    let (patch, shown) = typed(input, 80);
    assert_eq!(
        patch,
        three().preset("low-memory").planned().diff,
        "{shown}"
    );
    assert!(shown.contains("Type a number from 1 to 5."), "{shown}");
    assert!(shown.contains("  Lines concerned"), "{shown}");
}

#[test]
fn nothing_is_wider_than_forty_columns_but_what_stands_in_files() {
    let (_, shown) = typed("\n\n\n\n\n\ne\n3\n1\n\n\n", 40);
    let is_copied = |line: &str| {
        line.contains('/') || line.contains("wsgi-daemonize") || line.contains(": why")
    };
    // A prompt ends where the answer to it would be typed.
    let lines = shown.lines().filter(|line| !is_copied(line));
    for line in lines.flat_map(|line| line.split("--  ")) {
        assert!(line.chars().count() <= 40, "{line}\n{shown}");
    }
}

/// A directory that is included whole would have the patch read by httpd, which does not start with it.
#[test]
fn a_patch_is_not_written_where_httpd_would_read_it() {
    let site = Site::copied("debian-embedded");
    let enabled = site.root().join("etc/apache2/sites-enabled");
    let folder = TempDir::with_prefix("wizard-").expect("a temporary directory can be made");
    let patch = folder.path().join("change.patch");
    let answers = format!(
        "\n\n\n\n\n\ns\n3\n2\n{}/change.conf\n{}\n",
        enabled.display(),
        patch.display()
    );
    let output = with_typed(&site, folder.path(), &answers);
    let shown = printable(&output.stderr);
    assert!(shown.contains("httpd would read it"), "{shown}");
    assert!(!enabled.join("change.conf").exists(), "{shown}");
    assert!(patch.exists(), "{shown}");
}

/// What an administrator sees who asks why, and then takes what is proposed.
#[test]
fn a_walk_in_lines_is_as_its_snapshot() {
    let site = Site::copied("debian-embedded");
    let folder = TempDir::with_prefix("wizard-").expect("a temporary directory can be made");
    let file = |name: &str| format!("{}/{name}\n", folder.path().display());
    // The last questions: the change piece by piece, three pieces of it, then all; both files.
    let answers = "?\n\n\n\n\n\n\n1\ny\ny\na\n1\n".to_owned();
    let answers = answers + &file("change.patch") + &file("answers.toml");
    let output = with_typed(&site, folder.path(), &answers);
    assert!(output.status.success(), "{}", printable(&output.stderr));
    let shown = replaced(&output.stderr, site.root().as_os_str().as_bytes(), b"COPY");
    let shown = replaced(&shown, folder.path().as_os_str().as_bytes(), b"FOLDER");
    is_as_in("wizard", "walk.txt", shown);
}

/// The README has its lines, in their order; `…` stands for what is left out.
#[test]
fn the_readme_shows_the_walk_as_it_is() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |file: &str| printable(&std::fs::read(folder.join(file)).expect("it is there"));
    let readme = read("README.md");
    let (_, chapter) = readme.split_once("### The interview\n").expect("a chapter");
    let (chapter, _) = chapter.split_once("\n### ").expect("the next one");
    let blocks: Vec<&str> = chapter.split("```").skip(1).step_by(2).collect();
    let lines = blocks.iter().flat_map(|block| block.lines().skip(1));
    let walk = read("snapshots/wizard/walk.txt");
    let mut walk = walk.lines();
    for line in lines.filter(|line| line.trim() != "…") {
        let is_there = walk.any(|known| known.trim_end() == line.trim_end());
        assert!(is_there, "{line}");
    }
    assert_eq!(blocks.len(), 2);
}

/// What an administrator sees first of a server with mistakes.
#[test]
fn the_first_screen_tells_what_is_wrong_as_in_its_snapshot() {
    let site = Site::copied("with-mistakes");
    let folder = TempDir::with_prefix("wizard-").expect("a temporary directory can be made");
    let output = with_typed(&site, folder.path(), "q\n");
    let shown = replaced(&output.stderr, site.root().as_os_str().as_bytes(), b"COPY");
    let question = memchr::memmem::find(&shown, b"\n\nWhich preset?").expect("it is asked");
    is_as_in("wizard", "first-screen.txt", shown[..=question].to_vec());
    assert!(shown[..question].split(|byte| *byte == b'\n').count() <= 24);
}

/// The plain and the TLS virtual host of a site have one application, and it is asked about once.
#[test]
fn twins_are_counted_once() {
    let site = Site::copied("vhost-daemons-twins");
    let folder = TempDir::with_prefix("wizard-").expect("a temporary directory can be made");
    let shown = printable(&with_typed(&site, folder.path(), "\nq\n").stderr);
    let mut lines = shown.lines();
    let summary = lines.find(|line| line.contains(" applications: "));
    assert_eq!(
        summary,
        Some("6 applications: 5 daemon, 1 embedded; 2 of them in several virtual hosts"),
        "{shown}"
    );
    assert_eq!(
        lines.take_while(|line| line.starts_with("  ")).count(),
        6,
        "{shown}"
    );
    assert!(
        shown.contains("Run 1 embedded application in daemons?"),
        "{shown}"
    );
}

/// Debian's layout, a further instance of it, and Red Hat's.
#[test]
fn of_several_servers_one_is_chosen() {
    let folder = TempDir::with_prefix("wizard-").expect("a temporary directory can be made");
    let root = folder.path().join("root");
    for config in [
        "etc/apache2/apache2.conf",
        // It is included by the one above on old machines, and no server of its own.
        "etc/apache2/httpd.conf",
        "etc/apache2-intern/apache2.conf",
        "etc/httpd/conf/httpd.conf",
    ] {
        let config = root.join(config);
        std::fs::create_dir_all(config.parent().expect("a folder")).expect("the folder is ours");
        std::fs::write(config, "ServerName main.test\n").expect("the folder is ours");
    }
    let first = [OsStr::new("--root"), root.as_os_str()];
    let output = typed_to(&first, folder.path(), "b\n3\n");
    let shown = printable(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{shown}");
    for said in [
        "Several servers are installed. Which one?\n  1. /etc/apache2/apache2.conf\n  2. /etc/httpd/conf/httpd.conf\n  \
         3. /etc/apache2-intern/apache2.conf\n",
        "This is the first question.",
        "/etc/apache2-intern/apache2.conf, mod_wsgi of unknown version\n0 applications\n",
        "no directive of mod_wsgi is in effect: there is nothing to migrate\n",
    ] {
        assert!(shown.contains(said), "{said}\n{shown}");
    }
    let named = ["--config", "/etc/httpd/conf/httpd.conf"].map(OsStr::new);
    let shown = typed_to(&[first, named].concat(), folder.path(), "").stderr;
    assert!(!printable(&shown).contains("Which one?"));
    // The other verbs say which one they took.
    let inspect = [OsStr::new("inspect"), first[0], first[1]];
    let said = printable(&wsgi_daemonize(inspect).stderr);
    assert!(
        said.contains(
            "note: this is about `/etc/apache2/apache2.conf`; `--config` names another server: \
             `/etc/httpd/conf/httpd.conf`, `/etc/apache2-intern/apache2.conf`"
        ),
        "{said}"
    );
}

/// The command that goes on with an interview is the one that began it.
#[test]
fn whoever_stops_is_told_how_to_go_on() {
    let site = Site::copied("debian-embedded");
    let folder = TempDir::with_prefix("wizard-").expect("a temporary directory can be made");
    let root = site.root().display();
    let output = with_typed(&site, folder.path(), "3\nq\n");
    let said = printable(&output.stderr);
    let command = format!(
        "nothing was changed; to go on from here:\n  wsgi-daemonize wizard --resume --plain --mod-wsgi-version 4.9.4 \
         --root {root} --config /etc/apache2/apache2.conf\n"
    );
    assert!(said.ends_with(&command), "{said}");
    let resume = [
        "--resume",
        "--config",
        "/etc/apache2/apache2.conf",
        "--root",
    ]
    .map(OsStr::new);
    let again = [&resume, &[site.root().as_os_str()][..]].concat();
    let said = printable(&typed_to(&again, folder.path(), "q\n").stderr);
    assert!(!said.contains("1. balanced"), "{said}");
    let told = "What was answered before:\n  Which preset? (now: about 26 MiB) low-memory\n";
    assert!(said.contains(told), "{said}");
    assert!(
        said.contains("Run 5 embedded applications in daemons?"),
        "{said}"
    );
}

/// Nothing of one is lost by asking about another, or about nothing.
#[test]
fn each_server_has_an_interview_of_its_own() {
    let (site, other) = (
        Site::copied("debian-embedded"),
        Site::copied("macro-hosting"),
    );
    let folder = TempDir::with_prefix("wizard-").expect("a temporary directory can be made");
    let holds = |site: &Site, options: &[&str], answers: &str| {
        let root = [OsStr::new("--root"), site.root().as_os_str()];
        let config = site.config();
        let config = config.strip_prefix(site.root()).expect("below the root");
        let config = Path::new("/").join(config);
        let config = [OsStr::new("--config"), config.as_os_str()];
        let options: Vec<&OsStr> = options.iter().map(OsStr::new).collect();
        let output = typed_to(
            &[&options, &root[..], &config].concat(),
            folder.path(),
            answers,
        );
        (output.status.code(), printable(&output.stderr))
    };
    let broken_off = "An interview about this server was broken off";
    let (_, said) = holds(&site, &[], "3\nq\n");
    assert!(!said.contains(broken_off), "{said}");
    let (status, said) = holds(&other, &["--resume"], "");
    let none = format!(
        "error: no interview about `{}` was broken off\n",
        other.config().display()
    );
    assert!(said.contains(&none), "{said}");
    assert_eq!(status, Some(2));
    let (_, said) = holds(&other, &[], "2\nq\n");
    assert!(!said.contains(broken_off), "{said}");
    // Meanwhile the first server has nothing to migrate.
    let config = std::fs::read(site.config()).expect("it is there");
    std::fs::write(site.config(), "ServerName main.test\n").expect("the copy is ours");
    let (status, said) = holds(&site, &["--resume"], "");
    assert!(said.contains("there is nothing to migrate"), "{said}");
    assert_eq!(status, Some(0));
    std::fs::write(site.config(), config).expect("the copy is ours");
    for (site, preset) in [(&site, "low-memory"), (&other, "preserve")] {
        let (_, said) = holds(site, &[], "q\n");
        assert!(said.contains(broken_off), "{said}");
        let (_, said) = holds(site, &["--resume"], "q\n");
        let answered = said.split("What was answered before:").nth(1);
        let answered = answered.and_then(|said| said.lines().nth(1));
        assert!(
            answered.is_some_and(|line| line.ends_with(preset)),
            "{said}"
        );
    }
}

/// What is written can be planned by again as it is told, from the same place.
#[test]
fn the_command_that_plans_by_the_answers_names_the_server() {
    let site = Site::copied("debian-embedded");
    let folder = TempDir::with_prefix("wizard-").expect("a temporary directory can be made");
    let file = folder.path().join("answers file.toml");
    let answers = format!("\n\n\n\n\n\ns\n3\n3\n{}\n", file.display());
    let said = printable(&with_typed(&site, folder.path(), &answers).stderr);
    let command = format!(
        "  wsgi-daemonize plan --answers '{}' --config /etc/apache2/apache2.conf --root {} --mod-wsgi-version 4.9.4\n",
        file.display(),
        site.root().display()
    );
    assert!(said.contains(&command), "{said}");
}

/// Runs the interview about a sample server in lines.
fn with_typed(site: &Site, home: &Path, answers: &str) -> Output {
    let config = site.config();
    let config = config.strip_prefix(site.root()).expect("below the root");
    let config = Path::new("/").join(config);
    let options = [OsStr::new("--mod-wsgi-version"), OsStr::new("4.9.4")];
    let root = [OsStr::new("--root"), site.root().as_os_str()];
    let config = [OsStr::new("--config"), config.as_os_str()];
    typed_to(&[options, root, config].concat(), home, answers)
}

/// Runs the interview in lines.
fn typed_to(options: &[&OsStr], home: &Path, answers: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_wsgi-daemonize"))
        .args(["wizard", "--plain"])
        .args(options)
        .env_clear()
        .env("HOME", home)
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("our program can be run");
    let mut stdin = child.stdin.take().expect("a pipe");
    stdin.write_all(answers.as_bytes()).expect("it reads");
    drop(stdin);
    child.wait_with_output().expect("it ends")
}
