//! [`Decided`]: what a plan decided for the applications of one process group, and who did.

use std::collections::BTreeMap;

use super::Decisions;
use crate::migration::grouping::Group;
use crate::migration::preset::{
    ApplicationGroupDecision, Chosen, ChosenOption, DaemonOption, OptionValue,
};
use crate::migration::situation::Situation;
use crate::source::printable;

/// What a plan decided for the applications of one process group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decided {
    /// The ids of the applications, and what they are.
    pub applications: BTreeMap<String, About>,
    /// Where they are to run.
    pub process_group: String,
    /// Whether that is to be defined; else it is there already.
    pub is_new: bool,
    /// Who named it.
    pub named_by: String,
    /// The application group that they are to have.
    pub application_group: ApplicationGroupDecision,
    /// Who chose that.
    pub application_group_by: String,
    /// The options of the process group, if it is new.
    pub options: Vec<ChosenOption>,
    /// Options that each group should have of its own and that nobody has said.
    pub missing: Vec<String>,
}

/// An application for which something was decided.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct About {
    /// Its script and its place, for a person: of each line that mounts it.
    pub lines: Vec<String>,
    /// What a person calls it, where it is what `.htaccess` files make of files: no request stands for all of these, so the
    /// proof does not ask for it.
    pub in_htaccess: Option<String>,
    /// The options that somebody took away from its group.
    pub absent: Vec<DaemonOption>,
}

impl Decided {
    /// Returns the value of an option that its process group is to have.
    pub fn option(&self, name: &str) -> Option<&str> {
        let mut options = self.options.iter();
        let found = options.find(|option| option.name == name)?;
        Some(&found.value)
    }

    /// Returns how many processes its group has, and how many threads each; mod_wsgi's own defaults are 1 and 15
    /// (wsgi_daemon.c: `wsgi_add_daemon_process`).
    pub fn size(&self) -> (u32, u32) {
        let number = |name, otherwise| {
            let written = self.option(name).and_then(|value| value.parse().ok());
            written.unwrap_or(otherwise)
        };
        (number("processes", 1), number("threads", 15))
    }

    /// Notes what was decided for a group.
    pub(in crate::migration) fn of(
        situation: &Situation<'_>,
        decisions: &Decisions,
        group: &Group,
        chosen: &Chosen,
    ) -> Self {
        let inventory = situation.inventory;
        let mut applications: BTreeMap<String, About> = BTreeMap::new();
        let mut decision = None;
        for id in &group.applications {
            let application = inventory.application(*id);
            let key = decisions.name(situation, application);
            let at = situation.at_node(application.node);
            let about = applications.entry(key.to_owned()).or_default();
            let line = format!("{} at {at}", printable(&application.path));
            // One line that is read in several virtual hosts is said once.
            if !about.lines.contains(&line) {
                about.lines.push(line);
            }
            if situation.is_for_htaccess(application.node) {
                about.in_htaccess = Some(situation.label(application));
            }
            let of_application = decisions.of(situation, application);
            let absent = of_application.options.iter();
            let absent = absent.filter(|option| option.value == OptionValue::Absent);
            about.absent = absent.cloned().collect();
            if of_application.process_group.is_some() || decision.is_none() {
                decision = Some(of_application);
            }
        }
        let preset = &decisions.preset;
        let decision = decision.as_deref();
        let named = decision.and_then(|decision| decision.process_group.as_ref());
        let interpreter = decision.and_then(|decision| decision.application_group.as_ref());
        let preset_for = |key: &str| preset.origin(key).to_owned();
        let has = |name: &String| chosen.options.iter().any(|option| option.name == *name);
        let missing = preset.groups.asks_for.iter().filter(|name| !has(name));
        Self {
            applications,
            process_group: printable(&group.name),
            is_new: group.is_new,
            named_by: named.map_or_else(|| preset_for("groups.name"), |wish| wish.from.clone()),
            application_group: if group.global {
                ApplicationGroupDecision::Global
            } else {
                ApplicationGroupDecision::Keep
            },
            application_group_by: interpreter.map_or_else(
                || preset_for("groups.application-group"),
                |wish| wish.from.clone(),
            ),
            missing: missing.filter(|_| group.is_new).cloned().collect(),
            options: if group.is_new {
                chosen.options.clone()
            } else {
                Vec::new()
            },
        }
    }
}
