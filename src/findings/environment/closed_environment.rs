//! A home of Python that the user of a process group may not enter.

use std::collections::BTreeMap;
use std::path::Path;

use crate::findings::draft::{Draft, Spot};
use crate::findings::entry::Entry;
use crate::findings::facts::Facts;
use crate::findings::machine::plain_path;
use crate::findings::rule::{Certainty, Needs, Page, Rule, Severity};
use crate::wsgi::DaemonProcess;

pub(in crate::findings) static RULE: Rule = Rule {
    code: "WD612",
    name: "closed-environment",
    severity: Severity::Error,
    certainty: Certainty::Shown,
    summary: "the user of a process group may not enter its virtual environment: its processes die again and again",
    page: Page {
        finds: "A `python-home=` below a directory that only its owner may enter, such as `/root` or a home directory with the \
            rights 0700, where the owner is not the user of the process group.",
        matters: "The processes look for Python's own modules there as their user. They find none, end with \"No module named \
            'encodings'\" and are started again, for ever; requests wait until they time out.",
        example: "# /srv/shop/app.wsgi: x\n# /root/venv/pyvenv.cfg: version = 3.11.2\n#@ mode 0700 /root\n\
            WSGIDaemonProcess shop python-home=/root/venv user=shop group=shop home=/\n\
            WSGIScriptAlias / /srv/shop/app.wsgi process-group=shop\n",
        instead: "# /srv/shop/app.wsgi: x\n# /srv/venv/pyvenv.cfg: version = 3.11.2\n\
            WSGIDaemonProcess shop python-home=/srv/venv user=shop group=shop home=/\n\
            WSGIScriptAlias / /srv/shop/app.wsgi process-group=shop\n",
        remedy: "Make the virtual environment anew in a directory that the user may enter, such as one in `/srv`, or let others \
            enter the one that is closed: `chmod o+x` lets them through and shows them nothing.",
        leave: "Never: no process comes up.",
        sure: "Measured with mod_wsgi 4.9.4 and Python 3.11. The user is looked up in `/etc/passwd`; one that is not there is taken \
            for another than root. A directory that some group may enter is not found.",
    },
    needs: Needs::Files,
    find,
};

fn find(facts: &Facts<'_>) -> Vec<Draft> {
    let mut entries: BTreeMap<Option<&[u8]>, Option<Entry<'_>>> = BTreeMap::new();
    let mut drafts = Vec::new();
    for group in &facts.inventory.daemons {
        let Some(home) = home(group) else {
            continue;
        };
        let user = group.option("user");
        let entry = entries.entry(user).or_insert_with(|| match user {
            Some(user) => facts.entry_of(user),
            None => facts.entry(),
        });
        let library = home.join("lib");
        let closed = entry
            .as_ref()
            .and_then(|entry| entry.closed_above(&library));
        drafts.extend(closed.map(|closed| draft(group, home, &closed)));
    }
    drafts
}

/// Returns the home of Python; what is in a jail is not what is looked at here.
fn home(group: &DaemonProcess) -> Option<&Path> {
    let is_free = group.option("chroot").is_none();
    plain_path(group.option("python-home")?).filter(|_| is_free)
}

fn draft(group: &DaemonProcess, home: &Path, closed: &Path) -> Draft {
    let message = format!(
        "the processes may not enter `{}`, and do not find their Python",
        closed.display()
    );
    Draft::new(&RULE, Spot::option(group.node, b"python-home"), message)
        .label(format!("`{}` is not found, and they die", home.display()))
        .help("move the virtual environment, or let others enter the directory: `chmod o+x`")
}
