//! A directive or an option that a version in question does not know.

use super::releases::strangers;
use crate::findings::draft::Draft;
use crate::findings::facts::Facts;
use crate::findings::rule::{Certainty, Needs, Page, Rule, Severity};

pub(in crate::findings) static RULE: Rule = Rule {
    code: "WD404",
    name: "unknown-to-target",
    severity: Severity::Warning,
    certainty: Certainty::Shown,
    summary: "the version named by `--target` does not know a directive or an option",
    page: Page {
        finds: "With `--target VERSION`: a directive or an option that this version of mod_wsgi does not have, although the \
            loaded one has. The example is for `--target 6.0.5`.",
        matters: "After the upgrade httpd refuses to start with \"Invalid command\" or \"Invalid option\".",
        example: "WSGILazyInitialization On\n",
        instead: "WSGIRestrictEmbedded On\n",
        remedy: "Take the line or the option away before the upgrade.",
        leave: "The upgrade is not planned.",
        sure: "What each version has comes from the sources of all releases up to 6.0.5.",
    },
    needs: Needs::Target,
    find,
};

fn find(facts: &Facts<'_>) -> Vec<Draft> {
    let Some(target) = facts.target else {
        return Vec::new();
    };
    let strangers = strangers(facts, target).into_iter();
    let new = strangers.filter(|stranger| {
        let loaded = facts.mod_wsgi;
        loaded.is_none_or(|version| stranger.is_known_to(version))
    });
    new.map(|stranger| stranger.draft(&RULE, target)).collect()
}
