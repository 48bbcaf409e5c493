//! [`verify`]: reads the server as it would be, and shows that nothing that worked is lost.

use std::path::Path;

use super::plan::Plan;
use super::restriction::Restriction;
use super::situation::Situation;
use crate::host::Overlay;
use crate::httpd::{
    self, ConfigTree, Directive, Effective, ReadError, Runtime, Scope, ServerConfig, ServerId,
};
use crate::patch::Change;
use crate::source::printable;
use crate::wsgi::{self, Application, Delegation, Inventory};

/// Why a plan is not what it should be.
#[derive(Debug, thiserror::Error)]
pub enum Difference {
    /// The changed server cannot be read.
    #[error("the changed configuration cannot be read")]
    Unreadable(#[from] ReadError),
    /// httpd would refuse it.
    #[error("httpd would refuse the changed configuration: {message} ({at})")]
    Refused {
        /// httpd's message.
        message: String,
        /// Where.
        at: String,
    },
    /// Something else changes than what the plan names.
    #[error("the change would reach further than planned: {0}")]
    Changed(String),
}

/// Proves a plan on the model: reads the changed server through an overlay and compares it with the one that is.
///
/// Files that the plan does not touch are not opened again; what httpd makes of them is found out anew.
pub fn verify(situation: &Situation<'_>, runtime: &Runtime, plan: &Plan) -> Result<(), Difference> {
    let mut overlay = Overlay::new(situation.host);
    for (path, change) in plan.patch.changes() {
        match change {
            Change::Modify { after, .. } => overlay.put_file(path, after.clone()),
            Change::Create { text } => overlay.put_file(path, text.clone()),
            Change::Link { target } => overlay.put_link(path, target),
        }
    }
    for (file, after) in &plan.after {
        overlay.put_file(&situation.tree.file(*file).path, after.clone());
    }
    let is_changed = |path: &Path| overlay.replaces(path);
    let tree = httpd::read_again(&overlay, runtime, situation.tree, &is_changed)?;
    let config = httpd::evaluate(&tree);
    if let Some(error) = wsgi::all_errors(&tree, &config).into_iter().next() {
        let after = Situation {
            tree: &tree,
            config: &config,
            ..*situation
        };
        return Err(Difference::Refused {
            message: printable(&error.message),
            at: error
                .place
                .map_or_else(|| "no line".to_owned(), |place| after.at(place)),
        });
    }
    let inventory = wsgi::take_inventory(&overlay, &tree, &config);
    let comparison = Comparison {
        before: Side {
            tree: situation.tree,
            config: situation.config,
            inventory: situation.inventory,
        },
        after: Side {
            tree: &tree,
            config: &config,
            inventory: &inventory,
        },
        plan,
    };
    comparison.compare().map_err(Difference::Changed)
}

struct Side<'server> {
    tree: &'server ConfigTree,
    config: &'server ServerConfig,
    inventory: &'server Inventory,
}

struct Comparison<'server> {
    before: Side<'server>,
    after: Side<'server>,
    plan: &'server Plan,
}

impl Comparison<'_> {
    fn compare(&self) -> Result<(), String> {
        self.other_directives()?;
        self.groups()?;
        self.applications()?;
        self.restriction()
    }

    /// Everything but what delegates and defines, and what the plan declares, is the same, in the same scope and order.
    fn other_directives(&self) -> Result<(), String> {
        let declared = &self.plan.declared;
        let before = self.before.others();
        let mut before = before.filter(|(one, _)| !declared.deleted.contains(&one.id));
        let mut added = declared.added.clone();
        let mut after = self.after.others().filter(|(one, at)| {
            let is_added = |(name, arguments): &(&'static str, Vec<u8>)| {
                at.scope == MAIN && one.name == name.as_bytes() && one.arguments == *arguments
            };
            let found = added.iter().position(is_added);
            found.map(|index| added.remove(index)).is_none()
        });
        loop {
            match (before.next(), after.next()) {
                (None, None) => break,
                (Some((one, at)), Some((other, there)))
                    if at.scope == there.scope
                        && same(one, other, declared.edited.get(&one.id)) => {}
                (Some((one, _)), _) => {
                    return Err(format!("`{}` would change", shown(one)));
                }
                (None, Some((other, _))) => {
                    return Err(format!("`{}` would be added", shown(other)));
                }
            }
        }
        drop(after);
        match added.first() {
            None => Ok(()),
            Some((name, _)) => Err(format!("`{name}` would not be added")),
        }
    }

    /// Every group that was there is there, with the same options.
    fn groups(&self) -> Result<(), String> {
        for daemon in &self.before.inventory.daemons {
            let name = printable(&daemon.name);
            match self.after.inventory.daemon(&daemon.name) {
                None => return Err(format!("the process group `{name}` would be lost")),
                Some(after) if after.options != daemon.options => {
                    return Err(format!("the options of `{name}` would change"));
                }
                Some(_) => {}
            }
        }
        Ok(())
    }

    /// Every application is the same, and runs in the same group as before or in one where it was embedded.
    fn applications(&self) -> Result<(), String> {
        let (before, after) = (
            &self.before.inventory.applications,
            &self.after.inventory.applications,
        );
        if before.len() != after.len() {
            return Err(format!(
                "{} applications would become {}",
                before.len(),
                after.len()
            ));
        }
        for (before, after) in before.iter().zip(after) {
            self.application(before, after)
                .map_err(|what| format!("{}: {what}", printable(before.url_path())))?;
        }
        Ok(())
    }

    fn application(&self, before: &Application, after: &Application) -> Result<(), String> {
        let same = before.server == after.server
            && before.mount == after.mount
            && before.path == after.path
            && before.options.callable_object == after.options.callable_object
            && before.options.pass_authorization == after.options.pass_authorization;
        if !same {
            return Err("another application would be there".to_owned());
        }
        let interpreter = &after.options.application_group;
        let added_global =
            before.options.application_group.is_none() && interpreter.as_deref() == Some(b"");
        if *interpreter != before.options.application_group && !added_global {
            return Err("its application group would change".to_owned());
        }
        for server in self.before.inventory.serving(self.before.config, before) {
            let was = self.before.delegation(before, server);
            let is = self.after.delegation(after, server);
            match (was, is) {
                (Place::Daemon(was), Place::Daemon(is)) if was == is => {}
                // What failed may be served; a part of it may, when the definition that it names moves.
                (Place::Embedded | Place::Failing, Place::Daemon(_))
                | (Place::Failing, Place::Undecided) => {}
                (was, is) if was == is => {}
                (was, is) => return Err(format!("it would run {is} instead of {was}")),
            }
        }
        Ok(())
    }

    /// With embedded mode restricted, nothing runs embedded.
    fn restriction(&self) -> Result<(), String> {
        let Restriction::Set { .. } = self.plan.restriction else {
            return Ok(());
        };
        if !self.after.inventory.is_restricted() {
            return Err("`WSGIRestrictEmbedded On` would not be in force".to_owned());
        }
        for application in &self.after.inventory.applications {
            for server in self.after.inventory.serving(self.after.config, application) {
                if !matches!(self.after.delegation(application, server), Place::Daemon(_)) {
                    let path = printable(application.url_path());
                    return Err(format!("{path} would still be embedded"));
                }
            }
        }
        Ok(())
    }
}

/// Where a request ends up.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Place {
    Embedded,
    Daemon(Vec<u8>),
    /// A group that is not there or cannot be reached.
    Failing,
    Undecided,
}

impl std::fmt::Display for Place {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Embedded => formatter.write_str("in Apache's own processes"),
            Self::Daemon(group) => write!(formatter, "in `{}`", printable(group)),
            Self::Failing => formatter.write_str("nowhere"),
            Self::Undecided => formatter.write_str("where only the request tells"),
        }
    }
}

impl<'server> Side<'server> {
    /// Returns the directives that no plan touches, with their scopes.
    fn others(&self) -> impl Iterator<Item = (Directive<'server>, Effective)> {
        let tree = self.tree;
        self.config.effective.iter().filter_map(move |effective| {
            let directive = tree.directive(effective.node);
            let is = |name: &str| directive.name.eq_ignore_ascii_case(name.as_bytes());
            let planned =
                is("WSGIDaemonProcess") || is("WSGIRestrictEmbedded") || is("WSGIScriptAlias");
            (!planned).then_some((directive, *effective))
        })
    }

    fn delegation(&self, application: &Application, server: ServerId) -> Place {
        let (whole, parts) = self.inventory.delegation(self.config, application, server);
        let mut places: Vec<_> = std::iter::once(&whole)
            .chain(parts.iter().map(|part| &part.delegation))
            .map(|delegation| self.place(delegation, server))
            .collect();
        places.dedup();
        match places.as_slice() {
            [one] => one.clone(),
            _ => Place::Undecided,
        }
    }

    fn place(&self, delegation: &Delegation, server: ServerId) -> Place {
        match delegation {
            Delegation::Embedded(_) => Place::Embedded,
            Delegation::Undecided(_) => Place::Undecided,
            Delegation::Daemon { group, .. } => match self.inventory.daemon(group) {
                Some(daemon) if daemon.is_reachable_from(self.config, server) => {
                    Place::Daemon(group.clone())
                }
                _ => Place::Failing,
            },
        }
    }
}

/// Returns whether a directive is what it was, or what it is to be.
fn same(one: Directive<'_>, other: Directive<'_>, edited: Option<&Vec<u8>>) -> bool {
    let arguments = edited.map_or(one.arguments, Vec::as_slice);
    one.name == other.name && arguments == other.arguments
}

/// Where what is added stands.
const MAIN: Scope = Scope {
    server: ServerId::MAIN,
    section: None,
};

fn shown(directive: Directive<'_>) -> String {
    format!(
        "{} {}",
        printable(directive.name),
        printable(directive.arguments)
    )
}
