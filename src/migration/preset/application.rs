//! [`ApplicationDecision`]: what was decided for one application, beside the preset.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, Error as _, MapAccess, Visitor};

use super::daemon_options::DaemonOption;
use super::option_table::{ValueOf, option_name};

/// What was decided for one application. It says nothing of what the preset decides.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ApplicationDecision {
    /// It stays as it is.
    pub leave: Option<Wish<bool>>,
    /// The process group in which it is to run: one that is there, or the name of a new one. Applications with the same
    /// name share it.
    pub process_group: Option<Wish<String>>,
    /// The application group that it is to have.
    pub application_group: Option<Wish<ApplicationGroupDecision>>,
    /// Options of its group, in place of the preset's or besides them.
    pub options: Vec<DaemonOption>,
    /// Who spoke of it last.
    pub from: String,
}

/// What somebody wants, and who it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish<T> {
    /// What.
    pub value: T,
    /// Who.
    pub from: String,
}

impl<T> Wish<T> {
    /// The text that it is read from says later whose it is.
    fn of(value: T) -> Self {
        Self {
            value,
            from: String::new(),
        }
    }

    fn is_from(&mut self, origin: &str) {
        origin.clone_into(&mut self.from);
    }
}

/// Which application group one application is to have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum ApplicationGroupDecision {
    /// What it has.
    #[serde(rename = "keep")]
    Keep,
    /// The main interpreter.
    #[serde(rename = "%{GLOBAL}")]
    Global,
}

impl ApplicationDecision {
    /// Of an application for which nothing was decided.
    pub(in crate::migration) const NOTHING: Self = Self {
        leave: None,
        process_group: None,
        application_group: None,
        options: Vec::new(),
        from: String::new(),
    };

    /// Notes who decided.
    pub(super) fn is_from(&mut self, origin: &str) {
        origin.clone_into(&mut self.from);
        self.leave.iter_mut().for_each(|wish| wish.is_from(origin));
        let group = self.process_group.iter_mut();
        group.for_each(|wish| wish.is_from(origin));
        let group = self.application_group.iter_mut();
        group.for_each(|wish| wish.is_from(origin));
        for option in &mut self.options {
            origin.clone_into(&mut option.from);
        }
    }

    /// Returns who leaves it as it is, if anybody does.
    pub(in crate::migration) fn left_by(&self) -> Option<&str> {
        let leave = self.leave.as_ref().filter(|leave| leave.value)?;
        Some(&leave.from)
    }

    /// Returns who wants the main interpreter for it, if anybody does.
    pub(in crate::migration) fn global_by(&self) -> Option<&str> {
        let group = self.application_group.as_ref();
        let group = group.filter(|wish| wish.value == ApplicationGroupDecision::Global)?;
        Some(&group.from)
    }

    /// Lays another decision over this one.
    pub(in crate::migration) fn extend(&mut self, over: Self) {
        self.leave = over.leave.or_else(|| self.leave.take());
        self.process_group = over.process_group.or_else(|| self.process_group.take());
        let application_group = over.application_group;
        self.application_group = application_group.or_else(|| self.application_group.take());
        self.from = over.from;
        for option in over.options {
            self.options.retain(|known| known.name != option.name);
            self.options.push(option);
        }
    }
}

impl<'de> Deserialize<'de> for ApplicationDecision {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(TableVisitor)
    }
}

struct TableVisitor;

impl<'de> Visitor<'de> for TableVisitor {
    type Value = ApplicationDecision;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a table of decisions for one application")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut table: A) -> Result<ApplicationDecision, A::Error> {
        let mut decision = ApplicationDecision::default();
        while let Some(key) = table.next_key()? {
            match key {
                Key::Leave => decision.leave = Some(Wish::of(table.next_value()?)),
                Key::ProcessGroup => {
                    let name = table.next_value::<GroupName>()?.0;
                    decision.process_group = Some(Wish::of(name));
                }
                Key::ApplicationGroup => {
                    decision.application_group = Some(Wish::of(table.next_value()?));
                }
                Key::Option(name) => {
                    decision.options.push(table.next_value_seed(ValueOf(name))?);
                }
            }
        }
        Ok(decision)
    }
}

/// A key of the table.
enum Key {
    Leave,
    ProcessGroup,
    ApplicationGroup,
    Option(String),
}

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        Ok(match name.as_str() {
            "leave" => Self::Leave,
            // Not `group`: that is the option of WSGIDaemonProcess which goes with `user`.
            "process-group" => Self::ProcessGroup,
            "application-group" => Self::ApplicationGroup,
            _ => Self::Option(option_name(name)?),
        })
    }
}

/// The name of a process group.
struct GroupName(String);

impl<'de> Deserialize<'de> for GroupName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        // What `%{HOST}` and `%{RESOURCE}` stand for names a group, too: `shop.example:8080|/app`.
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._-:|/".contains(&byte);
        if !name.is_empty() && name.bytes().all(is_plain) {
            return Ok(Self(name));
        }
        Err(D::Error::custom(
            "a process group's name is made of letters, digits, `.`, `_`, `-`, `:`, `|` and `/`",
        ))
    }
}
