//! Lines and files that are large.

use wsgi_daemonize::host::Memory;

use super::{MAIN, errors, read, read_host};

/// One more than httpd reads (http_config.h: `VARBUF_MAX_LEN`).
const TOO_LONG: usize = 17 * 1024 * 1024;

fn long_line() -> Vec<u8> {
    let mut line = b"ServerName first\nServerAdmin ".to_vec();
    line.resize(TOO_LONG, b'x');
    line.extend_from_slice(b"\nServerName last\n");
    line
}

#[test]
fn a_line_that_is_too_long() {
    let (tree, config) = read(long_line());
    let error = tree.error.clone().unwrap();
    assert_eq!(error.message, b"Line too long");
    assert_eq!(error.place.unwrap().line, 2);
    assert_eq!(
        config.server(httpd_main(&config)).name.as_ref().unwrap().0,
        b"first"
    );
}

fn httpd_main(config: &wsgi_daemonize::httpd::ServerConfig) -> wsgi_daemonize::httpd::ServerId {
    config.servers().next().unwrap().0
}

#[test]
fn a_line_that_is_too_long_in_an_included_file() {
    let host = Memory::new()
        .file(MAIN, "\nInclude long.conf\n")
        .file("/etc/apache2/long.conf", long_line());
    let (tree, _) = read_host(&host);
    let error = tree.error.clone().unwrap();
    let message = "Error reading /etc/apache2/long.conf at line 2: Line too long";
    assert_eq!(String::from_utf8(error.message).unwrap(), message);
    assert_eq!(error.place.unwrap().line, 2);
    assert_eq!(
        tree.source_name(error.place.unwrap().source),
        MAIN.as_bytes()
    );
}

#[test]
fn a_file_of_five_megabytes() {
    let line = "Alias /some/path /srv/some/where\n";
    let make = |bytes| {
        let module = "LoadModule alias_module /m/mod_alias.so\n";
        module.to_owned() + &line.repeat(bytes / line.len())
    };
    let result = read(make(5_000_000));
    assert_eq!(errors(&result), [""; 0]);
    assert_eq!(result.1.effective.len(), 5_000_000 / line.len());
}

#[test]
fn a_line_of_a_hundred_thousand_lines() {
    let make = |lines: usize| "ServerAlias a\\\n b\\\n".repeat(lines / 2) + " c\n";
    let (tree, _) = read(make(100_000));
    let only = tree.directives().next().unwrap();
    assert_eq!(only.place.line, 100_001);
    assert_eq!(tree.directives().count(), 1);
}
