//! What stands first, what cannot be allowed, and what exactly is said to fail.

use wsgi_daemonize::findings::Finding;

use super::server::findings;

fn codes(findings: &[Finding]) -> Vec<&str> {
    let codes = findings.iter().map(|finding| finding.rule.code);
    codes.collect()
}

#[test]
fn what_httpd_refuses_stands_before_what_follows_from_it() {
    let found = findings(
        "WSGIRestrictEmbedded On\nWSGIDaemonProcess shop request-timeout=60 queue-timeout=45\n\
         WSGIScriptAlias / /srv/shop/app.wsgi\nWSGIProcesGroup shop\n",
    );
    assert_eq!(codes(&found), ["WD302", "WD204", "WD102"]);
}

#[test]
fn what_httpd_refuses_cannot_be_allowed() {
    let found = findings("# wsgi-daemonize: allow WD301 because it comes soon\nNosuch x\n");
    assert_eq!(codes(&found), ["WD301"]);
    let help = "the comment above it has no effect: httpd does not start";
    assert!(found[0].help.iter().any(|line| line == help));
}

#[test]
fn of_a_part_it_is_said_which_one_fails() {
    let found = findings(include_str!("cases/fenced-off-group/fires-part.conf"));
    let message = "requests for `/x` of `/` get a 500: `shop` is not allowed here";
    let messages: Vec<&str> = found
        .iter()
        .map(|finding| finding.message.as_str())
        .collect();
    assert!(messages.contains(&message), "{messages:?}");

    let found = findings(
        "WSGIRestrictEmbedded On\nWSGIDaemonProcess shop\nWSGIScriptAlias / /srv/shop/app.wsgi\n\
         <Location /x>\nWSGIProcessGroup shop\n</Location>\n",
    );
    let message = "every request for `/` is refused with 500, but for `/x` of `/`";
    let messages: Vec<&str> = found
        .iter()
        .map(|finding| finding.message.as_str())
        .collect();
    assert!(messages.contains(&message), "{messages:?}");
}
