//! How long httpd waits for an answer of a new process group. Embedded applications have no such limit, so one that somebody
//! set for other reasons must not become one.

use super::Group;
use crate::httpd::ServerId;
use crate::migration::preset::{Chosen, ChosenOption, is_from_embedded, is_in_version};
use crate::migration::situation::Situation;
use crate::migration::timeouts::{DEFAULT, Timeouts};
use crate::source::printable;

const OPTION: &str = "socket-timeout";

/// Lets a group take as long as the longest `Timeout` of its virtual hosts, if a preset of ours says less; and as long as
/// httpd's own, if a virtual host has less and nobody says anything. Returns what there is to say.
pub(super) fn allow_slow_answers(
    situation: &Situation<'_>,
    timeouts: &Timeouts,
    group: &Group,
    chosen: &mut Chosen,
) -> Option<String> {
    let seconds = seconds(situation, timeouts, group);
    let ((shortest, hasty), (longest, slow)) = (seconds.first()?, seconds.last()?);
    let mut options = chosen.options.iter_mut();
    match options.find(|option| option.name == OPTION) {
        Some(option) if is_from_embedded(&option.from) => {
            let value = option.value.parse::<u32>().ok()?;
            if value < *longest {
                option.value = longest.to_string();
                option.from = format!("the `Timeout` of {}", situation.server_label(*slow));
            }
            None
        }
        None if *shortest < DEFAULT && is_in_version(OPTION, situation.mod_wsgi) => {
            chosen.options.push(ChosenOption {
                name: OPTION.to_owned(),
                value: DEFAULT.to_string(),
                from: format!(
                    "httpd's own `Timeout`, because that of {} is shorter",
                    situation.server_label(*hasty)
                ),
            });
            None
        }
        None if *shortest < DEFAULT => Some(format!(
            "`{}`: an answer that begins after {shortest} seconds, the `Timeout` of {}, is given up with 504; embedded it was \
             not, and this mod_wsgi is not known to have `socket-timeout`",
            printable(&group.name),
            situation.server_label(*hasty)
        )),
        _ => None,
    }
}

/// Returns the `Timeout` of each server that serves a group's applications, the shortest first.
fn seconds(situation: &Situation<'_>, timeouts: &Timeouts, group: &Group) -> Vec<(u32, ServerId)> {
    let applications = group.users().map(|id| situation.inventory.application(id));
    let servers = applications
        .flat_map(|application| situation.inventory.serving(situation.config, application));
    let mut seconds: Vec<_> = servers
        .filter_map(|server| Some((timeouts.seconds(server)?, server)))
        .collect();
    seconds.sort_unstable();
    seconds
}
