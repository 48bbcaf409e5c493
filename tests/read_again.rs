//! A configuration is read again after a change: only what changed is opened, and all of it is carried out anew.

use wsgi_daemonize::host::Memory;
use wsgi_daemonize::httpd::{self, ConfigTree, Runtime, path_bytes};

const MAIN: &str = "/etc/apache2/apache2.conf";
const A: &str = "/etc/apache2/sites/a.conf";

fn server(a: &str, b: &str) -> Memory {
    Memory::new()
        .file(MAIN, "Define WHO main\nInclude sites/*.conf\n")
        .file(A, a)
        .file("/etc/apache2/sites/b.conf", b)
}

fn runtime() -> Runtime {
    Runtime {
        config: MAIN.into(),
        server_root: "/etc/apache2".into(),
        ..Runtime::default()
    }
}

/// Returns the directives in effect, each with its file and line.
fn lines(tree: &ConfigTree) -> Vec<String> {
    let config = httpd::evaluate(tree);
    let directives = config.effective.iter().map(|effective| {
        let directive = tree.directive(effective.node);
        let file = tree.source_name(directive.place.source);
        let parts = [&file, directive.name, directive.arguments];
        let [file, name, arguments] = parts.map(|part| str::from_utf8(part).unwrap());
        format!("{file}:{} {name} {arguments}", directive.place.line)
    });
    directives.collect()
}

fn read_again(host: &Memory, before: &ConfigTree, changed: &[&str]) -> ConfigTree {
    let is_changed = |path: &std::path::Path| {
        let path = path_bytes(path);
        changed.iter().any(|changed| changed.as_bytes() == path)
    };
    httpd::read_again(host, &runtime(), before, &is_changed).unwrap()
}

#[test]
fn a_file_that_did_not_change_is_not_opened() {
    let before = server("ServerAdmin a\n", "ServerAdmin b\n");
    let tree = httpd::read(&before, &runtime()).unwrap();
    let after = server("ServerAdmin new\n", "ServerAdmin unseen\n");
    assert_eq!(
        lines(&read_again(&after, &tree, &[A])),
        [
            "/etc/apache2/sites/a.conf:1 ServerAdmin new",
            "/etc/apache2/sites/b.conf:1 ServerAdmin b"
        ]
    );
}

#[test]
fn what_a_file_that_did_not_change_says_is_carried_out_anew() {
    let b = "ServerAdmin ${WHO}\n<IfDefine MORE>\nInclude more.conf\n</IfDefine>\n";
    let tree = httpd::read(&server("", b), &runtime()).unwrap();
    assert_eq!(
        lines(&tree),
        ["/etc/apache2/sites/b.conf:1 ServerAdmin main"]
    );
    let after = server("Define WHO me\nDefine MORE\n", b)
        .file("/etc/apache2/more.conf", "Timeout 7\n")
        .file("/etc/apache2/sites/c.conf", "Timeout 8\n");
    assert_eq!(
        lines(&read_again(&after, &tree, &[A])),
        [
            "/etc/apache2/sites/b.conf:1 ServerAdmin me",
            "/etc/apache2/more.conf:1 Timeout 7",
            "/etc/apache2/sites/c.conf:1 Timeout 8"
        ]
    );
}

#[test]
fn a_file_that_is_read_twice_is_one_file() {
    let main = "Include sites/a.conf\nInclude sites/a.conf\n";
    let host = server("ServerAdmin a\n", "").file(MAIN, main);
    let tree = httpd::read(&host, &runtime()).unwrap();
    for tree in [read_again(&host, &tree, &[]), tree] {
        assert_eq!(tree.files().count(), 2);
        assert_eq!(tree.sources().count(), 3);
        let line = "/etc/apache2/sites/a.conf:1 ServerAdmin a";
        assert_eq!(lines(&tree), [line, line]);
    }
}
