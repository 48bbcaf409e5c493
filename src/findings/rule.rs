//! [`Rule`]: what is looked for, how bad it is, and the page on it.

use std::fmt;

use super::draft::Draft;
use super::facts::Facts;

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// It works, and could be better.
    Advice,
    /// It goes wrong for some, or will later.
    Warning,
    /// Requests fail, processes crash, or httpd does not start: now.
    Error,
}

impl Severity {
    /// All severities, the worst first.
    pub const ALL: [Self; 3] = [Self::Error, Self::Warning, Self::Advice];

    /// Returns its word.
    pub fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Advice => "advice",
        }
    }
}

/// How sure a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Certainty {
    /// It follows from the configuration and from what httpd and mod_wsgi do with it.
    Shown,
    /// It depends on something that a configuration does not say.
    Likely,
}

impl Certainty {
    /// Returns its word.
    pub fn name(self) -> &'static str {
        match self {
            Self::Shown => "shown",
            Self::Likely => "likely",
        }
    }
}

/// What a rule has to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Needs {
    /// The lines that it is about.
    Lines,
    /// What httpd refuses.
    Refusals,
    /// All that httpd would read.
    Server,
    /// That, and what stands in the file system of the server.
    Files,
    /// That, and a version that is to be used later.
    Target,
}

impl Rule {
    /// Returns whether what it has to know is known.
    pub(super) fn can_be_asked(&self, facts: &Facts<'_>) -> bool {
        match self.needs {
            Needs::Lines | Needs::Refusals => true,
            Needs::Server | Needs::Files => facts.is_read(),
            Needs::Target => facts.is_read() && facts.target.is_some(),
        }
    }

    /// Returns whether it is asked, and about what stands in the file system.
    pub(super) fn looks_for_files(&self, facts: &Facts<'_>) -> bool {
        self.needs == Needs::Files && self.can_be_asked(facts)
    }

    /// Returns whether it finds all that there is when it is asked. On another machine than the server's files are not missed.
    pub(super) fn finds_all(&self, facts: &Facts<'_>) -> bool {
        self.can_be_asked(facts) && (self.needs != Needs::Files || facts.has_its_files())
    }

    /// Returns whether httpd does not start with what it finds.
    pub(super) fn is_about_refusals(&self) -> bool {
        self.needs == Needs::Refusals
    }
}

/// What is said about a rule: whole sentences, and two small configurations.
#[derive(Clone, Copy, Debug)]
pub struct Page {
    /// What it finds.
    pub finds: &'static str,
    /// Why that matters.
    pub matters: &'static str,
    /// A configuration in which it finds something.
    pub example: &'static str,
    /// The same without the fault.
    pub instead: &'static str,
    /// What to do.
    pub remedy: &'static str,
    /// When to leave it as it is.
    pub leave: &'static str,
    /// How sure the program is, and by what.
    pub sure: &'static str,
}

/// What stands in one section of a page.
#[derive(Clone, Copy, Debug)]
pub enum Section {
    /// Sentences.
    Prose(&'static str),
    /// A small configuration.
    Configuration(&'static str),
    /// What stands in the error log because of what the rule finds, if something does.
    Log,
}

impl Page {
    /// Returns its sections with their headings, in their order.
    pub fn sections(&self) -> [(&'static str, Section); 8] {
        [
            ("What it finds", Section::Prose(self.finds)),
            ("Why it matters", Section::Prose(self.matters)),
            ("In the error log", Section::Log),
            ("Example", Section::Configuration(self.example)),
            ("Instead", Section::Configuration(self.instead)),
            ("What to do", Section::Prose(self.remedy)),
            ("When to leave it", Section::Prose(self.leave)),
            ("How sure the program is", Section::Prose(self.sure)),
        ]
    }
}

/// A rule.
pub struct Rule {
    /// `WD` and three digits; the first one tells the subject. A code never gets another meaning.
    pub code: &'static str,
    /// What it finds, in words that read well after "allow".
    pub name: &'static str,
    /// How bad what it finds is.
    pub severity: Severity,
    /// How sure it is.
    pub certainty: Certainty,
    /// What it finds, in one line.
    pub summary: &'static str,
    /// The page on it.
    pub page: Page,
    pub(super) needs: Needs,
    pub(super) find: fn(&Facts<'_>) -> Vec<Draft>,
}

impl fmt::Debug for Rule {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {}", self.code, self.name)
    }
}
