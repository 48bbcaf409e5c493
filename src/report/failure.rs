//! [`Failure`]: why a command could not do its job, in the user's words.

use std::error::Error;
use std::fmt::Write as _;

/// An error as it is shown: what failed, because of what, and what one can do.
#[derive(Debug)]
pub struct Failure {
    /// What failed: lower case, no full stop.
    pub message: String,
    /// The causes, outermost first.
    pub causes: Vec<String>,
    /// What the user can do.
    pub help: Vec<String>,
}

impl Failure {
    /// Returns a failure without causes or help.
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            causes: Vec::new(),
            help: Vec::new(),
        }
    }

    /// Returns the failure for an error, with the chain of its causes.
    pub fn from_error(error: &dyn Error) -> Self {
        let mut failure = Self::new(error.to_string());
        let mut source = error.source();
        while let Some(cause) = source {
            failure.causes.push(cause.to_string());
            source = cause.source();
        }
        failure
    }

    /// Adds what the user can do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help.push(help.into());
        self
    }

    /// Returns the failure as lines of text.
    pub fn render(&self) -> String {
        let mut text = format!("error: {}\n", self.message);
        for cause in &self.causes {
            let indented = cause.trim_end().replace('\n', "\n    ");
            let _ = writeln!(text, "  because: {indented}");
        }
        for help in &self.help {
            let _ = writeln!(text, "  help: {help}");
        }
        text
    }
}
