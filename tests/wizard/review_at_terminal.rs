//! The review at a real terminal: keys, pages, another size, and the pager.

use std::os::unix::fs::PermissionsExt as _;

use rustix::process::Signal;

use super::case::{Case, USUAL, to_the_plan, writes_both};
use super::session::PATCH;
use crate::support::terminal::{CTRL_C, DOWN, ENTER, Terminal};

/// What is the last on the screen when a piece is shown.
const LEGEND: &str = "q enough";

/// Looks at all of the definitions, which are longer than the screen, and takes them.
fn takes_definitions(person: &mut Terminal) {
    person
        .sees("Piece 1 of")
        .is_asked("s skip the rest")
        .types("e");
    person.sees("shop display-name").is_asked(LEGEND).types("y");
}

#[test]
fn a_piece_is_left_out_and_what_depends_on_it_goes() {
    let case = Case::new();
    let mut person = case.at(USUAL, "xterm", &["wizard"]);
    to_the_plan(&mut person);
    person.types(ENTER);
    takes_definitions(&mut person);
    person.sees("Piece 2 of 6").sees("a new symbolic link");
    person.is_asked(LEGEND).types("y");
    person.sees("Piece 3 of 6").is_asked(LEGEND).types("w");
    person.sees("why: it runs in").is_asked(LEGEND).types("b");
    // One piece back, and on again.
    person.sees("Piece 2 of 6").is_asked(LEGEND).types("y");
    person.is_asked(LEGEND).sees("Piece 3 of 6").types("n");
    // The definitions are others now, and are shown again.
    person
        .is_told("Left out:")
        .is_told("- restrict embedded mode");
    person.is_told("blog.example/ is left as it is");
    takes_definitions(&mut person);
    person.sees("Piece 3 of 5").sees("intranet.conf");
    person.is_asked(LEGEND).types("a");
    person.sees("> Write the patch and").types(ENTER);
    writes_both(&mut person);
    let planned = case.planned(&["--application", "blog.example/:leave=true"]);
    assert_eq!(case.written(PATCH), planned);
}

#[test]
fn another_size_in_the_middle_is_no_hindrance() {
    let case = Case::new();
    let mut person = case.at(USUAL, "xterm", &["wizard"]);
    person.sees("> balanced").has_size((30, 40)).types(DOWN);
    person.sees("> preserve").types(DOWN);
    person.sees("> low-memory").types(ENTER);
    // What was answered, and no ghost of a list between that and the next question.
    person.sees("  low-memory\n\nRun 5").sees("> Yes, all 5");
    person.has_size((24, 100)).types(ENTER);
    person
        .sees("  Yes, all 5\n\nDoes each")
        .sees("> Yes, one each");
    person.types(ENTER);
    person
        .sees("  Yes, one each\n\nNew process")
        .sees("> As proposed");
    person.types(CTRL_C).sees("nothing was changed");
}

/// Writes a pager for somebody.
fn has_pager(case: &Case, script: &str) {
    let pager = case.folder.path().join("pager");
    std::fs::write(&pager, format!("#!/bin/sh\n{script}")).expect("the folder is ours");
    let executable = std::fs::Permissions::from_mode(0o755);
    std::fs::set_permissions(&pager, executable).expect("the folder is ours");
}

/// less lets the arrows and the keypad send other bytes, and does not take that back when a signal ends it.
#[test]
fn a_signal_in_the_pager_gives_the_keys_back() {
    let case = Case::new();
    has_pager(
        &case,
        "printf '\\033[?1h\\033='\necho it is open\nread key </dev/tty\n",
    );
    let mut person = case.at(USUAL, "xterm", &["wizard"]);
    to_the_plan(&mut person);
    person.types(DOWN).sees("> Read the whole").types(ENTER);
    person
        .is_asked("it is open")
        .is_sent(Signal::TERM)
        .dies_of(Signal::TERM);
}

/// The pager has the terminal: what is typed is its own, and Ctrl-C does not end the interview.
#[test]
fn a_whole_file_is_shown_in_the_pager() {
    let case = Case::new();
    has_pager(
        &case,
        "trap 'echo not now' INT\ngrep -n Piece\necho it is open\nread key </dev/tty || read key </dev/tty\n\
         echo \"closed by $key\"\n",
    );
    let mut person = case.at(USUAL, "xterm", &["wizard"]);
    to_the_plan(&mut person);
    person.types(ENTER);
    takes_definitions(&mut person);
    person.sees("Piece 2 of 6").is_asked(LEGEND).types("v");
    person.sees("2:Piece 2 of 6").is_asked("it is open");
    person.types(CTRL_C).sees("not now").types("me\r");
    person.sees("closed by me").is_asked(LEGEND).types("q");
    person
        .is_asked("s skip the rest")
        .types("s")
        .sees("> See the change")
        .types(CTRL_C);
    person.dies_of(Signal::INT);
}

#[test]
fn without_a_pager_the_pages_are_our_own() {
    let case = Case::new();
    let mut person = case.at(USUAL, "xterm", &["wizard"]);
    to_the_plan(&mut person);
    person.types(ENTER);
    takes_definitions(&mut person);
    person.sees("Piece 2 of 6").is_asked(LEGEND).types("y");
    person.sees("Piece 3 of 6").is_asked(LEGEND).types("v");
    person.sees("</VirtualHost>").is_asked(LEGEND).types(CTRL_C);
    person.dies_of(Signal::INT);
}
