//! What is asked: URLs that are none, hosts that nobody names, more than one.

use super::ground::Ground;
use crate::support::printable;

const CONFIG: &str = "WSGIScriptAlias /app @ROOT@/app/a.wsgi\n";

#[test]
fn a_text_that_is_no_url_is_an_error_with_its_reason() {
    let ground = Ground::new(CONFIG, &[]);
    let cases = [
        ("shop.test/app", "no scheme"),
        ("ftp://shop.test/", "neither `http` nor `https`"),
        ("http://shop.test:65536/", "not a number from 1 to 65535"),
        ("http://shop.test/a b", "blank"),
        ("http:///app", "no host"),
    ];
    for (url, reason) in cases {
        let output = ground.run(&["which", url]);
        let talk = printable(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{url}: {talk}");
        assert!(talk.contains(reason), "{url}: {talk}");
        assert!(output.stdout.is_empty(), "{url}");
    }
}

#[test]
fn an_address_without_a_port_is_an_error() {
    let ground = Ground::new(CONFIG, &[]);
    let output = ground.run(&["which", "--address", "127.0.0.1", "http://main.test/"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(printable(&output.stderr).contains("not an address with a port"));
}

#[test]
fn a_port_on_which_httpd_does_not_listen_is_undecided_with_its_reason() {
    let ground = Ground::new(CONFIG, &[]);
    let output = ground.run(&["which", "--format", "json", "http://main.test/app"]);
    let page: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let answer = &page["answers"][0];
    assert_eq!(answer["status"], "undecided");
    assert!(answer["because"].as_str().unwrap().contains("--address"));
}

#[test]
fn a_host_that_nobody_names_gets_the_first_virtual_host() {
    let config = "
        <VirtualHost *:@PORT@>
            ServerName first.test
            WSGIScriptAlias /first @ROOT@/app/a.wsgi
        </VirtualHost>
        <VirtualHost *:@PORT@>
            ServerName second.test
        </VirtualHost>";
    let ground = Ground::new(config, &[]);
    let told = ground.ours(&["http://nobody.test/first"], &[]);
    assert_eq!(told[0].status, "embedded");
}

#[test]
fn every_url_gets_its_answer_in_order() {
    let ground = Ground::new(CONFIG, &[]);
    let told = ground.ours(&["http://main.test/app", "http://main.test/"], &[]);
    let statuses: Vec<&str> = told.iter().map(|told| told.status.as_str()).collect();
    assert_eq!(statuses, ["embedded", "not-wsgi"]);
}

/// What it comes to is known for each request alone (core.c: `core_override_type`).
#[test]
fn a_handler_by_an_expression_is_undecided_with_its_line() {
    let config = "
        <Directory @ROOT@/app>
            Options ExecCGI
            SetHandler \"%{env:KIND}\"
        </Directory>
        <VirtualHost *:@PORT@>
            ServerName expression.test
            DocumentRoot @ROOT@/app
        </VirtualHost>";
    let ground = Ground::new(config, &[]);
    let told = ground.ours(&["http://expression.test/a.wsgi"], &[]);
    assert_eq!(told[0].status, "undecided", "{told:?}");
    let because = told[0].because.as_deref().unwrap();
    assert!(because.contains("the value of an expression"), "{because}");
}
