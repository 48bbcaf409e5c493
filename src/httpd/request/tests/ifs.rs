//! `<If>`, `<ElseIf>`, `<Else>`; compared with httpd 2.4.71 on random servers.

use super::{Server, layers};
use crate::host::Memory;

/// Returns whether an expression holds for a URL: yes, no, or `?`.
fn holds(expression: &str, url: &str) -> &'static str {
    let host = Memory::new()
        .file("/srv/www/a/b.txt", "x")
        .file("/srv/www/empty", "");
    let text = format!("DocumentRoot /srv/www\n<If \"{expression}\">\nSetEnv LAYER if\n</If>");
    match layers(&Server::on(host, &text), url).unwrap().as_str() {
        "if" => "yes",
        "" => "no",
        _ => "?",
    }
}

#[test]
fn expressions_on_what_a_url_tells() {
    let url = "http://Shop.test:8080/a/b.txt?x=1";
    let cases = [
        ("%{REQUEST_URI} == '/a/b.txt'", "yes"),
        ("%{REQUEST_URI} =~ m#^/A#i", "yes"),
        ("%{REQUEST_URI} !~ /b/", "no"),
        ("%{HTTP_HOST} == 'Shop.test:8080'", "yes"),
        ("tolower(%{HTTP_HOST}) == 'shop.test:8080'", "yes"),
        ("%{tolower:ABC} == 'abc'", "yes"),
        ("%{SERVER_NAME} == 'shop.test'", "yes"),
        ("%{SERVER_PORT} -eq 8080", "yes"),
        ("%{SERVER_PORT} -lt 100", "no"),
        (
            "%{QUERY_STRING} == 'x=1' && %{REQUEST_METHOD} == 'GET'",
            "yes",
        ),
        ("%{REQUEST_SCHEME} == 'http' and %{HTTPS} == 'off'", "yes"),
        ("-f %{REQUEST_FILENAME}", "yes"),
        (
            "-d '/srv/www/a' && -e '/srv/www' && ! -d '/srv/www/empty'",
            "yes",
        ),
        ("-s '/srv/www/empty'", "no"),
        ("%{REQUEST_URI} in { '/x', '/a/b.txt' }", "yes"),
        ("%{REQUEST_URI} -strmatch '/a/*'", "yes"),
        ("%{REQUEST_URI} -fnmatch '/*.txt'", "no"),
        ("'/a' . '/b' == '/a/b'", "yes"),
        ("not (true && false) || false", "yes"),
        ("! true || true", "yes"),
        ("-n ''", "no"),
        ("-T 'off'", "no"),
    ];
    for (expression, expected) in cases {
        assert_eq!(holds(expression, url), expected, "{expression}");
    }
}

#[test]
fn a_server_name_with_a_scheme_has_its_usual_port() {
    let host = "<VirtualHost *>\nServerName https://h\nDocumentRoot /srv/www\n\
                <If \"%{SERVER_PORT} -eq 443 && %{REQUEST_SCHEME} == 'https' && %{HTTPS} == 'off'\">\n\
                SetEnv LAYER if\n</If>\n</VirtualHost>";
    assert_eq!(layers(&Server::new(host), "http://h/").unwrap(), "if");
    assert_eq!(layers(&Server::new(host), "http://h:80/").unwrap(), "");
}

#[test]
fn what_a_url_does_not_tell_matters_only_where_it_decides() {
    let cases = [
        ("%{HTTP_USER_AGENT} =~ /x/", "?"),
        ("%{REMOTE_ADDR} == '127.0.0.1'", "?"),
        ("%{HTTP_COOKIE} == 'x' && false", "no"),
        ("req('Cookie') == 'x' || %{REQUEST_METHOD} == 'GET'", "yes"),
        ("%{HTTP_COOKIE} == 'x' || false", "?"),
        ("nonsense", "?"),
    ];
    for (expression, expected) in cases {
        assert_eq!(holds(expression, "http://h/"), expected, "{expression}");
    }
}

fn chain(first: &str, second: &str) -> String {
    let text = format!(
        "DocumentRoot /srv/www\n<If \"{first}\">\nSetEnv LAYER 1\n</If>\n\
         <ElseIf \"{second}\">\nSetEnv LAYER 2\n</ElseIf>\n<Else>\nSetEnv LAYER 3\n</Else>"
    );
    layers(&Server::new(&text), "http://h/").unwrap()
}

#[test]
fn the_first_of_a_chain_that_holds_applies() {
    assert_eq!(chain("true", "true"), "1");
    assert_eq!(chain("false", "true"), "2");
    assert_eq!(chain("false", "false"), "3");
    let unknown = "%{HTTP_COOKIE} == 'x'";
    assert_eq!(chain(unknown, "true"), "1? 2?");
    assert_eq!(chain(unknown, "false"), "1? 3?");
    assert_eq!(chain("true", unknown), "1");
}

#[test]
fn they_come_last_and_those_inside_of_them_after_that() {
    let text = "DocumentRoot /srv/www\n\
                <If true>\nSetEnv LAYER main-if\n<If true>\nSetEnv LAYER nested\n</If>\n</If>\n\
                <Location />\n<If true>\nSetEnv LAYER location-if\n</If>\nSetEnv LAYER location\n</Location>\n\
                <Directory />\n<If true>\nSetEnv LAYER directory-if\n</If>\n</Directory>\n";
    assert_eq!(
        layers(&Server::new(text), "http://h/").unwrap(),
        "location main-if directory-if location-if nested"
    );
}
