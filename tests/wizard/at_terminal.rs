//! The real program at a terminal: keys reach it, and it gives the terminal back.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use rustix::process::Signal;
use tempfile::TempDir;

use super::session::{ANSWERS, PATCH};
use crate::support::printable;
use crate::support::program::wsgi_daemonize;
use crate::support::site::Site;
use crate::support::terminal::{CTRL_C, DOWN, ENTER, Terminal};

/// A copied server, and a folder to stand in.
struct Case {
    site: Site,
    folder: TempDir,
}

impl Case {
    fn new() -> Self {
        Self {
            site: Site::copied("debian-embedded"),
            folder: TempDir::with_prefix("wizard-").expect("a temporary directory can be made"),
        }
    }

    fn arguments(&self, verb: &[&str]) -> Vec<OsString> {
        let mut arguments: Vec<OsString> = verb.iter().map(Into::into).collect();
        let config = self.site.config();
        let config = config
            .strip_prefix(self.site.root())
            .expect("below the root");
        for (option, value) in [
            ("--root", self.site.root().to_owned()),
            ("--config", Path::new("/").join(config)),
            ("--mod-wsgi-version", PathBuf::from("4.9.4")),
        ] {
            arguments.extend([option.into(), value.into()]);
        }
        arguments
    }

    fn at(&self, size: (u16, u16), kind: &str, verb: &[&str]) -> Terminal {
        Terminal::runs(size, kind, self.folder.path(), &self.arguments(verb))
    }

    fn written(&self, file: &str) -> String {
        let bytes = std::fs::read(self.folder.path().join(file));
        printable(&bytes.expect("it was written"))
    }

    fn planned(&self, options: &[&str]) -> String {
        let verb = [&["plan"], options].concat();
        let output = wsgi_daemonize(self.arguments(&verb));
        printable(&output.stdout)
    }
}

const USUAL: (u16, u16) = (24, 80);

/// Goes from the second question to the plan, and writes both files.
fn to_the_end(person: &mut Terminal) {
    person.sees("> Yes, all 5").types(ENTER);
    person.sees("> Yes, one each").types(ENTER);
    person.sees("> As proposed").types(ENTER);
    person.sees("Another size").sees("> Yes").types(ENTER);
    person.sees("> Yes, in the same").types(ENTER);
    person.sees("n enough").types("n");
    person
        .sees("> See the change")
        .types(DOWN)
        .sees("> Read the whole")
        .types(DOWN);
    person.sees("> Go on").types(ENTER);
    person.sees("> Write the patch and").types(ENTER);
    person
        .sees("The file for the patch?")
        .sees("[wsgi-daemonize.patch]:")
        .types(ENTER);
    person
        .sees("The file for the answers?")
        .sees("[wsgi-daemonize.toml]:")
        .types(ENTER);
    assert!(person.ends().success(), "{}", person.contents());
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
        person.contents().contains("  preserve"),
        "{}",
        person.contents()
    );
}

/// Ctrl-C where a list, a list of marks, a text and a key are asked for.
#[test]
fn an_interrupt_gives_the_terminal_back_wherever_it_comes() {
    let preset = |person: &mut Terminal| {
        person.sees("> balanced");
    };
    let marks = |person: &mut Terminal| {
        person.sees("> balanced").types(ENTER);
        person
            .sees("> Yes, all 5")
            .types(DOWN)
            .sees("> Leave some")
            .types(ENTER);
        person.sees("> Choose from").types(ENTER).sees("> [ ] blog");
    };
    let text = |person: &mut Terminal| {
        person
            .sees("> balanced")
            .types(ENTER)
            .sees("> Yes, all 5")
            .types(ENTER);
        person
            .sees("> Yes, one each")
            .types(ENTER)
            .sees("> As proposed")
            .types(ENTER);
        person
            .sees("Another size")
            .sees("> Yes")
            .types(DOWN)
            .sees("> Another size for all")
            .types(ENTER);
        person.sees("[2]:");
    };
    let key = |person: &mut Terminal| {
        person
            .sees("> balanced")
            .types(ENTER)
            .sees("> Yes, all 5")
            .types(ENTER);
        person
            .sees("> Yes, one each")
            .types(ENTER)
            .sees("> As proposed")
            .types(ENTER);
        person.sees("Another size").sees("> Yes").types(ENTER);
        person
            .sees("> Yes, in the same")
            .types(ENTER)
            .sees("n enough");
    };
    let ways: [&dyn Fn(&mut Terminal); 4] = [&preset, &marks, &text, &key];
    for way in ways {
        let case = Case::new();
        let mut person = case.at(USUAL, "xterm", &["wizard"]);
        way(&mut person);
        person.types(CTRL_C).dies_of(Signal::INT);
        assert!(!case.folder.path().join(PATCH).exists());
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
    assert!(questions.contains("\n# Which preset?\n"), "{questions}");
    // Nor is anything asked without a verb.
    let output = wsgi_daemonize(case.arguments(&[]));
    assert_eq!(output.status.code(), Some(2));
}
