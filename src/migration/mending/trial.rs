//! [`Trial`]: whether fixes hold, found out on the server as it would be.
//!
//! What is mended is gone, nothing new is wrong, and nothing else has changed. Where httpd does not start with the server
//! as it is, no request is answered: then a fix may let rules see more than before, but no new error. Fixes that may change
//! what the server does are held against that, too.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::rewriting::Rewriting;
use crate::findings::{self, Applicability, Facts, Finding, RULES, Severity};
use crate::httpd::request::Router;
use crate::httpd::{self, Runtime};
use crate::migration::proof::no_more_changes;
use crate::migration::situation::Situation;
use crate::source::printable;
use crate::wsgi::{self, Answerer, all_refusals};

/// What findings are known by: lines move.
type Key = (&'static str, PathBuf, String);

/// What fixes are held against.
pub(super) struct Trial<'s> {
    before: Situation<'s>,
    runtime: &'s Runtime,
    /// What is wrong now.
    wrong: BTreeMap<Key, usize>,
    /// What httpd refuses now.
    refused: BTreeMap<Vec<u8>, usize>,
}

impl<'s> Trial<'s> {
    pub(super) fn new(before: Situation<'s>, runtime: &'s Runtime) -> Self {
        let facts = Facts::new(before, None);
        let found = findings::find(&facts, RULES);
        Self {
            wrong: counted(found.iter().map(key)),
            refused: refused(&before),
            before,
            runtime,
        }
    }

    pub(super) fn before(&self) -> &Situation<'s> {
        &self.before
    }

    /// Makes sure that fixes hold; the error is why they do not.
    pub(super) fn hold(&self, rewriting: &Rewriting, mended: &[&Finding]) -> Result<(), String> {
        let machine = rewriting.machine(self.before.host);
        let is_changed = |path: &std::path::Path| machine.replaces(path);
        let tree = httpd::read_again(&machine, self.runtime, self.before.tree, &is_changed);
        let tree = tree.map_err(|error| error.to_string())?;
        let config = httpd::evaluate(&tree);
        let router = Router::new(&machine, &tree, &config);
        let answerer = Answerer::new(&router, self.before.mod_wsgi);
        let (inventory, overview) = wsgi::examine(&answerer);
        let after = Situation::new(&answerer, &inventory, &overview);
        self.refuses_no_more(&after)?;
        let touched = rewriting.touched(self.before.tree, &tree);
        let worst = self.worst(mended);
        let stays = worst == Severity::Advice;
        no_more_changes(&self.before, &after, touched, stays)?;
        self.finds_no_more(&after, mended, worst)
    }

    /// httpd refuses nothing that it does not refuse now.
    fn refuses_no_more(&self, after: &Situation<'_>) -> Result<(), String> {
        let more = refused(after).into_iter().find(|(message, number)| {
            let known = self.refused.get(message);
            known.is_none_or(|known| known < number)
        });
        match more {
            None => Ok(()),
            Some((message, _)) => Err(format!("httpd would refuse it: {}", printable(&message))),
        }
    }

    /// Returns from which severity on a new finding is one too many. From advice on, nothing is to change at all.
    fn worst(&self, mended: &[&Finding]) -> Severity {
        let is_safe = |finding: &&Finding| finding.applicability() == Some(Applicability::Safe);
        if self.refused.is_empty() && mended.iter().all(is_safe) {
            return Severity::Advice;
        }
        Severity::Error
    }

    /// What is mended is gone, and nothing new is there.
    fn finds_no_more(
        &self,
        after: &Situation<'_>,
        mended: &[&Finding],
        worst: Severity,
    ) -> Result<(), String> {
        let mended = counted(mended.iter().map(|finding| key(finding)));
        let found = findings::find(&Facts::new(*after, None), RULES);
        let there = counted(found.iter().map(key));
        for finding in &found {
            let key = key(finding);
            let now = self.wrong.get(&key).copied().unwrap_or(0);
            let gone = mended.get(&key).copied().unwrap_or(0);
            let is_more = there.get(&key).is_some_and(|then| then + gone > now);
            let code = finding.rule.code;
            if is_more && gone > 0 {
                return Err(format!("{code} would still be there"));
            }
            if is_more && finding.rule.severity >= worst {
                return Err(format!("{code} would come: {}", finding.message));
            }
        }
        Ok(())
    }
}

fn key(finding: &Finding) -> Key {
    let file = finding.primary.location.file.clone();
    (finding.rule.code, file, finding.message.clone())
}

fn refused(situation: &Situation<'_>) -> BTreeMap<Vec<u8>, usize> {
    let refusals = all_refusals(situation.tree, situation.config, situation.mod_wsgi);
    counted(refusals.into_iter().map(|refusal| refusal.error.message))
}

fn counted<K: Ord>(keys: impl Iterator<Item = K>) -> BTreeMap<K, usize> {
    let mut counted = BTreeMap::new();
    for key in keys {
        *counted.entry(key).or_default() += 1;
    }
    counted
}
