//! [`GroupDecision`]: what was decided for one process group that is there already.

use serde::Deserialize;

/// What was decided for one process group that is there already.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroupDecision {
    /// Its definition stays where it is.
    pub leave: Option<bool>,
    /// Who decided.
    #[serde(skip)]
    pub from: String,
}

impl GroupDecision {
    /// Lays another decision over this one.
    pub(in crate::migration) fn extend(&mut self, over: Self) {
        self.leave = over.leave.or(self.leave);
        self.from = over.from;
    }
}
