//! Applications whose twins in other virtual hosts are delegated already.

use super::server::Server;

/// Another application has the main interpreter of the twin's group, and ran apart from this one.
#[test]
fn an_application_joins_no_twin_beside_which_another_has_its_interpreter() {
    let outcome = Server::with(
        "WSGIDaemonProcess shop\n\
         <VirtualHost *:443>\nServerName shop.test\nWSGIScriptAlias /x /srv/a.wsgi application-group=%{GLOBAL}\n</VirtualHost>\n\
         <VirtualHost *:80>\nServerName shop.test\nWSGIProcessGroup shop\n\
         WSGIScriptAlias /x /srv/a.wsgi application-group=%{SERVER}\n\
         WSGIScriptAlias /y /srv/b.wsgi application-group=%{GLOBAL}\n</VirtualHost>\n",
    )
    .planned();
    assert_eq!(
        outcome.is_complete().lines("WSGIScriptAlias")[0],
        "WSGIScriptAlias /x /srv/a.wsgi application-group=%{GLOBAL} process-group=shop-x"
    );
}

/// Where its twin has that interpreter, too, it comes where it was before in another virtual host.
#[test]
fn an_application_joins_its_twin_in_an_interpreter_that_others_share() {
    let outcome = Server::with(
        "WSGIDaemonProcess shop\n\
         <VirtualHost *:443>\nServerName shop.test\nWSGIScriptAlias /x /srv/a.wsgi application-group=%{GLOBAL}\n</VirtualHost>\n\
         <VirtualHost *:80>\nServerName shop.test\nWSGIProcessGroup shop\n\
         WSGIScriptAlias /y /srv/b.wsgi application-group=%{GLOBAL}\n\
         WSGIScriptAlias /x /srv/a.wsgi application-group=%{GLOBAL}\n</VirtualHost>\n",
    )
    .planned();
    assert_eq!(
        outcome.is_complete().lines("WSGIScriptAlias")[0],
        "WSGIScriptAlias /x /srv/a.wsgi application-group=%{GLOBAL} process-group=shop"
    );
}

/// What is held is one of them, and the id is its own; what is held of both has the id of both.
#[test]
fn a_twin_that_is_left_alone_is_called_by_its_own_port() {
    let host = |port: &str, list: &str| {
        format!(
            "<VirtualHost *:{port}>\nServerName shop.test\n{list}WSGIScriptAlias / /srv/a.wsgi\n</VirtualHost>\n"
        )
    };
    let list = "WSGIRestrictProcess other\n";
    let what = |text: &str| -> Vec<String> {
        let outcome = Server::with(&format!("WSGIDaemonProcess other\n{text}")).planned();
        let held = outcome.held.iter();
        held.map(|held| held.split(" (").next().unwrap().to_owned())
            .collect()
    };
    assert_eq!(
        what(&[host("80", ""), host("443", list)].concat()),
        ["shop.test:443/ is left as it is"]
    );
    assert_eq!(
        what(&[host("80", list), host("443", list)].concat()),
        ["shop.test/ is left as it is", "shop.test/ is left as it is"]
    );
}

/// In the order of the files the TLS one would come first: certbot calls its file `shop-le-ssl.conf`.
#[test]
fn the_line_of_the_plain_virtual_host_is_named_before_that_of_the_tls_one() {
    let host = |port: &str| {
        format!(
            "<VirtualHost *:{port}>\nServerName shop.test\nWSGIScriptAlias / /srv/a.wsgi\n</VirtualHost>\n"
        )
    };
    let planned = Server::with("Include sites/*.conf\n")
        .file("/etc/apache2/sites/shop-le-ssl.conf", host("443"))
        .file("/etc/apache2/sites/shop.conf", host("80"))
        .planned();
    assert_eq!(
        planned.places[0],
        [
            "/etc/apache2/sites/shop.conf:3",
            "/etc/apache2/sites/shop-le-ssl.conf:3"
        ]
    );
}
