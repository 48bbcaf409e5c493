//! [`Seat`]: where the name of an application's process group is written.

use super::macro_line::macro_line;
use crate::httpd::catalog::wsgi::Version;
use crate::httpd::{NodeId, Scope};
use crate::migration::held::Obstacle;
use crate::migration::situation::{Situation, Spot};
use crate::wsgi::{Application, Mechanism};

/// The first version whose `WSGIScriptAliasMatch` takes a process group.
const OPTIONS_OF_MATCH: Version = (4, 6, 0);

/// How a line comes to name a process group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::migration) enum How {
    /// By an option of the line that mounts the application: it counts before every section.
    Option,
    /// In place of the `%{GLOBAL}` of a `WSGIProcessGroup`.
    Value,
    /// By a new `WSGIProcessGroup` behind the line, in its section.
    Behind,
    /// By a new `WSGIProcessGroup` before the line, at the level of its server: every section counts before it.
    Before,
    /// By a new `<LocationMatch>` behind the line, with its expression.
    Match,
}

/// A line, and how it comes to name a process group.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::migration) struct Seat {
    pub(in crate::migration) spot: Spot,
    pub(in crate::migration) how: How,
    /// Where what is written has effect.
    pub(in crate::migration) scope: Scope,
    /// The directive on the line.
    pub(in crate::migration) node: NodeId,
    /// How the group is written, where that is not its name: by the parameter of a macro.
    pub(in crate::migration) written: Option<Vec<u8>>,
}

impl Seat {
    /// Returns whether a line is added to a scope, which needs only one.
    pub(in crate::migration) fn is_new_in_scope(&self) -> bool {
        matches!(self.how, How::Behind | How::Before)
    }

    /// Finds a seat at a directive; the error says why there is none.
    pub(in crate::migration) fn at(
        situation: &Situation<'_>,
        node: NodeId,
        how: How,
        scope: Scope,
    ) -> Result<Self, (Obstacle, NodeId)> {
        let place = situation.tree.directive(node).place;
        let spot = match situation.tree.file_of(place) {
            None => macro_line(situation, place).map(|line| line.spot),
            Some(_) => situation.spot_of(place),
        };
        let spot = spot.map_err(|obstacle| (obstacle, node))?;
        let line = situation.line(&spot);
        if line.is_none_or(|line| line.cut || line.dangling) {
            let obstacle = Obstacle::new(
                "its line cannot be added to: a NUL byte or the end of the file cuts it",
                "write the line anew",
            );
            return Err((obstacle, node));
        }
        Ok(Self {
            spot,
            how,
            scope,
            node,
            written: None,
        })
    }

    /// Finds the seat of an application that is embedded as a whole: its own line, or its section.
    pub(in crate::migration) fn own(
        situation: &Situation<'_>,
        application: &Application,
    ) -> Result<Self, (Obstacle, NodeId)> {
        let how = match application.mechanism {
            Mechanism::ScriptAlias | Mechanism::HandlerScript => How::Option,
            Mechanism::ScriptAliasMatch => match situation.mod_wsgi {
                Some(version) if version >= OPTIONS_OF_MATCH => How::Option,
                _ => How::Match,
            },
            Mechanism::Handler | Mechanism::RewriteRule => How::Behind,
        };
        Self::at(situation, application.node, how, application.scope())
    }

    /// Finds the seat at the level of an application's server.
    pub(in crate::migration) fn at_server(
        situation: &Situation<'_>,
        application: &Application,
    ) -> Result<Self, (Obstacle, NodeId)> {
        let sections = situation.config.sections_from(application.section);
        let outermost = sections.last();
        let node = outermost.map_or(application.node, |section| section.node);
        let scope = Scope {
            server: application.server,
            section: None,
        };
        Self::at(situation, node, How::Before, scope)
    }
}
