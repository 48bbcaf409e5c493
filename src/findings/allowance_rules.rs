//! WD9xx: the comments that allow findings.

use super::rule::{Certainty, Needs, Page, Rule, Severity};

/// A comment without a reason.
pub(super) static UNEXPLAINED: Rule = Rule {
    code: "WD901",
    name: "allowed-without-reason",
    severity: Severity::Warning,
    certainty: Certainty::Shown,
    summary: "a comment allows a finding and does not say why",
    page: Page {
        finds: "A comment `# wsgi-daemonize: allow CODE` without `because` and a reason.",
        matters: "Who reads the file next cannot tell whether the reason still holds. Without a reason the comment does not \
            count.",
        example: "# wsgi-daemonize: allow WD204\nWSGIDaemonProcess shop\n",
        instead: "# wsgi-daemonize: allow WD204 because the shop opens in May\nWSGIDaemonProcess shop\n",
        remedy: "Write `because` and the reason behind the code.",
        leave: "Never: write the reason, or take the comment away.",
        sure: "The comment is read as it stands.",
    },
    needs: Needs::Lines,
    find: |_| Vec::new(),
};

/// A comment that is not needed.
pub(super) static UNUSED: Rule = Rule {
    code: "WD902",
    name: "unused-allowance",
    severity: Severity::Warning,
    certainty: Certainty::Shown,
    summary: "a comment allows a finding that is not there",
    page: Page {
        finds: "A comment `# wsgi-daemonize: allow CODE because …` directly above a line for which there is no such finding, or \
            with a code that no rule has.",
        matters: "It hides the next mistake of this kind at this place. Often the line was mended, or moved away from its \
            comment.",
        example: "# wsgi-daemonize: allow WD204 because the shop opens in May\nWSGIDaemonProcess shop\n\
            WSGIScriptAlias / /srv/shop/app.wsgi process-group=shop\n",
        instead: "WSGIDaemonProcess shop\nWSGIScriptAlias / /srv/shop/app.wsgi process-group=shop\n",
        remedy: "Take the comment away, or move it directly above the line that it is about.",
        leave: "The finding comes and goes with conditions that are not the same everywhere.",
        sure: "A comment for a rule that was left out by `--skip` or `--only` is not looked at, nor one for a rule about files \
            where those of the server are not at hand. What httpd refuses cannot be allowed.",
    },
    needs: Needs::Server,
    find: |_| Vec::new(),
};
