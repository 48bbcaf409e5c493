//! [`Draft`]: a finding as its rule makes it, with lines and parts of lines in place of bytes.

use std::path::PathBuf;

use super::remedy::Remedy;
use super::rule::Rule;
use crate::httpd::request::Origin;
use crate::httpd::{NodeId, Place};

/// Which part of a line is meant.
#[derive(Clone, Debug)]
pub(super) enum Part {
    /// All of it.
    Whole,
    /// The directive's name is word 0.
    Word(usize),
    /// Of a word `name=value` the name.
    Name(usize),
    /// The word `name=value`; all of the line when there is none.
    Option(Vec<u8>),
}

/// Something in the configuration that can be pointed at.
#[derive(Clone, Debug)]
pub(super) enum Spot {
    /// A directive, or a part of it.
    Directive(Origin, Part),
    /// A line.
    Line(Place),
    /// A line of a file that httpd reads for requests only.
    InFile(PathBuf, u32),
    /// A line of a program, and the words that are looked for in it: of what stands there in quotes nothing else is shown.
    InProgram(PathBuf, u32, Vec<Vec<u8>>),
}

impl Spot {
    /// Returns all of a directive.
    pub(super) fn directive(node: NodeId) -> Self {
        Self::Directive(Origin::Config(node), Part::Whole)
    }

    /// Returns a word of a directive; its name is word 0.
    pub(super) fn word(node: NodeId, word: usize) -> Self {
        Self::Directive(Origin::Config(node), Part::Word(word))
    }

    /// Returns an option of a directive.
    pub(super) fn option(node: NodeId, name: &[u8]) -> Self {
        Self::Directive(Origin::Config(node), Part::Option(name.to_owned()))
    }
}

/// A finding before its place is looked up.
#[derive(Debug)]
pub(super) struct Draft {
    pub(super) rule: &'static Rule,
    pub(super) message: String,
    /// The first is where it is; the others are why.
    pub(super) labels: Vec<(Spot, String)>,
    pub(super) help: Vec<String>,
    pub(super) remedy: Option<Remedy>,
}

impl Draft {
    /// Returns what a rule found at a place.
    pub(super) fn new(rule: &'static Rule, spot: Spot, message: impl Into<String>) -> Self {
        Self {
            rule,
            message: message.into(),
            labels: vec![(spot, String::new())],
            help: Vec::new(),
            remedy: None,
        }
    }

    /// Says something about the place itself.
    #[must_use]
    pub(super) fn label(mut self, text: impl Into<String>) -> Self {
        if let Some((_, own)) = self.labels.first_mut() {
            *own = text.into();
        }
        self
    }

    /// Adds a place that it rests on.
    #[must_use]
    pub(super) fn because(mut self, spot: Spot, text: impl Into<String>) -> Self {
        self.labels.push((spot, text.into()));
        self
    }

    /// Adds what to do.
    #[must_use]
    pub(super) fn help(mut self, text: impl Into<String>) -> Self {
        self.help.push(text.into());
        self
    }
    /// Adds what to do, and how.
    #[must_use]
    pub(super) fn remedy(mut self, remedy: Remedy) -> Self {
        self.help.push(remedy.title.clone());
        self.remedy = Some(remedy);
        self
    }
}
