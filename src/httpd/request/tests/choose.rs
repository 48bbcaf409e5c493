//! Which server takes a request; compared with httpd 2.4.71 on random servers.

use super::Server;
use crate::httpd::request::Request;

/// Says which server takes a URL: its number, and `?` behind it where another one may.
fn choose(configuration: &str, url: &str, address: Option<&str>) -> String {
    let server = Server::new(configuration);
    let mut request = Request::parse(url.as_bytes()).unwrap();
    request.address = address.map(|address| {
        let address: std::net::SocketAddr = address.parse().unwrap();
        (address.ip(), address.port())
    });
    server.with_router(|router| {
        let chosen = router.choose_server(&request);
        let mut servers = router.config().servers();
        let number = servers.position(|(id, _)| id == chosen.server).unwrap();
        let mark = if chosen.unknown.is_some() { "?" } else { "" };
        format!("{number}{mark}")
    })
}

const NAMED: &str = "<VirtualHost *:80>\nServerName a.test\nServerAlias *.a.test x?.test\n</VirtualHost>\n\
                     <VirtualHost *:80>\nServerName b.test\nServerAlias y.a.test\n</VirtualHost>\n\
                     <VirtualHost *:443>\nServerName b.test\n</VirtualHost>\n";

#[test]
fn the_port_chooses_before_the_name() {
    assert_eq!(choose(NAMED, "http://b.test/", None), "2");
    assert_eq!(choose(NAMED, "https://b.test/", None), "3");
    assert_eq!(choose(NAMED, "https://other.test/", None), "3");
    assert_eq!(choose(NAMED, "http://b.test:8080/", None), "0");
}

#[test]
fn names_are_tried_in_the_order_of_the_configuration_and_in_any_case() {
    assert_eq!(choose(NAMED, "http://B.TEST/", None), "2");
    assert_eq!(choose(NAMED, "http://b.test./", None), "2");
    assert_eq!(choose(NAMED, "http://y.a.test/", None), "1");
    assert_eq!(choose(NAMED, "http://w.y.a.test/", None), "1");
    assert_eq!(choose(NAMED, "http://x1.test/", None), "1");
}

#[test]
fn a_name_that_nobody_has_goes_to_the_first() {
    let second = "<VirtualHost *:80>\nServerName b.test\n</VirtualHost>\n".to_owned() + NAMED;
    assert_eq!(choose(&second, "http://nobody.test/", None), "1");
    assert_eq!(choose(&second, "http://x12.test/", None), "1");
}

#[test]
fn an_address_hides_all_virtual_hosts_of_any_address() {
    let server = "<VirtualHost *:80>\nServerName a.test\n</VirtualHost>\n\
                  <VirtualHost 127.0.0.1:80>\nServerName b.test\n</VirtualHost>\n";
    assert_eq!(choose(server, "http://a.test/", Some("127.0.0.1:80")), "2");
    assert_eq!(choose(server, "http://a.test/", Some("10.0.0.1:80")), "1");
    assert_eq!(choose(server, "http://127.0.0.1/", None), "2");
    assert_eq!(choose(server, "http://a.test/", None), "2?");
    let listening = format!("Listen 127.0.0.1:80\n{server}");
    assert_eq!(choose(&listening, "http://a.test/", None), "2");
}

#[test]
fn the_exact_port_comes_before_any_port() {
    let server = "<VirtualHost *>\nServerName a.test\n</VirtualHost>\n\
                  <VirtualHost *:80>\nServerName b.test\n</VirtualHost>\n\
                  <VirtualHost 10.0.0.1:*>\nServerName c.test\n</VirtualHost>\n";
    assert_eq!(choose(server, "http://a.test/", Some("10.0.0.2:80")), "2");
    assert_eq!(choose(server, "http://a.test/", Some("10.0.0.2:81")), "1");
    assert_eq!(choose(server, "http://a.test/", Some("10.0.0.1:80")), "3");
}

#[test]
fn a_virtual_host_without_a_port_has_that_of_the_main_server_as_read_so_far() {
    let host = "<VirtualHost 10.0.0.1>\nServerName a.test\n</VirtualHost>\n";
    let before = format!("ServerName main.test:81\n{host}");
    assert_eq!(choose(&before, "http://a.test/", Some("10.0.0.1:81")), "1");
    assert_eq!(choose(&before, "http://a.test/", Some("10.0.0.1:80")), "0");
    let after = format!("{host}ServerName main.test:81\n");
    assert_eq!(choose(&after, "http://a.test/", Some("10.0.0.1:80")), "1");
}

#[test]
fn a_virtual_host_without_a_name_has_that_of_the_main_server() {
    let server = "<VirtualHost *:80>\nServerName a.test\n</VirtualHost>\n<VirtualHost *:80>\n</VirtualHost>\n";
    assert_eq!(choose(server, "http://main.test/", None), "2");
}

#[test]
fn where_httpd_does_not_listen_the_answer_is_not_sure() {
    let server = "Listen 8080\n<VirtualHost *:8080>\n</VirtualHost>";
    assert_eq!(choose(server, "http://h:8080/", None), "1");
    assert_eq!(choose(server, "http://h/", None), "0?");
    assert_eq!(choose(server, "http://h/", Some("10.0.0.1:8080")), "1");
}

#[test]
fn a_virtual_host_for_a_host_name_is_looked_up_when_httpd_starts() {
    let server = "<VirtualHost www.example.com:80>\n</VirtualHost>";
    assert_eq!(choose(server, "http://h/", None), "0?");
    assert_eq!(choose(server, "http://h:81/", None), "0");
}

#[test]
fn a_virtual_host_for_an_address_has_the_name_that_the_address_is_found_under() {
    let server = "<VirtualHost 127.0.0.1:80>\nServerName a.test\n</VirtualHost>\n\
                  <VirtualHost 127.0.0.1:80>\n</VirtualHost>\n";
    let at = Some("127.0.0.1:80");
    assert_eq!(choose(server, "http://main.test/", at), "1");
    assert_eq!(choose(server, "http://localhost/", at), "1?");
}
