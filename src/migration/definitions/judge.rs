//! Which definitions of virtual hosts can move to the main server, and why the others cannot.

use std::collections::BTreeMap;

use crate::httpd::{NodeId, ServerId};
use crate::migration::held::{Held, Obstacle};
use crate::migration::hindrance::changing_identity;
use crate::migration::situation::{Situation, Spot};
use crate::wsgi::DaemonProcess;

/// Judges the definitions of virtual hosts; returns the lines of those that move, and those that stay where they are.
pub(in crate::migration) fn judge_daemons(
    situation: &Situation<'_>,
) -> (BTreeMap<NodeId, Spot>, Vec<Held>) {
    let mut hoisted = BTreeMap::new();
    let mut stay = Vec::new();
    let other_user = changing_identity(situation).map(|node| {
        let at = situation.at_node(node);
        Obstacle::new(
            format!("its processes run as the user that is read before it, and {at} names another"),
            "take one of the two lines away",
        )
    });
    for daemon in &situation.inventory.daemons {
        if daemon.server == ServerId::MAIN {
            continue;
        }
        let judged = match &other_user {
            Some(why) => Err(why.clone()),
            None => judge_daemon(situation, daemon),
        };
        match judged {
            Ok(spot) => {
                hoisted.insert(daemon.node, spot);
            }
            Err(obstacle) => stay.push(Held::new(
                format!(
                    "the process group `{}` stays inside its virtual host",
                    crate::source::printable(&daemon.name)
                ),
                obstacle,
                situation.at_node(daemon.node),
            )),
        }
    }
    (hoisted, stay)
}

/// Returns the lines of a definition that can be moved to the main server; the error says why it cannot.
fn judge_daemon(situation: &Situation<'_>, daemon: &DaemonProcess) -> Result<Spot, Obstacle> {
    let spot = situation.spot(daemon.node)?;
    let directive = situation.tree.directive(daemon.node);
    for (_, condition) in situation.tree.conditions_around(directive.condition) {
        if !is_about_modules(&condition.name) {
            let why = format!(
                "it is defined only under `{} {}` at {}",
                crate::source::printable(&condition.name),
                crate::source::printable(&condition.arguments),
                situation.at(condition.place)
            );
            return Err(Obstacle::new(why, "move it by hand, with its condition"));
        }
    }
    if let Some(variable) = changing_variable(situation, &spot) {
        let why = format!(
            "it uses `${{{variable}}}`, which a Define sets and which may have another value elsewhere"
        );
        return Err(Obstacle::new(why, "write the value out"));
    }
    if daemon.name.contains(&b'=') {
        let why = "its name was forgotten: mod_wsgi takes the first option for it";
        return Err(Obstacle::new(why, "give it a name"));
    }
    if daemon.is_for_services() {
        let why = "it has threads=0, for service scripts";
        return Err(Obstacle::new(why, "move it by hand"));
    }
    match situation.line(&spot) {
        Some(line) if !line.cut && !line.dangling => Ok(spot),
        _ => Err(Obstacle::new(
            "a NUL byte or the end of the file cuts its line",
            "write the line anew",
        )),
    }
}

/// Conditions on the program and its modules are the same everywhere; flags and files may be meant to differ.
fn is_about_modules(name: &[u8]) -> bool {
    let names: [&[u8]; 4] = [b"<IfModule", b"<IfVersion", b"<IfDirective", b"<IfSection"];
    names.iter().any(|module| name.eq_ignore_ascii_case(module))
}

/// Returns a variable in a line that does not come from the environment.
fn changing_variable(situation: &Situation<'_>, spot: &Spot) -> Option<String> {
    let raw = situation.raw(spot);
    let mut found = None;
    let variables = &situation.tree.variables;
    variables.each_name(raw, |name| {
        if !variables.is_from_environment(name) {
            found = Some(crate::source::printable(name));
        }
    });
    found
}
