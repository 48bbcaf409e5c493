//! Process groups: their definitions, and the values that select one.

use super::author::{Author, Group, Level, Taste};
use super::ground::quoted;
use super::hosts::bare;

const NAMES: [&str; 6] = ["shop", "api", "blog", "Shop", "worker", "a.b-c_d"];

impl Author {
    /// Decides which process groups there will be, and where they are defined.
    pub(super) fn plan_groups(&mut self) {
        for _ in 0..self.dice.weighed(&[(12, 0), (20, 1), (35, 2), (33, 3)]) {
            let name = self.dice.pick(&NAMES).to_owned();
            self.add_group(name);
        }
        if self.likes(Taste::WildGroups) {
            let name = self.dice.weighed(&[
                (4, "HOST"),
                (3, "HOST:@PORT@"),
                (2, "HOST|/app"),
                (1, "HOST:@PORT@|/app"),
                (1, "HOST|"),
            ]);
            let host = self.any_host_name();
            self.add_group(name.replace("HOST", &host));
        }
    }

    fn add_group(&mut self, name: String) {
        if self.groups.iter().any(|group| group.name == name) {
            return;
        }
        let in_host = !self.hosts.is_empty() && self.dice.percent(35);
        let host = in_host.then(|| self.dice.below(self.hosts.len()));
        self.groups.push(Group { name, host });
    }

    /// Returns a name that requests may be for.
    pub(super) fn any_host_name(&mut self) -> String {
        let mut names = vec!["main.example".to_owned()];
        for host in &self.hosts {
            names.extend(host.name.iter().map(|name| bare(name)));
            names.extend(host.name.iter().map(|name| bare(name)));
            let plain = host
                .aliases
                .iter()
                .filter(|alias| !alias.contains(['*', '?']));
            names.extend(plain.cloned());
        }
        names.swap_remove(self.dice.below(names.len()))
    }

    /// Writes the definitions of the groups that belong here.
    pub(super) fn group_definitions(&mut self, host: Option<usize>) -> Vec<String> {
        let here: Vec<Group> = self
            .groups
            .iter()
            .filter(|group| group.host == host)
            .cloned()
            .collect();
        here.iter()
            .map(|group| {
                let name = quoted(&mut self.dice, &group.name);
                let options = self.dice.pick(&[
                    "threads=1",
                    "threads=2",
                    "processes=1 threads=1",
                    "threads=1 display-name=%{GROUP}",
                ]);
                format!("WSGIDaemonProcess {name} {options}")
            })
            .collect()
    }

    /// Returns a group that is defined before and can be reached, for what is checked at start.
    pub(super) fn safe_group(&mut self, level: Level) -> Option<String> {
        let groups = self.groups.iter();
        let names: Vec<String> = groups
            .filter(|group| group.host.is_none() || group.host == level.host())
            .map(|group| group.name.clone())
            .collect();
        (!names.is_empty()).then(|| names[self.dice.below(names.len())].clone())
    }

    /// Returns a value for `WSGIProcessGroup` or `process-group=`.
    pub(super) fn process_group(&mut self, level: Level) -> String {
        let variable = if self.likes(Taste::Environment) { 9 } else { 0 };
        let wild = if self.likes(Taste::WildGroups) { 8 } else { 2 };
        let kinds = [
            (55, "safe"),
            (8, "any"),
            (3, "nosuch"),
            (2, "case"),
            (12, "%{GLOBAL}"),
            (wild, "%{SERVER}"),
            (wild / 2, "%{HOST}"),
            (wild / 2, "%{RESOURCE}"),
            (variable, "%{ENV:PG}"),
            (variable / 9, "%{ENV:REDIRECT_PG}"),
            (1, "x-%{SERVER}"),
        ];
        match self.dice.weighed(&kinds) {
            "safe" => self
                .safe_group(level)
                .unwrap_or_else(|| "%{GLOBAL}".to_owned()),
            "any" => self.any_group(),
            "case" => self.any_group().to_uppercase(),
            value => value.to_owned(),
        }
    }

    fn any_group(&mut self) -> String {
        if self.groups.is_empty() {
            return "nosuch".to_owned();
        }
        self.groups[self.dice.below(self.groups.len())].name.clone()
    }

    /// Returns a value for `WSGIApplicationGroup` or `application-group=`.
    pub(super) fn application_group(&mut self) -> String {
        let variable = if self.likes(Taste::Environment) {
            12
        } else {
            0
        };
        let kinds = [
            (30, "%{GLOBAL}"),
            (14, "%{RESOURCE}"),
            (10, "%{SERVER}"),
            (8, "%{HOST}"),
            (variable, "%{ENV:AG}"),
            (10, "main"),
            (10, "common"),
            (1, "two words"),
            (1, "x%{GLOBAL}"),
            (1, "%{NOSUCH}"),
        ];
        self.dice.weighed(&kinds).to_owned()
    }

    /// Returns what a variable that selects a group may be set to.
    pub(super) fn variable_value(&mut self, level: Level) -> String {
        let value = self.process_group(level);
        if value.contains("ENV") {
            "nosuch".to_owned()
        } else {
            value
        }
    }
}
