//! A whole server of a few lines, planned, changed as planned, and planned again.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use wsgi_daemonize::findings::Finding;
use wsgi_daemonize::host::Memory;
use wsgi_daemonize::httpd::catalog::wsgi::Version;
use wsgi_daemonize::httpd::request::Router;
use wsgi_daemonize::httpd::{self, Runtime};
use wsgi_daemonize::migration::{
    self, Decisions, Library, Plan, PlanError, ProposalError, Restriction, Said, Saying, Stage,
    Wrong,
};
use wsgi_daemonize::patch::Change;
use wsgi_daemonize::wsgi::{self, Answerer, Situation};

use crate::support::printable;

/// The main file of every case.
pub(crate) const MAIN: &str = "/etc/apache2/apache2.conf";

/// What every main file begins with: five lines, so a case's own text begins on line 6.
const START: &str = "\
ServerName main.test
LoadModule mpm_event_module /modules/mod_mpm_event.so
LoadModule mime_module /modules/mod_mime.so
LoadModule auth_basic_module /modules/mod_auth_basic.so
LoadModule wsgi_module /modules/mod_wsgi.so
";

/// A server's files; every `.wsgi` and `.py` that a configuration names is there.
#[derive(Clone, Default)]
pub(crate) struct Server {
    files: BTreeMap<PathBuf, Vec<u8>>,
    links: BTreeMap<PathBuf, PathBuf>,
    directories: Vec<PathBuf>,
    runtime: Runtime,
    mod_wsgi: Option<Version>,
    stage: Stage,
    preset: Option<String>,
    set: Vec<String>,
    decisions: Vec<String>,
    groups: Vec<String>,
    answered: Vec<Saying>,
    withdrawn: Option<String>,
}

/// A plan, in words, and the server after it.
pub(crate) struct Outcome {
    pub(crate) steps: Vec<String>,
    /// Why each step is taken.
    pub(crate) reasons: Vec<String>,
    /// Where the lines stand that each is about.
    pub(crate) places: Vec<Vec<String>>,
    /// How much attention each asks for.
    pub(crate) risks: Vec<String>,
    /// `WHAT (AT): WHY` for everything that is left alone.
    pub(crate) held: Vec<String>,
    pub(crate) notes: Vec<String>,
    /// What is wrong besides.
    pub(crate) wrong: Vec<String>,
    pub(crate) restriction: Restriction,
    pub(crate) patch: BTreeMap<PathBuf, Change>,
    pub(crate) after: Server,
    pub(crate) diff: String,
}

impl Server {
    /// A server whose main file ends in `text`.
    pub(crate) fn with(text: &str) -> Self {
        let mut server = Self {
            mod_wsgi: Some((4, 9, 4)),
            ..Self::default()
        };
        server.runtime.config = MAIN.into();
        server.runtime.server_root = "/etc/apache2".into();
        for script in ["/srv/a.wsgi", "/srv/b.wsgi", "/srv/scripts/c.wsgi"] {
            server = server.file(script, "");
        }
        server.file(MAIN, format!("{START}{text}"))
    }

    pub(crate) fn file(mut self, path: &str, bytes: impl AsRef<[u8]>) -> Self {
        self.files.insert(path.into(), bytes.as_ref().to_vec());
        self
    }

    pub(crate) fn link(mut self, path: &str, target: &str) -> Self {
        self.links.insert(path.into(), target.into());
        self
    }

    pub(crate) fn directory(mut self, path: &str) -> Self {
        self.directories.push(path.into());
        self
    }

    /// Puts the files of the modules there: the machine is the server's.
    pub(crate) fn with_module_files(self) -> Self {
        let modules = START.lines().filter_map(|line| line.rsplit_once(' '));
        let files = modules
            .map(|(_, path)| path)
            .filter(|path| path.starts_with('/'));
        files.fold(self, |server, file| server.file(file, ""))
    }

    /// Gives the version of mod_wsgi; 4.9.4 without.
    pub(crate) fn mod_wsgi(mut self, version: Option<Version>) -> Self {
        self.mod_wsgi = version;
        self
    }

    /// Says how far plans go.
    pub(crate) fn stage(mut self, stage: Stage) -> Self {
        self.stage = stage;
        self
    }

    /// Gives httpd's `-D`.
    pub(crate) fn define(mut self, name: &str) -> Self {
        self.runtime.defines.push(name.into());
        self
    }

    pub(crate) fn env(mut self, name: &str, value: &str) -> Self {
        self.runtime.environment.insert(name.into(), value.into());
        self
    }

    /// Plans with another preset than `balanced`.
    pub(crate) fn preset(mut self, name: &str) -> Self {
        self.preset = Some(name.to_owned());
        self
    }

    /// Decides for all applications, as `--set` does.
    pub(crate) fn set(mut self, option: &str) -> Self {
        self.set.push(option.to_owned());
        self
    }

    /// Decides for one application, as `--application` does.
    pub(crate) fn deciding(mut self, option: &str) -> Self {
        self.decisions.push(option.to_owned());
        self
    }

    /// Decides for one process group that is there, as `--process-group` does.
    pub(crate) fn deciding_group(mut self, option: &str) -> Self {
        self.groups.push(option.to_owned());
        self
    }

    /// Expects that not all that is planned passes its proof, and why.
    pub(crate) fn withdrawing(mut self, difference: &str) -> Self {
        self.withdrawn = Some(difference.to_owned());
        self
    }

    /// Returns a file's text.
    pub(crate) fn text(&self, path: &str) -> String {
        let bytes = self.files.get(Path::new(path));
        printable(bytes.unwrap_or_else(|| panic!("there is no {path}")))
    }

    /// Returns the lines of all files that begin with a directive's name, without their indentation, in the order of the
    /// files' paths.
    pub(crate) fn lines(&self, directive: &str) -> Vec<String> {
        let start = format!("{directive} ");
        let texts = self.files.values().map(|bytes| printable(bytes));
        let lines = texts.flat_map(|text| {
            let lines = text.lines().map(|line| line.trim().to_owned());
            lines.collect::<Vec<_>>()
        });
        lines.filter(|line| line.starts_with(&start)).collect()
    }

    /// Returns whether httpd starts with it.
    pub(crate) fn is_accepted(&self) -> bool {
        let memory = self.memory();
        let tree = httpd::read(&memory, &self.runtime).expect("the main file is there");
        wsgi::all_errors(&tree, &httpd::evaluate(&tree), self.mod_wsgi).is_empty()
    }

    pub(crate) fn runtime(&self) -> Runtime {
        self.runtime.clone()
    }

    pub(crate) fn memory(&self) -> Memory {
        let mut memory = Memory::new();
        for directory in &self.directories {
            memory = memory.directory(directory);
        }
        for (path, bytes) in &self.files {
            memory = memory.file(path, bytes);
        }
        for (path, target) in &self.links {
            memory = memory.link(path, target);
        }
        memory
    }

    /// Plans with the preset `balanced`, proves the plan, and makes sure that nothing more is planned for its result.
    pub(crate) fn planned(&self) -> Outcome {
        let outcome = self.planned_once();
        let again = outcome.after.planned_once();
        assert!(
            again.patch.is_empty(),
            "a second plan changes more\nfirst: {outcome}\nsecond: {again}"
        );
        let what = |outcome: &Outcome| -> Vec<String> {
            let held = outcome.held.iter();
            held.map(|held| held.split(" (").next().unwrap_or_default().to_owned())
                .collect()
        };
        assert_eq!(
            what(&outcome),
            what(&again),
            "a second plan holds something else\nfirst: {outcome}"
        );
        outcome
    }

    /// Returns why there is no plan.
    pub(crate) fn refused(&self) -> String {
        let refused = self.plan_once().map(|outcome| outcome.to_string());
        refused.expect_err("the plan is refused").to_string()
    }

    /// Returns what a user is told to do about decisions that cannot be followed.
    pub(crate) fn helped(&self) -> String {
        match self.plan_once() {
            Err(PlanError::Decisions(error)) => error.help().expect("there is something to do"),
            Err(error) => panic!("the decisions are refused, not this: {error}"),
            Ok(outcome) => panic!("the decisions are refused, not followed: {outcome}"),
        }
    }

    /// Returns the ids of all applications.
    pub(crate) fn ids(&self) -> Vec<String> {
        let memory = self.memory();
        let tree = httpd::read(&memory, &self.runtime).expect("the main file is there");
        let config = httpd::evaluate(&tree);
        let router = Router::new(&memory, &tree, &config);
        let overview = wsgi::overview(&Answerer::new(&router, self.mod_wsgi));
        let applications = overview.applications.into_iter();
        applications.map(|application| application.id).collect()
    }

    fn decisions(&self) -> Decisions {
        let no_files = |_: &Path| Err("no files are read here".to_owned());
        let said = Said {
            preset: self.preset.as_deref(),
            answers: None,
            set: &self.set,
            applications: &self.decisions,
            groups: &self.groups,
            answered: &self.answered,
        };
        let decisions = Decisions::gather(&Library::new(&no_files), said);
        let mut decisions = decisions.expect("what is said can be meant");
        decisions.stage = self.stage;
        decisions
    }

    /// Plans once.
    pub(crate) fn planned_once(&self) -> Outcome {
        self.plan_once().expect("there is a plan")
    }

    fn plan_once(&self) -> Result<Outcome, PlanError> {
        let memory = self.memory();
        let tree = httpd::read(&memory, &self.runtime).expect("the main file is there");
        let config = httpd::evaluate(&tree);
        if let Some(error) = wsgi::lasting_errors(&tree, &config, self.mod_wsgi)
            .into_iter()
            .next()
        {
            panic!("httpd would refuse this: {}", printable(&error.message));
        }
        let mod_wsgi = self.mod_wsgi;
        let router = Router::new(&memory, &tree, &config);
        let answerer = Answerer::new(&router, mod_wsgi);
        let (inventory, overview) = wsgi::examine(&answerer);
        let situation = Situation::new(&answerer, &inventory, &overview);
        let wrong = Wrong::on(situation);
        match migration::propose(situation, &self.decisions(), &self.runtime, Some(&wrong)) {
            Ok(proposed) => {
                let wrong = proposed.remaining(&wrong);
                let withdrawn = proposed.withdrawn.map(|difference| difference.to_string());
                assert_eq!(
                    withdrawn, self.withdrawn,
                    "what the proof had against the plan"
                );
                Ok(self.outcome(proposed.plan, &wrong))
            }
            Err(ProposalError::Plan(error)) => Err(error),
            Err(error @ ProposalError::Proof(_)) => panic!("the plan is not proven: {error}"),
        }
    }

    fn outcome(&self, plan: Plan, wrong: &[Finding]) -> Outcome {
        let diff = plan.patch.unified_diff(&plan.base, 3).expect("a diff");
        let patch: BTreeMap<_, _> = plan
            .patch
            .changes()
            .map(|(path, change)| (path.to_owned(), change.clone()))
            .collect();
        let held = plan.held.iter().chain(&plan.left);
        Outcome {
            steps: plan.steps.iter().map(|step| step.title.clone()).collect(),
            reasons: plan.steps.iter().map(|step| step.reason.clone()).collect(),
            places: plan.steps.iter().map(|step| step.at.clone()).collect(),
            risks: plan
                .steps
                .iter()
                .map(|step| format!("{:?}", step.risk).to_lowercase())
                .collect(),
            held: held
                .map(|held| format!("{} ({}): {}; {}", held.what, held.at, held.why, held.clear))
                .collect(),
            notes: [plan.notes, plan.seen].concat(),
            wrong: wrong.iter().map(told).collect(),
            restriction: plan.restriction,
            after: self.changed(&patch),
            patch,
            diff: printable(&diff),
        }
    }

    fn changed(&self, patch: &BTreeMap<PathBuf, Change>) -> Self {
        let mut after = self.clone();
        for (path, change) in patch {
            match change {
                Change::Modify { before, after: new } => {
                    let old = after.files.insert(path.clone(), new.to_vec());
                    assert_eq!(old.as_deref(), Some(&**before), "{}", path.display());
                }
                Change::Create { text } => {
                    let old = after.files.insert(path.clone(), text.to_vec());
                    assert_eq!(old, None, "{}", path.display());
                }
                Change::Link { target } => {
                    let old = after.links.insert(path.clone(), target.clone());
                    assert_eq!(old, None, "{}", path.display());
                }
            }
        }
        after
    }
}

impl Outcome {
    /// Fails unless the restriction was set and nothing is left alone.
    pub(crate) fn is_complete(&self) -> &Self {
        assert_eq!(self.held, Vec::<String>::new(), "{self}");
        assert_eq!(
            self.after.lines("WSGIRestrictEmbedded"),
            ["WSGIRestrictEmbedded On"],
            "{self}"
        );
        self
    }

    /// Fails unless the restriction is held back, and the only thing that stands in the way is `expected`.
    pub(crate) fn holds_only(&self, expected: &str) -> &Self {
        assert_eq!(self.held, [expected], "{self}");
        assert_eq!(self.restriction, Restriction::Held, "{self}");
        self
    }

    /// Fails unless only `expected` is left as it is, and the restriction is there all the same.
    pub(crate) fn keeps_only(&self, expected: &str) -> &Self {
        assert_eq!(self.held, [expected], "{self}");
        let lines = self.after.lines("WSGIRestrictEmbedded");
        assert_eq!(lines, ["WSGIRestrictEmbedded On"], "{self}");
        self
    }

    /// Fails unless the restriction is held back because of this among others.
    pub(crate) fn holds(&self, expected: &str) -> &Self {
        assert!(self.held.iter().any(|held| held == expected), "{self}");
        assert_eq!(self.restriction, Restriction::Held, "{self}");
        self
    }

    /// Fails unless this is wrong and stays so.
    #[track_caller]
    pub(crate) fn leaves(&self, wrong: &str) -> &Self {
        assert!(self.wrong.iter().any(|found| found == wrong), "{self}");
        self
    }

    /// Fails unless a note says this.
    #[track_caller]
    pub(crate) fn notes(&self, part: &str) -> &Self {
        assert!(self.notes.iter().any(|note| note.contains(part)), "{self}");
        self
    }

    /// Fails unless nothing is changed.
    pub(crate) fn changes_nothing(&self) -> &Self {
        assert!(self.patch.is_empty(), "{self}");
        self
    }

    /// Returns the lines of all files that begin with a directive's name, after the change.
    pub(crate) fn lines(&self, directive: &str) -> Vec<String> {
        self.after.lines(directive)
    }
}

impl std::fmt::Debug for Server {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (path, bytes) in &self.files {
            write!(formatter, "\n# {}\n{}", path.display(), printable(bytes))?;
        }
        for (path, target) in &self.links {
            write!(formatter, "\n# {} -> {}", path.display(), target.display())?;
        }
        Ok(())
    }
}

impl std::fmt::Display for Outcome {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut text = String::new();
        for (title, list) in [
            ("step", &self.steps),
            ("held", &self.held),
            ("note", &self.notes),
            ("wrong", &self.wrong),
        ] {
            for item in list {
                writeln!(text, "{title}: {item}")?;
            }
        }
        write!(formatter, "\n{text}{}", self.diff)
    }
}

/// Returns a finding in one line.
fn told(finding: &Finding) -> String {
    let at = &finding.primary.location;
    let (code, file) = (finding.rule.code, at.file.display());
    format!("{code} {file}:{}: {}", at.line, finding.message)
}
