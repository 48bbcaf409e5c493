//! [`Saying`]: one thing that somebody says of a plan before it is made, in answer to a question.
//!
//! It is what an option of the command line says, and a line in a file of answers: a question can decide no more than they
//! can.

use std::collections::BTreeSet;
use std::fmt;

use crate::migration::grouping::Group;
use crate::migration::situation::Situation;
use crate::source::printable;

/// What a decision of a person is traced back to.
pub(in crate::migration) const BY_A_PERSON: &str = "your answer";

/// One thing that somebody says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Saying {
    /// Which preset decides what nobody else does.
    Preset(String),
    /// What a key of the preset is to be.
    Set {
        /// The key with its table: `daemon.threads`.
        key: String,
        /// Its value.
        value: String,
    },
    /// What a key of one application is to be.
    Application {
        /// What the application is called.
        id: String,
        /// The key: `process-group`, `leave`, an option of `WSGIDaemonProcess`.
        key: String,
        /// Its value.
        value: String,
    },
    /// What a key of one process group that is there is to be.
    ProcessGroup {
        /// What the group is called.
        name: String,
        /// The key: `leave`.
        key: String,
        /// Its value.
        value: String,
    },
}

impl Saying {
    /// Sets a key of the preset.
    pub(in crate::migration) fn set(key: &str, value: &str) -> Self {
        Self::Set {
            key: key.to_owned(),
            value: value.to_owned(),
        }
    }

    /// Sets a key of one application.
    pub(in crate::migration) fn application(id: &str, key: &str, value: &str) -> Self {
        Self::Application {
            id: id.to_owned(),
            key: key.to_owned(),
            value: value.to_owned(),
        }
    }

    /// Leaves the definition of a process group where it is.
    pub(in crate::migration) fn leaving_definition(name: &[u8]) -> Self {
        Self::ProcessGroup {
            name: printable(name),
            key: "leave".to_owned(),
            value: "true".to_owned(),
        }
    }

    /// Returns the option of the command line that says the same, and its value.
    pub fn option(&self) -> (&'static str, String) {
        match self {
            Self::Preset(name) => ("--preset", name.clone()),
            Self::Set { key, value } => ("--set", format!("{key}={value}")),
            Self::Application { id, key, value } => {
                ("--application", format!("{id}:{key}={value}"))
            }
            Self::ProcessGroup { name, key, value } => {
                ("--process-group", format!("{name}:{key}={value}"))
            }
        }
    }
}

/// Returns what would leave the applications of a process group as they are.
pub(in crate::migration) fn leaving(situation: &Situation<'_>, group: &Group) -> Vec<Saying> {
    let inventory = situation.inventory;
    let users = group.users();
    let keys = users.map(|id| inventory.key(inventory.application(id)));
    let keys: BTreeSet<&str> = keys.collect();
    let keys = keys.into_iter();
    keys.map(|key| Saying::application(key, "leave", "true"))
        .collect()
}

impl fmt::Display for Saying {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (option, value) = self.option();
        write!(formatter, "{option} {value}")
    }
}
