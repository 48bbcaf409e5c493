//! [`DecisionError`]: why decisions cannot be followed.

use std::collections::BTreeSet;

use crate::source::{did_you_mean, nearest, quoted};

/// How many ids are listed where none was meant.
const LISTED: usize = 10;

/// Why decisions cannot be followed.
#[derive(Debug, thiserror::Error)]
pub enum DecisionError {
    /// There is no such application.
    #[error("{from} decides for `{id}`, and there is no such application")]
    NoApplication {
        /// The name.
        id: String,
        /// Who decided.
        from: String,
        /// What was probably meant.
        meant: Option<String>,
        /// The applications that there are.
        known: BTreeSet<String>,
    },
    /// There is no such process group.
    #[error("{from} decides for the process group `{name}`, and there is no such group")]
    NoProcessGroup {
        /// The name.
        name: String,
        /// Who decided.
        from: String,
        /// What was probably meant.
        meant: Option<String>,
        /// The process groups that there are.
        known: BTreeSet<String>,
    },
    /// What was chosen cannot be theirs.
    #[error("{from} wants {what}, and that cannot be: {why}")]
    Unfit {
        /// Who decided.
        from: String,
        /// What.
        what: String,
        /// Why not.
        why: String,
    },
    /// It joins a process group that has other rights.
    #[error(
        "{from} wants `{option}` for `{id}`, and that cannot be: it joins the process group {group}, which keeps what its \
         definition says"
    )]
    Denied {
        /// Who decided.
        from: String,
        /// What.
        option: String,
        /// The application.
        id: String,
        /// The process group, and where it is defined.
        group: String,
    },
    /// The main interpreter cannot be theirs.
    #[error(
        "{from} wants the main interpreter for `{id}`, and that cannot be: {}",
        why_not_global(group, others)
    )]
    NotGlobal {
        /// Who decided.
        from: String,
        /// The application.
        id: String,
        /// Its process group.
        group: String,
        /// The other applications in that.
        others: Vec<String>,
    },
    /// Two applications share a process group and are to be different.
    #[error(
        "`{one}` and `{other}` share a process group, and `{option}` is to be different for them"
    )]
    Conflict {
        /// In what.
        option: String,
        /// An application.
        one: String,
        /// The other one.
        other: String,
    },
}

fn why_not_global(group: &str, others: &[String]) -> String {
    if others.is_empty() {
        return "for that it has to be one script that an alias mounts, alone in a new process group, and no line may say \
                which interpreter it has"
            .to_owned();
    }
    format!(
        "it is to share the process group `{group}` with {}",
        quoted(others)
    )
}

/// Returns the application that was probably meant: one that is called so but for its server or its port, or one whose name
/// is nearest.
pub(super) fn meant<'known>(id: &str, known: &BTreeSet<&'known str>) -> Option<&'known str> {
    let of_main = known
        .iter()
        .filter(|known| known.starts_with(['/', '#', '~']));
    let of_main = of_main.filter(|known| id.ends_with(**known));
    let longest = of_main.max_by_key(|known| known.len()).copied();
    let without_port = || {
        let (host, rest) = id.split_once(':')?;
        let mount = rest.trim_start_matches(|character: char| character.is_ascii_digit());
        known.get(format!("{host}{mount}").as_str()).copied()
    };
    longest
        .filter(|known| known.len() > 1)
        .or_else(without_port)
        .or_else(|| nearest(id, known.iter().copied()))
}

impl DecisionError {
    /// Returns what the user can do.
    pub fn help(&self) -> Option<String> {
        match self {
            Self::NoApplication {
                meant: Some(meant), ..
            }
            | Self::NoProcessGroup {
                meant: Some(meant), ..
            } => Some(did_you_mean(meant)),
            Self::NoProcessGroup { known, .. } if known.is_empty() => {
                Some("this server defines no process group".to_owned())
            }
            Self::NoProcessGroup { known, .. } => {
                let known = quoted(known.iter().take(LISTED));
                Some(format!("process groups here are {known}"))
            }
            Self::NoApplication { known, .. } if (1..=LISTED).contains(&known.len()) => {
                Some(format!("the applications here are {}", quoted(known)))
            }
            Self::NoApplication { .. } => {
                Some("`wsgi-daemonize inspect` shows the applications with their ids".to_owned())
            }
            Self::NotGlobal { others, id, .. } => {
                let all = quoted(std::iter::once(id).chain(others));
                Some(format!("decide on the application group `keep` for {all}"))
            }
            Self::Denied { option, id, .. } => Some(format!(
                "give it a process group of its own by `--application {id}:process-group=NAME`, or take `{option}` away"
            )),
            Self::Conflict { .. } | Self::Unfit { .. } => None,
        }
    }
}
