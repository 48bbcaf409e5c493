//! What mod_rewrite makes of a path (mod_rewrite.c), as far as it depends on what a URL tells.
//!
//! A rule that does not match leaves everything decided, whatever it would have done.

mod assignment;
mod condition;
mod directory;
mod expand;
mod flags;
mod rule;
mod rule_set;
mod run;
mod server;
mod substitution;

use std::path::PathBuf;

pub use assignment::{Assigned, Assignment};
pub(super) use server::is_rewriting;

use super::origin::{Doubt, Origin};
use super::url::Request;

/// What the rules that match do.
#[derive(Clone, Debug)]
pub struct Rewritten {
    /// What becomes of the path.
    pub outcome: Outcome,
    /// The query from here on.
    pub query: Option<Vec<u8>>,
    /// The handler that `[H=...]` sets, and its rule.
    pub handler: Option<(Vec<u8>, Origin)>,
    /// The media type that `[T=...]` sets, and its rule.
    pub media_type: Option<(Vec<u8>, Origin)>,
    /// What `[E=...]` does to variables, in the order of the rules.
    pub environment: Vec<Assignment>,
    /// The rules that matched.
    pub matched: Vec<Origin>,
    /// Whether `[END]` keeps all further rules from this request and from those it is redirected to.
    pub is_final: bool,
}

/// What becomes of a path.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// It stays.
    Unchanged,
    /// It is this one from here on, and aliases are asked for it (`[PT]`); in a directory: an internal redirect to it.
    Path(Vec<u8>),
    /// It is this file, and no alias is asked.
    File(PathBuf),
    /// httpd answers with this status: a redirect, `[F]`, `[G]`.
    Status(u16),
    /// A proxy takes it.
    Proxy,
    /// It cannot be told.
    Doubt(Doubt),
}

impl Rewritten {
    /// Returns what happens when no rule matches.
    pub fn unchanged() -> Self {
        Self {
            outcome: Outcome::Unchanged,
            query: None,
            handler: None,
            media_type: None,
            environment: Vec::new(),
            matched: Vec::new(),
            is_final: false,
        }
    }

    /// Returns the request as it goes on behind the rules: with their query, and without further rules behind `[END]`.
    #[must_use]
    pub fn applied_to(&self, request: &Request) -> Request {
        let mut request = request.clone();
        if !self.matched.is_empty() {
            request.query.clone_from(&self.query);
        }
        request.rules_are_over |= self.is_final;
        request
    }

    fn doubt(doubt: Doubt) -> Self {
        Self {
            outcome: Outcome::Doubt(doubt),
            ..Self::unchanged()
        }
    }
}
