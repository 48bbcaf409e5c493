//! Going back: what was answered is proposed again.

use super::review::apart;
use super::scripted::Act::{Back, Mark, Say};
use super::scripted::KEY;
use super::session::hold;
use super::walks::three;

#[test]
fn what_was_answered_is_proposed_again() {
    let script = [
        ("preset", Say("low-memory")),
        ("leave", Say("some")),
        ("leave.which", Mark(vec!["wiki.test/"])),
        ("share", Back),
        ("leave.which", Back),
        ("leave", Back),
        // From here on as proposed.
    ];
    let held = hold(&three(), script);
    let expected = three()
        .preset("low-memory")
        .deciding("wiki.test/:leave=true");
    assert_eq!(held.is_written().patch(), expected.planned().diff);
    let again = ["preset", "leave", "leave.which", "share"];
    let first = held.person.asked.windows(4).filter(|asked| *asked == again);
    assert_eq!(first.count(), 2, "{:?}", held.person.asked);
}

/// What follows from another answer may be asked for other reasons, with other proposals.
#[test]
fn another_answer_lets_what_follows_begin_anew() {
    let script = [
        ("leave", Say("some")),
        ("leave.which", Mark(vec!["wiki.test/"])),
        ("share", Back),
        ("leave.which", Back),
        ("leave", Back),
        ("preset", Say("express")),
    ];
    let held = hold(&three(), script);
    let expected = three().preset("express").planned().diff;
    assert_eq!(held.is_written().patch(), expected);
}

/// It decides as it did, though it is the default now.
#[test]
fn a_text_that_was_written_is_proposed_again() {
    let script = [
        ("share", Say("some")),
        ("share.which", Mark(vec!["shop.test/", "wiki.test/"])),
        ("share.name", Say("web")),
        ("share.2", Back),
    ];
    let held = hold(&three(), script);
    let answers = held.is_written().answers();
    assert_eq!(
        answers.matches("process-group = \"web\"").count(),
        2,
        "{answers}"
    );
}

#[test]
fn what_was_left_out_comes_back_and_that_is_said() {
    let keys = ["y", "y", "n", "y"].map(|key| (KEY, Say(key)));
    let script = [("look", Say("hunks"))].into_iter().chain(keys);
    let ways = [
        ("now", Back),
        ("look", Back),
        ("look", Back),
        ("restrict", Say("now")),
    ];
    let held = hold(&apart(), script.chain(ways));
    assert_eq!(held.is_written().patch(), apart().planned().diff);
    let said = "Not left out any more: --application shop.test/:leave=true\n";
    assert_eq!(
        held.person.said.matches(said).count(),
        1,
        "{}",
        held.person.said
    );
}

/// The next piece does not fill the screen before that is read.
#[test]
fn what_goes_with_a_piece_stands_above_the_next_one() {
    let keys = ["y", "y", "n", "y"].map(|key| (KEY, Say(key)));
    let script = [("look", Say("hunks"))].into_iter().chain(keys);
    let held = hold(&apart(), script);
    let page = held
        .person
        .pages
        .iter()
        .find(|page| page.contains("Left out:"));
    let page = page.expect("it is said");
    let (said, next) = page.split_once("\nPiece ").expect("the next piece follows");
    assert!(said.contains("- restrict embedded mode"), "{page}");
    assert!(next.contains("@@"), "{page}");
}
