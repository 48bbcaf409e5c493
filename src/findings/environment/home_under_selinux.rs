//! An application in a home directory, where SELinux keeps httpd out of home directories.

use std::path::Path;

use crate::findings::draft::{Draft, Spot};
use crate::findings::facts::{Facts, called};
use crate::findings::python::Program;
use crate::findings::rule::{Certainty, Needs, Page, Rule, Severity};

pub(in crate::findings) static RULE: Rule = Rule {
    code: "WD620",
    name: "home-under-selinux",
    severity: Severity::Advice,
    certainty: Certainty::Likely,
    summary: "an application is in a home directory, and SELinux may keep httpd out of it",
    page: Page {
        finds: "A script below `/home` or `/root` on a machine whose `/etc/selinux/config` says `SELINUX=enforcing`.",
        matters: "SELinux lets httpd, and the processes of mod_wsgi with it, read files with the labels of a web server. Those of a home \
            directory have others, whatever their rights say: requests get a 403, or a module is not found, and the reason stands in \
            the audit log alone.",
        example: "# /etc/selinux/config: SELINUX=enforcing\n# /home/shop/app.wsgi: x\n\
            WSGIDaemonProcess shop\nWSGIScriptAlias / /home/shop/app.wsgi process-group=shop\n",
        instead: "# /etc/selinux/config: SELINUX=enforcing\n# /srv/shop/app.wsgi: x\n\
            WSGIDaemonProcess shop\nWSGIScriptAlias / /srv/shop/app.wsgi process-group=shop\n",
        remedy: "Move the application to a directory for it, such as one in `/srv` or `/var/www`, and run `restorecon -R` on it. Where it \
            has to stay, give it a label by `semanage fcontext`, or let httpd into home directories by `setsebool -P \
            httpd_enable_homedirs on`.",
        leave: "The files have a label that httpd may read: this program does not see labels.",
        sure: "Read in the policy's documentation, not measured: it reports, and no more. It is silent where the kernel says that \
            `httpd_enable_homedirs` is on.",
    },
    needs: Needs::Files,
    find,
};

/// What the kernel says of the switch that lets httpd into home directories: `1 1` when it is on.
const SWITCH: &str = "/sys/fs/selinux/booleans/httpd_enable_homedirs";

fn find(facts: &Facts<'_>) -> Vec<Draft> {
    let mut programs = facts
        .programs()
        .iter()
        .filter(|program| is_at_home(program))
        .peekable();
    if programs.peek().is_none() || !is_enforcing(facts) {
        return Vec::new();
    }
    programs.filter_map(draft).collect()
}

fn is_at_home(program: &Program<'_>) -> bool {
    let script = program.script().map(|script| script.path.as_path());
    let homes = ["/home", "/root"];
    script.is_some_and(|script| homes.iter().any(|home| script.starts_with(home)))
}

fn is_enforcing(facts: &Facts<'_>) -> bool {
    let Some(config) = facts.read(Path::new("/etc/selinux/config")) else {
        return false;
    };
    let mut lines = config.split(|byte| *byte == b'\n');
    let says = |line: &[u8]| line.trim_ascii() == b"SELINUX=enforcing";
    let switch = facts.read(Path::new(SWITCH));
    lines.any(says) && !switch.is_some_and(|switch| switch.starts_with(b"1"))
}

fn draft(program: &Program<'_>) -> Option<Draft> {
    let first = program.asked.first()?;
    let script = program.script()?.path.display();
    let message = format!(
        "{} is in a home directory, where SELinux may keep httpd out",
        called(&program.asked)
    );
    Some(
        Draft::new(&RULE, Spot::directive(first.node()), message)
            .label(format!("the script is `{script}`"))
            .help("move it to a directory such as one in `/srv`, or see to its label"),
    )
}
