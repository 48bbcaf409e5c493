//! Decisions that come too late: for applications that run in a process group already, which a plan does not change, and for
//! definitions that stand in the main server.

use std::collections::BTreeSet;

use super::Decisions;
use crate::httpd::ServerId;
use crate::migration::judgement::{Judgement, Verdict};
use crate::migration::preset::{ApplicationDecision, OptionValue};
use crate::migration::situation::Situation;
use crate::source::printable;
use crate::wsgi::DaemonProcess;

/// Says which decisions do not count, and where to write what is wanted.
pub(in crate::migration) fn unheeded(
    situation: &Situation<'_>,
    decisions: &Decisions,
    judgement: &Judgement,
) -> BTreeSet<String> {
    let mut notes = of_groups(situation, decisions);
    if decisions.applications.is_empty() {
        return notes;
    }
    for (id, verdict) in &judgement.applications {
        let Verdict::Delegated(groups) = verdict else {
            continue;
        };
        let application = situation.inventory.application(*id);
        let decision = decisions.of(situation, application);
        let daemons = groups.iter();
        for daemon in daemons.filter_map(|group| situation.inventory.daemon(group)) {
            let keys = differing(&decision, daemon);
            if keys.is_empty() {
                continue;
            }
            notes.insert(format!(
                "{} of `{}` does not count: it runs in the process group `{}` already, which keeps what its definition says ({})",
                keys.join(", "),
                decisions.name(situation, application),
                printable(&daemon.name),
                situation.at_node(daemon.node)
            ));
        }
    }
    notes
}

/// Says which definitions need not be left where they are.
fn of_groups(situation: &Situation<'_>, decisions: &Decisions) -> BTreeSet<String> {
    let main = situation.inventory.daemons.iter();
    let main = main.filter(|daemon| daemon.server == ServerId::MAIN);
    let decided = main.filter(|daemon| decisions.let_move(daemon).is_err());
    let notes = decided.map(|daemon| {
        format!(
            "`leave` of the process group `{}` does not count: it stands in the main server already ({})",
            printable(&daemon.name),
            situation.at_node(daemon.node)
        )
    });
    notes.collect()
}

/// Returns the keys of what was decided and is not so.
fn differing(decision: &ApplicationDecision, daemon: &DaemonProcess) -> Vec<String> {
    let name = decision.process_group.as_ref();
    let name = name.filter(|name| name.as_bytes() != daemon.name);
    let options = decision.options.iter().filter(|option| {
        let is = daemon.option(&option.name);
        match &option.value {
            OptionValue::Text(value) => is != Some(value.as_bytes()),
            OptionValue::Absent => is.is_some(),
            OptionValue::FromMpm => false,
        }
    });
    let options = options.map(|option| format!("`{}`", option.name));
    let name = name.map(|_| "`process-group`".to_owned());
    name.into_iter().chain(options).collect()
}
