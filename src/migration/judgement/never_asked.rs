//! Applications that no request ever reaches: another line takes all their URLs first.

use crate::httpd::NodeId;
use crate::httpd::request::{Origin, after_prefix};
use crate::migration::held::{Held, Obstacle};
use crate::migration::situation::Situation;
use crate::source::printable;
use crate::syntax::Words;
use crate::wsgi::{Application, Mechanism, Mounted, Status};

/// Returns why an application is left alone, if it can never be asked for. Nothing fails because of it: a process group would
/// have nothing to do, and Apache's own processes never run it.
pub(super) fn never_asked(situation: &Situation<'_>, application: &Application) -> Option<Held> {
    let own: Vec<_> = situation.overview.of_line(application.node).collect();
    let is_asked = |mounted: &&Mounted| mounted.answer.status != Status::NotWsgi;
    if own.iter().any(is_asked) {
        return None;
    }
    let inventory = situation.inventory;
    let obstacle = match inventory.hidden_by(situation.config, application) {
        Some(hiding) => match other_line(situation, &own) {
            Some(line) => behind(situation, line),
            None => Obstacle::new(
                format!(
                    "it can never be asked for, because the alias at {} takes its URLs first",
                    situation.at_node(hiding)
                ),
                "put it above that one, or take it away",
            ),
        },
        None => behind(situation, mod_alias_in_front(situation, application, &own)?),
    };
    Some(Held::new(
        format!("{} is left as it is", situation.label(application)),
        obstacle,
        situation.at_node(application.node),
    ))
}

/// Returns a line of another module that takes the URLs of an application in every server before mod_wsgi is asked: it would
/// take them still if no other application did.
fn other_line(situation: &Situation<'_>, own: &[&Mounted]) -> Option<NodeId> {
    let is_other = |line: &NodeId| {
        let name = situation.tree.name_of(*line).to_ascii_lowercase();
        !name.starts_with(b"wsgi") && !name.starts_with(b"<")
    };
    let lines = own
        .iter()
        .map(|mounted| decided_by(mounted).filter(is_other));
    lines.collect::<Option<Vec<_>>>()?.into_iter().next()
}

/// Returns the alias of mod_alias that takes all URLs of an application in every server. Those that count by expressions or
/// for sections may leave some.
fn mod_alias_in_front(
    situation: &Situation<'_>,
    application: &Application,
    own: &[&Mounted],
) -> Option<NodeId> {
    let takes_all = |mounted: &&Mounted| {
        decided_by(mounted).is_some_and(|line| {
            let directive = situation.tree.directive(line);
            let is = |name: &[u8]| directive.name.eq_ignore_ascii_case(name);
            let mut words = Words::new(directive.arguments);
            let (prefix, target) = (words.next(), words.next());
            let covers =
                prefix.is_some_and(|prefix| after_prefix(&mounted.mount, &prefix).is_some());
            (is(b"Alias") || is(b"ScriptAlias")) && target.is_some() && covers
        })
    };
    let is_plain = application.mechanism == Mechanism::ScriptAlias;
    let first = own
        .first()
        .filter(|_| is_plain && own.iter().all(takes_all))?;
    decided_by(first)
}

fn decided_by(mounted: &Mounted) -> Option<NodeId> {
    match mounted.answer.decided_by {
        Some(Origin::Config(line)) => Some(line),
        _ => None,
    }
}

fn behind(situation: &Situation<'_>, line: NodeId) -> Obstacle {
    let name = printable(situation.tree.name_of(line));
    let at = situation.at_node(line);
    Obstacle::new(
        format!(
            "it can never be asked for, because `{name}` at {at} takes its URLs first, wherever it stands"
        ),
        "give that line another path, or take the application away",
    )
}
