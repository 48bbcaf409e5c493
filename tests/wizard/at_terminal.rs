//! The real program at a terminal: keys reach it, and it gives the terminal back.

use rustix::process::Signal;

use super::case::{Case, USUAL, as_most_would, to_the_files, to_the_plan};
use super::session::{ANSWERS, PATCH};
use crate::shown::is_as_in;
use crate::support::printable;
use crate::support::program::wsgi_daemonize;
use crate::support::terminal::{CTRL_C, CTRL_D, DOWN, ENTER, Terminal};

/// Goes from the second question to the plan, and writes both files.
fn to_the_end(person: &mut Terminal) {
    as_most_would(person);
    to_the_files(person);
}

#[test]
fn a_walk_at_a_terminal_ends_in_the_patch_of_plan() {
    let case = Case::new();
    // Without a verb.
    let mut person = case.at(USUAL, "xterm", &[]);
    person
        .sees("> balanced")
        .types(DOWN)
        .sees("> preserve")
        .types(DOWN);
    person.sees("> low-memory").types(ENTER);
    to_the_end(&mut person);
    assert_eq!(
        case.written(PATCH),
        case.planned(&["--preset", "low-memory"])
    );
    assert!(case.written(ANSWERS).contains("extends = \"low-memory\""));
}

#[test]
fn forty_columns_are_enough() {
    let case = Case::new();
    let mut person = case.at((24, 40), "xterm", &["wizard"]);
    person
        .sees("> balanced")
        .types(DOWN)
        .sees("> preserve")
        .types(ENTER);
    to_the_end(&mut person);
    assert_eq!(case.written(PATCH), case.planned(&["--preset", "preserve"]));
}

/// What the marked answer means is said in full, however narrow the screen.
#[test]
fn the_lists_are_as_in_their_snapshot() {
    let mut screens = Vec::new();
    for size in [USUAL, (24, 40)] {
        let case = Case::new();
        let mut person = case.at(size, "xterm", &["wizard"]);
        person.sees("> balanced").is_asked("recommends");
        screens.push(person.contents());
        person.types(ENTER).sees("> Yes, all 5").types(DOWN);
        person.sees("> Leave some").types(ENTER).sees("> [ ] blog");
        person.types(" ").sees("> [x] blog").is_asked("q stop");
        screens.push(person.contents());
    }
    let rule = format!("\n{}\n", "-".repeat(80));
    let screens = format!("{}\n", screens.join(&rule));
    is_as_in("wizard", "lists.txt", screens.into_bytes());
}

#[test]
fn a_dumb_terminal_gets_lines() {
    let case = Case::new();
    let mut person = case.at(USUAL, "dumb", &["wizard"]);
    person
        .sees("1-5 (?: why, b: back, q: stop) [1]:")
        .types("q\n")
        .sees("nothing was changed");
    let status = person.ends();
    assert!(status.success(), "{status}\n{}", person.contents());
}

#[test]
fn keys_that_were_typed_before_a_question_do_not_answer_it() {
    let case = Case::new();
    let mut person = case.at(USUAL, "xterm", &["wizard"]);
    person
        .types("\r\r\r")
        .sees("> balanced")
        .types(DOWN)
        .sees("> preserve")
        .types(ENTER);
    person.sees("> Yes, all 5");
    assert!(
        person.contents().contains("  preserve\n\nRun 5 embedded"),
        "{}",
        person.contents()
    );
}

/// Ways to a list, a list of marks, a text, a page and a piece of the change.
fn ways() -> [fn(&mut Terminal); 5] {
    let preset = |person: &mut Terminal| {
        person.sees("> balanced");
    };
    let marks = |person: &mut Terminal| {
        person.sees("> balanced").types(ENTER);
        person.sees("> Yes, all 5").types(DOWN);
        person.sees("> Leave some").types(ENTER);
        person.sees("> [ ] blog");
    };
    let text = |person: &mut Terminal| {
        person.sees("> balanced").types(ENTER);
        person.sees("> Yes, all 5").types(ENTER);
        person.sees("> Yes, one each").types(ENTER);
        person.sees("> As proposed").types(ENTER);
        person.sees("Another size").sees("> Yes").types(DOWN);
        person.sees("> Another size for all").types(ENTER);
        person.sees("[2]:");
    };
    let page = |person: &mut Terminal| {
        person.sees("> balanced").types(ENTER);
        person.sees("> Yes, all 5").types(ENTER);
        person.sees("> Yes, one each").types(ENTER);
        person.sees("> As proposed").types(ENTER);
        person.sees("Another size").sees("> Yes").types(ENTER);
        person.sees("> Yes, in the same").types(ENTER);
        person.sees("s skip the rest");
    };
    let piece = |person: &mut Terminal| {
        to_the_plan(person);
        person
            .types(ENTER)
            .sees("Piece 1 of")
            .is_asked("s skip the rest")
            .types("e");
        person.sees("q enough");
    };
    [preset, marks, text, page, piece]
}

#[test]
fn an_interrupt_gives_the_terminal_back_wherever_it_comes() {
    for way in ways() {
        let case = Case::new();
        let mut person = case.at(USUAL, "xterm", &["wizard"]);
        way(&mut person);
        person.types(CTRL_C).dies_of(Signal::INT);
        assert!(!case.folder.path().join(PATCH).exists());
    }
}

/// Ctrl-D says that nobody is there any more.
#[test]
fn the_end_of_the_input_ends_the_interview_wherever_it_comes() {
    for (is_first, way) in [true, false, false, false, false].into_iter().zip(ways()) {
        let case = Case::new();
        let mut person = case.at(USUAL, "xterm", &["wizard"]);
        way(&mut person);
        let status = person.types(CTRL_D).gives_the_terminal_back();
        assert_eq!(status.code(), Some(2), "{}", person.contents());
        assert!(!case.folder.path().join(PATCH).exists());
        // What was answered is kept.
        let is_kept = person.contents().contains("wizard --resume");
        assert_eq!(is_kept, !is_first, "{}", person.contents());
    }
}

#[test]
fn a_signal_from_outside_does_the_same_and_the_interview_goes_on() {
    for signal in [Signal::TERM, Signal::HUP] {
        let case = Case::new();
        let mut person = case.at(USUAL, "xterm", &["wizard"]);
        person
            .sees("> balanced")
            .types(DOWN)
            .sees("> preserve")
            .types(DOWN)
            .sees("> low-memory")
            .types(ENTER);
        person.sees("> Yes, all 5").is_sent(signal).dies_of(signal);
        assert!(
            person.contents().contains("wizard --resume"),
            "{}",
            person.contents()
        );
        let mut again = case.at(USUAL, "xterm", &["wizard", "--resume"]);
        to_the_end(&mut again);
        assert_eq!(
            case.written(PATCH),
            case.planned(&["--preset", "low-memory"])
        );
    }
}

/// The shell gets the terminal as it was, and the question comes anew.
#[test]
fn ctrl_z_stops_it_until_the_shell_lets_it_go_on() {
    let case = Case::new();
    let arguments = case.arguments(&["wizard"]);
    let mut person = Terminal::runs_in_a_shell(case.folder.path(), &arguments);
    person.sees("> balanced").types(DOWN).sees("> preserve");
    person.types("\x1a").sees("it has stopped");
    person.has_the_terminal_as_it_was();
    person.types("\n").sees("> preserve").types(ENTER);
    person.sees("> Yes, all 5").types(CTRL_C);
    person.gives_the_terminal_back();
}

#[test]
fn without_a_terminal_the_questions_are_a_file_of_answers() {
    let case = Case::new();
    let output = wsgi_daemonize(case.arguments(&["wizard"]));
    assert_eq!(output.status.code(), Some(2));
    let said = printable(&output.stderr);
    assert!(said.contains("there is no terminal"), "{said}");
    let file = case.folder.path().join("answers.toml");
    std::fs::write(&file, &output.stdout).expect("it can be written");
    let file = file.to_str().expect("a plain name");
    assert_eq!(case.planned(&["--answers", file]), case.planned(&[]));
    let questions = printable(&output.stdout);
    assert!(questions.contains("\n# Which preset? ("), "{questions}");
    // Nor is anything asked without a verb.
    let output = wsgi_daemonize(case.arguments(&[]));
    assert_eq!(output.status.code(), Some(2));
}
