//! What an operator should know of the process groups that are there, and of those that move.

use crate::httpd::ServerId;
use crate::migration::judgement::Judgement;
use crate::migration::situation::Situation;
use crate::migration::timeouts::Timeouts;
use crate::source::printable;

/// Says which moved groups get another time limit: a process waits for httpd as long as the `Timeout` of the server says in
/// which its group is defined (mod_wsgi wsgi_daemon.c: `wsgi_daemon_main`; mod_wsgi.md 4.5).
pub(super) fn of_timeouts(situation: &Situation<'_>, judgement: &Judgement) -> Vec<String> {
    let timeouts = Timeouts::of(situation);
    let main = timeouts.said_by(ServerId::MAIN).unwrap_or(b"60");
    let moved = judgement.hoisted.keys();
    let moved = moved.filter_map(|node| situation.inventory.daemon_at(*node));
    let without = moved.filter(|daemon| daemon.option("socket-timeout").is_none());
    let notes = without.filter_map(|daemon| {
        let own = timeouts.said_by(daemon.server)?;
        (own != main).then(|| {
            format!(
                "`{}`: its processes had the Timeout of their virtual host, {} seconds; in the main server they have {}, \
                 unless it gets `socket-timeout={}`",
                printable(&daemon.name),
                printable(own),
                printable(main),
                printable(own)
            )
        })
    });
    notes.collect()
}
