//! [`Mending`]: fixes of findings become a patch that is proven.
//!
//! All are tried together; where the proof has something against that, halves are, so that one fix that does not hold
//! does not keep the others away. What is left out is named, with the reason.

mod rewriting;
mod trial;

use std::path::PathBuf;

use self::rewriting::Rewriting;
use self::trial::Trial;
use super::situation::Situation;
use crate::findings::{Applicability, Finding};
use crate::httpd::Runtime;
use crate::patch::Patch;

/// So many trials are made at most; each of them reads the server anew.
const TRIALS: usize = 64;

/// What is to be mended.
pub struct Mending<'s> {
    /// The server.
    pub situation: Situation<'s>,
    /// What httpd is started with.
    pub runtime: &'s Runtime,
    /// Which fixes are to be written: those that may be trusted as far as this, or further.
    pub applicability: Applicability,
}

/// What is mended, and what is not.
#[derive(Debug)]
pub struct Mended<'f> {
    /// The change.
    pub patch: Patch,
    /// The directory from which it is applied.
    pub base: PathBuf,
    /// The findings that are gone with it.
    pub mended: Vec<&'f Finding>,
    /// Those whose fix does not hold, and why.
    pub left: Vec<(&'f Finding, String)>,
}

impl Mending<'_> {
    /// Mends what it can of some findings.
    pub fn mend<'f>(&self, findings: &'f [Finding]) -> Mended<'f> {
        let least = self.applicability.max(Applicability::Unsafe);
        let is_wanted = |finding: &&Finding| finding.applicability() >= Some(least);
        let wanted: Vec<&Finding> = findings.iter().filter(is_wanted).collect();
        let mut selection = Selection {
            trial: Trial::new(self.situation, self.runtime),
            trials: 0,
            patch: Patch::new(),
            mended: Vec::new(),
            left: Vec::new(),
        };
        // What is safe is proven without what is not.
        let is_safe = |finding: &&Finding| finding.applicability() == Some(Applicability::Safe);
        let (safe, others): (Vec<&Finding>, Vec<&Finding>) = wanted.into_iter().partition(is_safe);
        selection.take(&safe);
        selection.take(&others);
        let Selection {
            patch,
            mended,
            left,
            ..
        } = selection;
        let base = self.situation.base_of(&patch);
        Mended {
            patch,
            base,
            mended,
            left,
        }
    }
}

/// The fixes that hold together, so far.
struct Selection<'s, 'f> {
    trial: Trial<'s>,
    trials: usize,
    patch: Patch,
    mended: Vec<&'f Finding>,
    left: Vec<(&'f Finding, String)>,
}

impl<'f> Selection<'_, 'f> {
    /// Takes those of a group that hold together with what is taken already.
    fn take(&mut self, group: &[&'f Finding]) {
        if group.is_empty() {
            return;
        }
        let all = [self.mended.as_slice(), group].concat();
        let tried = match self.trials {
            TRIALS => Err("too many other fixes do not hold".to_owned()),
            _ => self.attempt(&all),
        };
        match tried {
            Ok(patch) => {
                self.patch = patch;
                self.mended = all;
            }
            Err(why) => {
                if let [one] = group {
                    self.left.push((one, why));
                    return;
                }
                let (first, second) = group.split_at(group.len() / 2);
                self.take(first);
                self.take(second);
            }
        }
    }

    /// Tries findings' fixes together.
    fn attempt(&mut self, findings: &[&Finding]) -> Result<Patch, String> {
        let rewriting = Rewriting::of(self.trial.before(), findings)?;
        self.trials += 1;
        self.trial.hold(&rewriting, findings)?;
        rewriting.patch().map_err(|error| error.to_string())
    }
}
