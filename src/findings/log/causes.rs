//! [`Cause`]: a line of the configuration behind what a log names.

use std::path::PathBuf;

use crate::findings::draft::Spot;
use crate::findings::facts::Facts;
use crate::findings::finding::Label;
use crate::findings::location::Location;
use crate::httpd::NodeId;
use crate::httpd::request::Origin;

/// A line of the configuration, and what it has to do with a message.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Cause {
    /// It makes the script an application; another one decides what becomes of its requests.
    Application(NodeId, Option<NodeId>),
    /// It names the process group.
    Naming(NodeId),
    /// It defines the process group.
    Definition(NodeId),
    /// A word of it names a directory.
    Directory(NodeId, usize),
    /// An option of it names a directory, or a user whose home is one.
    Option(NodeId, &'static str),
    /// httpd refuses it.
    Refused(PathBuf, u32),
}

impl Cause {
    /// Returns where that is, and what it does; nothing where the file has no such line.
    pub(super) fn labels(&self, facts: &Facts<'_>) -> Vec<Label> {
        let (spot, text) = match self {
            Self::Application(node, _) => (Spot::directive(*node), "this is the application"),
            Self::Naming(node) => naming(facts, *node),
            Self::Definition(node) => (Spot::word(*node, 1), "this defines the process group"),
            Self::Directory(node, word) => (Spot::word(*node, *word), "this is the directory"),
            Self::Option(node, name) => {
                let spot = Spot::option(*node, name.as_bytes());
                (spot, "this leads to the directory")
            }
            Self::Refused(file, line) => {
                let spot = Spot::InFile(file.clone(), *line);
                (spot, "httpd does not start with this line")
            }
        };
        let more = match self {
            Self::Application(_, Some(decides)) => Some(naming(facts, *decides)),
            _ => None,
        };
        let spots = std::iter::once((spot, text)).chain(more);
        let labels = spots.filter_map(|(spot, text)| {
            Some(Label {
                location: Location::of(facts, &spot)?.location,
                text: text.to_owned(),
            })
        });
        labels.collect()
    }
}

/// Returns the word of a line that names a process group; a `Require` or `WSGIRestrictProcess` that refuses is meant whole.
fn naming(facts: &Facts<'_>, node: NodeId) -> (Spot, &'static str) {
    let refuses = [
        b"Require".as_slice(),
        b"WSGIRestrictProcess",
        b"WSGIRestrictEmbedded",
    ];
    let name = facts.name(node);
    if refuses.iter().any(|other| name.eq_ignore_ascii_case(other)) {
        return (Spot::directive(node), "this refuses its requests");
    }
    (
        facts.naming(Origin::Config(node)),
        "this names the process group",
    )
}
