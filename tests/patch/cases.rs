//! Patches that went wrong with one tool or the other, or well might.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};

use wsgi_daemonize::patch::Patch;
use wsgi_daemonize::source::Text;

/// The folder that every path of a case lies below.
pub(super) const BASE: &str = "/etc/apache2";

/// A patch and what is peculiar to it.
pub(super) struct Case {
    pub(super) name: String,
    pub(super) patch: Patch,
}

/// Files from and to peculiar bytes.
const SHORT: [(&str, &[u8], &[u8]); 20] = [
    ("latin-1", b"a\n# caf\xe9\nb\n", b"a\n# caf\xe9\nB \xe9\n"),
    (
        "utf-8",
        "a\n# café\nb\n".as_bytes(),
        "a\n# café\nB é\n".as_bytes(),
    ),
    ("mixed line ends", b"a\r\nb\nc\r\nd\n", b"a\r\nb\nC\r\nd\n"),
    ("final newline added", b"a\nb", b"a\nb\n"),
    ("final newline added with a line", b"a\nb", b"a\nb\nc\n"),
    ("final newline lost", b"a\nb\n", b"a\nb"),
    ("no final newline before and after", b"a\nb", b"A\nb"),
    ("last line without newline changed", b"a\nb", b"a\nB"),
    ("lone CR", b"a\rb\nc\rd\n\re\n", b"a\rb\nC\rd\n\re\n"),
    ("lone CR at the end, kept", b"a\nb\r", b"A\nb\r"),
    ("lone CR at the end, changed", b"a\nb\r", b"a\nB\r"),
    ("lone CR at the end, gone", b"a\nb\r", b"a\nb"),
    ("nothing but a CR", b"\r", b"\r\r"),
    ("NUL", b"a\0b\nc\0d\ne\n", b"a\0b\nC\0d\ne\n"),
    ("nothing but NUL", b"\0", b"\0\0"),
    (
        "lines like a patch's own",
        b"-- a\nx\n++ b\n--- c\n+++ d\n@@ -1 +1 @@\ndiff --git a/x b/x\n\\ No newline\n",
        b"++ a\nx\n-- b\n--- C\n+++ D\n@@ -1 +1 @@\ndiff --git a/y b/y\n\\ no newline\n",
    ),
    ("all lines gone", b"a\nb\nc\nd\ne\n", b""),
    ("a last line without newline gone", b"a", b""),
    ("filled from empty", b"", b"a\nb\n"),
    ("blanks", b"\n\n \n\t\nx \n", b"\n \n\n\t\nx  \n\n"),
];

/// Names that need care.
const NAMES: [&[u8]; 28] = [
    b"plain.conf",
    b"deep/er/file.conf",
    b"with blank.conf",
    b" blanks  every where / and here ",
    "k\u{f6}ln/dom\u{e9}.conf".as_bytes(),
    b"caf\xe9.conf",
    b"a\"b.conf",
    b"\"a b\".conf",
    b"it's.conf",
    b"a\\b\\n.conf",
    b"a\tb.conf",
    b"a\rb\r",
    b"a\nb.conf",
    b"a\n--- a/x",
    b"\x01\x1b[31m\x7f.conf",
    b"a:b,c;d*?[x]{}|$(`.conf",
    b"-rf",
    b"x 2024-01-01 10:00:00",
    b"dev/null",
    b"a/b/c",
    b"x b/x",
    b"diff --git a/x b/x",
    b"...",
    b"..x",
    b".htaccess",
    b".gitignore",
    b"\xff\xfe",
    b"\xe2\x80\xa8",
];

/// Targets of links that need care.
const TARGETS: [&[u8]; 13] = [
    b"../sites-available/x.conf",
    b"/etc/elsewhere/x.conf",
    b"../../../../out/of/here",
    b"with blank ",
    b"caf\xe9\\\"\t",
    b"a\nb",
    b"a\n",
    b"\n",
    b"\r",
    b"a\r\n",
    b"-x",
    b"..",
    b"/dev/null",
];

/// Returns every case; the last one is what a migration of a Debian server is like.
pub(super) fn all() -> Vec<Case> {
    let short = SHORT.map(|(name, before, after)| changed(name, before, after));
    let mut cases = Vec::from(short);
    cases.extend(long_files());
    cases.extend(names());
    cases.extend(new_files());
    cases.push(whole_site());
    cases
}

fn case(name: impl Into<String>, change: impl FnOnce(&mut Patch)) -> Case {
    let mut patch = Patch::new();
    change(&mut patch);
    let name = name.into();
    assert!(!patch.is_empty(), "{name} changes something");
    Case { name, patch }
}

/// Returns thirty numbered lines.
fn thirty() -> Vec<u8> {
    (1..=30)
        .flat_map(|number| format!("line {number}\n").into_bytes())
        .collect()
}

fn replaced(text: &[u8], from: &str, to: &str) -> Vec<u8> {
    let text = str::from_utf8(text).unwrap();
    assert!(text.contains(from));
    text.replacen(from, to, 1).into_bytes()
}

fn replaced_all(text: &[u8], from: &str, to: &str) -> Vec<u8> {
    str::from_utf8(text).unwrap().replace(from, to).into_bytes()
}

fn changed(name: &str, before: &[u8], after: &[u8]) -> Case {
    case(name, |patch| {
        patch
            .modify(path(b"x.conf"), Text::new(before), Text::new(after))
            .unwrap();
    })
}

/// Files that are longer than one hunk.
fn long_files() -> [Case; 6] {
    let long = thirty();
    let middle = replaced(&long, "line 15", "line XV");
    let crlf = |text: &[u8]| replaced_all(text, "\n", "\r\n");
    let longer: Vec<u8> = (1..=300)
        .flat_map(|number| format!("{number}\n").into_bytes())
        .collect();
    let many = replaced_all(&longer, "0\n", "0\nnew\n");
    [
        changed("one line of many", &long, &middle),
        changed("CRLF", &crlf(&long), &crlf(&middle)),
        changed("CRLF to LF", &crlf(&long), &long),
        changed("many hunks", &longer, &many),
        changed("a new first line", &long, &[b"new\n", &long[..]].concat()),
        changed("a new last line", &long, &[&long[..], b"new\n"].concat()),
    ]
}

/// Files whose names are peculiar: changed, created, created empty, and made as links.
fn names() -> [Case; 4] {
    let new = replaced(&thirty(), "line 15", "line XV");
    let for_all = |what: &str, change: &dyn Fn(&mut Patch, PathBuf)| {
        case(format!("names of files: {what}"), |patch| {
            for name in NAMES {
                change(patch, path(name));
            }
        })
    };
    [
        for_all("changed", &|patch, file| {
            let (before, after) = (Text::new(thirty()), Text::new(new.clone()));
            patch.modify(file, before, after).unwrap();
        }),
        for_all("created", &|patch, file| {
            patch.create(file, Text::new(thirty())).unwrap();
        }),
        for_all("created empty", &|patch, file| {
            patch.create(file, Text::new(&b""[..])).unwrap();
        }),
        for_all("links", &|patch, file| {
            patch.link(file, "../there").unwrap();
        }),
    ]
}

/// New files that end oddly, and links whose targets are peculiar.
fn new_files() -> Vec<Case> {
    let texts: [&[u8]; 6] = [b"a", b"a\r", b"a\r\n", b"\n", b"\0", b"--- a\n+++ b\n"];
    let files = texts.map(|text| {
        case(format!("new file of {}", text.escape_ascii()), |patch| {
            patch.create(path(b"new/x.conf"), Text::new(text)).unwrap();
        })
    });
    let links = TARGETS.map(|target| {
        case(format!("link to {}", target.escape_ascii()), |patch| {
            let target = OsStr::from_bytes(target);
            patch.link(path(b"enabled/x.conf"), target).unwrap();
        })
    });
    files.into_iter().chain(links).collect()
}

/// What a migration of a Debian server is like: changed sites, a new file, and the link that enables it.
fn whole_site() -> Case {
    case("changed sites, a new file and its link", |patch| {
        for site in ["000-default.conf", "blog.conf", "with blank.conf"] {
            let changed = replaced(&thirty(), "line 3\n", "line 3\n    WSGIProcessGroup x\n");
            let path = path(format!("sites-available/{site}").as_bytes());
            patch
                .modify(path, Text::new(thirty()), Text::new(changed))
                .unwrap();
        }
        patch
            .create(path(b"conf-available/wsgi.conf"), Text::new(thirty()))
            .unwrap();
        patch
            .link(
                path(b"conf-enabled/wsgi.conf"),
                "../conf-available/wsgi.conf",
            )
            .unwrap();
    })
}

/// Returns the absolute path of a file of a case.
pub(super) fn path(name: &[u8]) -> PathBuf {
    Path::new(BASE).join(OsStr::from_bytes(name))
}
