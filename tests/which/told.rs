//! [`Told`]: what becomes of a request, as we say and as the real server shows.

use std::collections::BTreeMap;

use serde::Deserialize;

/// An answer of `which --format json`, or the same seen from outside.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
pub(crate) struct Told {
    pub(super) status: String,
    pub(super) process_group: Option<String>,
    pub(super) application_group: Option<String>,
    pub(super) script: Option<String>,
    pub(super) callable: Option<String>,
    pub(super) mount: Option<String>,
    #[serde(default)]
    pub(super) because: Option<String>,
}

/// What is expected of an answer.
#[derive(Clone, Copy, Debug)]
pub(super) enum Expected {
    Daemon(&'static str),
    Embedded,
    Refused,
    Unreachable,
    ConfigError,
    NotWsgi,
}

impl Expected {
    fn status(self) -> &'static str {
        match self {
            Self::Daemon(_) => "daemon",
            Self::Embedded => "embedded",
            Self::Refused => "refused",
            Self::Unreachable => "unreachable",
            Self::ConfigError => "config-error",
            Self::NotWsgi => "not-wsgi",
        }
    }

    /// Returns whether an answer is as expected.
    pub(super) fn fits(self, told: &Told) -> bool {
        let group = match self {
            Self::Daemon(group) => Some(group),
            Self::Embedded => Some(""),
            _ => None,
        };
        told.status == self.status()
            && group.is_none_or(|group| told.process_group.as_deref() == Some(group))
    }
}

impl Told {
    /// Returns whether two answers are the same as far as both know it: where nothing is served, only the status shows.
    pub(crate) fn agrees(&self, other: &Self) -> bool {
        let served = self.status == "daemon" || self.status == "embedded";
        let facts = |told: &Self| {
            [
                &told.process_group,
                &told.application_group,
                &told.script,
                &told.callable,
                &told.mount,
            ]
            .map(Clone::clone)
        };
        self.status == other.status && (!served || facts(self) == facts(other))
    }

    /// Reads what the application told, or why it was not asked.
    pub(super) fn observed(status: u16, body: &str, log: &str) -> Self {
        let facts: BTreeMap<&str, &str> = body
            .lines()
            .filter_map(|line| line.split_once(": "))
            .collect();
        if status == 200 && facts.contains_key("callable") {
            let fact = |name: &str| facts.get(name).map(|value| (*value).to_owned());
            let group = fact("process_group").unwrap_or_default();
            return Self {
                status: if group.is_empty() {
                    "embedded"
                } else {
                    "daemon"
                }
                .to_owned(),
                process_group: Some(group),
                application_group: fact("application_group"),
                script: fact("script"),
                callable: fact("callable"),
                mount: fact("mount"),
                because: None,
            };
        }
        let reasons = [
            ("Embedded mode of mod_wsgi disabled", "refused"),
            ("No WSGI daemon process called", "unreachable"),
            ("cannot be accessed by this WSGI application", "unreachable"),
            ("not allowed here", "config-error"),
        ];
        let found = reasons.iter().find(|(sign, _)| log.contains(sign));
        let word = match (status, found) {
            (0, _) => "crash",
            (500, Some((_, word))) => word,
            _ => "not-wsgi",
        };
        Self {
            status: word.to_owned(),
            because: Some(format!("{status} {log}")),
            ..Self::default()
        }
    }
}
