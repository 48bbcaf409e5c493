//! The machine itself: links are followed as the system follows them, also below a copied server's root.

use std::fs;
use std::io::ErrorKind;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use wsgi_daemonize::host::{Host as _, Kind, Local, Opened};

/// A folder with links of all kinds; all paths in it are as a server at `/` has them.
fn linked(folder: &Path) {
    for directory in ["etc/available", "etc/enabled", "srv/etc"] {
        fs::create_dir_all(folder.join(directory)).unwrap();
    }
    fs::write(folder.join("etc/available/a.conf"), "a").unwrap();
    fs::write(folder.join("srv/etc/b.conf"), "b").unwrap();
    symlink("../available/a.conf", folder.join("etc/enabled/a.conf")).unwrap();
    symlink("a.conf", folder.join("etc/enabled/again.conf")).unwrap();
    symlink("enabled", folder.join("etc/all")).unwrap();
    symlink("missing.conf", folder.join("etc/dangling.conf")).unwrap();
    symlink("loop.conf", folder.join("etc/loop.conf")).unwrap();
}

/// The paths that are asked for, below the folder.
const PATHS: &[&str] = &[
    "etc/available/a.conf",
    "etc/enabled/a.conf",
    "etc/enabled/again.conf",
    "etc/enabled/../enabled/./again.conf",
    "etc/all/again.conf",
    "etc/all",
    "etc/all/..",
    "etc/dangling.conf",
    "etc/loop.conf",
    "etc/missing.conf",
    "etc/missing/a.conf",
    "etc/available/a.conf/x",
    "",
];

#[test]
fn real_paths_are_those_of_the_system() {
    let folder = tempfile::tempdir().unwrap();
    linked(folder.path());
    let host = Local::new();
    // Twice: what was found out about a directory is remembered.
    for path in PATHS.iter().chain(PATHS) {
        let path = folder.path().join(path);
        let (ours, expected) = (host.real_path(&path), fs::canonicalize(&path));
        match (ours, expected) {
            (Ok(ours), Ok(expected)) => assert_eq!(ours, expected, "{}", path.display()),
            (Err(ours), Err(expected)) => {
                assert_eq!(ours.kind(), expected.kind(), "{}", path.display());
            }
            (ours, expected) => panic!("{}: {ours:?}, not {expected:?}", path.display()),
        }
    }
}

#[test]
fn below_a_root_links_lead_where_they_would_lead_on_the_server() {
    let folder = tempfile::tempdir().unwrap();
    linked(folder.path());
    let etc = folder.path().join("etc");
    symlink("/srv/etc", etc.join("srv")).unwrap();
    symlink("/srv/etc/b.conf", etc.join("enabled/b.conf")).unwrap();
    symlink("../../../../srv/etc/b.conf", etc.join("enabled/up.conf")).unwrap();
    let host = Local::below(folder.path());
    let expected = PathBuf::from("/srv/etc/b.conf");
    for path in [
        "/etc/srv/b.conf",
        "/etc/enabled/b.conf",
        "/etc/all/up.conf",
        "/etc/all/../srv/b.conf",
    ] {
        let real = host.real_path(Path::new(path)).ok();
        assert_eq!(real.as_ref(), Some(&expected), "{path}");
        match host.open(Path::new(path)).unwrap() {
            Opened::File(text) => assert_eq!(&*text, b"b", "{path}"),
            other => panic!("{path}: {other:?}"),
        }
    }
    assert_eq!(host.kind(Path::new("/etc/all")).unwrap(), Kind::Directory);
    for path in ["/etc/dangling.conf", "/etc/missing/b.conf"] {
        let error = host.open(Path::new(path)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotFound, "{path}");
    }
    assert!(host.open(Path::new("/etc/loop.conf")).is_err());
}

#[test]
fn a_file_is_read_whole_whatever_size_it_says() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file");
    for size in [0, 1, 31, 32, 33, 4096, 100_000] {
        let bytes: Vec<u8> = (0..=250).cycle().take(size).collect();
        fs::write(&path, &bytes).unwrap();
        match Local::new().open(&path).unwrap() {
            Opened::File(text) => assert_eq!(&*text, bytes),
            other => panic!("{other:?}"),
        }
    }
    // Files in /proc say that they are empty.
    match Local::new().open(Path::new("/proc/self/status")).unwrap() {
        Opened::File(text) => assert!(text.starts_with(b"Name:")),
        other => panic!("{other:?}"),
    }
}

/// Nobody writes to it: opening it as httpd does would wait for ever.
#[test]
fn a_named_pipe_is_no_file_and_nobody_waits_for_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("pipe");
    let made = std::process::Command::new("mkfifo")
        .arg(&path)
        .status()
        .unwrap();
    assert!(made.success());
    let opened = Local::new().open(&path).unwrap();
    assert!(matches!(opened, Opened::Other), "{opened:?}");
}
