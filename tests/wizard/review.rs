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
fn apart() -> Server {
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
