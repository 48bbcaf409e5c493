//! An alias behind a shorter one.

use super::mounted_twice::second_mounts;
use crate::findings::draft::{Draft, Spot};
use crate::findings::facts::Facts;
use crate::findings::remedy::Remedy;
use crate::findings::rule::{Certainty, Needs, Page, Rule, Severity};
use crate::httpd::NodeId;
use crate::source::printable;

pub(in crate::findings) static RULE: Rule = Rule {
    code: "WD304",
    name: "alias-behind-shorter",
    severity: Severity::Warning,
    certainty: Certainty::Shown,
    summary: "an alias is never reached: a shorter one in front of it takes its URLs",
    page: Page {
        finds: "A `WSGIScriptAlias` for a path below that of another one which stands in front of it.",
        matters: "mod_wsgi takes the first alias that matches, not the longest: with `WSGIScriptAlias /` \
            in front, `/api` is never asked, and all its URLs go to the application of `/`.",
        example: "WSGIScriptAlias / /srv/shop/app.wsgi\n\
            WSGIScriptAlias /api /srv/shop/api.wsgi\n",
        instead: "WSGIScriptAlias /api /srv/shop/api.wsgi\n\
            WSGIScriptAlias / /srv/shop/app.wsgi\n",
        remedy: "Move the line with the longer path in front.",
        leave: "Never: the line has no effect. If the application is not needed, take it away.",
        sure: "Measured with mod_wsgi 4.9.4 and 6.0.5.",
    },
    needs: Needs::Server,
    find,
};

fn find(facts: &Facts<'_>) -> Vec<Draft> {
    // One for a path that has an alias already would not be reached further up, either.
    let twice = second_mounts(facts);
    let is_second = |node| twice.iter().any(|(_, second)| second.node == node);
    let applications = facts.inventory.applications.iter();
    let hidden = applications.filter_map(|application| {
        let by = facts.inventory.hidden_by(facts.config, application)?;
        if is_second(application.node) {
            return None;
        }
        let slash = if application.needs_slash { "/" } else { "" };
        let path = printable(application.url_path()) + slash;
        let message = format!("the alias for `{path}` is never reached");
        let draft = Draft::new(&RULE, Spot::directive(application.node), message).because(
            Spot::directive(by),
            "this takes its URLs before it is tried",
        );
        let title = "move the line with the longer path in front";
        Some(if are_together(facts, application.node, by) {
            let name = facts.name(application.node);
            draft.remedy(Remedy::risky(title).move_before(application.node, name, by))
        } else {
            draft.help(title)
        })
    });
    hidden.collect()
}

/// Returns whether two lines stand in the same section and under the same condition.
fn are_together(facts: &Facts<'_>, one: NodeId, other: NodeId) -> bool {
    let (one, other) = (facts.tree.directive(one), facts.tree.directive(other));
    one.section == other.section && one.condition == other.condition
}
