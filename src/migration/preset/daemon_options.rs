//! [`DaemonOptions`]: the options that a preset gives to new process groups, by MPM and mod_wsgi version.

use crate::httpd::catalog::wsgi::{Version, WsgiOption};
use crate::migration::mpm::{Mpm, MpmKind};

/// What may be used when the version of mod_wsgi is not known: what this one has, and no later one lost.
const OLDEST_VERSION: Version = (3, 4, 0);

/// The options of new process groups, by mod_wsgi's own names, in the preset's order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DaemonOptions {
    /// What holds for every server.
    pub(super) options: Vec<DaemonOption>,
    /// What replaces or extends them where the MPM is prefork.
    pub(super) prefork: Vec<DaemonOption>,
}

/// An option as somebody decided on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DaemonOption {
    /// Its name.
    pub name: String,
    /// What it is to be.
    pub value: OptionValue,
    /// Who decided: a preset, a file, an option of the command line.
    pub from: String,
}

/// What an option is to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OptionValue {
    /// This.
    Text(String),
    /// What follows from the MPM, for `processes` and `threads`.
    FromMpm,
    /// Nothing: it is left out, although something below has it.
    Absent,
}

/// An option as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChosenOption {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
    /// Who decided.
    pub from: String,
}

/// The options of a group on a certain server.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chosen {
    /// What is written.
    pub options: Vec<ChosenOption>,
    /// The names of those that the server's mod_wsgi does not have.
    pub left_out: Vec<String>,
}

impl DaemonOptions {
    /// Returns the options for a server, with what was decided for a group alone.
    ///
    /// Without a version only what 3.4 and all later ones have is used.
    pub(super) fn for_server(
        &self,
        mpm: Mpm,
        version: Option<Version>,
        own: &[DaemonOption],
    ) -> Chosen {
        let mut merged = self.options.clone();
        if mpm.kind != MpmKind::Threaded {
            overlay(&mut merged, &self.prefork);
        }
        overlay(&mut merged, own);
        let mut chosen = Chosen::default();
        for option in merged {
            let Some(value) = option.on(mpm) else {
                continue;
            };
            if is_in_version(&option.name, version) {
                chosen.options.push(ChosenOption {
                    name: option.name,
                    value,
                    from: option.from,
                });
            } else {
                chosen.left_out.push(option.name);
            }
        }
        chosen
    }

    /// Lays other options over these.
    pub(super) fn extend(&mut self, over: &Self) {
        overlay(&mut self.options, &over.options);
        overlay(&mut self.prefork, &over.prefork);
    }

    /// Lays options over these that hold under every MPM.
    pub(super) fn insist(&mut self, over: &Self) {
        let is_said = |option: &DaemonOption| over.options.iter().any(|o| o.name == option.name);
        self.prefork.retain(|option| !is_said(option));
        self.extend(over);
    }

    /// Notes who decided on all of them.
    pub(super) fn are_from(&mut self, origin: &str) {
        for option in self.options.iter_mut().chain(&mut self.prefork) {
            origin.clone_into(&mut option.from);
        }
    }
}

impl DaemonOption {
    fn on(&self, mpm: Mpm) -> Option<String> {
        match &self.value {
            OptionValue::Text(text) => Some(text.clone()),
            OptionValue::FromMpm if self.name == "processes" => Some(mpm.processes().to_string()),
            OptionValue::FromMpm => Some(mpm.threads().to_string()),
            OptionValue::Absent => None,
        }
    }
}

/// Replaces options in place, and adds new ones at the end.
fn overlay(options: &mut Vec<DaemonOption>, over: &[DaemonOption]) {
    for option in over {
        match options.iter_mut().find(|known| known.name == option.name) {
            Some(known) => known.clone_from(option),
            None => options.push(option.clone()),
        }
    }
}

/// Returns whether a version of `WSGIDaemonProcess` takes the option.
pub(in crate::migration) fn is_in_version(name: &str, version: Option<Version>) -> bool {
    WsgiOption::named(name).is_some_and(|option| match version {
        Some(version) => option.releases.include(version),
        None => option.releases.include(OLDEST_VERSION) && option.releases.removed.is_none(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the options as one writes them.
    fn written(options: &DaemonOptions, kind: MpmKind, version: Option<Version>) -> Vec<String> {
        let mpm = Mpm::with_defaults(kind);
        let chosen = options.for_server(mpm, version, &[]);
        let options = chosen.options.into_iter();
        options
            .map(|option| format!("{}={}", option.name, option.value))
            .collect()
    }

    fn left_out(options: &DaemonOptions, version: Option<Version>) -> Vec<String> {
        let mpm = Mpm::with_defaults(MpmKind::Threaded);
        options.for_server(mpm, version, &[]).left_out
    }

    fn parse(text: &str) -> DaemonOptions {
        toml_edit::de::from_str(text).unwrap()
    }

    fn sample() -> DaemonOptions {
        parse(
            "threads = 5\nqueue-timeout = 45\nuser = '#33'\n\
             [prefork]\nprocesses = 4\nthreads = 1\n",
        )
    }

    const NEW: Option<Version> = Some((4, 9, 4));

    #[test]
    fn options_stay_in_the_order_of_the_file() {
        assert_eq!(
            written(&sample(), MpmKind::Threaded, NEW),
            ["threads=5", "queue-timeout=45", "user=#33"]
        );
    }

    #[test]
    fn prefork_replaces_in_place_and_adds_at_the_end() {
        for kind in [MpmKind::Prefork, MpmKind::Unknown] {
            assert_eq!(
                written(&sample(), kind, NEW),
                ["threads=1", "queue-timeout=45", "user=#33", "processes=4"]
            );
        }
    }

    #[test]
    fn what_stands_above_replaces_adds_and_leaves_out() {
        let mut options = sample();
        options.extend(&parse("queue-timeout = false\nthreads = 8\nhome = '/srv'"));
        assert_eq!(
            written(&options, MpmKind::Threaded, NEW),
            ["threads=8", "user=#33", "home=/srv"]
        );
        assert_eq!(
            written(&options, MpmKind::Prefork, NEW),
            ["threads=1", "user=#33", "home=/srv", "processes=4"]
        );
        options.insist(&parse("threads = 3"));
        assert_eq!(
            written(&options, MpmKind::Prefork, NEW),
            ["threads=3", "user=#33", "home=/srv", "processes=4"]
        );
    }

    #[test]
    fn what_is_decided_for_a_group_alone_beats_all() {
        let own = parse("threads = 2\nuser = false").options;
        let mpm = Mpm::with_defaults(MpmKind::Prefork);
        let chosen = sample().for_server(mpm, NEW, &own);
        let values: Vec<_> = chosen.options.iter().map(|o| o.value.as_str()).collect();
        assert_eq!(values, ["2", "45", "4"]);
    }

    #[test]
    fn sizes_may_follow_from_the_mpm() {
        let options = parse("processes = 'from-mpm'\nthreads = 'from-mpm'");
        assert_eq!(
            written(&options, MpmKind::Threaded, None),
            ["processes=3", "threads=15"]
        );
        assert_eq!(
            written(&options, MpmKind::Prefork, None),
            ["processes=5", "threads=1"]
        );
    }

    #[test]
    fn what_a_version_does_not_have_is_left_out_by_name() {
        for version in [None, Some((3, 4, 0)), Some((4, 0, 9))] {
            assert_eq!(
                written(&sample(), MpmKind::Threaded, version),
                ["threads=5", "user=#33"]
            );
            assert_eq!(left_out(&sample(), version), ["queue-timeout"]);
        }
        assert_eq!(left_out(&sample(), Some((4, 1, 0))), [""; 0]);
    }

    #[test]
    fn without_a_version_an_option_that_was_removed_is_left_out() {
        let removed = parse("newrelic-environment = 'production'");
        assert_eq!(left_out(&removed, Some((4, 9, 4))), [""; 0]);
        assert_eq!(
            left_out(&removed, Some((6, 0, 0))),
            ["newrelic-environment"]
        );
        assert_eq!(left_out(&removed, None), ["newrelic-environment"]);
    }
}
