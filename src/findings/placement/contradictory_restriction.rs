//! Lines about embedded mode that do not agree.

use crate::findings::draft::{Draft, Spot};
use crate::findings::facts::Facts;
use crate::findings::remedy::Remedy;
use crate::findings::rule::{Certainty, Needs, Page, Rule, Severity};
use crate::httpd::NodeId;

pub(in crate::findings) static RULE: Rule = Rule {
    code: "WD310",
    name: "contradictory-restriction",
    severity: Severity::Warning,
    certainty: Certainty::Shown,
    summary: "`WSGIRestrictEmbedded` says On and Off: what they do together depends on the version",
    page: Page {
        finds: "Several `WSGIRestrictEmbedded` lines that do not say the same.",
        matters: "The last one decides what becomes of an embedded application, but an On that is \
            followed by an Off keeps Python out of Apache's processes before mod_wsgi 6.0.2: embedded applications \
            then crash them. From 6.0.2 on, an Off in front of an On costs the memory that On was to save.",
        example: "WSGIRestrictEmbedded Off\n\
            WSGIRestrictEmbedded On\n",
        instead: "WSGIRestrictEmbedded On\n",
        remedy: "Keep one line.",
        leave: "Never: keep the one that is meant.",
        sure: "Measured with mod_wsgi 4.9.4, 5.0.2 and 6.0.5.",
    },
    needs: Needs::Server,
    find,
};

fn find(facts: &Facts<'_>) -> Vec<Draft> {
    let lines = &facts.overview.embedding.restrictions;
    let Some(((last, says), earlier)) = lines.split_last() else {
        return Vec::new();
    };
    let other = earlier.iter().rev().find(|(_, other)| other != says);
    let draft = other.map(|(other, _)| {
        let message = "`WSGIRestrictEmbedded` says something else than an earlier line";
        let draft = Draft::new(&RULE, Spot::directive(*last), message)
            .because(Spot::directive(*other), "this says the contrary");
        match remedy(facts, *last, *says, earlier) {
            Some(remedy) => draft.remedy(remedy),
            None => draft.help("keep one line"),
        }
    });
    draft.into_iter().collect()
}

/// Takes every earlier `Off` away where an `On` is the last: that counts, whatever stands before (mod_wsgi wsgi_config.c:
/// `wsgi_set_restrict_embedded`). An `Off` behind an `On` is not as if the `On` were not there.
fn remedy(
    facts: &Facts<'_>,
    last: NodeId,
    says_on: bool,
    earlier: &[(NodeId, bool)],
) -> Option<Remedy> {
    let off = earlier.iter().filter(|(_, on)| !on).map(|(node, _)| *node);
    let is_certain = says_on && off.clone().all(|node| facts.is_there_with(last, node));
    is_certain.then(|| {
        let remedy = Remedy::safe("take the earlier line away: the last one counts");
        off.fold(remedy, |remedy, node| remedy.delete(node, facts.name(node)))
    })
}
