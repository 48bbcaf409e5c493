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
