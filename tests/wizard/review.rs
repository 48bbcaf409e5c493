//! The review of a change, piece by piece.

use super::scripted::Act::Say;
use super::scripted::KEY;
use super::session::{hold, resume};
use crate::plans::server::Server;

#[test]
fn all_pieces_are_taken() {
    let script = [("look", Say("hunks")), (KEY, Say("y")), (KEY, Say("a"))];
    let held = hold(&apart(), script);
    assert_eq!(held.is_written().patch(), apart().planned().diff);
}

#[test]
fn a_piece_that_is_left_out_takes_what_depends_on_it_along() {
    let script = || {
        // The definitions come first, then blog.conf and shop.conf; then the definitions again, which are others now.
        let keys = ["y", "y", "n", "y"].map(|key| (KEY, Say(key)));
        [("look", Say("hunks"))].into_iter().chain(keys)
    };
    let held = hold(&apart(), script());
    let expected = apart().deciding("shop.test/:leave=true").planned();
    assert_eq!(
        held.is_written().patch(),
        expected.diff,
        "{}",
        held.person.said
    );
    assert!(
        held.person.said.contains("- restrict embedded mode"),
        "{}",
        held.person.said
    );
    // It goes on from there.
    let before: Vec<_> = held
        .drawer
        .kept
        .answers()
        .map(|(id, answer)| (id.to_owned(), answer.clone()))
        .collect();
    let again = resume(&apart(), [], &before);
    assert_eq!(again.is_written().patch(), expected.diff);
}

/// Virtual hosts in files of their own.
pub(super) fn apart() -> Server {
    let host = |name: &str, script: &str| {
        format!(
            "<VirtualHost *:80>\nServerName {name}.test\nWSGIScriptAlias / /srv/{script}\n</VirtualHost>\n"
        )
    };
    Server::with("Include sites/*.conf\n")
        .file("/etc/apache2/sites/blog.conf", host("blog", "b.wsgi"))
        .file("/etc/apache2/sites/shop.conf", host("shop", "a.wsgi"))
}

#[test]
fn definitions_stay_with_what_needs_them() {
    let held = hold(
        &apart(),
        [("look", Say("hunks")), (KEY, Say("n")), (KEY, Say("a"))],
    );
    assert!(
        held.is_written()
            .person
            .said
            .contains("This piece is there for others")
    );
    assert_eq!(held.patch(), apart().planned().diff);
}

#[test]
fn a_review_can_be_ended_and_begun_again() {
    let script = [
        ("look", Say("hunks")),
        (KEY, Say("y")),
        (KEY, Say("w")),
        (KEY, Say("c")),
        (KEY, Say("v")),
        (KEY, Say("y")),
        (KEY, Say("b")),
        (KEY, Say("q")),
        ("look", Say("hunks")),
        (KEY, Say("a")),
    ];
    let held = hold(&apart(), script);
    assert_eq!(held.is_written().patch(), apart().planned().diff);
    assert!(held.person.said.contains("why: "));
}

/// A definition in a virtual host of its own file, and another virtual host that can only be served when it moves.
fn defined_in_a_virtual_host() -> Server {
    Server::with("Include sites/*.conf\n")
        .file(
            "/etc/apache2/sites/blog.conf",
            "<VirtualHost *:80>\nServerName blog.test\nWSGIScriptAlias / /srv/b.wsgi process-group=shop\n</VirtualHost>\n",
        )
        .file(
            "/etc/apache2/sites/shop.conf",
            "<VirtualHost *:80>\nServerName shop.test\nWSGIDaemonProcess shop\n\
             WSGIScriptAlias / /srv/a.wsgi process-group=shop\n</VirtualHost>\n",
        )
        .file(
            "/etc/apache2/sites/wiki.conf",
            "<VirtualHost *:80>\nServerName wiki.test\nWSGIScriptAlias / /srv/scripts/c.wsgi\n</VirtualHost>\n",
        )
}

#[test]
fn a_definition_that_is_left_where_it_is_says_what_rested_on_it() {
    // The definitions, shop.conf, wiki.conf; then the definitions again, without the one and without the restriction.
    let keys = ["y", "n", "y", "y"].map(|key| (KEY, Say(key)));
    let script = [("look", Say("hunks"))].into_iter().chain(keys);
    let script = script.chain([("held", Say("on"))]);
    let held = hold(&defined_in_a_virtual_host(), script);
    let expected = defined_in_a_virtual_host()
        .deciding_group("shop:leave=true")
        .planned();
    assert_eq!(
        held.is_written().patch(),
        expected.diff,
        "{}",
        held.person.said
    );
    for said in [
        "- move the process group `shop` to the main server",
        "- restrict embedded mode",
        "the process group `shop` stays inside its virtual host",
        "blog.test/ is left as it is",
    ] {
        assert!(held.person.said.contains(said), "{}", held.person.said);
    }
    assert!(
        held.answers()
            .contains("[process-group.shop]\nleave = true  # your answer"),
        "{}",
        held.answers()
    );
}
