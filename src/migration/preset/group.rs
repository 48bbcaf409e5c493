//! [`GroupDecision`]: what was decided for one process group that is there already.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, Error as _, MapAccess, Visitor};

/// What was decided for one process group that is there already.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GroupDecision {
    /// Its definition stays where it is.
    pub leave: Option<bool>,
    /// Who decided.
    pub from: String,
}

impl GroupDecision {
    /// Lays another decision over this one.
    pub(in crate::migration) fn extend(&mut self, over: Self) {
        self.leave = over.leave.or(self.leave);
        self.from = over.from;
    }

    /// Returns who leaves the definition where it is, if anybody does.
    pub(in crate::migration) fn left_by(&self) -> Option<&str> {
        (self.leave == Some(true)).then_some(&self.from)
    }
}

impl<'de> Deserialize<'de> for GroupDecision {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(TableVisitor)
    }
}

struct TableVisitor;

impl<'de> Visitor<'de> for TableVisitor {
    type Value = GroupDecision;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a table of decisions for one process group")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut table: A) -> Result<GroupDecision, A::Error> {
        let mut decision = GroupDecision::default();
        while let Some(Leave) = table.next_key()? {
            decision.leave = Some(table.next_value()?);
        }
        Ok(decision)
    }
}

/// The one key of the table.
struct Leave;

impl<'de> Deserialize<'de> for Leave {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let key = String::deserialize(deserializer)?;
        if key == "leave" {
            return Ok(Self);
        }
        Err(D::Error::custom(format!(
            "`{key}` cannot be decided for a process group that is there: it keeps the options of its definition; `leave` \
             alone can"
        )))
    }
}
