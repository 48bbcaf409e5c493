//! Expressions of `<If>` (util_expr_parse.y, util_expr_eval.c), as far as they depend on what a URL tells.
//!
//! A part that depends on anything else is not known; the whole is known all the same where that part does not matter.

mod evaluate;
mod parse;
mod token;
mod variable;

use super::origin::Doubt;
use super::regex::Expressions;
use crate::host::Host;

pub(super) use evaluate::file_test;
pub(super) use parse::parse;

/// A condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Condition {
    /// `true`, `false`.
    Constant(bool),
    /// `!`, `not`.
    Not(Box<Self>),
    /// `&&`, `and`.
    And(Box<Self>, Box<Self>),
    /// `||`, `or`.
    Or(Box<Self>, Box<Self>),
    /// `-f WORD` and its kin.
    Test(u8, Word),
    /// `WORD -fnmatch WORD` and its kin; the name is in lower case.
    Binary(Vec<u8>, Word, Word),
    /// Two words compared as text or as numbers.
    Compare(Comparison, Word, Word),
    /// `WORD in { ... }`.
    In(Word, Vec<Word>),
    /// `WORD in function(...)`.
    InFunction,
    /// `=~`, `!~`.
    Matches {
        /// What is compared.
        word: Word,
        /// The regular expression.
        expression: Vec<u8>,
        /// Whether `i` stands behind it.
        ignore_case: bool,
        /// Whether it is `=~`, not `!~`.
        wanted: bool,
    },
}

/// How two words are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Comparison {
    /// Whether as numbers, not as text.
    pub(super) numbers: bool,
    /// Whether it holds when the first is less, the same, greater.
    pub(super) holds: [bool; 3],
}

/// A text to be put together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Word {
    /// As it is.
    Text(Vec<u8>),
    /// `%{NAME}`; the name is in upper case.
    Variable(Vec<u8>),
    /// `name(...)`, `%{name:...}`; the name is in lower case.
    Function(Vec<u8>, Box<Self>),
    /// `$1`: what a regular expression before it found.
    Group,
    /// Several, one behind the other.
    Joined(Vec<Self>),
}

/// Returns the value of a variable, or why it is not known.
pub(super) type Lookup<'f> = dyn Fn(&[u8]) -> Result<Vec<u8>, Doubt> + 'f;

/// What an expression may ask.
pub(super) struct Facts<'f> {
    /// The file system.
    pub(super) host: &'f dyn Host,
    /// The regular expressions.
    pub(super) expressions: &'f Expressions,
    /// The request's variables.
    pub(super) variables: &'f Lookup<'f>,
}

impl Facts<'_> {
    /// Says whether a condition holds.
    pub(super) fn hold(&self, condition: &Condition) -> Result<bool, Doubt> {
        evaluate::holds(self, condition)
    }
}

pub(super) use variable::RequestVariables;
