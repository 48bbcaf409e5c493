//! A limit of memory that is too small for anything.

use crate::findings::draft::{Draft, Spot};
use crate::findings::facts::Facts;
use crate::findings::rule::{Certainty, Needs, Page, Rule, Severity};
use crate::source::atoi;
use crate::wsgi::DaemonProcess;

pub(in crate::findings) static RULE: Rule = Rule {
    code: "WD411",
    name: "tiny-memory-limit",
    severity: Severity::Error,
    certainty: Certainty::Shown,
    summary: "a limit of memory is so small that no process can live in it",
    page: Page {
        finds: "`memory-limit` or `virtual-memory-limit` below 4 MB.",
        matters: "Both count in bytes: `memory-limit=512` is half a kilobyte. Python cannot start with \
            so little: the processes of the group end at once and are started again for ever, and requests fail.",
        example: "WSGIDaemonProcess shop memory-limit=512\n\
            WSGIScriptAlias / /srv/shop/app.wsgi process-group=shop\n",
        instead: "WSGIDaemonProcess shop memory-limit=536870912\n\
            WSGIScriptAlias / /srv/shop/app.wsgi process-group=shop\n",
        remedy: "Write bytes: 512 MB are 536870912.",
        leave: "Never: nothing runs in the group.",
        sure: "The unit is that of `setrlimit`, and Python 3.11 alone needs more than 4 MB.",
    },
    needs: Needs::Server,
    find,
};

/// Less than any Python needs.
const SMALL: i64 = 4 << 20;

fn find(facts: &Facts<'_>) -> Vec<Draft> {
    facts.inventory.daemons.iter().flat_map(drafts).collect()
}

fn drafts(group: &DaemonProcess) -> impl Iterator<Item = Draft> {
    ["memory-limit", "virtual-memory-limit"]
        .into_iter()
        .filter_map(|name| {
            let (bytes, is_followed) = atoi(group.option(name)?);
            // With a unit behind it, that is what is wrong.
            (bytes > 0 && bytes < SMALL && !is_followed).then(|| {
                let message =
                    format!("`{name}={bytes}` is {bytes} bytes: no process can live in that");
                Draft::new(&RULE, Spot::option(group.node, name.as_bytes()), message)
                    .help("write the number of bytes: 512 MB are 536870912")
            })
        })
}
