//! Colours: at a terminal, for who wants them.

use std::ffi::OsString;

use tempfile::TempDir;

use crate::support::program::wsgi_daemonize;
use crate::support::terminal::Terminal;

/// Something to be found, and to be mended.
const CONFIG: &str = "LoadModule wsgi_module modules/mod_wsgi.so\nServerName x\n\
    WSGIRestrictEmbedded On\nWSGIScriptAlias / /srv/a.wsgi process-group=lost\n";

fn server() -> (TempDir, String) {
    let folder = TempDir::with_prefix("color-").unwrap();
    let config = folder.path().join("httpd.conf");
    std::fs::write(&config, CONFIG).unwrap();
    let config = config.to_str().unwrap().to_owned();
    (folder, config)
}

/// Returns what is printed into a pipe.
fn printed(arguments: &[&str]) -> String {
    String::from_utf8(wsgi_daemonize(arguments).stdout).unwrap()
}

#[test]
fn what_is_printed_elsewhere_has_colours_only_when_they_are_asked_for() {
    let (_folder, config) = server();
    let explain = ["explain", "WD201"];
    let check = ["check", "--config", config.as_str()];
    for verb in [&explain[..], &check] {
        let plain = printed(verb);
        assert!(!plain.is_empty() && !plain.contains('\u{1b}'), "{plain}");
        assert_eq!(printed(&[verb, &["--color", "never"]].concat()), plain);
        let colored = printed(&[verb, &["--color", "always"]].concat());
        assert!(colored.contains('\u{1b}'), "{colored}");
    }
    // What programs read has none in any case.
    let json = printed(&[&check[..], &["--format", "json", "--color", "always"]].concat());
    assert!(!json.contains('\u{1b}'), "{json}");
}

#[test]
fn at_a_terminal_there_are_colours_unless_the_environment_is_against_them() {
    let (folder, config) = server();
    let is_colored = |environment: &[(&str, &str)], more: &[&str]| {
        let arguments = ["check", "--config", config.as_str()];
        let arguments = arguments.iter().chain(more).map(OsString::from);
        let arguments: Vec<OsString> = arguments.collect();
        let mut terminal = Terminal::runs_with((60, 100), environment, folder.path(), &arguments);
        terminal.sees("says more");
        terminal.is_colored()
    };
    let color = ("TERM", "xterm-256color");
    assert!(is_colored(&[color], &[]));
    assert!(!is_colored(&[color], &["--color", "never"]));
    assert!(!is_colored(&[color, ("NO_COLOR", "1")], &[]));
    assert!(is_colored(
        &[color, ("NO_COLOR", "1")],
        &["--color", "always"]
    ));
    assert!(!is_colored(&[("TERM", "dumb")], &[]));
}
