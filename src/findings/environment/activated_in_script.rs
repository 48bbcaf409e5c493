//! A script that switches to a virtual environment by itself.

use crate::findings::draft::{Draft, Spot};
use crate::findings::facts::{Facts, called};
use crate::findings::python::{Kind, Program, lines};
use crate::findings::rule::{Certainty, Needs, Page, Rule, Severity};
use crate::wsgi::Status;

pub(in crate::findings) static RULE: Rule = Rule {
    code: "WD615",
    name: "activated-in-script",
    severity: Severity::Advice,
    certainty: Certainty::Shown,
    summary: "a script runs `activate_this.py` in place of a `python-home=`",
    page: Page {
        finds: "A script that has `activate_this` in a line of its code: it runs that file of a virtual environment when it is loaded.",
        matters: "Python has started by then, with the packages of the system, and they stay on its path: what the environment does \
            not have comes from there. Two applications of one interpreter that do it get each other's packages. The file is \
            made by `virtualenv` alone: with an environment of `python3 -m venv` the script fails.",
        example: "# /srv/shop/app.wsgi: exec(open('/srv/shop/venv/bin/activate_this.py').read())\nWSGIDaemonProcess shop\n\
            WSGIScriptAlias / /srv/shop/app.wsgi process-group=shop\n",
        instead: "# /srv/shop/app.wsgi: import sys\n# /srv/shop/venv/pyvenv.cfg: version = 3.11.2\nWSGIDaemonProcess shop python-home=/srv/shop/venv\n\
            WSGIScriptAlias / /srv/shop/app.wsgi process-group=shop\n",
        remedy: "Give the application a process group of its own with `python-home=`, and take these lines out of the script.",
        leave: "Several environments have to share one interpreter.",
        sure: "It looks for the word in scripts, not in comments or in texts that stand alone. What the file does was read in virtualenv.",
    },
    needs: Needs::Files,
    find,
};

/// The name of the file without its end.
const WORD: &[u8] = b"activate_this";

fn find(facts: &Facts<'_>) -> Vec<Draft> {
    let programs = facts.programs().iter();
    programs.filter_map(draft).collect()
}

fn draft(program: &Program<'_>) -> Option<Draft> {
    let script = program.script()?;
    let has = |text: &[u8]| memchr::memmem::find(text, WORD).is_some();
    if !has(&script.text) {
        return None;
    }
    let code = lines(&script.text).filter(|line| !line.is_text());
    let mut tokens = code.flat_map(|line| line.tokens);
    let token = tokens.find(|token| match token.kind {
        Kind::Name(word) | Kind::Text(word) => has(word),
        Kind::Mark(_) => false,
    })?;
    let first = program.asked.first()?;
    let message = format!(
        "{} switches to its virtual environment by `activate_this`",
        called(&program.asked)
    );
    let draft = Draft::new(&RULE, Spot::directive(first.node()), message).because(
        Spot::InProgram(script.path.clone(), token.number, vec![WORD.to_vec()]),
        "the script does it here",
    );
    Some(match first.answer.status {
        Status::Daemon => {
            draft.help("write `python-home=` for its process group, and take these lines out")
        }
        _ => draft.help("give it a process group with `python-home=`, and take these lines out"),
    })
}
