//! What is decided and does not count, and what is refused because it would have to.

use super::server::{MAIN, Server};

#[test]
fn a_decision_for_what_runs_in_a_daemon_already_is_told_to_be_in_vain() {
    let server = Server::with(
        "WSGIDaemonProcess old threads=3\n\
         <VirtualHost *:80>\nServerName shop.test\nWSGIScriptAlias / /srv/a.wsgi process-group=old\n</VirtualHost>\n",
    );
    let planned = server.clone().deciding("shop.test/:threads=5").planned();
    planned.notes(
        "`threads` of `shop.test/` does not count: it runs in the process group `old` already, which keeps what its \
         definition says (/etc/apache2/apache2.conf:6)",
    );
    let planned = server.deciding("shop.test/:threads=3").planned();
    assert!(!planned.to_string().contains("does not count"), "{planned}");
}

/// A process group, an application in it, and the same one of the TLS virtual host, which joins it.
fn twin() -> Server {
    let host = |port: &str, group: &str| {
        format!(
            "<VirtualHost *:{port}>\nServerName shop.test\nWSGIScriptAlias / /srv/a.wsgi{group}\n</VirtualHost>\n"
        )
    };
    Server::with(
        &[
            "WSGIDaemonProcess old threads=3\n".to_owned(),
            host("80", " process-group=old"),
            host("443", ""),
        ]
        .concat(),
    )
    .file("/etc/passwd", "shop:x:1001:1001::/home/shop:/bin/sh\n")
}

/// Another application beside it, which nobody sends anywhere.
fn two_applications() -> Server {
    Server::with(
        "WSGIDaemonProcess old threads=3\n\
         <VirtualHost *:80>\nServerName shop.test\nWSGIScriptAlias / /srv/a.wsgi\n</VirtualHost>\n",
    )
    .file("/etc/passwd", "shop:x:1001:1001::/home/shop:/bin/sh\n")
}

/// Returns what a plan says to be in vain.
fn in_vain(server: &Server) -> Vec<String> {
    let planned = server.planned();
    let notes = planned.notes.iter();
    let notes = notes.filter(|note| note.contains("not count"));
    notes.cloned().collect()
}

#[test]
fn a_size_for_what_joins_the_group_of_its_twin_is_told_to_be_in_vain() {
    let joins = "it joins the process group `old`, which keeps what its definition says (/etc/apache2/apache2.conf:6)";
    assert_eq!(
        in_vain(&twin().deciding("shop.test:443/:threads=5")),
        [format!(
            "`threads` of `shop.test:443/` does not count: {joins}"
        )]
    );
    // Both are meant: it is said of the one that runs there already.
    assert_eq!(
        in_vain(&twin().deciding("shop.test/:threads=5")),
        [format!(
            "`threads` of `shop.test/` does not count: {}",
            joins
                .replace("it joins", "it runs in")
                .replace("`old`,", "`old` already,")
        )]
    );
    assert!(in_vain(&twin().deciding("shop.test/:threads=3")).is_empty());
}

#[test]
fn a_size_for_what_somebody_sends_to_a_group_is_told_to_be_in_vain() {
    let server = two_applications()
        .deciding("shop.test/:process-group=old")
        .deciding("shop.test/:threads=5")
        .deciding("shop.test/:memory-limit=900000000");
    assert_eq!(
        in_vain(&server),
        [
            "`threads`, `memory-limit` of `shop.test/` do not count: it joins the process group `old`, which keeps what its \
             definition says (/etc/apache2/apache2.conf:6)"
        ]
    );
}

/// Nobody is sent to processes with other rights than were asked for.
#[test]
fn other_rights_than_those_of_the_group_that_is_joined_are_refused() {
    let joins = "it joins the process group `old` (/etc/apache2/apache2.conf:6), which keeps what its definition says";
    for (option, key) in [
        ("user=shop", "user"),
        ("umask=0027", "umask"),
        ("group=shop", "group"),
    ] {
        let wish = format!("shop.test:443/:{option}");
        let server = twin().file("/etc/group", "shop:x:1001:\n").deciding(&wish);
        assert_eq!(
            server.refused(),
            format!(
                "`--application {wish}` wants `{key}` for `shop.test:443/`, and that cannot be: {joins}"
            )
        );
        assert_eq!(
            server.helped(),
            format!(
                "give it a process group of its own by `--application shop.test:443/:process-group=NAME`, or take `{key}` away"
            )
        );
    }
    let sent = two_applications()
        .deciding("shop.test/:process-group=old")
        .deciding("shop.test/:user=shop");
    assert_eq!(
        sent.refused(),
        format!(
            "`--application shop.test/:user=shop` wants `user` for `shop.test/`, and that cannot be: {joins}"
        )
    );
}

#[test]
fn the_help_for_other_rights_is_good() {
    let planned = twin()
        .deciding("shop.test:443/:user=shop")
        .deciding("shop.test:443/:process-group=secure")
        .planned();
    planned.is_complete();
    let text = planned.after.text(MAIN);
    let definition = text.split("WSGIDaemonProcess secure ").nth(1).unwrap();
    let options = definition.split("\n\n").next().unwrap();
    assert!(options.contains(" user=shop "), "{planned}");
}

#[test]
fn what_is_decided_for_an_application_that_is_left_alone_is_told_to_be_in_vain() {
    let leave = "shop.test/:leave=true";
    let threads = "shop.test/:threads=3";
    for wishes in [[leave, threads], [threads, leave]] {
        let server = two_applications().deciding(wishes[0]).deciding(wishes[1]);
        assert_eq!(
            in_vain(&server),
            ["`threads` of `shop.test/` does not count: it is left as it is"]
        );
        server.planned().holds_only(
            "shop.test/ is left as it is (/etc/apache2/apache2.conf:9): `--application shop.test/:leave=true` leaves it \
             alone; take `leave` away",
        );
    }
}

/// An id may end as an option does.
#[test]
fn an_id_that_ends_like_an_option_can_be_decided_on() {
    let planned = Server::with("WSGIScriptAlias /x:threads=9 /srv/a.wsgi\n")
        .deciding("/x:threads=9:threads=3")
        .planned();
    let definition = planned.lines("WSGIDaemonProcess").concat();
    assert!(definition.contains(" threads=3"), "{planned}");
}
