//! Applications that no request ever reaches: another alias takes all their URLs first.

use crate::migration::held::{Held, Obstacle};
use crate::migration::situation::Situation;
use crate::wsgi::{Application, Status};

/// Returns why an application is left alone, if it can never be asked for. Nothing fails because of it: a process group would
/// have nothing to do, and Apache's own processes never run it.
pub(super) fn never_asked(situation: &Situation<'_>, application: &Application) -> Option<Held> {
    let hiding = situation
        .inventory
        .hidden_by(situation.config, application)?;
    let asked = situation.overview.applications.iter();
    let mut own = asked.filter(|mounted| mounted.node == application.node);
    if own.any(|mounted| mounted.answer.status != Status::NotWsgi) {
        return None;
    }
    let why = format!(
        "it can never be asked for, because the alias at {} takes its URLs first",
        situation.at_node(hiding)
    );
    Some(Held::new(
        format!("{} is left as it is", situation.label(application)),
        Obstacle::new(why, "put it above that one, or take it away"),
        situation.at_node(application.node),
    ))
}
