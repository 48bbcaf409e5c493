//! A copied server, and a person at a terminal who is asked about it.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::support::printable;
use crate::support::program::wsgi_daemonize;
use crate::support::site::Site;
use crate::support::terminal::{DOWN, ENTER, Terminal};

/// The size of a terminal that nobody has changed.
pub(super) const USUAL: (u16, u16) = (24, 80);

/// A copied server, and a folder to stand in.
pub(super) struct Case {
    pub(super) site: Site,
    pub(super) folder: TempDir,
}

impl Case {
    pub(super) fn new() -> Self {
        Self {
            site: Site::copied("debian-embedded"),
            folder: TempDir::with_prefix("wizard-").expect("a temporary directory can be made"),
        }
    }

    pub(super) fn arguments(&self, verb: &[&str]) -> Vec<OsString> {
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

    pub(super) fn at(&self, size: (u16, u16), kind: &str, verb: &[&str]) -> Terminal {
        Terminal::runs(size, kind, self.folder.path(), &self.arguments(verb))
    }

    pub(super) fn written(&self, file: &str) -> String {
        let bytes = std::fs::read(self.folder.path().join(file));
        printable(&bytes.expect("it was written"))
    }

    pub(super) fn planned(&self, options: &[&str]) -> String {
        let verb = [&["plan"], options].concat();
        let output = wsgi_daemonize(self.arguments(&verb));
        printable(&output.stdout)
    }
}

/// Answers as most would, from the second question to the plan.
pub(super) fn as_most_would(person: &mut Terminal) {
    person.sees("> Yes, all 5").types(ENTER);
    person.sees("> Yes, one each").types(ENTER);
    person.sees("> As proposed").types(ENTER);
    person.sees("Another size").sees("> Yes").types(ENTER);
    person.sees("> Yes, in the same").types(ENTER);
    person
        .sees("s skip the rest")
        .types("s")
        .sees("> See the change");
}

/// Answers as most would, from the first question to the plan.
pub(crate) fn to_the_plan(person: &mut Terminal) {
    person.sees("> balanced").types(ENTER);
    as_most_would(person);
}

/// Goes on from the plan.
pub(crate) fn goes_on(person: &mut Terminal) {
    person.types(DOWN).sees("> Read the whole").types(DOWN);
    person.sees("> Go on").types(ENTER);
}

/// Goes on from the plan, and writes both files.
pub(super) fn to_the_files(person: &mut Terminal) {
    goes_on(person);
    person.sees("> Write the patch and").types(ENTER);
    writes_both(person);
}

/// Takes the names that are proposed for both files.
pub(super) fn writes_both(person: &mut Terminal) {
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
